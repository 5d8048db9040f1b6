#include "sim/io/scenario.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include <fmt/format.h>

#include "sim/io/toml.h"
#include "tests/catch.h"

using namespace sim;
using namespace sim::io;

namespace {

Parameter row(const std::string& path, Kind kind, Value initial, const std::string& unit = "1", Range range = {}) {
  return {path, kind, std::move(initial), unit, range, "Meaning of it", "assumption:test", Indexed::no, false, {}};
}

std::vector<Parameter> declared_rows() {
  std::vector<Parameter> rows{
      row("people.count", Kind::integer, std::int64_t{10'000}, "person", {1, 1e9}),
      row("people.time_use.consumption_weight", Kind::real, 0.88, "1", share),
      row("people.time_use.learning", Kind::toggle, true),
      row("state.basic_income.amount", Kind::real, 0.0, "EUR/month", non_negative),
      row("state.basic_income.funding", Kind::choice, std::string("wage_tax")),
      row("state.basic_income.drift", Kind::real, 0.0),
      row("people.orientation", Kind::real, 0.5, "1", share),  // a section that is taken up again
  };
  rows[0].at_setup = true;
  rows[4].choices = {"wage_tax", "platform_tax", "money"};
  return rows;
}

const Models& models() {
  static const std::vector<Parameter> rows = declared_rows();
  static const Models all{{"peer", "pareto"}, [](std::string_view) { return &rows; }};
  return all;
}

//! A temporary folder with files in it.
struct Folder {
  std::filesystem::path path;
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "scenario_test_XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string at(const std::string& name) const { return (path / name).string(); }
  std::string write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((path / name).parent_path());
    std::ofstream(path / name, std::ios::binary) << text;
    return at(name);
  }
};

const std::string model = "[run]\nmodel = \"peer\"\n";

Scenario from(const std::string& text, const Sources& more = {}) {
  return read_scenario_text(text, {"x.toml", more.policies, more.sets}, models());
}

std::string error_of(const std::function<void()>& read) {
  try {
    read();
  } catch (const ScenarioError& error) {
    return error.what();
  }
  return "no error";
}

//! What is wrong with a text after the two lines that name the model; `x.toml` stands for its file.
std::string error_in(const std::string& text) {
  return error_of([&] { from(model + text); });
}
std::string error_of_set(const std::string& set) {
  return error_of([&] { from(model, {"", {}, {set}}); });
}
std::string error_of_file(const std::string& path, Design design = Design::refused) {
  return error_of([&] { read_scenario({path, {}, {}}, models(), design); });
}

double real_at(const Scenario& scenario, const std::string& path, Date date) {
  return std::get<double>(scenario.timeline(path).at(date));
}

bool same(const Scenario& one, const Scenario& other) {
  for (const Parameter& parameter : one.parameters())
    if (one.timeline(parameter.path) != other.timeline(parameter.path)) return false;
  return one.question() == other.question() && one.parameters().size() == other.parameters().size();
}

#if CATCH_VERSION_MAJOR >= 3
const auto contains = [](const std::string& part) { return Catch::Matchers::ContainsSubstring(part); };
#else
const auto contains = [](const std::string& part) { return Catch::Matchers::Contains(part); };
#endif

}  // namespace

TEST_CASE("a scenario holds what is written and defaults for the rest") {
  const Scenario scenario = from("# Question: does it move\n#   time into the commons?\n# Slow.\n" + model +
                                 "seed = 4_294_967_295\nstart = \"2014-03\"\n[people]\ncount = 2_000\n"
                                 "[state.basic_income]\namount = 560\nfunding = \"money\"\n");
  CHECK(scenario.name() == "x");
  CHECK(scenario.question() == "does it move time into the commons?");
  CHECK(scenario.model() == "peer");
  CHECK(scenario.start() == Date{2014, 3});
  CHECK(scenario.months() == 480);
  CHECK(scenario.burn_in() == 60);
  CHECK(scenario.seed() == 4'294'967'295u);
  CHECK(scenario.replicates() == 1);
  CHECK(scenario.parameters().front().path == "run.model");
  CHECK(scenario.timeline("people.count").initial == Value(std::int64_t{2000}));
  CHECK(scenario.timeline("state.basic_income.amount").initial == Value(560.0));
  CHECK(scenario.where("state.basic_income.amount") == "x.toml:11:10");
  CHECK(scenario.where("people.orientation") == "default");
  CHECK_THROWS_AS(scenario.timeline("people.nobody"), InternalError);
}

TEST_CASE("files extend others relative to themselves; policies and sets come after") {
  const Folder folder;
  folder.write("base.toml", "# Question: of the base?\n" + model + "[people]\ncount = 5\norientation = 0.1\n");
  const std::string file = folder.write("sub/x.toml", "extends = \"../base.toml\"\n[people]\ncount = 6\n");
  const std::string a = folder.write("a.toml", "people.orientation = 0.2\nstate.basic_income.amount = 1.0");
  const std::string b = folder.write("b.toml", "people.orientation = 0.3\n[run]\nmonths = 12");
  const Scenario scenario = read_scenario({file, {{a}, {b}}, {"state.basic_income.amount=2"}}, models());
  CHECK(scenario.question().empty());
  CHECK(scenario.timeline("people.count").initial == Value(std::int64_t{6}));
  CHECK(scenario.timeline("people.orientation").initial == Value(0.3));
  CHECK(scenario.timeline("state.basic_income.amount").initial == Value(2.0));
  CHECK(scenario.where("state.basic_income.amount") == "--set state.basic_income.amount=2");
  CHECK(scenario.months() == 12);
  REQUIRE(scenario.notes().size() == 1);
  CHECK(scenario.notes()[0] == "people.orientation is set by more than one policy, later ones win: " + a + ", " + b);
}

TEST_CASE("extends: circles, depth, missing parents and wrong types are errors") {
  const Folder folder;
  const std::string a = folder.write("a.toml", "extends = \"b.toml\"\n");
  folder.write("b.toml", "\nextends = \"./a.toml\"\n" + model);
  CHECK(error_of_file(a) == fmt::format("{}:2:11: extends goes round in a circle: {} -> {} -> {}", folder.at("b.toml"),
                                        a, folder.at("b.toml"), a));
  for (int i = 0; i < 70; ++i) folder.write(fmt::format("{}.toml", i), fmt::format("extends = \"{}.toml\"", i + 1));
  CHECK_THAT(error_of_file(folder.at("0.toml")), contains("/63.toml:1:11: more than 64 files extend one another"));
  const std::string orphan = folder.write("orphan.toml", "extends = \"gone.toml\"");
  CHECK(error_of_file(orphan) == orphan + ":1:11: extends: " + folder.at("gone.toml") + ": no such file");
  CHECK_THAT(error_of_file(folder.write("n.toml", "extends = 5")), contains("n.toml:1:11: extends: expected the path"));
  CHECK_THAT(error_of([] { from("extends = \"b.toml\"\n" + model); }),
             contains("x.toml:1:11: extends: a stored scenario"));
}

TEST_CASE("dated lists replace what is inherited from their first date on") {
  const Folder folder;
  const std::string base =
      folder.write("base.toml", model +
                                    "[state.basic_income]\namount = "
                                    "[{ from = \"2013-01\", value = 1.0 }, { from = \"2016-01\", value = 2.0 }]");
  const std::string policy = folder.write("p.toml", "state.basic_income.amount = [{ from = \"2015-01\", value = 7 }]");
  const Scenario scenario = read_scenario({base, {{policy}}, {}}, models());
  const std::string path = "state.basic_income.amount";
  CHECK(real_at(scenario, path, {2012, 12}) == 0.0);
  CHECK(real_at(scenario, path, {2014, 12}) == 1.0);
  CHECK(real_at(scenario, path, {2015, 1}) == 7.0);
  CHECK(real_at(scenario, path, {2016, 1}) == 7.0);
  const Scenario plain = read_scenario({base, {{policy}}, {path + "=3"}}, models());
  CHECK(plain.timeline(path) == Timeline{3.0, {}});
  const Scenario start =
      read_scenario({base, {}, {path + "=[{from=\"start\",value=4},{from=\"2020-01\",value=5}]"}}, models());
  CHECK(start.timeline(path) == Timeline{4.0, {{{2020, 1}, 5.0}}});
  const Scenario late = from(model +
                             "months = 12\n[state]\nbasic_income.amount = [{from=\"2001-01\", value=1},"
                             "{from=\"2013-01\", value=2}]");
  REQUIRE(late.notes().size() == 1);
  CHECK(late.notes()[0] == "x.toml:5:50: state.basic_income.amount from 2013-01: after the end of the run, 2012-12");
}

TEST_CASE("dated lists are checked") {
  const auto list = [](const std::string& text) { return error_in("[state.basic_income]\namount = " + text); };
  CHECK_THAT(list("[]"), contains("x.toml:4:10: state.basic_income.amount = []: an empty list"));
  CHECK_THAT(list("[1, 2]"), contains("x.toml:4:11: state.basic_income.amount: expected entries of exactly"));
  CHECK_THAT(list("[{ from = \"2012-01\" }]"), contains("expected entries of exactly"));
  CHECK_THAT(list("[{ from = \"2012-01\", value = 1, to = 2 }]"), contains("expected entries of exactly"));
  CHECK_THAT(list("[{ from = 2012-01-01, value = 1 }]"), contains("from = 2012-01-01: expected a date as text"));
  CHECK_THAT(list("[{ from = \"2012-13\", value = 1 }]"),
             contains("4:20: state.basic_income.amount: from = \"2012-13\""));
  CHECK_THAT(list("[{ from = \"2012-02\", value = 1 }, { from = \"2012-02\", value = 1 }]"),
             contains("later and later"));
  CHECK_THAT(list("[{ from = \"2012-02\", value = 1 }, { from = \"start\", value = 1 }]"), contains("expected a date"));
  CHECK_THAT(list("[{ from = \"2012-02\", value = -1 }]"),
             contains("amount from 2012-02 = -1 [EUR/month]: expected a number in [0, inf); Meaning of it"));
  CHECK_THAT(error_in("[people]\ncount = [{ from = \"2012-02\", value = 1 }]"),
             contains("x.toml:4:9: people.count acts only at set-up, expected one value without dates"));
  CHECK_THAT(error_in("months = [{ from = \"2012-02\", value = 1 }]"), contains("run.months acts only at set-up"));
}

TEST_CASE("values must have the declared kind and lie in the declared range") {
  CHECK(error_in("[state]\nbasic_income.amount = -5") ==
        "x.toml:4:23: state.basic_income.amount = -5 [EUR/month]: expected a number in [0, inf); Meaning of it");
  CHECK_THAT(error_in("people.count = 1e18"), contains("unknown key 'run.people.count'; nearest: 'people.count'"));
  const auto set = [](const std::string& text) { return error_of_set(text); };
  CHECK_THAT(set("people.count=1000000000000000000"), contains("expected a whole number in [1, 1000000000]"));
  CHECK_THAT(set("people.count=5.0"), contains("people.count = 5.0 [person]: expected a whole number"));
  CHECK_THAT(set("people.count=true"), contains("people.count = true [person]: expected a whole number"));
  CHECK_THAT(set("people.count={a=1}"), contains("people.count = {...} [person]: expected a whole number"));
  CHECK_THAT(set("people.time_use.learning=1"), contains("= 1: expected true or false"));
  CHECK_THAT(set("people.orientation=word"), contains("= \"word\" [1]: expected a number in [0, 1]"));
  for (const char* number : {"nan", "inf", "-inf", "+inf", "1e999"})
    CHECK_THAT(set(std::string("state.basic_income.drift=") + number), contains("expected a number in (-inf, inf)"));
  CHECK_THAT(set("state.basic_income.funding=wagetax"),
             contains("expected one of \"wage_tax\", \"platform_tax\", \"money\"; nearest: 'wage_tax'"));
  CHECK_THAT(set("run.start=2012-00"), contains("run.start = \"2012-00\": expected a date as text, \"YYYY-MM\""));
  CHECK_THAT(set("run.start=2012-01-01"), contains("run.start = 2012-01-01: expected a date"));
  CHECK_THAT(set("run.months=0"), contains("run.months = 0 [month]: expected a whole number in [1, 12000]"));
  CHECK_THAT(set("run.seed=4294967296"), contains("expected a whole number in [0, 4294967295]"));
  CHECK_THAT(set("run.replicates=1000001"), contains("[1, 1000000]"));
}

TEST_CASE("unknown keys and sections come with the nearest known ones") {
  CHECK(error_in("[people.time_use]\nconsumtion_weight = 1") ==
        "x.toml:4:1: unknown key 'people.time_use.consumtion_weight'; nearest: 'people.time_use.consumption_weight'");
  CHECK_THAT(error_in("[state.basic_income]\namonut = 1"), contains("nearest: 'state.basic_income.amount'"));
  CHECK_THAT(error_in("[people.time_use]\namount = 1"), contains("nearest: 'state.basic_income.amount'"));
  CHECK_THAT(error_in("[peple]\ncount = 1"), contains("unknown key 'peple.count'; nearest: 'people.count'"));
  CHECK(error_in("[peple]\n") == "x.toml:3:2: unknown section 'peple'; nearest: 'people'");
  CHECK(error_in("[zzzzzzzz]\nqqqqqqqq = 1") == "x.toml:4:1: unknown key 'zzzzzzzz.qqqqqqqq'");
  CHECK_THAT(error_in("[people]\ntime_use = 5"),
             contains("x.toml:4:12: people.time_use is a section, expected a table"));
  CHECK_THAT(error_in("[people.count]\na = 1"), contains("people.count = {...} [person]: expected a whole number"));
  CHECK_THAT(error_in("[\"people.count\"]\n\"a\\nb\\u0085\" = 1"),
             contains("'\"people.count\".\"a\\u000Ab\\xc2\\x85\"'"));
  CHECK_THAT(error_in("[people]\ncount = 1\ncount = 2"), contains("x.toml:5:"));
  CHECK(error_of([] { from("[run]\nmodel = \"pear\""); }) ==
        "x.toml:2:9: unknown model \"pear\"; nearest: 'peer'; the models are: peer, pareto");
  CHECK(error_of([] { from(""); }) == "x.toml: the file sets no run.model; the models are: peer, pareto");
  CHECK_THAT(error_of([] { from("[run]\nmodel = 5"); }), contains("x.toml:2:9: run.model = 5: expected text"));
  CHECK(nearest("a", {"ab", "ac", "ad", "ae"}).size() == 3);
}

TEST_CASE("all findings come at once, in order of source and line") {
  const Folder folder;
  const std::string base = folder.write("z.toml", model + "[people]\ncount = 0\norientation = 2\n");
  const std::string file = folder.write("a.toml", "extends = \"z.toml\"\n[people]\nage = 1\n");
  const std::string policy = folder.write("p.toml", "extends = \"a.toml\"\nrun.model = \"pareto\"\ndesign.kind = 1\n");
  const std::string broken = folder.write("broken.toml", "x = \n");
  const std::string text = error_of([&] { read_scenario({file, {{policy}, {broken}, {"gone"}}, {"a=1", "b"}}, models()); });
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  const std::vector<std::string> starts{base + ":4:9: people.count = 0",
                                        base + ":5:15: people.orientation = 2",
                                        file + ":3:1: unknown key 'people.age'",
                                        policy + ":1:1: a policy patches",
                                        policy + ":2:5: run.model: a policy cannot",
                                        policy + ":3:1: 'design': a policy",
                                        broken + ":1:",
                                        "gone: no such file",
                                        "--set a=1: unknown key 'a'",
                                        "--set b: expected path=value"};
  REQUIRE(lines.size() == starts.size());
  for (std::size_t i = 0; i < starts.size(); ++i) CHECK_THAT(lines[i], Catch::Matchers::StartsWith(starts[i]));
}

TEST_CASE("scenario: --set takes TOML values and bare words, and nothing slips in with them") {
  const Scenario scenario =
      from(model, {"",
                   {},
                   {"people.count=10_000 # many", "state.basic_income.funding=money", "run.start = 2017-01",
                    "people.time_use.learning=false", "state.basic_income={amount=5}"}});
  CHECK(scenario.timeline("people.count").initial == Value(std::int64_t{10'000}));
  CHECK(scenario.timeline("state.basic_income.funding").initial == Value(std::string("money")));
  CHECK(scenario.start() == Date{2017, 1});
  CHECK(scenario.timeline("people.time_use.learning").initial == Value(false));
  CHECK(scenario.timeline("state.basic_income.amount").initial == Value(5.0));
  CHECK_THAT(error_of_set("people.count=abc"),
             contains("--set people.count=abc: people.count = \"abc\" [person]: expected"));
  CHECK_THAT(error_of_set("people.count=5\n[run]\nseed=7"),
             contains("--set people.count=5\\n[run]\\nseed=7: expected one"));
  for (const char* set : {"", "=", "people.count", "people.count=", "=5", "a b=1", "people..count=1", "people.count=[1",
                          "people.count=\x1b[2J", "people.count=\xff", "x=\"\n"})
    CHECK_THAT(error_of_set(set), Catch::Matchers::StartsWith("--set "));
}

TEST_CASE("studies and comparisons are refused where a single scenario is wanted") {
  const Folder folder;
  const std::string study = folder.write("s.toml", model + "[design]\nkind = \"grid\"\n[[factor]]\npath = \"a\"\n");
  CHECK_THAT(error_of_file(study), contains("s.toml:3:2: 'design': this file is a study (see sweep)"));
  CHECK(error_of_file(study, Design::allowed) == "no error");
  const std::string child = folder.write("c.toml", "extends = \"s.toml\"\n[[arm]]\nname = \"a\"");
  CHECK_THAT(error_of_file(child, Design::allowed), contains("s.toml:3:2: 'design': a study or comparison cannot be"));
}

TEST_CASE("what is written reads back to the same scenario") {
  const Scenario scenario = from("# Question: again?\n" + model +
                                 "seed = 7\n[people]\norientation = 0.1\n[state.basic_income]\nfunding = \"money\"\n"
                                 "drift = -1e-310\namount = [{ from = \"start\", value = 1e22 }, "
                                 "{ from = \"2017-01\", value = 0.30000000000000004 }]\n");
  CHECK(same(scenario, from(scenario.complete_toml())));
  CHECK(same(scenario, from(scenario.minimal_toml())));
  CHECK(from(scenario.complete_toml()).complete_toml() == scenario.complete_toml());
  CHECK_THAT(scenario.complete_toml(), contains("count = 10000  # [person]\n"));
  CHECK(scenario.minimal_toml() ==
        "# Question: again?\n\n[run]\nmodel = \"peer\"\nseed = 7  # [1]\n\n[state.basic_income]\n"
        "amount = [{ from = \"start\", value = 1e+22 }, { from = \"2017-01\", value = 0.30000000000000004 }]"
        "  # [EUR/month]\nfunding = \"money\"\ndrift = -1e-310  # [1]\n\n[people]\norientation = 0.1  # [1]\n");
  CHECK(from(model + "[state]\nbasic_income = { drift = -0.0 }").minimal_toml() == model);
  std::mt19937_64 draw(1);
  for (int i = 0; i < 200; ++i) {
    std::string list = "[";
    for (int year = 1990; year < 1994; ++year)
      list += fmt::format("{{ from = \"{}-07\", value = {} }}, ", year,
                          std::ldexp(double(draw()), int(draw() % 500) - 300));
    const Scenario random = from(model + "[state.basic_income]\namount = " + list + "]");
    CHECK(same(random, from(random.complete_toml())));
    CHECK(same(random, from(random.minimal_toml())));
  }
}

TEST_CASE("files that are no scenario are refused with a clear message") {
  const Folder folder;
  CHECK(error_of_file(folder.at("none.toml")) == folder.at("none.toml") + ": no such file");
  CHECK_THAT(error_of_file(folder.path.string()), contains("is a folder"));
  CHECK_THAT(error_of_file("/dev/zero"), contains("is not a regular file"));
  mkfifo(folder.at("pipe").c_str(), 0600);
  CHECK_THAT(error_of_file(folder.at("pipe")), contains("is not a regular file"));
  CHECK_THAT(error_of_file(folder.write("nul.toml", std::string("a\n=\0", 4))), contains("nul.toml:2:2: NUL byte"));
  CHECK_THAT(error_of_file(folder.write("latin.toml", "a = \"\xe9\"")), contains("latin.toml:1:"));
  CHECK_THAT(error_of_file(folder.write("big.toml", std::string(8'000'001, '\n'))), contains("is larger than 8 MB"));
  CHECK_THAT(error_of_file(folder.at(std::string(5000, 'x'))), contains("File name too long"));
  CHECK_THAT(error_of_file("a\n\x1b.toml"), contains("a\\n\\x1b.toml: no such file"));
  CHECK_THAT(error_of_file(folder.write("e.toml", "extends = \"a\\u0000b\"")), contains("NUL"));
  if (geteuid() != 0) {
    const std::string secret = folder.write("secret.toml", model);
    chmod(secret.c_str(), 0);
    CHECK_THROWS_AS(read_scenario({secret, {}, {}}, models()), FileError);
  }
}

TEST_CASE("malformed texts give a place, never a crash") {
  const auto deep = [](const std::string& part) {
    std::string text;
    for (int i = 0; i < 100'000; ++i) text += part;
    return text;
  };
  const std::string cases[] = {"[\n'\x1f",
                               "[ \n ' \x1f",
                               deep("["),
                               "a = " + deep("["),
                               "a = " + deep("{a="),
                               deep("a."),
                               std::string(1, '[').append(deep("a.")).append("a]"),
                               "a = { " + deep("a . ") + "a = 1 }",
                               "[[" + deep("\"a\".") + "a]]",
                               "a = 1e999",
                               "a = 99999999999999999999",
                               "a = '''",
                               "a = \"\\ud800\"",
                               "\xff",
                               "a\r=1",
                               deep("a.a.a.a={"),
                               "a = " + std::string(200, '['),
                               "= 1",
                               "a"};
  for (const std::string& text : cases)
    CHECK_THAT(error_in("\n" + text), Catch::Matchers::Matches("x\\.toml:[0-9]+:[0-9]+: .*"));
  CHECK(error_in("# ................................\n[people] # '.' .......... \" ..............") == "no error");
  CHECK_THAT(error_in("[people]\ncount = 99999999999999999999"), contains("x.toml:4:"));
  std::mt19937 draw(1);
  const std::string alphabet = "[]{}'\"\n=.#,a1_-+:\\ue \x1f\x7f\xc3\xa9\r\t";
  for (int i = 0; i < 5'000; ++i) {
    std::string text;
    for (std::size_t n = draw() % 12; n > 0; --n) text += alphabet[draw() % alphabet.size()];
    error_in(text);
  }
}
