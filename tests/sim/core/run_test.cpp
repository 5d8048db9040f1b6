#include "sim/core/run.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <limits>
#include <mutex>
#include <set>

#include "tests/catch.h"

namespace {

struct Toy;

//! Two rooms: one writes a column that the other reads of other people.
struct Source {
  static constexpr std::string_view path = "toy.source";
  struct Parameters {
    double amount;
    std::int64_t count;
    bool on;
    void declare(sim::ParameterVisitor& parameter) {
      parameter(amount, {.name = "amount", .initial = 1.0, .unit = "EUR", .range = {0, 10}, .doc = "a", .source = "assumption:a", .indexed = sim::Indexed::to_prices});
      parameter(count, {.name = "count", .initial = 40'000, .unit = "person", .range = {1, 1e6}, .doc = "n", .source = "assumption:a", .at_setup = true});
      parameter(on, {.name = "on", .initial = true, .doc = "o", .source = "assumption:a"});
    }
  } parameters;
  sim::Column<double> value;
  void declare(sim::ColumnVisitor& column) { column(value, {.name = "value", .per = "person", .unit = "1", .doc = "v"}); }
};
struct Reader {
  static constexpr std::string_view path = "toy.reader";
  sim::Column<double> sum;
  sim::Tally total{20};
  void declare(sim::ColumnVisitor& column) {
    column(sum, {.name = "sum", .per = "person", .unit = "1", .doc = "s"});
    column(total, {.name = "total", .per = "", .unit = "1", .doc = "t"});
  }
};

void write(Source& own, const Toy&, const sim::Month& month, const sim::Block& block);
void read_neighbour(Reader& own, const Toy& toy, const sim::Month& month, const sim::Block& block);
void collect(Reader& own, const Toy& toy, const sim::Month& month);

struct Toy {
  static constexpr std::string_view name = "toy", summary = "toy";
  static constexpr std::array<std::string_view, 0> headlines{};
  static constexpr sim::Purpose noise{1, "noise"};
  static constexpr std::array purposes{noise};
  static std::span<const sim::Process<Toy>> schedule();
  Source source;
  Reader reader;
  sim::Ledger ledger{{"people"}, 1u};
  double prices = 1.0;
  auto rooms() { return std::tie(source, reader); }
  std::size_t size(std::string_view dimension) const { return dimension == "person" ? static_cast<std::size_t>(source.parameters.count) : dimension.empty(); }
  void set_up(const sim::Month&) { source.value.fill(0.0); }
  double price_index() const { return prices; }
};

constexpr std::array toy_month{
    sim::each_person<&Toy::source, write>("write", "values are written"),
    sim::each_person<&Toy::reader, read_neighbour>("read_neighbour", "the next person's value is read", {Source::path}),
    sim::once<&Toy::reader, collect>("collect", "sums are collected"),
};
std::span<const sim::Process<Toy>> Toy::schedule() { return toy_month; }

void write(Source& own, const Toy&, const sim::Month& month, const sim::Block& block) {
  const std::span<const float> noise = month.uniforms(Toy::noise, block);
  for (std::size_t i = block.first; i < block.last; ++i) own.value[i] = own.parameters.amount + static_cast<double>(noise[i - block.first]);
}
void read_neighbour(Reader& own, const Toy& toy, const sim::Month&, const sim::Block& block) {
  const std::size_t people = own.sum.size();
  for (std::size_t i = block.first; i < block.last; ++i) {
    own.sum[i] = toy.source.value[(i + 1) % people] + toy.source.value[i];
    own.total.of(block.worker).add(0, own.sum[i]);
  }
}
void collect(Reader& own, const Toy&, const sim::Month&) { own.total.collect(); }

struct NoObserver : sim::Observer {
  void series(const sim::ObservableRow&, double) override {}
  void table(std::string_view, const sim::ObservableRow&, std::span<const sim::Axis>, std::span<const double>) override {}
  void table(std::string_view, const sim::ObservableRow&, std::span<const sim::Axis>, std::span<const std::int64_t>) override {}
  void event(std::string_view, std::string) override {}
};

struct Settings {
  sim::Timeline amount{1.0, {{{2012, 3}, 2.0}}}, count{std::int64_t{40'000}, {}}, on{true, {}};
  sim::Setup setup(unsigned threads, std::size_t block) {
    sim::Setup made;
    made.settings = {&amount, &count, &on};
    made.start = {2012, 1};
    made.threads = threads;
    made.block_size = block;
    return made;
  }
};

double total_after(unsigned threads, std::size_t block, int months) {
  Settings settings;
  sim::RunOf<Toy> run(settings.setup(threads, block));
  NoObserver nobody;
  run.set_up();
  for (int k = 0; k < months; ++k) run.step(nobody);
  return run.world().reader.total[0];
}

}  // namespace

TEST_CASE("run: sums are the same bits for any number of threads and any size of block") {
  const double once = total_after(1, 0, 3);
  CHECK(once > 0.0);
  for (const unsigned threads : {1u, 2u, 3u, 7u})
    for (const std::size_t block : {std::size_t{1}, std::size_t{7}, std::size_t{4096}, std::size_t{40'000}})
      CHECK(total_after(threads, block, 3) == once);
}

TEST_CASE("run: a kernel that reads across people starts a new group") {
  CHECK(toy_month[1].conflicts_with(toy_month[0]));
  sim::Process<Toy> careless = toy_month[1];
  careless.reads_across = {};
  CHECK_FALSE(careless.conflicts_with(toy_month[0]));
}

TEST_CASE("run: parameters follow their dates and indices") {
  Settings settings;
  sim::RunOf<Toy> run(settings.setup(1, 0));
  NoObserver nobody;
  run.set_up();
  run.step(nobody);
  CHECK(run.world().source.parameters.amount == 1.0);
  run.step(nobody);
  run.world().prices = 1.5;
  run.step(nobody);  // March 2012: 2 at start prices
  CHECK(run.world().source.parameters.amount == 3.0);
  CHECK(run.months_done() == 3);
}

TEST_CASE("workers: every row is visited once, by one worker at a time, and a kernel's exception arrives") {
  for (const unsigned threads : {1u, 3u})
    for (const std::size_t block : {std::size_t{0}, std::size_t{1}, std::size_t{1000}}) {
      sim::Workers workers(threads, block);
      std::vector<int> visits(20'001, 0);
      workers.each_block(visits.size(), [&](const sim::Block& rows) {
        for (std::size_t i = rows.first; i < rows.last; ++i) ++visits[i];
      });
      CHECK(std::set<int>(visits.begin(), visits.end()) == std::set<int>{1});
      CHECK_THROWS_AS(workers.each_block(10, [](const sim::Block&) { throw sim::InternalError("kernel"); }), sim::InternalError);
    }
}

TEST_CASE("columns: every row is poison before set-up, whoever touches it first, and the array itself touches none") {
  for (const unsigned threads : {1u, 3u})
    for (const std::size_t block : {std::size_t{0}, std::size_t{1000}}) {
      sim::Workers workers(threads, block);
      sim::Column<std::int32_t> column;
      for (const std::size_t rows : {std::size_t{20'001}, std::size_t{0}, std::size_t{9'001}}) {
        column.allocate(rows, workers);
        CHECK(column.size() == rows);
        CHECK(std::all_of(column.begin(), column.end(), [](std::int32_t value) { return value == sim::poison<std::int32_t>(); }));
      }
    }

  const auto resident = [] {  // [pages]
    std::size_t all = 0, pages = 0;
    std::ifstream("/proc/self/statm") >> all >> pages;
    return pages;
  };
  const std::size_t before = resident();
  sim::Array<sim::Money> untouched(1 << 23);
  CHECK(resident() - before < 1000);  // of 16,384
  std::fill(untouched.begin(), untouched.end(), sim::Money{});
  CHECK(resident() - before > 16'000);
}

TEST_CASE("scatter: workers' cells add up once, and a sum that leaves 64 bits is refused") {
  sim::Scatter cells;
  cells.allocate(5, 2);
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  cells.of(0)[0] = 3, cells.of(1)[0] = -5;
  cells.of(0)[4] = most, cells.of(1)[4] = -most - 1;
  cells.collect();
  CHECK((cells[0] == -2 && cells[1] == 0 && cells[4] == -1));
  cells.of(1)[1] = most;
  cells.collect();
  CHECK((cells[0] == 0 && cells[1] == most && cells[4] == 0));
  const std::int64_t sign = GENERATE(1, -1);
  cells.of(0)[3] = sign * most, cells.of(1)[3] = sign * 2;
  CHECK_THROWS_AS(cells.collect(), sim::InternalError);
}

TEST_CASE("scatter: stretches in which nobody left anything are passed over, no others") {
  constexpr std::size_t n = 200;
  sim::Scatter cells;
  cells.allocate(n, 2);
  const std::array<std::size_t, 5> touched{0, 63, 64, 127, n - 1};
  for (int month = 0; month < 2; ++month) {
    std::vector<std::int64_t> expected(n, 0);
    for (const std::size_t cell : touched) {
      const auto value = static_cast<std::int64_t>(cell) - 100;  // those of a stretch may add up to nothing
      cells.of(month)[cell] = expected[cell] = value;
    }
    cells.of(1)[10] += 7, cells.of(1)[11] -= 7;
    expected[10] += 7, expected[11] -= 7;
    cells.collect();
    CHECK(std::equal(expected.begin(), expected.end(), cells.totals().begin(), cells.totals().end()));
  }
}

TEST_CASE("model: declared parameters carry their rows") {
  const sim::ModelOf<Toy> model;
  REQUIRE(model.parameters().size() == 3);
  CHECK(model.parameters()[0].path == "toy.source.amount");
  CHECK(model.parameters()[0].indexed == sim::Indexed::to_prices);
  CHECK(model.schedule()[1].kind == "each person");
  Settings settings;
  CHECK(model.predicted_bytes(settings.setup(1, 0)) == Approx(40'000 * 24.0).epsilon(0.01));
}

TEST_CASE("calendar: months, dates and days") {
  CHECK(sim::parse_date("2017-01") == sim::Date{2017, 1});
  for (const char* wrong : {"2017-13", "2017-00", "17-01", "2017-1", "2017-01-01", "0999-01", ""}) CHECK_FALSE(sim::parse_date(wrong));
  CHECK(sim::after({2012, 11}, 3) == sim::Date{2013, 2});
  CHECK(sim::months_between({2012, 1}, {2017, 1}) == 60);
  CHECK(sim::days_to_end_of({2012, 1}, 0) == 30);
  CHECK(sim::days_to_end_of({2012, 1}, 1) == 59);  // a leap year
  CHECK(sim::to_string({2012, 3}) == "2012-03");
}
