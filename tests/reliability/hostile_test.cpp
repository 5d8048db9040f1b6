// Damaged and hostile files: an error, or logically the same content; never a crash, never other numbers.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <sstream>

#include "models/textbook/model_sim.h"
#include "sim/core/error.h"
#include "sim/core/run.h"
#include "sim/io/digest.h"
#include "sim/io/hdf5.h"
#include "sim/io/join.h"
#include "sim/io/result.h"
#include "sim/study/batch.h"
#include "tests/catch.h"

namespace {

namespace fs = std::filesystem;
namespace io = sim::io;
namespace study = sim::study;

const bool nightly = std::getenv("BEACHHEAD_NIGHTLY") != nullptr;

struct Folder {
  fs::path path;
  Folder() {
    std::string name = (fs::temp_directory_path() / "hostile_test_XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path); }
  std::string operator/(const std::string& name) const { return (path / name).string(); }
};

std::string bytes_of(const std::string& path) {
  std::ostringstream bytes;
  bytes << std::ifstream(path, std::ios::binary).rdbuf();
  return bytes.str();
}
void store(const std::string& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

//! A real result, small.
std::string small_result(const std::string& path) {
  static const sim::ModelOf<models::ModelSimWorld> model;
  const io::Models models{{std::string(model.name())}, [&](std::string_view) { return &model.parameters(); }};
  const io::Scenario scenario = io::read_scenario_text("[run]\nmodel = \"" + std::string(model.name()) + "\"\nmonths = 5\n", {"test", {}, {}}, models);
  study::Batch batch(model, {{"baseline", scenario}}, 2, {});
  study::Progress progress;
  REQUIRE(batch.work(progress));
  std::vector<io::ResultRun> runs;
  for (const study::Run& run : batch.runs()) runs.push_back({"baseline", 0, scenario.seed(), run.replicate, run.failure, &run.record});
  io::write_file(path, io::result_groups(model, {{"baseline", &scenario}}, runs, {}), true);
  return bytes_of(path);
}

std::string without_seal(std::string bytes) {
  bytes.resize(bytes.rfind("beachhead-sha256 "));
  return bytes;
}

//! Reads what was damaged, as digest and merge do, and counts what came of it.
class Tally {
 public:
  Tally(const Folder& folder, std::string digest) : path_(folder / "damaged.h5"), digest_(std::move(digest)) {}
  void read(const std::string& bytes) {
    store(path_, bytes);
    ++tried;
    try {
      const std::vector<io::Group> groups = io::read_file(path_);
      CHECK(io::digest(groups) == digest_);
      CHECK(io::join_runs({groups}, {{0, 0}, {0, 1}}).size() == groups.size());
      ++outcomes_["same content"];
    } catch (const sim::FileError& error) {
      const std::string said = error.what();
      CHECK(said.find("damaged.h5") != said.npos);
      ++outcomes_[said.find("crashes") != said.npos ? "refused: HDF5 crashes on it" : said.find("to an end") != said.npos ? "refused: HDF5 never ends" : "refused"];
    }
  }
  std::size_t tried = 0;
  bool some_refused() const { return outcomes_.contains("refused"); }

  std::string table(const std::string& title) const {
    std::string text = title + "\n";
    for (const auto& [outcome, count] : outcomes_) text += "  " + outcome + ": " + std::to_string(count) + "\n";
    return text;
  }

 private:
  std::string path_, digest_;
  std::map<std::string, std::size_t> outcomes_;
};

}  // namespace

TEST_CASE("hostile: truncated results are refused or hold the same", "[hostile]") {
  const Folder folder;
  const std::string whole = small_result(folder / "a.h5");
  Tally tally(folder, io::digest(io::read_file(folder / "a.h5")));
  const std::size_t step = nightly ? 1 : whole.size() / 60;
  for (std::size_t size = 0; size < whole.size(); size += step) tally.read(whole.substr(0, size));
  for (std::size_t size = whole.size() - 100; size <= whole.size(); ++size) tally.read(whole.substr(0, size));  // the seal, byte by byte
  CHECK(tally.tried > 150);
  CHECK(tally.some_refused());
  WARN(tally.table("truncated results"));
}

TEST_CASE("hostile: results with a flipped bit are refused or hold the same, with their seal and without", "[hostile]") {
  const Folder folder;
  const std::string whole = small_result(folder / "a.h5"), bare = without_seal(whole);
  const std::string digest = io::digest(io::read_file(folder / "a.h5"));
  std::mt19937 draw(1);
  Tally sealed(folder, digest), unsealed(folder, digest), forged(folder, digest);
  const auto flipped = [&](std::string bytes) {
    bytes[draw() % bytes.size()] ^= static_cast<char>(1 << draw() % 8);
    return bytes;
  };
  for (int k = 0; k < (nightly ? 40'960 : 1000); ++k) sealed.read(flipped(whole));
  for (int k = 0; k < (nightly ? 16'384 : 150); ++k) unsealed.read(flipped(bare));
  for (int k = 0; k < (nightly ? 8'192 : 50); ++k) {  // somebody damages the file and seals it again
    const std::string bytes = flipped(bare);
    forged.read(bytes + "beachhead-sha256 " + io::sha256(bytes) + "\n");
  }
  for (const Tally* tally : {&sealed, &unsealed, &forged}) CHECK(tally->some_refused());
  WARN(sealed.table("flipped bits, sealed"));
  WARN(unsealed.table("flipped bits, no seal"));
  WARN(forged.table("flipped bits, sealed again"));
}

TEST_CASE("hostile: results with whole blocks of noise, zeros and repetitions are refused or hold the same", "[hostile]") {
  const Folder folder;
  const std::string bare = without_seal(small_result(folder / "a.h5"));
  Tally tally(folder, io::digest(io::read_file(folder / "a.h5")));
  std::mt19937 draw(2);
  for (int k = 0; k < (nightly ? 4'096 : 50); ++k) {
    std::string bytes = bare;
    const std::size_t length = 1 + draw() % 64, at = draw() % (bytes.size() - length), from = draw() % (bytes.size() - length);
    for (std::size_t i = 0; i < length; ++i) bytes[at + i] = k % 3 == 0 ? static_cast<char>(draw()) : k % 3 == 1 ? '\0' : bytes[from + i];
    tally.read(bytes);
  }
  CHECK(tally.some_refused());
  WARN(tally.table("blocks of noise, zeros and repetitions, no seal"));
}
