//! The ledger owns every account. Rooms read balances and post named flows; every month the books must close exactly.
//!
//! People and organisations hold deposits at one bank. One organisation may be the bank: its balance is the bank's own
//! net worth. One may be the sovereign: its balance may be negative, and is then the public debt that the bank holds.
//! Closing a month proves, in integers:
//!   - every flow paid equals the same flow received;
//!   - each sector's deposits moved by its net flows and its net borrowing;
//!   - loans + public debt + central-bank money = deposits + the bank's net worth.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/block.h"
#include "sim/core/column.h"
#include "sim/core/money.h"

namespace sim {

//! A set of sectors, one bit each; a single sector is a set of one.
using SectorSet = std::uint32_t;

//! A flow of money that a room may post. One of its two sides must be a single sector.
struct FlowRow {
  std::string_view name;
  SectorSet from = 0;
  SectorSet to = 0;
  std::string_view mode;  //!< gift, authority, market or commons: the relation it belongs to
  std::string_view doc;
  bool by_organisation = false;  //!< people's other side is many organisations, told person by person
};

//! Where a room keeps its handle on a declared flow.
struct Flow {
  std::size_t index = 0;
};

class Ledger;

//! Collects the flows of a room: `flow(wages, {.name = "wages", ...})`.
class FlowVisitor {
 public:
  explicit FlowVisitor(Ledger& ledger) : ledger_(ledger) {}
  void operator()(Flow& flow, const FlowRow& row);

 private:
  Ledger& ledger_;
};

//! Postings of one flow between the people of a block and organisations. Lives in a kernel, hands in its sum at the end.
template <int sign, bool by_organisation>
class PeoplePosting {
 public:
  PeoplePosting(const PeoplePosting&) = delete;
  PeoplePosting& operator=(const PeoplePosting&) = delete;
  ~PeoplePosting() {
    *sum_at_ += sum_;
    if (lowest_ < 0) *overdrawn_ = true;
  }

  //! Moves `amount` into (sign +1) or out of (sign -1) person i's deposits.
  void post(std::size_t i, Money amount)
    requires(!by_organisation)
  {
    move(i, amount);
  }
  //! The same against organisation j.
  void post(std::size_t i, std::size_t j, Money amount)
    requires by_organisation
  {
    move(i, amount);
    cells_[j] += amount.counts();
  }

 private:
  friend class Ledger;
  PeoplePosting(Money* deposits, std::int64_t* cells, std::int64_t* sum_at, bool* overdrawn)
      : deposits_(deposits), cells_(cells), sum_at_(sum_at), overdrawn_(overdrawn) {}

  void move(std::size_t i, Money amount) {
    deposits_[i] += sign * amount;
    sum_ += amount.counts();
    if constexpr (sign < 0) lowest_ = lowest_ < deposits_[i].counts() ? lowest_ : deposits_[i].counts();
  }

  Money* deposits_;
  std::int64_t* cells_;
  std::int64_t* sum_at_;
  bool* overdrawn_;
  std::int64_t sum_ = 0;
  std::int64_t lowest_ = 0;
};

class Ledger {
 public:
  //! Opens accounts of zero. [people, organisations] `sectors` names bit 0, 1, ...; people all belong to `people_sector`.
  Ledger(std::vector<std::string> sectors, SectorSet people_sector);
  void open(std::size_t people, std::size_t organisations, Workers& workers);

  Flow declare(const FlowRow& row);

  // --- reading
  Money deposit_of_person(std::size_t i) const { return people_[i]; }
  const Column<Money>& people() const { return people_; }
  Money deposit(std::size_t j) const { return deposits_[j]; }
  Money loan(std::size_t j) const { return loans_[j]; }
  SectorSet sector(std::size_t j) const { return SectorSet{1} << sector_[j]; }
  Money public_debt() const;
  Money central_bank_money() const { return central_bank_money_; }
  Money bank_net_worth() const;

  // --- opening
  void assign(std::size_t j, SectorSet sector);  //!< only an account that is empty may change its sector
  void appoint_bank(std::size_t j) { bank_ = j; }
  void appoint_sovereign(std::size_t j) { sovereign_ = j; }
  void endow_person(std::size_t i, Money amount) { people_[i] += amount; }
  void endow(std::size_t j, Money amount) { deposits_[j] += amount; }
  void endow_loan(std::size_t j, Money amount) { loans_[j] += amount; }
  //! The sovereign owes whatever the opening accounts need; without one, all opening money is central-bank money.
  void finish_opening();

