//! What HDF5 takes for its file: bytes in memory, or an open file.
//!
//! HDF5 notices a full disk only when it closes a file, and then crashes when the process ends. So the first failure to
//! write is kept here with its cause, what is written after it is dropped, and HDF5 is told that all went well; whoever
//! built the file asks `check`.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace sim::io {

class Medium {
 public:
  virtual ~Medium() = default;
  virtual std::uint64_t size() const noexcept = 0;
  //! What lies beyond the end reads as zeros. False where it cannot be read.
  bool read(std::uint64_t at, char* to, std::size_t size) noexcept;
  void write(std::uint64_t at, const char* from, std::size_t size) noexcept;
  void resize(std::uint64_t size) noexcept;

  //! Throws FileError with the cause of the first failure.
  void check() const;
  //! Called with the cause when reading fails: HDF5 1.10.8 frees lists twice then, so a process may want to leave first.
  std::function<void(const std::string& cause)> on_failed_read = {};

 protected:
  //! 0, or the errno of the failure. Reading ends within the medium.
  virtual int take(std::uint64_t at, char* to, std::size_t size) noexcept = 0;
  virtual int put(std::uint64_t at, const char* from, std::size_t size) noexcept = 0;
  virtual int cut(std::uint64_t size) noexcept = 0;

 private:
  int error_ = 0;
};

//! Bytes that grow.
class Memory : public Medium {
 public:
  std::uint64_t size() const noexcept override { return bytes.size(); }
  std::string bytes;

 protected:
  int take(std::uint64_t at, char* to, std::size_t size) noexcept override;
  int put(std::uint64_t at, const char* from, std::size_t size) noexcept override;
  int cut(std::uint64_t size) noexcept override;
};

//! Bytes of somebody else, to be read only.
class View : public Medium {
 public:
  explicit View(std::string_view bytes) : bytes_(bytes) {}
  std::uint64_t size() const noexcept override { return bytes_.size(); }

 protected:
  int take(std::uint64_t at, char* to, std::size_t size) noexcept override;
  int put(std::uint64_t at, const char* from, std::size_t size) noexcept override;
  int cut(std::uint64_t size) noexcept override;

 private:
  std::string_view bytes_;
};

//! An open file; who opened it closes it.
class Disk : public Medium {
 public:
  explicit Disk(int descriptor);  //!< Throws FileError
  std::uint64_t size() const noexcept override { return size_; }

 protected:
  int take(std::uint64_t at, char* to, std::size_t size) noexcept override;
  int put(std::uint64_t at, const char* from, std::size_t size) noexcept override;
  int cut(std::uint64_t size) noexcept override;

 private:
  int descriptor_;
  std::uint64_t size_;
};

}  // namespace sim::io
