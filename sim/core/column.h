//! Columns: agents are rows of contiguous arrays, one array for each thing known about them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <limits>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "sim/core/block.h"
#include "sim/core/error.h"
#include "sim/core/money.h"

namespace sim {

//! Memory on a cache line of its own; from two huge pages on in huge pages, where the system has them: reads all over a
//! large array then miss fewer translations of addresses.
void* allocate_array(std::size_t bytes);
void free_array(void* at, std::size_t bytes) noexcept;

template <class T>
struct ArrayAllocator {
  using value_type = T;
  ArrayAllocator() = default;
  template <class U>
  explicit ArrayAllocator(const ArrayAllocator<U>&) {}
  T* allocate(std::size_t n) { return static_cast<T*>(allocate_array(n * sizeof(T))); }
  //! Values that nobody names are what the memory holds: it is first touched by who writes them.
  template <class U>
  void construct(U*) {
    static_assert(std::is_trivially_copyable_v<U>);
  }
  template <class U, class... From>
  void construct(U* at, From&&... from) {
    ::new (static_cast<void*>(at)) U(std::forward<From>(from)...);
  }
  void deallocate(T* at, std::size_t n) { free_array(at, n * sizeof(T)); }
  template <class U>
  bool operator==(const ArrayAllocator<U>&) const {
    return true;
  }
};

//! For arrays beside columns that are as long as they are. Sized without a value, they hold anything.
template <class T>
using Array = std::vector<T, ArrayAllocator<T>>;

//! A value that nobody may have computed with: not-a-number, or the lowest integer. Fills columns before set-up.
template <class T>
constexpr T poison() {
  if constexpr (std::is_floating_point_v<T>) return std::numeric_limits<T>::quiet_NaN();
  else if constexpr (std::is_same_v<T, Money>) return Money::counts(std::numeric_limits<std::int64_t>::min() / 2);
  else if constexpr (std::is_same_v<T, SmallMoney>) return SmallMoney(Money::counts(std::numeric_limits<std::int64_t>::min() / 2));
  else if constexpr (std::is_enum_v<T>) return static_cast<T>(0xff);
  else return std::numeric_limits<T>::lowest();
}

//! What a column holds, for checkpoints, documentation and result files.
struct ColumnRow {
  std::string_view name;
  std::string_view per;   //!< the dimension whose rows it describes: "person", "organisation", ...; "" for one value
  std::string_view unit;  //!< required; "1" for pure numbers
  std::string_view doc;
};

//! One array over a dimension.
template <class T>
class Column {
 public:
  using value_type = T;
  static_assert(std::is_trivially_copyable_v<T>);

  T& operator[](std::size_t row) { return values_[row]; }
  const T& operator[](std::size_t row) const { return values_[row]; }
  std::size_t size() const { return values_.size(); }
  T* data() { return values_.data(); }
  const T* data() const { return values_.data(); }
  auto begin() { return values_.begin(); }
  auto end() { return values_.end(); }
  auto begin() const { return values_.begin(); }
  auto end() const { return values_.end(); }
  operator std::span<const T>() const { return {values_.data(), values_.size()}; }

  //! Filled with poison by the workers who will have the rows in their blocks: systems put memory near who touches it first.
  void allocate(std::size_t rows, Workers& workers) {
    values_ = Array<T>(rows);
    workers.each_block(rows, [&](const Block& block) { std::fill(&values_[block.first], &values_[block.first] + block.size(), poison<T>()); });
  }
  void allocate(std::size_t rows) {
    Workers alone;
    allocate(rows, alone);
  }
  void fill(T value) { std::fill(values_.begin(), values_.end(), value); }

 private:
  Array<T> values_;
};

//! A column that kernels read across people: readers see `previous` while the owner writes the current values.
template <class T>
class Buffered {
 public:
  Column<T> current, previous;