  // --- posting by `once` processes: at once
  void transfer(Flow flow, std::size_t from, std::size_t to, Money amount);
  //! One side only, where the other side is people in bulk.
  void pay(Flow flow, std::size_t from, Money amount);
  void receive(Flow flow, std::size_t to, Money amount);
  void pay_person(Flow flow, std::size_t i, std::size_t from, Money amount);
  void charge_person(Flow flow, std::size_t i, std::size_t to, Money amount);
  void lend(std::size_t j, Money amount);
  void repay(std::size_t j, Money amount);
  void write_off(Flow flow, std::size_t j);  //!< the loan is lost: the bank's net worth pays it off
  void create_money(std::size_t j, Money amount);  //!< the central bank credits an account

  // --- posting by kernels; takes effect for organisations when the group of processes ends
  //! The other side is organisation j; without one, organisations post it themselves, by pay() or receive().
  PeoplePosting<+1, false> to_people(Flow flow, const Block& block, std::optional<std::size_t> j = {});
  PeoplePosting<-1, false> from_people(Flow flow, const Block& block, std::optional<std::size_t> j = {});
  PeoplePosting<+1, true> to_people_by_organisation(Flow flow, const Block& block);
  PeoplePosting<-1, true> from_people_by_organisation(Flow flow, const Block& block);
  //! People gained `gained` from each other and lost `lost`: both belong to a flow from people to people.
  void exchange(Flow flow, const Block& block, std::int64_t lost, std::int64_t gained);
  Money* people_for_exchange() { return people_.data(); }

  //! What people have posted of this flow in groups that ended and organisations have still to take or give.
  Money awaiting_organisations(Flow flow) const { return open(flow); }
  //! What organisations have posted of this flow and people have still to receive or pay.
  Money awaiting_people(Flow flow) const { return -open(flow); }

  //! Ends a group of kernels: applies what they posted. Throws AccountingError where somebody is overdrawn.
  void settle(int month);

  //! Ends the month. Throws AccountingError naming flow or sector, month and amount where a proof fails.
  void close(int month);

  // --- what the last closed month moved
  struct Cell {
    std::string_view name, mode, doc, from, to;
    Money amount;
  };
  //! One row per flow, payer sector and receiver sector, in declared order.
  std::vector<Cell> month_flows() const;
  const std::vector<std::string>& sectors() const { return sectors_; }
  //! Deposits at the last close. The bank holds none with itself; what the sovereign owes is public debt, not a deposit.
  Money sector_deposits(std::size_t sector) const;
  Money sector_loans(std::size_t sector) const;
  Money residual() const { return residual_; }

  void declare(ColumnVisitor& column);  //!< accounts, for checkpoints

 private:
  static constexpr std::size_t none = SIZE_MAX;
  struct Entry {
    FlowRow row;
    std::vector<std::int64_t> paid, received;  // this month, by sector
    std::vector<std::int64_t> last_paid, last_received;
    std::int64_t open = 0;  // posted by people less posted by organisations one-sidedly
    std::optional<Scatter> by_organisation;
  };
  struct alignas(64) WorkerSums {
    std::vector<std::int64_t> paid, received;  // by flow
    bool overdrawn = false;
    std::vector<std::optional<std::size_t>> other;  // by flow: the one organisation on the other side
    std::vector<std::uint8_t> is_posted;            // by flow: since the last settling
    std::vector<std::size_t> posted;                // these flows
  };

  Entry& entry(Flow flow) { return flows_[flow.index]; }
  Money open(Flow flow) const { return Money::counts(flows_[flow.index].open); }
  std::size_t people_index() const;
  WorkerSums& sums_for(Flow flow, const Block& block);
  void move(std::size_t j, Money amount);
  void note_paid(Entry& flow, std::size_t sector, Money amount);
  void note_received(Entry& flow, std::size_t sector, Money amount);
  void apply_by_organisation(Entry& flow, std::int64_t from_people, std::int64_t to_people);
  void apply_to_one(Entry& flow, std::size_t j, std::int64_t from_people, std::int64_t to_people);
  void prove_flows(int month) const;
  void prove_sectors(int month);
  void prove_sheet(int month);

  std::vector<std::string> sectors_;
  SectorSet people_sector_;
  std::vector<Entry> flows_;
  std::vector<WorkerSums> workers_;
  std::vector<std::size_t> posted_;  // flows to settle
  Column<Money> people_, deposits_, loans_;
  Column<std::uint8_t> sector_;
  std::size_t bank_ = none, sovereign_ = none;
  Money central_bank_money_, residual_;
  std::vector<Money> borrowed_;         // this month, by sector
  std::vector<Money> closed_deposits_;  // at the last close, by sector
};

}  // namespace sim
