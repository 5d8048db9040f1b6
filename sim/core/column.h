//! Columns: agents are rows of contiguous arrays, one array for each thing known about them.
#pragma once

#include <cstddef>
#include <cstring>
#include <functional>
#include <limits>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

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
  void deallocate(T* at, std::size_t n) { free_array(at, n * sizeof(T)); }
  template <class U>
  bool operator==(const ArrayAllocator<U>&) const {
    return true;
  }
};

//! For arrays beside columns that are as long as they are.
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

  void allocate(std::size_t rows) { values_.assign(rows, poison<T>()); }
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
    void add(std::size_t cell, double value) const { cells_[cell] += round_to_integer(value * scale_); }

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
    allocate(row, sizeof(T), [&](std::size_t rows) { column.allocate(rows); });
    bytes(row, std::as_writable_bytes(std::span(column.data(), column.size())), sizeof(T));
  }
  template <class T>
  void operator()(Buffered<T>& column, const ColumnRow& row) {
    (*this)(column.current, row);
    (*this)(column.previous, {.name = row.name, .per = row.per, .unit = row.unit, .doc = "as it stood before"});
  }
  void operator()(Scatter& scatter, const ColumnRow& row) {
    allocate(row, sizeof(std::int64_t), [&](std::size_t cells) { scatter.allocate(cells, workers()); });
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
  virtual unsigned workers() const { return 1; }
  virtual void allocate(const ColumnRow&, std::size_t /*of one value*/, const std::function<void(std::size_t)>&) {}
  virtual void bytes(const ColumnRow&, std::span<std::byte>, std::size_t /*of one value*/) {}
};

}  // namespace sim
