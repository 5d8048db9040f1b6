#include "sim/io/hdf5.h"

#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <limits>

#include "sim/core/error.h"
#include "sim/io/digest.h"
#include "tests/catch.h"

namespace {

using namespace sim::io;
namespace fs = std::filesystem;
using Catch::Matchers::Contains;

//! A folder of its own for each test, removed afterwards.
struct Folder {
  Folder() {
    std::string name = (fs::temp_directory_path() / "beachhead_hdf5_XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path); }
  std::string operator/(const std::string& name) const { return (path / name).string(); }
  std::size_t entries() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(path), fs::directory_iterator()));
  }
  fs::path path;
};

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void store(const std::string& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

//! Two runs of three months in miniature, with every type, an unlimited, an empty and a bare dimension.
std::vector<Group> small_result() {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  Group root{.path = "", .dimensions = {}, .variables = {}, .attributes = {}};
  root.attributes = {{"format", std::string(result_format)},
                     {"version", result_version},
                     {"Conventions", "CF-1.10"},
                     {"title", "Zwölf Monate"},
                     {"question", ""}};
  Group runs{.path = "runs", .dimensions = {{"run", 2}}, .variables = {}, .attributes = {}};
  runs.variables = {{"run", {"run"}, std::vector<std::int32_t>{0, 1}, {{"units", "1"}}},
                    {"arm", {"run"}, Text{"baseline", "Grundeinkommen – 560 €"}, {{"units", "1"}}},
                    {"failure", {"run"}, Text{"", ""}, {}},
                    {"run_id", {"run"}, Text{"first-id", "second-id"}, {}},
                    {"seed", {"run"}, std::vector<std::int64_t>{1, (std::int64_t{1} << 53) + 1}, {}},
                    {"status",
                     {"run"},
                     std::vector<std::int8_t>{0, -1},
                     {{"flag_values", std::vector<std::int8_t>{0, -1}}, {"flag_meanings", "done failed"}}}};
  Group series{
      .path = "series", .dimensions = {{"run", 2}, {"time", 400}, {"decile", 3}}, .variables = {}, .attributes = {}};
  std::vector<double> gini(800);
  for (std::size_t i = 0; i < gini.size(); ++i) gini[i] = std::sqrt(static_cast<double>(i));
  gini[7] = nan;
  series.variables = {{"time", {"time"}, std::vector<std::int32_t>(400, 30), {{"units", "days since 2012-01-01"}}},
                      {"gini", {"run", "time"}, gini, {{"units", "1"}, {"scale", 0.5}, {"months", std::int64_t{400}}}},
                      {"share", {"run", "decile"}, std::vector<float>{1, 2, 3, 4, 5, -0.0f}, {{"units", "1"}}},
                      {"captured", {"run", "time", "decile"}, std::vector<std::int64_t>(2400, 12), {{"units", "EUR"}}}};
  Group events{.path = "events", .dimensions = {{"event", 0, true}, {"nothing", 0}}, .variables = {}, .attributes = {}};
  events.variables = {{"kind", {"event"}, std::vector<std::int8_t>{}, {{"units", "1"}}},
                      {"text", {"event"}, Text{}, {}},
                      {"empty", {"nothing"}, std::vector<double>{}, {}},
                      {"none", {"nothing"}, Text{}, {}}};
  Group provenance{.path = "provenance", .dimensions = {}, .variables = {}, .attributes = {}};
  provenance.attributes = {{"host", "here"}, {"flags", std::vector<std::string>{"-O3", ""}}};
  provenance.variables = {{"wall_seconds", {}, std::vector<double>{1.5}, {{"units", "s"}}}};
  return {root, runs, series, events, provenance};
}

std::vector<Group> many_events() {
  std::vector<Group> groups = small_result();
  Group& events = groups[3];
  events.dimensions[0].length = 3000;
  events.variables[0].values = std::vector<std::int8_t>(3000, 7);
  events.variables[1].values = Text(3000, "founding of a platform");
  return groups;
}

Attributes without_digest(Attributes attributes) {
  std::erase_if(attributes, [](auto& a) { return a.first == digest_attribute || a.first == checksum_attribute; });
  return attributes;
}

void check_equal(const std::vector<Group>& read, const std::vector<Group>& written) {
  REQUIRE(read.size() == written.size());
  CHECK(digest(read) == digest(written));
  CHECK(provenance_checksum(read) == provenance_checksum(written));
  for (std::size_t g = 0; g < read.size(); ++g) {
    CHECK(read[g].path == written[g].path);
    CHECK(without_digest(read[g].attributes) == written[g].attributes);
    REQUIRE(read[g].dimensions.size() == written[g].dimensions.size());
    for (std::size_t i = 0; i < read[g].dimensions.size(); ++i) {
      CHECK(read[g].dimensions[i].name == written[g].dimensions[i].name);
      CHECK(read[g].dimensions[i].length == written[g].dimensions[i].length);
      CHECK(read[g].dimensions[i].unlimited == written[g].dimensions[i].unlimited);
    }
    REQUIRE(read[g].variables.size() == written[g].variables.size());
    for (std::size_t i = 0; i < read[g].variables.size(); ++i) {
      CHECK(read[g].variables[i].name == written[g].variables[i].name);
      CHECK(read[g].variables[i].dimensions == written[g].variables[i].dimensions);
      CHECK(read[g].variables[i].attributes == written[g].variables[i].attributes);
      CHECK(read[g].variables[i].values.index() == written[g].variables[i].values.index());
    }
  }
}

void run_python(const std::string& script, const std::string& path, const std::string& expected) {
  const std::string source = fs::path(__FILE__).parent_path().parent_path().parent_path() / "analysis" / script;
  if (std::system("/usr/bin/python3 -c 'import h5py' 2>/dev/null") != 0) return;
  const std::string output = path + ".out";
  REQUIRE(std::system(("/usr/bin/python3 " + source + " " + path + " > " + output).c_str()) == 0);
  CHECK_THAT(bytes_of(output), Contains(expected));
}

}  // namespace

