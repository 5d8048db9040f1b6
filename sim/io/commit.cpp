#include "sim/io/commit.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "sim/core/error.h"

namespace sim::io {
namespace {

[[noreturn]] void fail(const std::string& path, const std::string& reason) {
  throw FileError("cannot write '" + path + "': " + reason);
}

std::string errno_text() { return std::strerror(errno); }

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

//! A hidden file beside the final name. Unless renamed, it is gone with this object.
class Temporary {
 public:
  explicit Temporary(const std::string& final_path) : final_path_(final_path) {
    static std::atomic<unsigned> serial{0};
    const auto slash = final_path.rfind('/');
    const std::string name = slash == std::string::npos ? final_path : final_path.substr(slash + 1);
    const std::string start =
        folder_of(final_path) + "/." + name.substr(0, 200) + "." + std::to_string(::getpid()) + ".";
    do {
      path_ = start + std::to_string(serial++) + ".tmp";
      descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    } while (descriptor_ < 0 && errno == EEXIST);
    if (descriptor_ < 0) fail(final_path, "cannot create a file in " + folder_of(final_path) + ": " + errno_text());
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!renamed_) ::unlink(path_.c_str());
  }

  const std::string& path() const { return path_; }

  void write(std::string_view bytes) {
    for (std::size_t done = 0; done < bytes.size();) {
      const ssize_t count = ::write(descriptor_, bytes.data() + done, bytes.size() - done);
      if (count < 0 && errno != EINTR) fail(final_path_, errno_text());
      if (count > 0) done += static_cast<std::size_t>(count);
    }
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
  std::string final_path_, path_;
  int descriptor_ = -1;
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

void commit_file(const std::string& final_path, std::string_view bytes, bool overwrite,
                 const std::function<void(const std::string& temporary)>& verify) {
  check_name(final_path, overwrite);
  Temporary temporary(final_path);
  temporary.write(bytes);
  if (verify) verify(temporary.path());
  temporary.take_final_name(overwrite);
  synchronise_folder_of(final_path);
}

void check_writable(const std::string& path, bool overwrite) {
  check_name(path, overwrite);
  const Temporary probe(path);
}

}  // namespace sim::io
