#include "sim/io/hdf5.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <functional>
#include <memory>
#include <new>
#include <utility>

#include "sim/core/error.h"
#include "sim/io/commit.h"
#include "sim/io/digest.h"
#include "sim/io/hdf5/driver.h"
#include "sim/io/hdf5/reader.h"
#include "sim/io/hdf5/writer.h"
#include "sim/io/medium.h"
#include "sim/io/toml.h"

namespace sim::io {

using namespace hdf5;

namespace {

const Attribute* find(const std::vector<Group>& groups, const std::string& path, std::string_view name) {
  for (const Group& group : groups)
    for (const auto& attribute : group.attributes)
      if (group.path == path && attribute.first == name) return &attribute.second;
  return nullptr;
}

void check_format(const std::vector<Group>& groups) {
  const Attribute* format = find(groups, "", "format");
  if (!format || *format != Attribute(std::string(result_format)))
    fail("not a result of this program: the root attribute 'format' is not \"" + std::string(result_format) + "\"");
  const Attribute* version = find(groups, "", "version");
  if (!version || *version != Attribute(result_version))
    fail("another version of the format than " + std::to_string(result_version) + ", which this program reads");
}

void check_digest(const std::vector<Group>& groups, const std::string& path, const char* name, bool required, const std::string& computed) {
  const Attribute* stored = find(groups, path, name);
  if (!stored && required) fail(std::string("the file is damaged: no attribute '") + name + "' in /" + path);
  if (stored && *stored != Attribute(computed))
    fail(std::string("the file is damaged: its content does not agree with '") + name + "' of /" + path);
}

constexpr std::string_view seal_start = "beachhead-sha256 ";
constexpr std::size_t seal_size = seal_start.size() + 64 + 1;

//! What stands behind the bytes of HDF5, the first `size` of the medium.
std::string seal(Medium& medium, std::uint64_t size) {
  std::string block(1u << 20, '\0');
  std::uint64_t at = 0;
  const std::string hash = sha256([&]() -> std::string_view {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(block.size(), size - at));
    medium.read(at, block.data(), count);
    at += count;
    return {block.data(), count};
  });
  medium.check();
  return std::string(seal_start) + hash + "\n";
}

void add_seal(Medium& medium) {
  const std::string text = seal(medium, medium.size());
  medium.write(medium.size(), text.data(), text.size());
  medium.check();
}

constexpr std::string_view hdf5_signature = "\x89HDF\r\n\x1a\n";

//! Refuses what is not HDF5, and bytes whose seal is broken. Bytes without one pass.
void check_bytes(Medium& medium) {
  std::string start(hdf5_signature.size(), '\0'), stored(seal_size, '\0');
  medium.read(0, start.data(), start.size());
  if (medium.size() >= seal_size) medium.read(medium.size() - seal_size, stored.data(), stored.size());
  medium.check();
  if (start != hdf5_signature) fail("not an HDF5 file");
  if (stored.starts_with(seal_start) && stored != seal(medium, medium.size() - seal_size))
    fail("the file is damaged: its bytes do not agree with its seal");
}

//! An HDF5 file on a medium. What cannot be read for a reason of the medium is told with that reason.
class OpenMedium {
 public:
  explicit OpenMedium(Medium& medium) : medium_(medium), file_(telling([&] { return open_on(medium); })) {}

  std::vector<Group> groups(const ReadOptions& options, bool heads) {
    return telling([&] { return read_groups(file_, options, heads); });
  }
  Numbers rows(const std::string& object, std::size_t first, std::size_t count) {
    return telling([&] { return read_rows(file_, object, first, count); });
  }
  //! Values for digests: those that the groups leave out come from the file.
  Values values() {
    return [this](const Group& group, const Variable& variable, const Take& take) {
      if (!is_left_out(group, variable)) return take(variable.values);
      in_parts(group, variable, [&](std::size_t first, std::size_t count) { take(rows(path_of(group, variable), first, count)); });
    };
  }

 private:
  template <class Function>
  auto telling(Function&& function) -> decltype(function()) {
    try {
      return function();
    } catch (const FileError&) {
      medium_.check();
      throw;
    }
  }

