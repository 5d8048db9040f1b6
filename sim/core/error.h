//! Errors, told apart by whose doing they are. Only the command line catches them.
#pragma once

#include <stdexcept>
#include <string>

namespace sim {

//! The user's scenario, policy or option cannot be used: exit code 2. The text holds every finding, one per line.
struct ScenarioError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

//! A file cannot be read or written: exit code 4.
struct FileError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

//! The books do not balance, or an account was overdrawn: exit code 3.
struct AccountingError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

//! A promise inside the program was broken: exit code 1.
struct InternalError : std::logic_error {
  using std::logic_error::logic_error;
};

[[noreturn]] void broken_promise(const char* what, const char* file, int line);

//! States what must hold here. Throws InternalError with place and text where it does not.
inline void ensure(bool holds, const char* what, const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  if (!holds) broken_promise(what, file, line);
}

}  // namespace sim
