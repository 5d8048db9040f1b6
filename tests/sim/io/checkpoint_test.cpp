#include "sim/io/checkpoint.h"

#include <sys/file.h>
#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "sim/core/error.h"
#include "sim/io/commit.h"
#include "sim/io/recorder.h"
#include "tests/catch.h"

namespace {

namespace fs = std::filesystem;
using sim::io::Checkpoints;

#if CATCH_VERSION_MAJOR >= 3
const auto contains = [](const std::string& part) { return Catch::Matchers::ContainsSubstring(part); };
#else
const auto contains = [](const std::string& part) { return Catch::Matchers::Contains(part); };
#endif

struct Folder {
  fs::path path;
  Folder() {
    std::string name = (fs::temp_directory_path() / "checkpoint_test_XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path); }
  std::string operator/(const std::string& name) const { return (path / name).string(); }
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& entry : fs::directory_iterator(path)) all.push_back(entry.path().filename().string());
    std::sort(all.begin(), all.end());
    return all;
  }
};

std::string bytes_of(const std::string& path) {
  std::ostringstream bytes;
  bytes << std::ifstream(path, std::ios::binary).rdbuf();
  return bytes.str();
}
void store(const std::string& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

const Checkpoints::Owner me{"1.0 abc", "model", "scenario"};

std::string read(const std::string& path, const Checkpoints::Owner& owner, std::vector<std::string>& refused) {
  return Checkpoints(path, owner).read(refused);
}
std::string why_not(const std::string& path, const Checkpoints::Owner& owner = me) {
  std::vector<std::string> refused;
  try {
    read(path, owner, refused);
  } catch (const sim::FileError& error) {
    return error.what();
  }
  return "it was read";
}

}  // namespace

TEST_CASE("checkpoints: the newest and the one before it are kept, and nothing else") {
  const Folder folder;
  const std::string path = folder / "a.h5.checkpoint";
  Checkpoints file(path, me);
  std::vector<std::string> refused;
  file.write({"one"});
  CHECK(folder.names() == std::vector<std::string>{"a.h5.checkpoint"});
  for (const std::string state : {"two", "three", "four"}) {
    file.write({state.substr(0, 1), state.substr(1)});
    CHECK(read(path, me, refused) == state);
  }
  CHECK(folder.names() == std::vector<std::string>{"a.h5.checkpoint", "a.h5.previous.checkpoint"});
  CHECK(read(folder / "a.h5.previous.checkpoint", me, refused) == "three");
  CHECK(refused.empty());
  sim::io::remove_checkpoints(path);
  CHECK(folder.names().empty());
  CHECK_THAT(why_not(path), contains("No such file"));
}

TEST_CASE("checkpoints: a refused one gives way to the one before it, with its reason, and never takes its place") {
  const Folder folder;
  const std::string path = folder / "a.checkpoint", before = folder / "a.previous.checkpoint";
  Checkpoints first(path, me);
  first.write({"old"});
  first.write({"new"});
  store(path, bytes_of(path).substr(0, 40));
  Checkpoints second(path, me);
  std::vector<std::string> refused;
  CHECK(second.read(refused) == "old");
  REQUIRE(refused.size() == 1);
  CHECK_THAT(refused[0], contains("a.checkpoint: it has 40 bytes"));
  second.write({"next"});  // the damaged one is replaced, the good old one stays
  CHECK(read(before, me, refused) == "old");
  second.write({"after"});
  CHECK(read(before, me, refused) == "next");
  CHECK(read(path, me, refused) == "after");
  fs::remove(path);  // as between the two renames
  CHECK(read(path, me, refused) == "next");
  Checkpoints afresh(path, me);
  afresh.write({"another run"});
  CHECK(read(before, me, refused) == "next");
}

TEST_CASE("checkpoints: of another program, model or scenario they are refused by name") {
  const Folder folder;
  const std::string path = folder / "a.checkpoint";
  Checkpoints(path, me).write({"state"});
  CHECK_THAT(why_not(path, {"1.1 def", "model", "scenario"}), contains("written by version 1.0 abc of the program, this is 1.1 def"));
  CHECK_THAT(why_not(path, {"1.0 abc", "other", "scenario"}), contains("another model"));
  CHECK_THAT(why_not(path, {"1.0 abc", "model", "other"}), contains("another scenario or policy"));
  CHECK_THAT(why_not(path, {"1.0 abc", "model", "other"}), contains("a.previous.checkpoint: No such file"));
  std::string bytes = bytes_of(path);
  bytes[21] = '3';
  store(path, bytes);
  CHECK_THAT(why_not(path), contains("another version of the format"));
  store(path, "[run]\n");
  CHECK_THAT(why_not(path), contains("it is not a checkpoint"));
}

TEST_CASE("checkpoints: every truncation and every flipped bit is noticed") {
  const Folder folder;
  const std::string path = folder / "a.checkpoint";
  Checkpoints(path, me).write({"state"});
  const std::string bytes = bytes_of(path);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    store(path, bytes.substr(0, size));
    CHECK(why_not(path) != "it was read");
  }
  for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    std::string damaged = bytes;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    store(path, damaged);
    CHECK(why_not(path) != "it was read");
  }
  store(path, bytes + "x");
  CHECK(why_not(path) != "it was read");
  store(path, bytes);
  CHECK(why_not(path) == "it was read");
}

