#include "sim/study/design.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <unistd.h>

#include "models/world.h"
#include "sim/core/run.h"
#include "tests/catch.h"

namespace {

namespace io = sim::io;
namespace study = sim::study;

const sim::Model& model() {
  static const sim::ModelOf<models::World> model;
  return model;
}

io::Models known() {
  return {{std::string(model().name())}, [](std::string_view) { return &model().parameters(); }};
}

//! A folder that is gone at the end.
struct Folder {
  std::filesystem::path path = std::filesystem::temp_directory_path() / ("beachhead-design-" + std::to_string(::getpid()));
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path / name) << text;
    return (path / name).string();
  }
};

const std::string head = "[run]\nmodel = \"peer-production\"\nmonths = 12\n[people]\ncount = 400\n";

study::Design design_of(const Folder& folder, const std::string& text) {
  const std::string path = folder.write("study.toml", head + text);
  return study::read_design(path, io::read_scenario({path, {}, {}}, known(), io::Design::allowed));
}

std::string refusal(const Folder& folder, const std::string& text) {
  try {
    design_of(folder, text);
  } catch (const sim::ScenarioError& error) {
    return error.what();
  }
  return "";
}

double number(const std::optional<study::Level>& level) { return std::get<double>(level.value().value); }

const std::string amount = "[[factor]]\npath = \"state.basic_income.amount\"\n";
const std::string take = "[[factor]]\npath = \"platforms.strategy.opening_take_rate\"\n";

}  // namespace

TEST_CASE("design: a grid visits every combination, the last factor fastest") {
  const Folder folder;
  const study::Design design = design_of(folder, "[design]\nkind = \"grid\"\nreplicates = 3\noutcomes = [\"gdp\"]\n" + amount +
                                                     "values = [0, 300.0]\n" + take + "range = { from = 0.1, to = 0.3, step = 0.1 }\n");
  CHECK(design.replicates == 3);
  CHECK(design.outcomes == std::vector<std::string>{"gdp"});
  REQUIRE(design.points.size() == 6);
  const double expected[6][2] = {{0, 0.1}, {0, 0.2}, {0, 0.1 + 2 * 0.1}, {300, 0.1}, {300, 0.2}, {300, 0.1 + 2 * 0.1}};
  for (std::size_t k = 0; k < 6; ++k)
    for (std::size_t f = 0; f < 2; ++f) CHECK(number(design.points[k][f]) == expected[k][f]);
}

TEST_CASE("design: coupled factors move together, lists zip, one at a time leaves the others alone") {
  const Folder folder;
  const std::string pair = amount + "values = [100.0, 200.0]\ncoupled = \"both\"\n" + take + "linspace = { from = 0.0, to = 0.2, points = 2 }\ncoupled = \"both\"\n";
  const study::Design grid = design_of(folder, "[design]\nkind = \"grid\"\n" + pair + "[[factor]]\npath = \"run.seed\"\nvalues = [1, 2]\n");
  REQUIRE(grid.points.size() == 4);
  for (const study::Point& point : grid.points) CHECK(number(point[0]) == 100.0 + 500.0 * number(point[1]));
  const study::Design list = design_of(folder, "[design]\nkind = \"list\"\n" + amount + "values = [100.0, 200.0]\n" + take + "values = [0.0, 0.1]\n");
  REQUIRE(list.points.size() == 2);
  CHECK(number(list.points[1][0]) == 200.0);
  CHECK(number(list.points[1][1]) == 0.1);
  const study::Design single = design_of(folder, "[design]\nkind = \"one_at_a_time\"\n" + amount + "values = [100.0, 200.0]\n" + take + "values = [0.0]\n");
  REQUIRE(single.points.size() == 4);
  CHECK(!single.points[0][0]);
  CHECK(!single.points[0][1]);
  CHECK(number(single.points[2][0]) == 200.0);
  CHECK(!single.points[2][1]);
  CHECK(!single.points[3][0]);
  CHECK(number(single.points[3][1]) == 0.0);
}