  T& operator[](std::size_t row) { return current[row]; }
  const T& operator[](std::size_t row) const { return current[row]; }
  //! The current values become the previous ones; the owner then writes every row anew.
  void turn() { std::swap(current, previous); }
};

//! A yes or no for each row as it stood when it was last taken, a bit each: what kernels ask of other people, small enough to
//! stay in cache. Taken anew by the step before them, so that it is no part of the state.
class Flags {
 public:
  //! Takes the rows of a column for which `is_set` holds.
  template <class T, class Is>
  void take(const Column<T>& column, Is is_set) {
    bits_.resize((column.size() + 63) / 64);
    for (std::size_t word = 0; word < bits_.size(); ++word) {
      const std::size_t first = 64 * word, rows = column.size() - first < 64 ? column.size() - first : 64;
      std::uint8_t bytes[64] = {};
      for (std::size_t row = 0; row < rows; ++row) bytes[row] = is_set(column[first + row]);
      bits_[word] = pack(bytes);
    }
  }
  bool operator[](std::size_t row) const { return bits_[row / 64] >> row % 64 & 1; }

 private:
  // One bit of each of 64 bytes that are 0 or 1. Multiplied, eight bytes move to the eight highest bits, without carries.
  static std::uint64_t pack(const std::uint8_t* bytes) {
    std::uint64_t word = 0;
    for (std::size_t k = 0; k < 8; ++k) {
      std::uint64_t eight = 0;
      for (std::size_t b = 0; b < 8; ++b) eight |= std::uint64_t{bytes[8 * k + b]} << 8 * b;
      word |= (eight * 0x0102040810204080u >> 56) << 8 * k;
    }
    return word;
  }
  Array<std::uint64_t> bits_;
};

//! Integers modulo 2^48 in six bytes each: the lowest four and the highest two apart, so that loops over rows vectorise.
class SixBytes {
 public:
  static constexpr int bits = 48;
  void set(std::size_t row, std::int64_t value) {
    low[row] = static_cast<std::int32_t>(value);
    high[row] = static_cast<std::int16_t>(value >> 32);
  }
  //! `value` less what is stored: what it is modulo 2^48, from -2^47 to below 2^47.
  std::int64_t since(std::size_t row, std::int64_t value) const {
    const std::int64_t stored = std::int64_t{high[row]} << 32 | static_cast<std::uint32_t>(low[row]);
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(value - stored) << (64 - bits)) >> (64 - bits);
  }

  Column<std::int32_t> low;
  Column<std::int16_t> high;
};

//! Integers that never fall from row to row, 0 to 2^40, in four bytes each: their lowest 32 bits, and of the others the rows from
//! which on they are larger by one.
class Rising {
 public:
  static constexpr std::size_t most_turns = 256;
  std::size_t size() const { return low.size(); }
  std::int64_t operator[](std::size_t row) const {
    const auto turn = std::upper_bound(turns.begin(), turns.end(), static_cast<std::int64_t>(row)) - turns.begin();
    return static_cast<std::int64_t>(turn) << 32 | low[row];
  }
  //! The rows are set one after the other; begins with row 0.
  void set(std::size_t row, std::int64_t value) {
    if (row == 0) turns.fill(std::numeric_limits<std::int64_t>::max());
    ensure(value >= 0 && value <= std::int64_t{1} << 40 && (row == 0 || value >= (*this)[row - 1]), "rising values lie between 0 and 2^40");
    low[row] = static_cast<std::uint32_t>(value);
    for (std::size_t turn = static_cast<std::size_t>(value >> 32); turn > 0 && turns[turn - 1] > static_cast<std::int64_t>(row); --turn)
      turns[turn - 1] = static_cast<std::int64_t>(row);
  }

  //! Reads one row after another.
  class Reader {
   public:
    Reader(const Rising& values, std::size_t row)
        : low_(values.low.data() + row), turns_(values.turns), row_(static_cast<std::int64_t>(row)), high_(values[row] >> 32), turn_(turn_at(high_)) {}
    std::int64_t next() {
      while (row_ >= turn_) turn_ = turn_at(++high_);
      ++row_;
      return high_ << 32 | *low_++;
    }

   private:
    std::int64_t turn_at(std::int64_t high) const {
      return high < static_cast<std::int64_t>(most_turns) ? turns_[static_cast<std::size_t>(high)] : std::numeric_limits<std::int64_t>::max();
    }
    const std::uint32_t* low_;
    std::span<const std::int64_t> turns_;
    std::int64_t row_, high_, turn_;  // the next row, its bits above 32, and the row from which on they are larger
  };

  Column<std::uint32_t> low;
  Column<std::int64_t> turns;
};