TEST_CASE("checkpoints: a place that is no file is refused") {
  const Folder folder;
  fs::create_directory(folder / "a.checkpoint");
  CHECK_THAT(why_not(folder / "a.checkpoint"), contains("not a regular file"));
  Checkpoints file(folder / "a.checkpoint", me);
  CHECK_THROWS_AS(file.write({"state"}), sim::FileError);
}

TEST_CASE("recorder: lengths that a checkpoint cannot hold are refused before memory is asked for") {
  sim::io::Recorder record;
  for (std::size_t number = 0; number < 3; ++number) {
    sim::io::ByteWriter out;
    out.number<std::int32_t>(1);
    for (std::size_t k = 0; k < number; ++k) out.number<std::uint64_t>(0);
    out.number<std::uint64_t>(std::uint64_t{1} << 60);
    sim::io::ByteReader in(out.bytes);
    CHECK_THROWS_AS(record.load(in), sim::FileError);
  }
}

TEST_CASE("commit: what a killed process left behind is removed, what a living one writes is not, and nothing else") {
  const Folder folder;
  store(folder / ".a.h5.4194305.7.tmp", "left behind");
  store(folder / ".a.h5.4194305.8.tmp", "being written");
  const std::vector<std::string> others{".a.h5.1.2.3.tmp", ".a.h5..1.tmp", ".a.h5.1.tmp", ".a.h5.x.1.tmp", ".b.h5.1.2.tmp", "a.h5.1.2.tmp"};
  for (const std::string& name : others) store(folder / name, "somebody's");
  const int writer = ::open((folder / ".a.h5.4194305.8.tmp").c_str(), O_RDONLY);
  REQUIRE(::flock(writer, LOCK_EX) == 0);
  sim::io::check_writable(folder / "a.h5", false);
  CHECK_FALSE(fs::exists(folder / ".a.h5.4194305.7.tmp"));
  CHECK(fs::exists(folder / ".a.h5.4194305.8.tmp"));
  ::close(writer);
  sim::io::check_writable(folder / "a.h5", false);
  CHECK(folder.names().size() == others.size());
}

TEST_CASE("commit: a file is locked while it is written, so that nobody takes it for a leftover") {
  const Folder folder;
  sim::io::commit_file(folder / "a.h5", {"x"}, false, [&](const std::string& temporary) {
    sim::io::check_writable(folder / "a.h5", false);
    CHECK(fs::exists(temporary));
  });
  CHECK(folder.names() == std::vector<std::string>{"a.h5"});
}