  Medium& medium_;
  Handle file_;
};

//! Compares what a file says of itself with what its digests are. Returns those.
Digests verify(OpenMedium& file, const std::vector<Group>& groups, const ReadOptions& options) {
  if (!options.any_format) check_format(groups);
  const Digests digests{digest(groups, file.values()), provenance_checksum(groups, file.values())};
  const bool has_provenance =
      std::any_of(groups.begin(), groups.end(), [](const Group& group) { return group.path == "provenance"; });
  check_digest(groups, "", digest_attribute, !options.any_format, digests.content);
  check_digest(groups, "provenance", checksum_attribute, !options.any_format && has_provenance, digests.provenance);
  return digests;
}

using Leave = std::function<void(const std::string& said)>;

constexpr std::string_view sound = "sound ";

//! Reads in a process of its own, and gives what `work` says of it. Where reading fails, HDF5 crashes or never ends, that process
//! alone is lost: HDF5 frees lists twice after some failures, and what it freed wrongly is met when it gives all of it back.
std::string rehearse(std::uint64_t bytes, const std::function<std::string(const Leave& leave)>& work) {
  int answer[2];
  if (::pipe2(answer, O_CLOEXEC) != 0) fail(std::string("cannot be tried out: ") + std::strerror(errno));
  const pid_t process = ::fork();
  if (process == 0) {
    const rlimit no_core{0, 0}, patience{3 + bytes / 1'000'000, RLIM_INFINITY};  // [s] of processor time, far more than a sound file takes
    ::setrlimit(RLIMIT_CORE, &no_core);
    ::setrlimit(RLIMIT_CPU, &patience);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (const int number : {SIGINT, SIGTERM}) std::signal(number, SIG_IGN);  // the parent is told and decides
    for (const int number : {SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGILL, SIGXCPU}) std::signal(number, SIG_DFL);
    const Leave leave = [&](const std::string& said) {
      const std::string line = said + "\n";
      ::_exit(::write(answer[1], line.data(), line.size()) == static_cast<ssize_t>(line.size()) ? 0 : 1);
    };
    try {
      const std::string said = std::string(sound) + work(leave);
      H5garbage_collect();
      leave(said);
    } catch (const std::bad_alloc&) {
      leave("not enough memory");
    } catch (const std::exception& error) {
      leave(error.what());
    }
  }
  const std::string reason = std::strerror(errno);
  ::close(answer[1]);
  std::string said;
  for (std::array<char, 4096> block{}; process > 0;) {
    const ssize_t count = ::read(answer[0], block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    said.append(block.data(), static_cast<std::size_t>(count));
  }
  ::close(answer[0]);
  if (process < 0) fail("cannot be tried out: " + reason);
  int status = 0;
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) continue;
  if (said.ends_with('\n')) {
    said.pop_back();
    if (!said.starts_with(sound)) fail(said);
    return said.substr(sound.size());
  }
  const int ended_by = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  if (ended_by == SIGKILL) fail("its reading was killed, as when memory runs out");
  fail(ended_by == SIGXCPU ? "the file is damaged: reading it does not come to an end" : "the file is damaged: HDF5 crashes on it");
}

//! What a file's digests are, found to be those that it stores; in a process of its own.
Digests rehearsed(Medium& medium, const ReadOptions& options) {
  const std::string both = rehearse(medium.size(), [&](const Leave& leave) {
    medium.on_failed_read = leave;
    OpenMedium file(medium);
    const Digests digests = verify(file, file.groups(options, true), options);
    return digests.content + digests.provenance;
  });
  return {both.substr(0, both.size() / 2), both.substr(both.size() / 2)};
}

std::vector<Group> read_verified(const std::string& path, const ReadOptions& options) {
  const std::string bytes = whole_file(path);
  View view(bytes);
  check_bytes(view);
  if (options.heads) {
    rehearsed(view, options);
    return OpenMedium(view).groups(options, true);
  }
  rehearse(bytes.size(), [&](const Leave&) {
    OpenMedium(view).groups(options, false);
    return std::string();
  });
  OpenMedium file(view);
  std::vector<Group> groups = file.groups(options, false);
  if (options.only.empty()) verify(file, groups, options);
  else if (!options.any_format) check_format(groups);
  return groups;
}

//! Does something for a path, and opens whatever goes wrong with what was attempted and the path.
template <class Function>
auto for_path(const char* attempt, const std::string& path, Function&& function) {
  try {
    return function();
  } catch (const FileError& error) {
    throw FileError(std::string("cannot ") + attempt + " '" + printable(path) + "': " + error.what());
  } catch (const std::bad_alloc&) {
    throw FileError(std::string("cannot ") + attempt + " '" + printable(path) + "': not enough memory");
  }
}

}  // namespace

void write_file(const std::string& final_path, std::vector<Group> groups, bool overwrite, Verify verification) {
  check_writable(final_path, overwrite);
  Memory memory;
  const Digests digests = for_path("write", final_path, [&] {
    const Digests written = build(memory, completed(std::exchange(groups, {})), {});
    add_seal(memory);
    return written;
  });
  commit_file(final_path, {memory.bytes}, overwrite, [&](const std::string& temporary) {
    for_path("write", final_path, [&] {
      const auto content = [&] {
        OpenMedium file(memory);
        const ReadOptions options{.any_format = true, .max_bytes = UINT64_MAX};
        return verify(file, file.groups(options, true), options);
      };
      if (!file_holds(temporary, memory.bytes) || (verification == Verify::content && content() != digests))
        fail("what was written reads back differently");
    });
  });
}

void write_file(const std::string& final_path, std::vector<Group> groups, const Rows& rows, bool overwrite) {
  check_writable(final_path, overwrite);
  groups = completed(std::move(groups));
  Digests digests;
  const auto write = [&](int descriptor) {
    for_path("write", final_path, [&] {
      Disk disk(descriptor);
      digests = build(disk, groups, rows);
      add_seal(disk);
    });
  };
  commit_file(final_path, overwrite, write, [&](const std::string& temporary) {
    for_path("write", final_path, [&] {
      const Input input(temporary);
      Disk disk(input.descriptor());
      if (rehearsed(disk, {.any_format = true, .max_bytes = UINT64_MAX}) != digests) fail("what was written reads back differently");
    });
  });
}

std::vector<Group> read_file(const std::string& path, const ReadOptions& options) {
  return for_path("read", path, [&] { return read_verified(path, options); });
}

std::string check_file(const std::string& path) {
  return for_path("read", path, [&] {
    const Input input(path);
    Disk disk(input.descriptor());
    check_bytes(disk);
    return rehearsed(disk, {.max_bytes = UINT64_MAX}).content;
  });
}

struct OpenFile::Parts {
  explicit Parts(const std::string& path) : input(path), disk(input.descriptor()), file(disk) {}
  Input input;
  Disk disk;
  OpenMedium file;
};

OpenFile::OpenFile(const std::string& path) : path_(path), parts_(for_path("read", path, [&] { return std::make_unique<Parts>(path); })) {}
OpenFile::~OpenFile() = default;

Numbers OpenFile::rows(const Group& group, const Variable& variable, std::size_t first, std::size_t count) {
  return for_path("read", path_, [&] { return parts_->file.rows(path_of(group, variable), first, count); });
}

}  // namespace sim::io
