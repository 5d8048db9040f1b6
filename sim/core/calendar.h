//! The month clock: months are counted from 0 at the start date and carry calendar dates.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace sim {

//! A calendar month, for example 2017-01.
struct Date {
  int year = 2012;
  int month = 1;  //!< 1 to 12
  auto operator<=>(const Date&) const = default;
};

//! Reads "YYYY-MM"; nothing where the text is not a date of the years 1000 to 9999.
std::optional<Date> parse_date(std::string_view text);
std::string to_string(Date date);

//! Months from `from` to `to`, negative where `to` is earlier.
int months_between(Date from, Date to);

//! The calendar month `months` after `date`.
Date after(Date date, int months);

//! Days from the first day of `start` to the last day of month number `month` (0 = the start month); a CF time value.
int days_to_end_of(Date start, int month);

}  // namespace sim
