//! File sharing and the licensed service that absorbs it, or does not.
//!
//! Everybody gets works in one of three ways: buys copies, shares files with others, or, once it has entered, subscribes to a licensed
//! service. Each month a part of people reconsiders, by a logit over what a way is worth beside copies, in EUR a month,
//!   u_copies = 0,   u_sharing = price of copies - risk + company x s,   u_service = price of copies - price of service + convenience,
//! s being the share of people who share files: who shares finds more. Of the last two the service is worth more exactly where
//!   convenience + risk - company x s > price of service,
//! so the law (risk) and the service (convenience, price) do the same work, and company can hold a network together that nobody would join
//! anew: with company above about four times the noise the same offer absorbs a small network and fails against a large one.
//! Left out: works that differ, what creators get, lawsuits that answer to use. Numbers are chosen; claim 65 is a sign, not a size.
#pragma once

#include <array>
#include <tuple>

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct FileSharingWorld;

struct FileSharing {
  static constexpr std::string_view path = "textbook.file_sharing";

  enum Way : std::size_t { copies, sharing, service, n_ways };

  struct Parameters {
    std::int64_t count;
    double copies_price, service_price;
    double convenience;
    double risk;
    double company;
    double noise;
    double reconsider;
    double opening_share;
    std::int64_t entry;
    void declare(sim::ParameterVisitor& parameter) {
      parameter(count, {.name = "count", .initial = 100'000, .unit = "person", .range = {1, 1e9}, .doc = "People",
                        .source = "file-sharing", .at_setup = true});
      parameter(copies_price, {.name = "copies_price", .initial = 10.0, .unit = "EUR/month", .range = sim::non_negative,
                               .doc = "Price of what one buys in copies", .source = "file-sharing"});
      parameter(service_price, {.name = "service_price", .initial = 8.0, .unit = "EUR/month", .range = sim::non_negative,
                                .doc = "Price of the licensed service", .source = "file-sharing"});
      parameter(convenience, {.name = "convenience", .initial = 10.0, .unit = "EUR/month", .range = {-100, 100},
                              .doc = "What the licensed service is worth more than files that one finds alone", .source = "file-sharing"});
      parameter(risk, {.name = "risk", .initial = 2.0, .unit = "EUR/month", .range = sim::non_negative,
                       .doc = "What those who share expect to be fined, and suffer", .source = "file-sharing"});
      parameter(company, {.name = "company", .initial = 2.0, .unit = "EUR/month", .range = sim::non_negative,
                          .doc = "What it is worth to who shares that everybody does", .source = "file-sharing"});
      parameter(noise, {.name = "noise", .initial = 2.0, .unit = "EUR/month", .range = {1e-3, 1e3},
                        .doc = "Scale of the unobserved part of the worth of a way", .source = "file-sharing"});
      parameter(reconsider, {.name = "reconsider", .initial = 0.1, .unit = "1/month", .range = sim::share,
                             .doc = "Share of people who reconsider in a month", .source = "file-sharing"});
      parameter(opening_share, {.name = "opening_share", .initial = 0.5, .unit = "1", .range = sim::share,
                                .doc = "People who share files at the start; the others buy copies", .source = "file-sharing",
                                .at_setup = true});
      parameter(entry, {.name = "entry", .initial = 60, .unit = "month", .range = {0, 1e6},
                        .doc = "Month in which the licensed service enters", .source = "file-sharing"});
    }
  } parameters;

  sim::Column<std::int8_t> way;        // [person]
  sim::Scatter people;                 // [way]
  std::array<double, n_ways> share{};  // of people, at the end of the month
  std::array<double, n_ways> chance{};  // of who reconsiders this month, running sums

  void declare(sim::ColumnVisitor& column) {
    column(way, {.name = "way", .per = "person", .unit = "1", .doc = "0 copies, 1 sharing, 2 licensed service"});
    column(people, {.name = "people", .per = "way", .unit = "person", .doc = "by way"});
    column(share, {.name = "share", .per = "", .unit = "1", .doc = "of people, by way"});
    column(chance, {.name = "chance", .per = "", .unit = "1", .doc = "of who reconsiders, running sums by way"});
  }
};

//! Chances of the ways for who reconsiders while a share of people shares files.
std::array<double, FileSharing::n_ways> chances(const FileSharing::Parameters& parameters, double sharing, bool service_is_there);

void weigh_ways(FileSharing& own, const FileSharingWorld& world, const sim::Month& month);
void choose_ways(FileSharing& own, const FileSharingWorld& world, const sim::Month& month, const sim::Block& block);
void count_ways(FileSharing& own, const FileSharingWorld& world, const sim::Month& month);
void observe(const FileSharing& own, const FileSharingWorld& world, sim::Observer& show);

struct FileSharingWorld {
  static constexpr std::string_view name = "file-sharing";
  static constexpr std::string_view summary = "Textbook: a licensed service absorbs file sharing where it is worth its price";
  static constexpr std::array<std::string_view, 3> headlines{"sharing", "service", "copies"};
  static constexpr sim::Purpose reconsidering{1, "reconsidering"};
  static constexpr sim::Purpose taste{2, "taste"};
  static constexpr std::array purposes{reconsidering, taste};
  static std::span<const sim::Process<FileSharingWorld>> schedule();

  FileSharing market;
  auto rooms() { return std::tie(market); }
  sim::Ledger ledger{{"people"}, 1u};

  std::size_t size(std::string_view dimension) const;
  void set_up(const sim::Month& month);
};

}  // namespace models
