//! Blocks: the contiguous runs of people that kernels work on, and the workers that share them out.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace sim {

//! Working memory of one worker for one kernel call.
class Scratch {
 public:
  //! `n` values without initial content, valid until the kernel returns.
  template <class T>
  std::span<T> take(std::size_t n) {
    return {reinterpret_cast<T*>(bytes(n * sizeof(T))), n};
  }
  void release() { used_ = 0; }

 private:
  std::byte* bytes(std::size_t size);
  std::vector<std::unique_ptr<std::byte[]>> slabs_;
  std::vector<std::size_t> sizes_;
  std::size_t used_ = 0;  // slabs in use; each holds one array
};

//! People `first` up to, not including, `last`, in the hands of one worker.
struct Block {
  std::size_t first = 0;
  std::size_t last = 0;
  unsigned worker = 0;
  Scratch* scratch = nullptr;

  std::size_t size() const { return last - first; }
};

//! Deals out blocks to threads. The result of a kernel may not depend on how.
class Workers {
 public:
  //! [threads] at least 1; [people in a block] 0 chooses.
  explicit Workers(unsigned threads = 1, std::size_t block_size = 0) : block_size_(block_size), scratch_(threads) {}

  unsigned count() const { return static_cast<unsigned>(scratch_.size()); }

  //! Calls `kernel` for every block of `people` rows. Rethrows the first exception of a kernel.
  void each_block(std::size_t people, const std::function<void(const Block&)>& kernel);

 private:
  std::size_t block_size_;
  std::vector<Scratch> scratch_;
};

}  // namespace sim
