#include "sim/core/error.h"

#include <fmt/format.h>

namespace sim {

void broken_promise(const char* what, const char* file, int line) {
  throw InternalError(fmt::format("{}:{}: {}", file, line, what));
}

}  // namespace sim
