#include "sim/core/ledger.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <utility>

#include <fmt/format.h>

namespace sim {
namespace {

std::size_t only(SectorSet sector) {
  ensure(std::has_single_bit(sector), "one sector is wanted, not a set");
  return static_cast<std::size_t>(std::countr_zero(sector));
}

std::int64_t total(std::span<const std::int64_t> amounts) {
  return std::accumulate(amounts.begin(), amounts.end(), std::int64_t{0});
}

std::string eur(std::int64_t counts) { return fmt::format("{:.4f}", Money::counts(counts).eur()); }

}  // namespace

void FlowVisitor::operator()(Flow& flow, const FlowRow& row) { flow = ledger_.declare(row); }

Ledger::Ledger(std::vector<std::string> sectors, SectorSet people_sector)
    : sectors_(std::move(sectors)), people_sector_(people_sector) {
  borrowed_.resize(sectors_.size());
  closed_deposits_.resize(sectors_.size());
}

void Ledger::open(std::size_t people, std::size_t organisations, Workers& workers) {
  people_.allocate(people, workers);
  people_.fill({});
  deposits_.allocate(organisations, workers);
  deposits_.fill({});
  loans_.allocate(organisations, workers);
  loans_.fill({});
  sector_.allocate(organisations, workers);
  sector_.fill(static_cast<std::uint8_t>(people_index()));
  workers_.resize(workers.count());
  for (WorkerSums& worker : workers_) {
    worker.paid.assign(flows_.size(), 0);
    worker.received.assign(flows_.size(), 0);
    worker.other.assign(flows_.size(), std::nullopt);
    worker.is_posted.assign(flows_.size(), 0);
  }
  for (Entry& flow : flows_)
    if (flow.row.by_organisation) flow.by_organisation.emplace().allocate(organisations, workers.count());
}

Flow Ledger::declare(const FlowRow& row) {
  ensure(row.from && row.to && !row.doc.empty() && !row.mode.empty(), "a flow needs payer, receiver, mode and meaning");
  ensure(std::has_single_bit(row.from) || std::has_single_bit(row.to), "one side of a flow must be a single sector");
  for (const Entry& flow : flows_) ensure(flow.row.name != row.name, "two flows have the same name");
  Entry& added = flows_.emplace_back();
  added.row = row;
  for (auto* sums : {&added.paid, &added.received, &added.last_paid, &added.last_received})
    sums->assign(sectors_.size(), 0);
  return {flows_.size() - 1};
}

std::size_t Ledger::people_index() const { return only(people_sector_); }

Money Ledger::public_debt() const {
  if (sovereign_ == none) return {};
  const Money balance = deposits_[sovereign_];
  return balance < Money{} ? -balance : Money{};
}

Money Ledger::bank_net_worth() const { return bank_ != none ? deposits_[bank_] : Money{}; }

void Ledger::assign(std::size_t j, SectorSet sector) {
  ensure(deposits_[j] == Money{} && loans_[j] == Money{}, "only an empty account may change its sector");
  sector_[j] = static_cast<std::uint8_t>(only(sector));
}

void Ledger::finish_opening() {
  Money owed;
  for (const Money amount : people_) owed += amount;
  for (std::size_t j = 0; j < deposits_.size(); ++j) owed += deposits_[j] - loans_[j];
  if (sovereign_ != none) deposits_[sovereign_] -= owed;
  else central_bank_money_ = owed;
  close(-1);
}

void Ledger::move(std::size_t j, Money amount) {
  deposits_[j] += amount;
  const bool may_be_negative = j == bank_ || j == sovereign_;
  if (deposits_[j] < Money{} && !may_be_negative)
    throw AccountingError(fmt::format("organisation {} of sector '{}' overdraws its account by {} EUR", j,
                                      sectors_[sector_[j]], eur(-deposits_[j].counts())));
}

void Ledger::note_paid(Entry& flow, std::size_t sector, Money amount) {
  ensure(flow.row.from >> sector & 1, "a flow was paid by a sector that did not declare it");
  ensure(amount >= Money{}, "a flow of money is never negative");
  flow.paid[sector] += amount.counts();
}

void Ledger::note_received(Entry& flow, std::size_t sector, Money amount) {
  ensure(flow.row.to >> sector & 1, "a flow was received by a sector that did not declare it");
  ensure(amount >= Money{}, "a flow of money is never negative");
  flow.received[sector] += amount.counts();
}

void Ledger::transfer(Flow flow, std::size_t from, std::size_t to, Money amount) {
  note_paid(entry(flow), sector_[from], amount);
  note_received(entry(flow), sector_[to], amount);
  move(from, -amount);
  move(to, amount);
}

void Ledger::pay(Flow flow, std::size_t from, Money amount) {
  note_paid(entry(flow), sector_[from], amount);
  entry(flow).open -= amount.counts();
  move(from, -amount);
}

void Ledger::receive(Flow flow, std::size_t to, Money amount) {
  note_received(entry(flow), sector_[to], amount);
  entry(flow).open -= amount.counts();
  move(to, amount);
}

void Ledger::pay_person(Flow flow, std::size_t i, std::size_t from, Money amount) {
  note_paid(entry(flow), sector_[from], amount);
  note_received(entry(flow), people_index(), amount);
  move(from, -amount);
  people_[i] += amount;
}

void Ledger::charge_person(Flow flow, std::size_t i, std::size_t to, Money amount) {
  note_paid(entry(flow), people_index(), amount);
  note_received(entry(flow), sector_[to], amount);
  people_[i] -= amount;
  if (people_[i] < Money{}) throw AccountingError(fmt::format("person {} overdraws the account", i));
  move(to, amount);
}

void Ledger::lend(std::size_t j, Money amount) {
  ensure(amount >= Money{}, "a loan is never negative");
  loans_[j] += amount;
  borrowed_[sector_[j]] += amount;
  move(j, amount);
}

void Ledger::repay(std::size_t j, Money amount) {
  ensure(amount >= Money{} && amount <= loans_[j], "a repayment lies between nothing and the loan");
  loans_[j] -= amount;
  borrowed_[sector_[j]] -= amount;
  move(j, -amount);
}

void Ledger::write_off(Flow flow, std::size_t j) {
  ensure(bank_ != none, "only a bank can write off a loan");
  const Money lost = loans_[j];
  transfer(flow, bank_, j, lost);
  repay(j, lost);
}

void Ledger::create_money(std::size_t j, Money amount) {
  central_bank_money_ += amount;
  borrowed_[sector_[j]] += amount;
  move(j, amount);
}

Ledger::WorkerSums& Ledger::sums_for(Flow flow, const Block& block) {
  WorkerSums& sums = workers_[block.worker];
  if (!std::exchange(sums.is_posted[flow.index], std::uint8_t{1})) sums.posted.push_back(flow.index);
  return sums;
}

PeoplePosting<+1, false> Ledger::to_people(Flow flow, const Block& block, std::optional<std::size_t> j) {
  WorkerSums& sums = sums_for(flow, block);
  sums.other[flow.index] = j;
  return {people_.data(), nullptr, &sums.received[flow.index], &sums.overdrawn};
}

PeoplePosting<-1, false> Ledger::from_people(Flow flow, const Block& block, std::optional<std::size_t> j) {
  WorkerSums& sums = sums_for(flow, block);
  sums.other[flow.index] = j;
  return {people_.data(), nullptr, &sums.paid[flow.index], &sums.overdrawn};
}

PeoplePosting<+1, true> Ledger::to_people_by_organisation(Flow flow, const Block& block) {
  WorkerSums& sums = sums_for(flow, block);
  return {people_.data(), entry(flow).by_organisation->of(block.worker), &sums.received[flow.index], &sums.overdrawn};
}

PeoplePosting<-1, true> Ledger::from_people_by_organisation(Flow flow, const Block& block) {
  WorkerSums& sums = sums_for(flow, block);
  return {people_.data(), entry(flow).by_organisation->of(block.worker), &sums.paid[flow.index], &sums.overdrawn};
}

void Ledger::exchange(Flow flow, const Block& block, std::int64_t lost, std::int64_t gained) {
  WorkerSums& sums = sums_for(flow, block);
  sums.paid[flow.index] += lost;
  sums.received[flow.index] += gained;
}

void Ledger::apply_by_organisation(Entry& flow, std::int64_t from_people, std::int64_t to_people) {
  flow.by_organisation->collect();
  ensure(from_people == 0 || to_people == 0, "a flow by organisation runs one way in a group");
  for (std::size_t j = 0; j < flow.by_organisation->size(); ++j) {
    const Money amount = Money::counts((*flow.by_organisation)[j]);
    if (amount == Money{}) continue;
    if (from_people) note_received(flow, sector_[j], amount);
    else note_paid(flow, sector_[j], amount);
    move(j, from_people ? amount : -amount);
  }
}

void Ledger::apply_to_one(Entry& flow, std::size_t j, std::int64_t from_people, std::int64_t to_people) {
  if (from_people) note_received(flow, sector_[j], Money::counts(from_people));
  if (to_people) note_paid(flow, sector_[j], Money::counts(to_people));
  move(j, Money::counts(from_people - to_people));
}

void Ledger::settle(int month) {
  posted_.clear();
  for (WorkerSums& worker : workers_) {
    posted_.insert(posted_.end(), worker.posted.begin(), worker.posted.end());
    worker.posted.clear();
  }
  std::sort(posted_.begin(), posted_.end());
  posted_.erase(std::unique(posted_.begin(), posted_.end()), posted_.end());
  for (const std::size_t index : posted_) {
    Entry& flow = flows_[index];
    std::int64_t from_people = 0, to_people = 0;
    std::optional<std::size_t> other;
    for (WorkerSums& worker : workers_) {
      worker.is_posted[index] = 0;
      if (worker.other[index]) other = std::exchange(worker.other[index], std::nullopt);
      from_people += std::exchange(worker.paid[index], 0);
      to_people += std::exchange(worker.received[index], 0);
    }
    if (from_people) note_paid(flow, people_index(), Money::counts(from_people));
    if (to_people) note_received(flow, people_index(), Money::counts(to_people));
    try {
      if (flow.by_organisation) {
        apply_by_organisation(flow, from_people, to_people);
      } else if (other) {
        apply_to_one(flow, *other, from_people, to_people);
      } else if (flow.row.from != people_sector_ || flow.row.to != people_sector_) {
        flow.open += from_people + to_people;
      }
    } catch (const AccountingError& error) {
      throw AccountingError(fmt::format("month {}, flow '{}': {}", month + 1, flow.row.name, error.what()));
    }
  }
  for (WorkerSums& worker : workers_)
    if (std::exchange(worker.overdrawn, false))
      throw AccountingError(fmt::format("month {}: a person paid more than the account held", month + 1));
}

void Ledger::prove_flows(int month) const {
  for (const Entry& flow : flows_) {
    const std::int64_t paid = total(flow.paid), received = total(flow.received);
    if (paid != received)
      throw AccountingError(fmt::format("month {}: flow '{}' was paid {} EUR and received {} EUR, a difference of {}",
                                        month + 1, flow.row.name, eur(paid), eur(received), eur(paid - received)));
  }
}

void Ledger::prove_sectors(int month) {
  std::vector<Money> now(sectors_.size());
  for (const Money amount : people_) now[people_index()] += amount;
  for (std::size_t j = 0; j < deposits_.size(); ++j) now[sector_[j]] += deposits_[j];
  for (std::size_t sector = 0; sector < sectors_.size(); ++sector) {
    Money expected = closed_deposits_[sector] + borrowed_[sector];
    for (const Entry& flow : flows_) expected += Money::counts(flow.received[sector] - flow.paid[sector]);
    if (month >= 0 && expected != now[sector])
      throw AccountingError(fmt::format("month {}: the deposits of '{}' are {} EUR, but its flows lead to {} EUR",
                                        month + 1, sectors_[sector], eur(now[sector].counts()), eur(expected.counts())));
  }
  closed_deposits_ = now;
}

void Ledger::prove_sheet(int month) {
  Money assets = central_bank_money_, liabilities;
  for (const Money loan : loans_) assets += loan;
  for (const Money deposit : closed_deposits_) liabilities += deposit;  // the sovereign's debt enters as negative
  residual_ = assets - liabilities;
  if (residual_ != Money{})
    throw AccountingError(fmt::format("month {}: loans + public debt + central-bank money differ from deposits + the "
                                      "bank's net worth by {} EUR", month + 1, eur(residual_.counts())));
}

void Ledger::close(int month) {
  prove_flows(month);
  prove_sectors(month);
  prove_sheet(month);
  for (Entry& flow : flows_) {
    flow.last_paid.swap(flow.paid);
    flow.last_received.swap(flow.received);
    std::fill(flow.paid.begin(), flow.paid.end(), 0);
    std::fill(flow.received.begin(), flow.received.end(), 0);
    flow.open = 0;
  }
  std::fill(borrowed_.begin(), borrowed_.end(), Money{});
}

std::vector<Ledger::Cell> Ledger::month_flows() const {
  std::vector<Cell> cells;
  for (const Entry& flow : flows_) {
    const bool one_payer = std::has_single_bit(flow.row.from);
    for (std::size_t sector = 0; sector < sectors_.size(); ++sector) {
      if (!((one_payer ? flow.row.to : flow.row.from) >> sector & 1)) continue;
      const std::string_view from = sectors_[one_payer ? only(flow.row.from) : sector];
      const std::string_view to = sectors_[one_payer ? sector : only(flow.row.to)];
      const std::int64_t amount = one_payer ? flow.last_received[sector] : flow.last_paid[sector];
      cells.push_back({flow.row.name, flow.row.mode, flow.row.doc, from, to, Money::counts(amount)});
    }
  }
  return cells;
}

Money Ledger::sector_deposits(std::size_t sector) const {
  if (bank_ != none && sector_[bank_] == sector) return {};
  const bool owes = sovereign_ != none && sector_[sovereign_] == sector;
  return owes ? std::max(closed_deposits_[sector], Money{}) : closed_deposits_[sector];
}

Money Ledger::sector_loans(std::size_t sector) const {
  Money loans;
  for (std::size_t j = 0; j < loans_.size(); ++j)
    if (sector_[j] == sector) loans += loans_[j];
  return loans;
}

void Ledger::declare(ColumnVisitor& column) {
  column(people_, {.name = "people", .per = "person", .unit = "EUR", .doc = "deposits of people"});
  column(deposits_, {.name = "deposits", .per = "organisation", .unit = "EUR", .doc = "deposits of organisations"});
  column(loans_, {.name = "loans", .per = "organisation", .unit = "EUR", .doc = "loans that organisations owe"});
  column(sector_, {.name = "sector", .per = "organisation", .unit = "1", .doc = "sector of each organisation"});
  column(bank_, {.name = "bank", .per = "", .unit = "1", .doc = "row of the bank"});
  column(sovereign_, {.name = "sovereign", .per = "", .unit = "1", .doc = "row of the sovereign"});
  column(central_bank_money_, {.name = "central_bank_money", .per = "", .unit = "EUR", .doc = "money created"});
  for (Money& amount : closed_deposits_)
    column(amount, {.name = "closed_deposits", .per = "", .unit = "EUR", .doc = "deposits of a sector at the last close"});
}

}  // namespace sim