TEST_CASE("hdf5: what is written reads back the same, every type and shape", "[io]") {
  const Folder folder;
  for (const auto& groups : {small_result(), many_events()}) {
    write_file(folder / "a.h5", groups, true);
    check_equal(read_file(folder / "a.h5"), groups);
  }
  CHECK(folder.entries() == 1);
}

TEST_CASE("hdf5: what was read can be written again, to the same bytes", "[io]") {
  const Folder folder;
  write_file(folder / "a.h5", small_result(), false);
  write_file(folder / "b.h5", read_file(folder / "a.h5"), false);
  CHECK(digest(read_file(folder / "b.h5")) == digest(small_result()));
  write_file(folder / "c.h5", read_file(folder / "b.h5"), false);
  CHECK(bytes_of(folder / "b.h5") == bytes_of(folder / "c.h5"));
}

TEST_CASE("hdf5: equal content makes equal bytes", "[io]") {
  const Folder folder;
  for (const char* name : {"a.h5", "another_name.h5"}) {
    std::vector<char> dirt(1 << 20, 'x');  // so that memory which nobody set would show
    write_file(folder / name, many_events(), false);
  }
  CHECK(bytes_of(folder / "a.h5") == bytes_of(folder / "another_name.h5"));
}

TEST_CASE("hdf5: root and parents are added where missing", "[io]") {
  const Folder folder;
  Group nested{.path = "a/b/c", .dimensions = {{"x", 2}}, .variables = {}, .attributes = {}};
  nested.variables = {{"y", {"x"}, std::vector<double>{1, 2}, {}}};
  write_file(folder / "a.h5", {nested}, false);
  CHECK_THROWS_WITH(read_file(folder / "a.h5"), Contains("format"));
  const auto read = read_file(folder / "a.h5", {.any_format = true});
  REQUIRE(read.size() == 4);
  CHECK(read[3].path == "a/b/c");
  CHECK(digest(read) == digest({nested}));
}