TEST_CASE("design: a logspace is even in logarithms, whole numbers stay whole, and ends are met") {
  const Folder folder;
  const study::Design design = design_of(folder, "[design]\nkind = \"grid\"\n" + amount + "logspace = { from = 1.0, to = 1000.0, points = 4 }\n");
  for (int k = 0; k < 4; ++k) CHECK(number(design.points[static_cast<std::size_t>(k)][0]) == Approx(std::pow(10.0, k)).epsilon(1e-12));
  CHECK(number(design.points[3][0]) == 1000.0);
  const study::Design whole = design_of(folder, "[design]\nkind = \"latin_hypercube\"\npoints = 3000\n[[factor]]\npath = \"people.count\"\nlinspace = { from = 100, to = 102, points = 2 }\n");
  std::map<std::int64_t, int> seen;
  for (const study::Point& point : whole.points) ++seen[std::get<std::int64_t>(point[0]->value)];
  REQUIRE(seen.size() == 3);
  for (const auto& [count, times] : seen) CHECK(times == Approx(1000).margin(2));
}

TEST_CASE("design: policies are levels, in order of application, each from its date") {
  const Folder folder;
  folder.write("a.toml", "[state.basic_income]\namount = 100.0\n");
  folder.write("b.toml", "[state.basic_income]\namount = 200.0\n");
  const study::Design design = design_of(folder, "[design]\nkind = \"grid\"\n[[factor]]\npolicies = [[\"a.toml\", \"b.toml\"], [\"b.toml\"], []]\nfrom = [\"2013-01\", \"2014-01\"]\n");
  REQUIRE(design.points.size() == 3);
  CHECK(std::get<std::string>(design.points[0][0]->value) == "a+b");
  CHECK(std::get<std::string>(design.points[2][0]->value) == "none");
  const io::Scenario both = io::read_scenario({(folder.path / "study.toml").string(), design.points[0][0]->patches, {}}, known(), io::Design::allowed);
  const sim::Timeline& timeline = both.timeline("state.basic_income.amount");
  CHECK(std::get<double>(timeline.at({2012, 12})) == 0.0);
  CHECK(std::get<double>(timeline.at({2013, 1})) == 100.0);
  CHECK(std::get<double>(timeline.at({2014, 1})) == 200.0);
}

TEST_CASE("design: a Latin hypercube visits each of n intervals once") {
  const std::size_t n = 37, groups = 5;
  const auto rows = study::latin_hypercube(n, groups, 3);
  for (std::size_t g = 0; g < groups; ++g) {
    std::set<int> visited;
    for (const auto& row : rows) {
      CHECK((row[g] > 0.0 && row[g] < 1.0));
      visited.insert(static_cast<int>(row[g] * static_cast<double>(n)));
    }
    CHECK(visited.size() == n);
  }
  CHECK(study::latin_hypercube(n, groups, 3) == rows);
  CHECK(study::latin_hypercube(n, groups, 4) != rows);
  // Columns are independent: correlations of 1,000 points stay within four standard errors.
  const auto many = study::latin_hypercube(1000, 2, 1);
  double product = 0.0;
  for (const auto& row : many) product += (row[0] - 0.5) * (row[1] - 0.5);
  CHECK(std::abs(12.0 * product / 1000.0) < 4.0 / std::sqrt(1000.0));
}

TEST_CASE("design: the Sobol sequence of the first dimensions") {
  // Joe and Kuo's first points after zero, as scipy.stats.qmc.Sobol(3, scramble=False) gives them.
  const double expected[7][3] = {{.5, .5, .5}, {.75, .25, .25}, {.25, .75, .75}, {.375, .375, .625},
                                 {.875, .875, .125}, {.625, .125, .875}, {.125, .625, .375}};
  const auto rows = study::sobol(7, 3);
  for (std::size_t k = 0; k < 7; ++k)
    for (std::size_t g = 0; g < 3; ++g) CHECK(rows[k][g] == expected[k][g]);
}

