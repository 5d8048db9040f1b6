//! Checkpoints of one run: the newest and the one before it, each whole or not there.
//!
//!     NAME.checkpoint, NAME.previous.checkpoint    text "beachhead-checkpoint-2\n", u64 length of the body, the body, and
//!                                                  64 hexadecimal digits: the SHA-256 of all before them
//!     body    text program, text model, text scenario (hashes of what it belongs to), then the state
//!
//! u64 and text are those of sim/io/bytes.h. A new one is written and synchronised under a temporary name before the
//! newest becomes the previous one, so that whenever the process or the machine stops, one of the two is there.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace sim::io {

//! Writes one sealed file; replaces what has this name. Throws FileError.
void write_checkpoint(const std::string& path, const std::vector<std::string_view>& pieces,
                      const std::function<void()>& before_it_appears = {});
//! Its body. Throws FileError where the file is missing, cut short, altered, or of another version.
std::string read_checkpoint(const std::string& path);

//! Removes the newest, the previous one and what a killed process left of them. `path` is that of the newest.
void remove_checkpoints(const std::string& path);

class Checkpoints {
 public:
  //! What a checkpoint belongs to. One that differs is refused.
  struct Owner {
    std::string program;   //!< version and revision
    std::string model;     //!< SHA-256 of its name, schedule and parameters
    std::string scenario;  //!< SHA-256 of every value of every arm
  };

  //! `path` ends in ".checkpoint".
  Checkpoints(std::string path, Owner owner);

  //! Makes these pieces, one after another, the newest state. Throws FileError.
  void write(const std::vector<std::string_view>& pieces);

  //! The newest state that is whole and belongs to the owner; why a newer one was refused is added to `refused`.
  //! Throws FileError with every reason where there is none.
  std::string read(std::vector<std::string>& refused);


 private:
  std::string accepted(const std::string& path) const;

  std::string path_, previous_;
  Owner owner_;
  bool newest_is_good_ = false;  //!< written or read by us, so worth keeping as the previous one
};

}  // namespace sim::io
