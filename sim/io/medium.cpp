#include "sim/io/medium.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>

#include "sim/core/error.h"

namespace sim::io {

bool Medium::read(std::uint64_t at, char* to, std::size_t size) noexcept {
  const std::size_t there = at < this->size() ? static_cast<std::size_t>(std::min<std::uint64_t>(size, this->size() - at)) : 0;
  const int error = there > 0 ? take(at, to, there) : 0;
  std::fill(to + there, to + size, '\0');
  if (error_ == 0) error_ = error;
  if (error != 0 && on_failed_read) on_failed_read(std::strerror(error));
  return error == 0;
}

void Medium::write(std::uint64_t at, const char* from, std::size_t size) noexcept {
  if (error_ == 0) error_ = put(at, from, size);
}

void Medium::resize(std::uint64_t size) noexcept {
  if (error_ == 0 && size != this->size()) error_ = cut(size);
}

void Medium::check() const {
  if (error_ != 0) throw FileError(std::strerror(error_));
}

int Memory::take(std::uint64_t at, char* to, std::size_t size) noexcept {
  std::copy_n(bytes.data() + at, size, to);
  return 0;
}

int Memory::put(std::uint64_t at, const char* from, std::size_t size) noexcept {
  if (at + size > bytes.size())
    if (const int error = cut(at + size)) return error;
  std::copy_n(from, size, bytes.data() + at);
  return 0;
}

int Memory::cut(std::uint64_t size) noexcept {
  try {
    bytes.resize(size);
    return 0;
  } catch (const std::exception&) {
    return ENOMEM;
  }
}

int View::take(std::uint64_t at, char* to, std::size_t size) noexcept {
  std::copy_n(bytes_.data() + at, size, to);
  return 0;
}

int View::put(std::uint64_t, const char*, std::size_t) noexcept { return EROFS; }
int View::cut(std::uint64_t) noexcept { return EROFS; }

Disk::Disk(int descriptor) : descriptor_(descriptor) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) throw FileError(std::strerror(errno));
  if (!S_ISREG(status.st_mode)) throw FileError("not a regular file");
  size_ = static_cast<std::uint64_t>(status.st_size);
}

int Disk::take(std::uint64_t at, char* to, std::size_t size) noexcept {
  while (size > 0) {
    const ssize_t count = ::pread(descriptor_, to, size, static_cast<off_t>(at));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return count < 0 ? errno : EIO;  // it became shorter
    at += static_cast<std::uint64_t>(count);
    to += count;
    size -= static_cast<std::size_t>(count);
  }
  return 0;
}

int Disk::put(std::uint64_t at, const char* from, std::size_t size) noexcept {
  while (size > 0) {
    const ssize_t count = ::pwrite(descriptor_, from, size, static_cast<off_t>(at));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return count < 0 ? errno : ENOSPC;
    at += static_cast<std::uint64_t>(count);
    from += count;
    size -= static_cast<std::size_t>(count);
    size_ = std::max(size_, at);
  }
  return 0;
}

int Disk::cut(std::uint64_t size) noexcept {
  while (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0)
    if (errno != EINTR) return errno;
  size_ = size;
  return 0;
}

}  // namespace sim::io