TEST_CASE("design: Morris' walks change one factor at a time by half the grid, and find elementary effects") {
  const std::size_t groups = 4, levels = 4, trajectories = 50;
  const auto rows = study::morris(trajectories, groups, levels, 1);
  REQUIRE(rows.size() == trajectories * (groups + 1));
  // On y = 2 x0 - x1 + 0 x2 + x3^2 every elementary effect of the first three is their coefficient.
  const auto model = [](const std::vector<double>& x) { return 2.0 * x[0] - x[1] + x[3] * x[3]; };
  std::vector<std::set<double>> effects(groups);
  for (std::size_t t = 0; t < trajectories; ++t) {
    std::set<std::size_t> moved;
    for (std::size_t k = 1; k <= groups; ++k) {
      const auto& before = rows[t * (groups + 1) + k - 1];
      const auto& after = rows[t * (groups + 1) + k];
      for (std::size_t g = 0; g < groups; ++g) {
        if (before[g] == after[g]) continue;
        moved.insert(g);
        CHECK(std::abs(after[g] - before[g]) == Approx(0.5));
        effects[g].insert(std::round((model(after) - model(before)) / (after[g] - before[g]) * 1e9) / 1e9);
      }
    }
    CHECK(moved.size() == groups);
  }
  CHECK(effects[0] == std::set<double>{2.0});
  CHECK(effects[1] == std::set<double>{-1.0});
  CHECK(effects[2] == std::set<double>{0.0});
  CHECK(effects[3].size() == 2);
}

TEST_CASE("design: quantiles of distributions") {
  using D = study::Distribution;
  CHECK((D{D::Kind::uniform, 2.0, 4.0}).quantile(0.25) == 2.5);
  CHECK((D{D::Kind::log_uniform, 1.0, 100.0}).quantile(0.5) == Approx(10.0));
  CHECK((D{D::Kind::normal, 1.0, 2.0}).quantile(0.975) == Approx(1.0 + 2.0 * 1.959964));
  CHECK((D{D::Kind::lognormal, 3.0, 0.5}).quantile(0.5) == Approx(3.0));
  CHECK((D{D::Kind::triangular, 0.0, 1.0, 0.25}).quantile(0.25) == Approx(0.25));
  CHECK((D{D::Kind::triangular, 0.0, 1.0, 0.25}).quantile(0.75) == Approx(1.0 - std::sqrt(0.25 * 0.75)));
}

TEST_CASE("design: points from a file") {
  const Folder folder;
  folder.write("points.csv", "state.basic_income.amount, people.count\n100.5, 300\n200, 400\n\n");
  const study::Design design = design_of(folder, "[design]\nkind = \"file\"\nfile = \"points.csv\"\n");
  REQUIRE(design.points.size() == 2);
  CHECK(number(design.points[0][0]) == 100.5);
  CHECK(std::get<std::int64_t>(design.points[1][1]->value) == 400);
  folder.write("points.csv", "state.basic_income.amount\n100\n1,2\n-5\n");
  const std::string said = refusal(folder, "[design]\nkind = \"file\"\nfile = \"points.csv\"\n");
  CHECK(said.find("points.csv:3: 2 values for 1 columns") != said.npos);
  CHECK(said.find("points.csv:4:") != said.npos);
}

