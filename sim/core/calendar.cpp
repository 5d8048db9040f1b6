#include "sim/core/calendar.h"

#include <chrono>

#include <fmt/format.h>

namespace sim {
namespace {

int month_number(Date date) { return 12 * date.year + date.month - 1; }

std::chrono::sys_days first_day(Date date) {
  return std::chrono::year{date.year} / std::chrono::month{static_cast<unsigned>(date.month)} / std::chrono::day{1};
}

}  // namespace

std::optional<Date> parse_date(std::string_view text) {
  if (text.size() != 7 || text[4] != '-') return std::nullopt;
  const auto digit = [&](std::size_t at) { return text[at] - '0'; };
  for (const std::size_t at : {0, 1, 2, 3, 5, 6})
    if (digit(at) < 0 || digit(at) > 9) return std::nullopt;
  const Date date{1000 * digit(0) + 100 * digit(1) + 10 * digit(2) + digit(3), 10 * digit(5) + digit(6)};
  if (date.year < 1000 || date.month < 1 || date.month > 12) return std::nullopt;
  return date;
}

std::string to_string(Date date) { return fmt::format("{:04}-{:02}", date.year, date.month); }

int months_between(Date from, Date to) { return month_number(to) - month_number(from); }

Date after(Date date, int months) {
  const int number = month_number(date) + months;
  return {number / 12, number % 12 + 1};
}

int days_to_end_of(Date start, int month) {
  return static_cast<int>((first_day(after(start, month + 1)) - first_day(start)).count()) - 1;
}

}  // namespace sim
