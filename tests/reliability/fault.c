// Preloaded by tests: lets the n-th system call on files below a folder fail, or ends the process there.
//
//   FAULT_UNDER   folder, absolute; calls on other files pass
//   FAULT_LOG     file to which the name of every such call is appended, and FIRED where the fault struck
//   FAULT         CALL:N:WHAT   CALL  open, read, write, fsync, close, rename, unlink, any; pread and pwrite too are read and write
//                               N     counted from 1 over calls of this kind
//                               WHAT  an errno; "short": half is written, then no space is left; "kill": SIGKILL instead
//                                     of the call; "killed": SIGKILL after it
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_int calls, calls_of_kind;

static void note(const char* word) {
  const char* log = getenv("FAULT_LOG");
  if (!log) return;
  const int file = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  char line[32];
  const int size = snprintf(line, sizeof line, "%s\n", word);
  syscall(SYS_write, file, line, (size_t)size);
  syscall(SYS_close, file);
}

static int is_below(const char* path) {
  const char* folder = getenv("FAULT_UNDER");
  return folder && strncmp(path, folder, strlen(folder)) == 0 && (path[strlen(folder)] == '/' || path[strlen(folder)] == 0);
}

static int path_counts(const char* path) {
  char whole[4096];
  if (path[0] == '/') return is_below(path);
  if (!getcwd(whole, sizeof whole)) return 0;
  return is_below(whole);  // tests work in the folder itself, so that what is relative lies below it
}

static int file_counts(int file) {
  char name[64], path[4096];
  snprintf(name, sizeof name, "/proc/self/fd/%d", file);
  const ssize_t size = readlink(name, path, sizeof path - 1);
  if (size < 0) return 0;
  path[size] = 0;
  return is_below(path);
}

// What is to happen at this call: 0 nothing, else the letter of the fault ('e' an error, now in errno).
static char fault_at(const char* kind) {
  const int saved = errno;
  note(kind);
  const char* fault = getenv("FAULT");
  char call[16] = "", what[16] = "";
  int n = 0;
  if (!fault || sscanf(fault, "%15[^:]:%d:%15s", call, &n, what) != 3) return errno = saved, (char)0;
  const int is_any = strcmp(call, "any") == 0;
  if (!is_any && strcmp(call, kind) != 0) return errno = saved, (char)0;
  if (1 + atomic_fetch_add(is_any ? &calls : &calls_of_kind, 1) != n) return errno = saved, (char)0;
  note("FIRED");
  if (strcmp(what, "kill") == 0) kill(getpid(), SIGKILL);
  if (strcmp(what, "killed") == 0) return 'k';
  if (strcmp(what, "short") == 0) return 's';
  errno = atoi(what);
  return 'e';
}

static void end_if(char fault) {
  if (fault == 'k') kill(getpid(), SIGKILL);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int opened(int (*real)(const char*, int, ...), const char* path, int flags, mode_t mode) {
  const char fault = path_counts(path) ? fault_at("open") : 0;
  if (fault == 'e') return -1;
  const int file = real(path, flags, mode);
  end_if(fault);
  return file;
}

#define OPEN(name)                                   \
  int name(const char* path, int flags, ...) {       \
    va_list more;                                    \
    va_start(more, flags);                           \
    const mode_t mode = va_arg(more, mode_t);        \
    va_end(more);                                    \
    return opened(REAL(name), path, flags, mode);    \
  }
OPEN(open)
OPEN(open64)

ssize_t write(int file, const void* data, size_t size) {
  const char fault = file_counts(file) ? fault_at("write") : 0;
  if (fault == 'e') return -1;
  if (fault == 's') {
    if (size > 1) REAL(write)(file, data, size / 2);
    errno = ENOSPC;
    return -1;
  }
  const ssize_t written = REAL(write)(file, data, size);
  end_if(fault);
  return written;
}

ssize_t read(int file, void* data, size_t size) {
  const char fault = file_counts(file) ? fault_at("read") : 0;
  if (fault == 'e') return -1;
  const ssize_t taken = REAL(read)(file, data, size);
  end_if(fault);
  return taken;
}

ssize_t pwrite(int file, const void* data, size_t size, off_t at) {
  const char fault = file_counts(file) ? fault_at("write") : 0;
  if (fault == 'e') return -1;
  if (fault == 's') {
    if (size > 1) REAL(pwrite)(file, data, size / 2, at);
    errno = ENOSPC;
    return -1;
  }
  const ssize_t written = REAL(pwrite)(file, data, size, at);
  end_if(fault);
  return written;
}

ssize_t pread(int file, void* data, size_t size, off_t at) {
  const char fault = file_counts(file) ? fault_at("read") : 0;
  if (fault == 'e') return -1;
  const ssize_t taken = REAL(pread)(file, data, size, at);
  end_if(fault);
  return taken;
}

int fsync(int file) {
  const char fault = file_counts(file) ? fault_at("fsync") : 0;
  if (fault == 'e') return -1;
  const int answer = REAL(fsync)(file);
  end_if(fault);
  return answer;
}

int close(int file) {
  const char fault = file_counts(file) ? fault_at("close") : 0;
  const int error = errno;
  const int answer = REAL(close)(file);  // a close that fails has closed
  end_if(fault);
  if (fault != 'e') return answer;
  errno = error;
  return -1;
}

int rename(const char* from, const char* to) {
  const char fault = path_counts(to) ? fault_at("rename") : 0;
  if (fault == 'e') return -1;
  const int answer = REAL(rename)(from, to);
  end_if(fault);
  return answer;
}

int renameat2(int from_folder, const char* from, int to_folder, const char* to, unsigned flags) {
  const char fault = path_counts(to) ? fault_at("rename") : 0;
  if (fault == 'e') return -1;
  const int answer = REAL(renameat2)(from_folder, from, to_folder, to, flags);
  end_if(fault);
  return answer;
}

int unlink(const char* path) {
  const char fault = path_counts(path) ? fault_at("unlink") : 0;
  if (fault == 'e') return -1;
  const int answer = REAL(unlink)(path);
  end_if(fault);
  return answer;
}