TEST_CASE("design: what cannot be a study is refused with its place and the nearest key") {
  const Folder folder;
  const std::string grid = "[design]\nkind = \"grid\"\n";
  const std::vector<std::pair<std::string, std::string>> wrong{
      {"", "a table [design]"},
      {"[design]\nkind = \"gird\"\n" + amount + "values = [1.0]\n", "study.toml:7:8: kind: expected one of grid, list"},
      {"[design]\nkind = \"grid\"\nreplicate = 2\n" + amount + "values = [1.0]\n", "nearest: 'replicates'"},
      {grid, "at least one [[factor]]"},
      {grid + "[[factor]]\npath = \"state.basic_income.amuont\"\nvalues = [1.0]\n", "nearest: 'state.basic_income.amount'"},
      {grid + amount + "values = [1.0, -1.0]\n", "study.toml:10:16: state.basic_income.amount = -1"},
      {grid + amount + "values = [\"much\"]\n", "expected a number"},
      {grid + amount, "expected one of values, range"},
      {grid + amount + "values = [1.0]\nlinspace = { from = 0, to = 1, points = 2 }\n", "expected one of values, range"},
      {grid + amount + "values = [1.0]\n" + amount + "values = [1.0]\n", "two factors are called"},
      {grid + amount + "distribution = { kind = \"normal\", mean = 1.0, sd = 1.0 }\n", "a grid visits levels"},
      {"[design]\nkind = \"latin_hypercube\"\n" + amount + "linspace = { from = 0.0, to = 1.0, points = 2 }\n", "points: how many?"},
      {"[design]\nkind = \"list\"\n" + amount + "values = [1.0, 2.0]\n" + take + "values = [0.1]\n", "the same number of values"},
      {grid + amount + "range = { from = 1.0, to = 0.0, step = 0.1 }\n", "a step that leads from one to the other"},
      {grid + amount + "logspace = { from = 0.0, to = 1.0, points = 3 }\n", "0 < from < to"},
      {grid + amount + "range = { from = 0, to = 900, step = 0.1 }\n" + take + "range = { from = 0.0, to = 0.9, step = 0.0001 }\n", "more than 10000000"},
      {"[design]\nkind = \"morris\"\npoints = 2\nlevels = 3\n" + amount + "linspace = { from = 0.0, to = 1.0, points = 2 }\n", "an even number"},
  };
  for (const auto& [text, expected] : wrong) {
    INFO(text);
    const std::string said = refusal(folder, text);
    CHECK((said.find(expected) != said.npos ? expected : said) == expected);
  }
}

TEST_CASE("design: a comparison has its arms as points, the scenario itself first") {
  const Folder folder;
  folder.write("a.toml", "[state.basic_income]\namount = 280.0\n");
  const study::Design design = design_of(folder, "[comparison]\nreplicates = 3\nconfidence = 0.9\noutcomes = [\"real_gdp\"]\nbudget_neutral = true\n"
                                                 "[[arm]]\nname = \"one\"\npolicies = [\"a.toml\"]\n[[arm]]\nname = \"none\"\npolicies = []\n");
  CHECK(design.kind == study::Design::Kind::comparison);
  CHECK(design.arms == std::vector<std::string>{"baseline", "one", "none"});
  REQUIRE(design.points.size() == 3);
  CHECK_FALSE(design.points[0][0]);
  CHECK(design.points[1][0]->patches.front().path == (folder.path / "a.toml").string());
  CHECK(design.points[2][0]->patches.empty());
  CHECK((design.replicates == 3 && design.confidence == 0.9 && design.budget_neutral));
  CHECK(design.outcomes_at == (folder.path / "study.toml").string() + ":9:12");
}

TEST_CASE("design: what is wrong with a comparison is said with its place") {
  const Folder folder;
  const std::string arm = "[[arm]]\nname = \"one\"\npolicies = []\n";
  const auto refused = [&](const std::string& text, const std::string& place, const std::string& finding) {
    const std::string said = refusal(folder, text);
    INFO(said);
    CHECK(said.find("study.toml:" + place + ": " + finding) != said.npos);
  };
  refused("[comparison]\n", "6:1", "a comparison has at least one [[arm]]");
  refused("[comparison]\nconfidence = 1.0\n" + arm, "7:14", "confidence: expected a number between 0 and 1");
  refused("[comparison]\n" + arm + arm, "11:8", "name: two arms are called 'one'");
  refused("[comparison]\n[[arm]]\npolicies = []\n", "7:1", "name: an arm has a name");
  refused("[comparison]\n[[arm]]\nname = \"one\"\n", "7:1", "arm 'one': policies: expected a list of policy files");
  refused("[comparison]\n" + arm + "[design]\nkind = \"grid\"\n", "10:2", "'design': a file is a study or a comparison, not both");
}
