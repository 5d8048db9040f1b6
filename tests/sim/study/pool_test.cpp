#include "sim/study/pool.h"

#include <csignal>
#include <map>
#include <stdexcept>
#include <unistd.h>

#include "tests/catch.h"

namespace {

using namespace std::chrono_literals;
using sim::study::Outcome;
using sim::study::Pool;

std::map<std::size_t, Outcome> work_off(Pool& pool, std::size_t tasks) {
  std::map<std::size_t, Outcome> all;
  for (std::size_t next = 0; all.size() < tasks;) {
    while (next < tasks && pool.has_idle()) pool.start(next++);
    if (auto outcome = pool.wait(1s)) all[outcome->task] = *outcome;
  }
  CHECK(!pool.is_working());
  return all;
}

}  // namespace

TEST_CASE("pool: every task once, whatever the number of workers") {
  for (const unsigned workers : {1u, 3u}) {
    Pool pool(workers, [](std::size_t task, const auto&) { return std::string(task * 50'000, static_cast<char>('a' + task % 26)); }, {});
    const auto all = work_off(pool, 20);
    for (const auto& [task, outcome] : all) {
      CHECK(outcome.failure.empty());
      CHECK(outcome.bytes == std::string(task * 50'000, static_cast<char>('a' + task % 26)));
    }
  }
}

TEST_CASE("pool: a task that throws, crashes, dawdles or devours memory fails alone, with its cause") {
  const auto work = [](std::size_t task, const auto&) -> std::string {
    if (task == 2) throw std::runtime_error("the books do not balance");
    if (task == 4) {
      std::signal(SIGSEGV, SIG_DFL);  // not the test program's own handler
      ::raise(SIGSEGV);
    }
    if (task == 5) ::_exit(7);
    if (task == 6) ::sleep(100);
    if (task == 7) return std::string(std::size_t{3} << 30, 'x');
    return "fine";
  };
  Pool pool(2, work, {0.5, 1024});
  const auto all = work_off(pool, 10);
  CHECK(all.at(2).failure == "the books do not balance");
  CHECK(all.at(4).failure.find("signal 11") != std::string::npos);
  CHECK(all.at(5).failure == "the process ended with code 7");
  CHECK(all.at(6).failure == "took longer than 0.5 s");
  CHECK(all.at(7).failure == "not enough memory");
  for (const std::size_t task : {0, 1, 3, 8, 9}) CHECK(all.at(task).bytes == "fine");
}

TEST_CASE("pool: workers that are interrupted set their tasks aside, and only those at work") {
  const auto work = [](std::size_t task, const std::atomic<bool>& stop) -> std::optional<std::string> {
    if (task == 1) return "at once";
    while (!stop) ::usleep(1000);
    return std::nullopt;
  };
  Pool pool(2, work, {});
  pool.start(0);
  pool.start(1);
  const auto first = pool.wait(5s);
  REQUIRE(first);
  CHECK(first->bytes == "at once");
  CHECK(!first->set_aside);
  pool.interrupt();
  const auto second = pool.wait(5s);
  REQUIRE(second);
  CHECK(second->task == 0);
  CHECK(second->set_aside);
  CHECK(second->failure.empty());
  pool.start(1);  // the other worker was left alone, this one is free again
  CHECK(pool.wait(5s)->bytes == "at once");
}

TEST_CASE("pool: a driver that leaves takes its workers along") {
  pid_t worker = 0;
  {
    Pool pool(1, [](std::size_t, const auto&) { return std::to_string(::getpid()); }, {});
    worker = std::stoi(work_off(pool, 1).at(0).bytes);
    CHECK(::kill(worker, 0) == 0);
    pool.start(1);
  }
  CHECK(::kill(worker, 0) == -1);
}