TEST_CASE("hdf5: a variable may span thousands of others' dimension, and attributes may be long", "[io]") {
  const Folder folder;
  Group wide{.path = "wide", .dimensions = {{"run", 1}, {"time", 2}}, .variables = {}, .attributes = {}};
  for (int i = 0; i < 6000; ++i)
    wide.variables.push_back({"v" + std::to_string(i), {"run", "time"}, std::vector<double>{1.0 * i, 2}, {}});
  wide.attributes = {{"text", std::string(200'000, 'x')}};
  write_file(folder / "a.h5", {wide}, false);
  CHECK(digest(read_file(folder / "a.h5", {.any_format = true})) == digest({wide}));
}

namespace {

//! Runs whose values would fill 38 MB, and what they are.
std::vector<Group> long_table() {
  Group table{.path = "table", .dimensions = {{"run", 30}, {"person", 160'000}}, .variables = {}, .attributes = {}};
  table.variables = {{"row", {"run"}, std::vector<std::int64_t>(30, 7), {}}, {"money", {"run", "person"}, std::vector<double>(), {}}};
  return {table};
}

std::vector<double> money(std::size_t first, std::size_t count) {
  std::vector<double> values(count * 160'000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>((first * 160'000 + i) % 1009);
  return values;
}

}  // namespace

TEST_CASE("hdf5: values asked for part by part make the file that values in memory make", "[io]") {
  const Folder folder;
  std::vector<std::pair<std::size_t, std::size_t>> asked;
  const Rows rows = [&](const Group& group, const Variable& variable, std::size_t first, std::size_t count) -> Numbers {
    CHECK(group.path + "/" + variable.name == "table/money");
    asked.emplace_back(first, count);
    return money(first, count);
  };
  write_file(folder / "parts.h5", long_table(), rows, false);
  REQUIRE(asked.size() > 1);  // in order, each once
  std::size_t next = 0;
  for (const auto& [first, count] : asked) {
    CHECK(first == next);
    next += count;
  }
  CHECK(next == 30);
  auto whole = long_table();
  whole[0].variables[1].values = money(0, 30);
  write_file(folder / "whole.h5", whole, false);
  CHECK(bytes_of(folder / "parts.h5") == bytes_of(folder / "whole.h5"));
  const ReadOptions any{.any_format = true};
  CHECK(digest(read_file(folder / "parts.h5", any)) == digest(read_file(folder / "whole.h5", any)));
  OpenFile file(folder / "parts.h5");
  const std::vector<Group> heads = read_file(folder / "parts.h5", {.any_format = true, .heads = true});
  REQUIRE(heads.size() == 2);
  CHECK(heads[1].variables[0].values == whole[0].variables[0].values);
  CHECK(std::get<std::vector<double>>(heads[1].variables[1].values).empty());
  CHECK(file.rows(heads[1], heads[1].variables[1], 11, 3) == Numbers(money(11, 3)));
  CHECK_THROWS_AS(file.rows(heads[1], heads[1].variables[1], 28, 3), sim::FileError);
}

TEST_CASE("hdf5: parts that fail or lie leave nothing", "[io]") {
  const Folder folder;
  const auto refused = [&](const Rows& rows) { write_file(folder / "a.h5", long_table(), rows, false); };
  CHECK_THROWS_WITH(refused([](auto&, auto&, auto first, auto count) -> Numbers {
    if (first > 0) throw sim::FileError("no more");
    return money(first, count);
  }), Contains("a.h5") && Contains("no more"));
  CHECK_THROWS_AS(refused([](auto&, auto&, auto first, auto count) -> Numbers { return money(first, count - 1); }), sim::InternalError);
  CHECK_THROWS_AS(refused([](auto&, auto&, auto, auto count) -> Numbers { return std::vector<float>(count * 160'000); }), sim::InternalError);
  CHECK(folder.entries() == 0);
}

TEST_CASE("hdf5: memory does not grow with what is written part by part", "[io]") {
  const Folder folder;
  const auto peak_kilobytes = [] {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
  };
  const pid_t process = ::fork();  // its peak is its own
  if (process == 0) {
    auto table = long_table();
    table[0].dimensions[0].length = 300;
    table[0].variables[0].values = std::vector<std::int64_t>(300, 7);
    const long before = peak_kilobytes();
    write_file(folder / "a.h5", table, [](auto&, auto&, auto first, auto count) -> Numbers { return money(first, count); }, false);
    ::_exit(peak_kilobytes() - before < 120'000 ? 0 : 1);  // of 384 MB
  }
  int status = -1;
  ::waitpid(process, &status, 0);
  CHECK(status == 0);
}

TEST_CASE("hdf5: a file is checked part by part as when it is read", "[io]") {
  const Folder folder;
  write_file(folder / "a.h5", many_events(), false);
  CHECK(check_file(folder / "a.h5") == digest(many_events()));
  const std::string bytes = bytes_of(folder / "a.h5");
  for (std::size_t place = 0; place < bytes.size(); place += 1009) {
    std::string damaged = bytes;
    damaged[place] = static_cast<char>(damaged[place] ^ 8);
    store(folder / "b.h5", damaged);
    CHECK_THROWS_AS(check_file(folder / "b.h5"), sim::FileError);
  }
  store(folder / "text", "hello");
  CHECK_THROWS_WITH(check_file(folder / "text"), Contains("text") && Contains("not an HDF5 file"));
  CHECK_THROWS_WITH(check_file(folder / "missing"), Contains("No such file"));
  CHECK_THROWS_WITH(check_file(folder / ""), Contains("not a regular file"));
}

TEST_CASE("digest: known answers", "[io]") {
  CHECK(digest({}) == "8bfdf22676f8b829a872d417abd6c5950f5b7ba45cbb7e2a886030b559ca2a90");
}

TEST_CASE("digest: does not depend on storage, provenance or run_id", "[io]") {
  const Folder folder;
  const std::string expected = digest(small_result());
  for (const int level : {0, 1, 9}) {
    auto groups = small_result();
    for (Group& group : groups) group.deflate_level = level;
    write_file(folder / "a.h5", groups, true);
    const auto read = read_file(folder / "a.h5");
    CHECK(digest(read) == expected);
    CHECK(read[2].deflate_level == level);
  }
  auto groups = small_result();
  std::get<Text>(groups[1].variables[3].values)[0] = "other";
  groups[4].attributes[0].second = "there";
  std::get<std::vector<double>>(groups[4].variables[0].values)[0] = 2.5;
  std::swap(groups[2], groups[3]);
  std::swap(groups[1].variables[0], groups[1].variables[1]);
  std::swap(groups[0].attributes[0], groups[0].attributes[1]);
  CHECK(digest(groups) == expected);
  CHECK(provenance_checksum(groups) != provenance_checksum(small_result()));
}

TEST_CASE("digest: changes with every name, type, shape, attribute and value", "[io]") {
  using Change = std::function<void(std::vector<Group>&)>;
  const std::vector<Change> changes{
      [](auto& g) { g[2].path = "serien"; },
      [](auto& g) { g[2].variables[1].name = "theil"; },
      [](auto& g) { std::get<std::vector<double>>(g[2].variables[1].values)[799] += 1e-12; },
      [](auto& g) { std::get<std::vector<float>>(g[2].variables[2].values)[5] = 0.0f; },
      [](auto& g) { std::get<std::vector<std::int64_t>>(g[1].variables[4].values)[1] -= 1; },
      [](auto& g) { std::get<std::vector<std::int8_t>>(g[1].variables[5].values)[0] = 1; },
      [](auto& g) { std::get<Text>(g[1].variables[1].values)[0] = "Baseline"; },
      [](auto& g) {
        g[1].variables[2].values = Text{"", " "};
      },
      [](auto& g) {
        g[1].variables[0].values = std::vector<std::int64_t>{0, 1};
      },
      [](auto& g) {
        g[2].variables[3].dimensions = {"time", "run", "decile"};
      },
      [](auto& g) { g[3].dimensions[0].unlimited = false; },
      [](auto& g) {
        g[3].dimensions.push_back({"more", 1});
      },
      [](auto& g) { g[2].variables[1].attributes[0].second = "EUR"; },
      [](auto& g) { g[2].variables[1].attributes[1].second = 0.25; },
      [](auto& g) { g[2].variables[1].attributes[2].second = 400.0; },
      [](auto& g) { g[2].variables[1].attributes.emplace_back("note", ""); },
      [](auto& g) { g[2].variables[1].attributes.pop_back(); },
      [](auto& g) {
        g[1].variables[5].attributes[0].second = std::vector<std::int8_t>{0, -2};
      },
      [](auto& g) { g[0].attributes[3].second = "Twelve months"; },
      [](auto& g) { g[2].attributes.emplace_back("note", "x"); },
      [](auto& g) { g[2].variables.pop_back(); },
      [](auto& g) { g.erase(g.begin() + 3); }};
  std::vector<std::string> digests{digest(small_result())};
  for (const Change& change : changes) {
    auto groups = small_result();
    change(groups);
    digests.push_back(digest(groups));
  }
  std::sort(digests.begin(), digests.end());
  CHECK(std::adjacent_find(digests.begin(), digests.end()) == digests.end());
}

TEST_CASE("digest: an independent implementation finds the same, and other programs read the file", "[io]") {
  const Folder folder;
  for (const auto& groups : {small_result(), many_events()}) {
    write_file(folder / "a.h5", groups, true);
    run_python("digest_oracle.py", folder / "a.h5", digest(groups));
    run_python("digest_oracle.py", folder / "a.h5", provenance_checksum(groups));
    run_python("netcdf_test.py", folder / "a.h5", "");
  }
}

TEST_CASE("hdf5: a promise about shapes or names that is broken is an internal error, and leaves nothing", "[io]") {
  const Folder folder;
  using Change = std::function<void(std::vector<Group>&)>;
  const std::vector<Change> changes{[](auto& g) { g[2].variables[1].dimensions = {"run"}; },
                                    [](auto& g) {
                                      g[2].variables[1].dimensions = {"run", "month"};
                                    },
                                    [](auto& g) { g[2].variables[2].name = "run"; },
                                    [](auto& g) { g[2].variables[2].name = "a/b"; },
                                    [](auto& g) {
                                      g[2].dimensions.push_back({"", 1});
                                    },
                                    [](auto& g) { g[2].attributes.emplace_back("CLASS", "x"); },
                                    [](auto& g) { g.push_back(g[2]); }};
  for (const Change& change : changes) {
    auto groups = small_result();
    change(groups);
    CHECK_THROWS_AS(write_file(folder / "a.h5", groups, false), sim::InternalError);
  }
  auto groups = small_result();
  groups[1].variables[1].values = Text{std::string("a\0b", 3), "c"};
  CHECK_THROWS_WITH(write_file(folder / "a.h5", groups, false), Contains("/runs/arm") && Contains("zero byte"));
  CHECK(folder.entries() == 0);
}

TEST_CASE("commit: an existing file is refused, or replaced when asked", "[io]") {
  const Folder folder;
  store(folder / "a.h5", "mine");
  CHECK_THROWS_WITH(write_file(folder / "a.h5", small_result(), false), Contains("a.h5") && Contains("exists"));
  CHECK_THROWS_WITH(check_writable(folder / "a.h5", false), Contains("a.h5") && Contains("exists"));
  CHECK(bytes_of(folder / "a.h5") == "mine");
  CHECK_NOTHROW(check_writable(folder / "a.h5", true));
  CHECK(bytes_of(folder / "a.h5") == "mine");
  write_file(folder / "a.h5", small_result(), true);
  CHECK(digest(read_file(folder / "a.h5")) == digest(small_result()));
  CHECK(folder.entries() == 1);
}

TEST_CASE("commit: places where no file can be are refused beforehand and when writing", "[io]") {
  const Folder folder;
  store(folder / "file", "x");
  fs::create_directory(folder / "folder");
  fs::create_symlink("nowhere", folder / "dangling");
  ::mkfifo((folder / "pipe").c_str(), 0600);
  const std::vector<std::string> places{"",
                                        folder / "",
                                        folder / "no/a.h5",
                                        folder / "file/a.h5",
                                        folder / "folder",
                                        folder / "pipe",
                                        folder / "dangling",
                                        "/proc/a.h5",
                                        folder / std::string(300, 'a')};
  const std::size_t before = folder.entries();
  for (const std::string& place : places) {
    INFO(place);
    CHECK_THROWS_AS(check_writable(place, false), sim::FileError);
    CHECK_THROWS_AS(write_file(place, small_result(), false), sim::FileError);
  }
  CHECK_THROWS_AS(check_writable(folder / "folder", true), sim::FileError);
  if (::geteuid() != 0) {
    fs::permissions(folder / "folder", fs::perms::owner_read | fs::perms::owner_exec);
    CHECK_THROWS_AS(check_writable(folder / "folder/a.h5", false), sim::FileError);
    fs::permissions(folder / "folder", fs::perms::owner_all);
  }
  CHECK_NOTHROW(check_writable(folder / "folder/a.h5", false));
  CHECK(folder.entries() == before);
  CHECK(fs::is_empty(folder / "folder"));
}

TEST_CASE("commit: a limit of file size ends in an error with its cause, and nothing is left", "[io]") {
  const Folder folder;
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit small = before;
  small.rlim_cur = 4096;
  ::setrlimit(RLIMIT_FSIZE, &small);
  const auto message = [](auto&& write) -> std::string {
    try {
      write();
      return "";
    } catch (const sim::FileError& error) {
      return error.what();
    }
  };
  const auto parts = [](auto&, auto&, auto first, auto count) -> Numbers { return money(first, count); };
  const std::string at_once = message([&] { write_file(folder / "a.h5", small_result(), false); });
  const std::string in_parts = message([&] { write_file(folder / "a.h5", long_table(), parts, false); });
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  CHECK_THAT(at_once, Contains("a.h5") && Contains("File too large"));
  CHECK_THAT(in_parts, Contains("a.h5") && Contains("File too large"));
  CHECK(folder.entries() == 0);
}

TEST_CASE("commit: a full disk ends in an error with its cause, and nothing is left", "[io]") {
  const Folder folder;
  if (::mount("tmpfs", folder.path.c_str(), "tmpfs", 0, "size=16k") != 0) {
    WARN("mounting is not permitted here: not tried");
    return;
  }
  CHECK_THROWS_WITH(write_file(folder / "a.h5", many_events(), false), Contains("a.h5") && Contains("No space left"));
  const auto parts = [](auto&, auto&, auto first, auto count) -> Numbers { return money(first, count); };
  CHECK_THROWS_WITH(write_file(folder / "a.h5", long_table(), parts, false), Contains("a.h5") && Contains("No space left"));
  CHECK(folder.entries() == 0);
  ::mount("tmpfs", folder.path.c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, nullptr);
  CHECK_THROWS_WITH(check_writable(folder / "a.h5", false), Contains("Read-only"));
  ::umount(folder.path.c_str());
}

TEST_CASE("hdf5: files that are not ours are refused with the reason", "[io]") {
  const Folder folder;
  store(folder / "text", "hello");
  store(folder / "empty", "");
  CHECK_THROWS_WITH(read_file(folder / "text"), Contains("text") && Contains("not an HDF5 file"));
  CHECK_THROWS_WITH(read_file(folder / "empty"), Contains("not an HDF5 file"));
  CHECK_THROWS_WITH(read_file(folder / "missing"), Contains("No such file"));
  CHECK_THROWS_WITH(read_file(folder / ""), Contains("not a regular file"));
  auto groups = small_result();
  groups[0].attributes[1].second = std::int64_t{2};
  write_file(folder / "a.h5", groups, false);
  CHECK_THROWS_WITH(read_file(folder / "a.h5"), Contains("version"));
  CHECK(read_file(folder / "a.h5", {.any_format = true}).size() == groups.size());
  CHECK_THROWS_WITH(read_file(folder / "a.h5", {.any_format = true, .max_bytes = 10'000}), Contains("limit of memory"));
}

TEST_CASE("hdf5: every truncation is noticed", "[io]") {
  const Folder folder;
  write_file(folder / "a.h5", small_result(), false);
  const std::string bytes = bytes_of(folder / "a.h5");
  for (std::size_t size = 0; size < bytes.find("beachhead-sha256 "); size += 997) {
    store(folder / "b.h5", bytes.substr(0, size));
    CHECK_THROWS_AS(read_file(folder / "b.h5"), sim::FileError);
  }
}

TEST_CASE("hdf5: a changed byte is noticed, or changes nothing that counts", "[io]") {
  const Folder folder;
  write_file(folder / "a.h5", small_result(), false);
  const std::string bytes = bytes_of(folder / "a.h5");
  const std::string content = digest(small_result()), provenance = provenance_checksum(small_result());
  std::size_t tried = 0, noticed = 0;
  for (std::size_t place = 0; place < bytes.size(); place += 61, ++tried) {
    std::string damaged = bytes;
    damaged[place] = static_cast<char>(damaged[place] ^ (1 << place % 8));
    store(folder / "b.h5", damaged);
    try {
      const auto read = read_file(folder / "b.h5");
      CHECK(digest(read) == content);
      CHECK(provenance_checksum(read) == provenance);
    } catch (const sim::FileError&) {
      ++noticed;
    }
  }
  CHECK(noticed + 1 >= tried);
}

TEST_CASE("hdf5: without its seal the file is read, and its digests decide", "[io]") {
  const Folder folder;
  write_file(folder / "a.h5", small_result(), false);
  std::string bytes = bytes_of(folder / "a.h5");
  bytes.resize(bytes.find("beachhead-sha256 "));
  store(folder / "b.h5", bytes);
  CHECK(digest(read_file(folder / "b.h5")) == digest(small_result()));
  for (const std::string word : {"Grundeinkommen", "first-id"}) {
    INFO(word);
    std::string damaged = bytes;
    REQUIRE(damaged.find(word) != std::string::npos);
    damaged[damaged.find(word)] ^= 1;
    store(folder / "b.h5", damaged);
    CHECK_THROWS_AS(read_file(folder / "b.h5"), sim::FileError);
  }
}

TEST_CASE("hdf5: links, foreign storage, unknown filters and types, cycles and absurd sizes are refused", "[io]") {
  const Folder folder;
  const std::vector<std::pair<std::string, std::string>> cases{
      {"f['x'] = h5py.SoftLink('/a')", "link"},
      {"f['x'] = h5py.ExternalLink('other.h5', '/a')", "link"},
      {"f['x/y'] = f['/']", "two names"},
      {"f['b'] = f['a']", "two names"},
      {"f['x'] = numpy.dtype('f8')", "neither group nor dataset"},
      {"l = h5py.VirtualLayout((1,), 'f8'); l[0] = h5py.VirtualSource(f['a'])[0]; f.create_virtual_dataset('x', l)",
       "virtual"},
      {"f.create_dataset('x', (1,), 'f8', external=[('/etc/passwd', 0, 8)])", "other files"},
      {"f.create_dataset('x', data=numpy.arange(9.), compression='lzf')", "filter 32000"},
      {"f.create_dataset('x', data=numpy.arange(9.), scaleoffset=2)", "filter 6"},
      {"f.create_dataset('x', data=numpy.zeros(3, 'u2')).make_scale('x')", "a type"},
      {"f.create_dataset('x', data=numpy.zeros(3, 'i4,f8')).make_scale('x')", "a type"},
      {"f.create_dataset('x', data=numpy.zeros(3))", "no named dimensions"},
      {"f.create_dataset('x', (1 << 60,), 'f8').make_scale('x')", "limit of memory"},
      {"f.create_dataset('x', (1 << 27,), 'f8').make_scale('x')", "claims more"},
      {"f.create_dataset('x', (1,), 'f8', chunks=(1 << 28,), maxshape=(None,)).make_scale('x')", "chunks"},
      {"f.attrs['x'] = numpy.arange(4.)", "type of attribute"},
      {"f.attrs['x'] = h5py.Empty('f8')", "neither value nor list"},
      {"f.attrs['x'] = f['a'].ref", "type of attribute"},
      {"f.create_group('/'.join('abcdefghijkl'[1:]))", "too deep"},
      {"f.create_dataset('x', data=numpy.zeros(3)).attrs['DIMENSION_LIST'] = numpy.arange(9)", "DIMENSION_LIST"},
      {"f.create_dataset('x', data=numpy.zeros(3)).attrs['CLASS'] = 3", "not a text"}};
  if (std::system("/usr/bin/python3 -c 'import h5py' 2>/dev/null") != 0) return;
  for (std::size_t i = 0; i < cases.size(); ++i) store(folder / (std::to_string(i) + ".txt"), cases[i].first);
  store(folder / "make.py",
        "import sys, h5py, numpy\n"
        "for i in range(int(sys.argv[2])):\n"
        "    with h5py.File(f'{sys.argv[1]}/{i}.h5', 'w') as f:\n"
        "        f.create_dataset('a', data=numpy.arange(2.)).make_scale('a')\n"
        "        exec(open(f'{sys.argv[1]}/{i}.txt').read())\n");
  const std::string command = "/usr/bin/python3 " + (folder / "make.py") + " " + folder.path.string() + " ";
  REQUIRE(std::system((command + std::to_string(cases.size())).c_str()) == 0);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    INFO(cases[i].first);
    CHECK_THROWS_WITH(read_file(folder / (std::to_string(i) + ".h5"), {.any_format = true}), Contains(cases[i].second));
  }
}
