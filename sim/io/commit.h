//! Whole files in and out. A file appears under its final name whole, verified and lasting, or not at all.
//!
//! Until then it is hidden beside that name, as `.NAME.PID.N.tmp`, and locked by the process that writes it. A process
//! that is killed leaves it behind, unlocked; whoever next writes that name removes it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace sim::io {

//! Writes the pieces one after another under a temporary name in the same folder, lets `verify` look at that file,
//! synchronises, renames, and synchronises the folder; after any failure the folder is as before. Throws FileError
//! naming the path and the cause.
void commit_file(const std::string& final_path, const std::vector<std::string_view>& pieces, bool overwrite,
                 const std::function<void(const std::string& temporary)>& verify = {});

//! The same where the bytes are written by `write` to a descriptor that reads and writes.
void commit_file(const std::string& final_path, bool overwrite, const std::function<void(int descriptor)>& write,
                 const std::function<void(const std::string& temporary)>& verify = {});

//! Removes what a killed process left behind while it wrote this file.
void remove_leftovers(const std::string& final_path);

//! Asks before long work whether commit_file could create this file. Leaves nothing behind, leftovers
//! included. Throws FileError.
void check_writable(const std::string& path, bool overwrite);

//! A regular file opened for reading, closed with this object. Throws FileError with the cause, without the path.
class Input {
 public:
  explicit Input(const std::string& path);
  ~Input();
  Input(const Input&) = delete;

  int descriptor() const { return descriptor_; }
  std::uint64_t size() const { return size_; }
  //! Reads so many bytes on from where it stands, fewer only at the end of the file.
  std::size_t read(char* data, std::size_t size) const;

 private:
  int descriptor_;
  std::uint64_t size_ = 0;
};

//! All bytes of a regular file of at most so many. Throws FileError with the cause, without the path.
std::string whole_file(const std::string& path, std::uint64_t at_most = UINT64_MAX);

//! Whether a regular file holds just these bytes. Throws as whole_file.
bool file_holds(const std::string& path, std::string_view bytes);

//! Removes whatever commit_file is in the middle of writing. For signal handlers that end the process.
void abandon_commits() noexcept;

}  // namespace sim::io
