#include "sim/io/commit.h"

#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>

#include "sim/core/error.h"
#include "sim/io/toml.h"

namespace sim::io {
namespace {

[[noreturn]] void fail(const std::string& path, const std::string& reason) {
  throw FileError("cannot write '" + printable(path) + "': " + reason);
}

std::string errno_text() { return std::strerror(errno); }

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

//! Names of the temporary files of this process, where a signal handler finds them.
std::array<std::atomic<const char*>, 16> being_written{};

//! Held from before a temporary file exists until its name is among them; by a signal handler that removes them, for good.
std::atomic_flag creating;

void take_turn() noexcept {
  while (creating.test_and_set(std::memory_order_acquire)) ::sched_yield();
}

//! A turn during which no signal handler interrupts this thread, so that a handler never waits for the thread it runs on.
class Turn {
 public:
  Turn() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
    take_turn();
  }
  ~Turn() {
    creating.clear(std::memory_order_release);
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  sigset_t before_;
};

//! How the names of temporary files for this final name begin.
std::string temporary_start(const std::string& final_path) {
  return "." + final_path.substr(final_path.rfind('/') + 1).substr(0, 200) + ".";
}

//! Whether `name` goes on after `start` as "PID.N.tmp".
bool is_temporary(std::string_view name, std::string_view start) {
  if (!name.starts_with(start) || !name.ends_with(".tmp")) return false;
  name.remove_prefix(start.size());
  const std::size_t pid = name.find_first_not_of("0123456789");
  if (pid == 0 || pid >= name.size() || name[pid] != '.') return false;
  const std::size_t number = name.find_first_not_of("0123456789", pid + 1);
  return number > pid + 1 && name.substr(number) == ".tmp";
}

//! A hidden file beside the final name. Unless renamed, it is gone with this object.
class Temporary {
 public:
  explicit Temporary(const std::string& final_path) : final_path_(final_path) {
    static std::atomic<unsigned> serial{0};
    const std::string start = folder_of(final_path) + "/" + temporary_start(final_path) + std::to_string(::getpid()) + ".";
    const Turn turn;
    do {
      path_ = start + std::to_string(serial++) + ".tmp";
      descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    } while (descriptor_ < 0 ? errno == EEXIST : !locked());
    if (descriptor_ < 0) fail(final_path, "cannot create a file in " + folder_of(final_path) + ": " + errno_text());
    slot_ = std::find(being_written.begin(), being_written.end(), nullptr);
    if (slot_ != being_written.end()) *slot_ = path_.c_str();
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() {
    if (!renamed_) ::unlink(path_.c_str());
    if (slot_ != being_written.end()) *slot_ = nullptr;
    if (descriptor_ >= 0) ::close(descriptor_);
    if (lock_ >= 0) ::close(lock_);
  }

  const std::string& path() const { return path_; }
  int descriptor() const { return descriptor_; }

  void finish() {
    if (::fsync(descriptor_) != 0) fail(final_path_, "it does not reach the disk: " + errno_text());
    if (::close(std::exchange(descriptor_, -1)) != 0) fail(final_path_, "cannot close: " + errno_text());
  }

  void take_final_name(bool overwrite) {
    const char* final_name = final_path_.c_str();
    renamed_ = ::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, final_name, overwrite ? 0 : RENAME_NOREPLACE) == 0;
    if (renamed_) return;
    if (!overwrite && (errno == EINVAL || errno == ENOSYS)) {  // a file system that cannot; a link never replaces
      if (::link(path_.c_str(), final_name) == 0) return;
    }
    fail(final_path_, "cannot take its name: " + errno_text());
  }

 private:
  //! Locks the new file, where the file system can; false if somebody took it for a leftover meanwhile.
  bool locked() {
    ::flock(descriptor_, LOCK_EX);
    struct stat status {};
    if (::fstat(descriptor_, &status) == 0 && status.st_nlink == 0) {
      ::close(descriptor_);
      return false;
    }
    lock_ = ::fcntl(descriptor_, F_DUPFD_CLOEXEC, 0);  // keeps the lock when the file is closed
    return true;
  }