//! Integer sums from people into cells. Each worker adds to an array of its own, so there is neither lock nor atomic, and
//! integers make the totals the same for any number of workers and any size of block.
class Scatter {
 public:
  void allocate(std::size_t cells, unsigned workers) {
    totals_.assign(cells, 0);
    partial_.assign(workers, std::vector<std::int64_t>(cells, 0));
  }
  std::int64_t* of(unsigned worker) { return partial_[worker].data(); }
  std::size_t size() const { return totals_.size(); }
  std::int64_t operator[](std::size_t cell) const { return totals_[cell]; }
  std::span<std::int64_t> totals() { return totals_; }
  std::span<const std::int64_t> totals() const { return totals_; }

  //! Adds up what the workers have gathered since the last call; these are the totals until the next one.
  void collect();

 private:
  std::vector<std::int64_t> totals_;
  std::vector<std::vector<std::int64_t>> partial_;
};

//! Sums of reals as fixed-point integers with a declared resolution, so that their order does not matter.
class Tally {
 public:
  explicit Tally(int fraction_bits = 20) : scale_(static_cast<double>(std::int64_t{1} << fraction_bits)) {}

  //! Adds to the cells of one worker. Kept in a local variable by kernels.
  class Adder {
   public:
    Adder(std::int64_t* cells, double scale) : cells_(cells), scale_(scale) {}
    void add(std::size_t cell, double value) const { cells_[cell] += counts(value); }
    //! In two steps, for loops that vectorise: what a value adds, and adding many such counts.
    std::int64_t counts(double value) const { return round_to_integer(value * scale_); }
    void add_counts(std::size_t cell, std::int64_t counts) const { cells_[cell] += counts; }

   private:
    std::int64_t* cells_;
    double scale_;
  };

  Adder of(unsigned worker) { return {scatter.of(worker), scale_}; }
  double operator[](std::size_t cell) const { return static_cast<double>(scatter[cell]) / scale_; }
  std::size_t size() const { return scatter.size(); }
  void collect() { scatter.collect(); }

  Scatter scatter;

 private:
  double scale_;
};

//! Calls back once for every declared column. Allocation, checkpoints and documentation derive from it.
class ColumnVisitor {
 public:
  virtual ~ColumnVisitor() = default;

  template <class T>
  void operator()(Column<T>& column, const ColumnRow& row) {
    allocate(row, sizeof(T), [&](std::size_t rows, Workers& workers) { column.allocate(rows, workers); });
    bytes(row, std::as_writable_bytes(std::span(column.data(), column.size())), sizeof(T));
  }
  template <class T>
  void operator()(Buffered<T>& column, const ColumnRow& row) {
    (*this)(column.current, row);
    (*this)(column.previous, {.name = row.name, .per = row.per, .unit = row.unit, .doc = "as it stood before"});
  }
  void operator()(SixBytes& column, const ColumnRow& row) {
    (*this)(column.low, row);
    (*this)(column.high, {.name = row.name, .per = row.per, .unit = row.unit, .doc = "the two bytes above"});
  }
  void operator()(Rising& column, const ColumnRow& row) {
    (*this)(column.low, row);
    (*this)(column.turns, {.name = row.name, .per = "turn", .unit = "1", .doc = "rows from which on the bits above 32 are larger by one"});
  }
  void operator()(Scatter& scatter, const ColumnRow& row) {
    allocate(row, sizeof(std::int64_t), [&](std::size_t cells, Workers& workers) { scatter.allocate(cells, workers.count()); });
    bytes(row, std::as_writable_bytes(scatter.totals()), sizeof(std::int64_t));
  }
  void operator()(Tally& tally, const ColumnRow& row) { (*this)(tally.scatter, row); }
  template <class T>
    requires std::is_trivially_copyable_v<T>
  void operator()(T& value, const ColumnRow& row) {
    bytes(row, std::as_writable_bytes(std::span(&value, 1)), sizeof(T));
  }

  //! The room whose columns follow, "people.time_use".
  virtual void section(std::string_view) {}

 protected:
  using Allocation = std::function<void(std::size_t rows, Workers&)>;
  virtual void allocate(const ColumnRow&, std::size_t /*of one value*/, const Allocation&) {}
  virtual void bytes(const ColumnRow&, std::span<std::byte>, std::size_t /*of one value*/) {}
};

}  // namespace sim