  std::string final_path_, path_;
  int descriptor_ = -1, lock_ = -1;
  decltype(being_written)::iterator slot_ = being_written.end();
  bool renamed_ = false;
};

//! Makes a rename last. File systems that cannot synchronise folders say so with EINVAL, which is no failure.
void synchronise_folder_of(const std::string& path) {
  const int descriptor = ::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool done = descriptor >= 0 && (::fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP);
  const std::string reason = done ? "" : errno_text();
  if (descriptor >= 0) ::close(descriptor);
  if (!done) fail(path, "complete and verified, but its name may not outlast a power failure: " + reason);
}

void write_all(int descriptor, std::string_view bytes, const std::string& final_path) {
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t count = ::write(descriptor, bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno != EINTR) fail(final_path, errno_text());
    if (count > 0) done += static_cast<std::size_t>(count);
  }
}

void check_name(const std::string& path, bool overwrite) {
  if (path.empty() || path.back() == '/') fail(path, "not the name of a file");
  struct stat status {};
  if (::stat(folder_of(path).c_str(), &status) != 0) fail(path, "folder " + folder_of(path) + ": " + errno_text());
  if (!S_ISDIR(status.st_mode)) fail(path, folder_of(path) + " is not a folder");
  if (::lstat(path.c_str(), &status) != 0) {
    if (errno == ENOENT) return;
    fail(path, errno_text());
  }
  if (S_ISDIR(status.st_mode)) fail(path, "a folder of that name exists");
  if (!S_ISREG(status.st_mode) && !S_ISLNK(status.st_mode)) fail(path, "not a regular file");
  if (!overwrite) fail(path, "the file exists already (--force replaces it)");
}

}  // namespace

void commit_file(const std::string& final_path, const std::vector<std::string_view>& pieces, bool overwrite,
                 const std::function<void(const std::string& temporary)>& verify) {
  const auto write = [&](int descriptor) {
    for (const std::string_view piece : pieces) write_all(descriptor, piece, final_path);
  };
  commit_file(final_path, overwrite, write, verify);
}

void commit_file(const std::string& final_path, bool overwrite, const std::function<void(int descriptor)>& write,
                 const std::function<void(const std::string& temporary)>& verify) {
  check_name(final_path, overwrite);
  Temporary temporary(final_path);
  write(temporary.descriptor());
  temporary.finish();
  if (verify) verify(temporary.path());
  temporary.take_final_name(overwrite);
  synchronise_folder_of(final_path);
}

Input::Input(const std::string& path)
    : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {  // a pipe must not make us wait
  if (descriptor_ < 0) throw FileError(errno_text());
  struct stat status {};
  const bool known = ::fstat(descriptor_, &status) == 0;
  const std::string reason = !known ? errno_text() : S_ISREG(status.st_mode) ? "" : "not a regular file";
  if (!reason.empty()) {
    ::close(descriptor_);
    throw FileError(reason);
  }
  size_ = static_cast<std::uint64_t>(status.st_size);
}

Input::~Input() { ::close(descriptor_); }

std::size_t Input::read(char* data, std::size_t size) const {
  std::size_t done = 0;
  while (done < size) {
    const ssize_t count = ::read(descriptor_, data + done, size - done);
    if (count < 0 && errno != EINTR) throw FileError(errno_text());
    if (count == 0) break;
    if (count > 0) done += static_cast<std::size_t>(count);
  }
  return done;
}

void remove_leftovers(const std::string& final_path) {
  const std::string folder = folder_of(final_path), start = temporary_start(final_path);
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(::opendir(folder.c_str()), ::closedir);
  if (!entries) return;
  while (const dirent* entry = ::readdir(entries.get())) {
    if (!is_temporary(entry->d_name, start)) continue;
    const std::string path = folder + "/" + entry->d_name;
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (descriptor < 0) continue;
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) ::unlink(path.c_str());
    ::close(descriptor);
  }
}

void check_writable(const std::string& path, bool overwrite) {
  check_name(path, overwrite);
  remove_leftovers(path);
  const Temporary probe(path);
}

std::string whole_file(const std::string& path, std::uint64_t at_most) {
  const Input file(path);
  if (file.size() > at_most) throw FileError("larger than " + std::to_string(at_most) + " bytes");
  std::string bytes(static_cast<std::size_t>(file.size()), '\0');
  if (file.read(bytes.data(), bytes.size()) < bytes.size()) throw FileError("it became shorter while it was read");
  return bytes;
}

bool file_holds(const std::string& path, std::string_view bytes) {
  const Input file(path);
  if (file.size() != bytes.size()) return false;
  std::string block(1u << 20, '\0');
  while (!bytes.empty()) {
    const std::size_t part = std::min(block.size(), bytes.size());
    if (file.read(block.data(), part) < part || bytes.substr(0, part) != std::string_view(block).substr(0, part)) return false;
    bytes.remove_prefix(part);
  }
  return true;
}

void abandon_commits() noexcept {
  take_turn();
  for (const auto& slot : being_written)
    if (const char* path = slot.load()) ::unlink(path);
}

}  // namespace sim::io
