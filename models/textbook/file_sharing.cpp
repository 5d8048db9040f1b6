#include "models/textbook/file_sharing.h"

#include "sim/core/kernel.h"
#include "sim/core/math.h"

namespace models {
namespace {

constexpr std::array sharing_month{
    sim::once<&FileSharingWorld::market, weigh_ways>("weigh_ways", "the ways to get works are weighed"),
    sim::each_person<&FileSharingWorld::market, choose_ways>("choose_ways", "some people reconsider how they get works"),
    sim::once<&FileSharingWorld::market, count_ways>("count_ways", "people are counted by way"),
};

}  // namespace

std::span<const sim::Process<FileSharingWorld>> FileSharingWorld::schedule() { return sharing_month; }

std::size_t FileSharingWorld::size(std::string_view dimension) const {
  if (dimension == "person") return static_cast<std::size_t>(market.parameters.count);
  return dimension == "way" ? std::size_t{FileSharing::n_ways} : 1;
}

void FileSharingWorld::set_up(const sim::Month&) {
  const auto people = static_cast<double>(market.parameters.count);
  const auto first_buyer = static_cast<std::size_t>(market.parameters.opening_share * people + 0.5);
  for (std::size_t i = 0; i < market.way.size(); ++i)
    market.way[i] = static_cast<std::int8_t>(i < first_buyer ? FileSharing::sharing : FileSharing::copies);
  market.share = {1.0 - static_cast<double>(first_buyer) / people, static_cast<double>(first_buyer) / people, 0.0};
}

std::array<double, FileSharing::n_ways> chances(const FileSharing::Parameters& p, double sharing, bool service_is_there) {
  const double from_others = sim::exp((p.copies_price - p.risk + p.company * sharing) / p.noise);
  const double licensed = service_is_there ? sim::exp((p.copies_price - p.service_price + p.convenience) / p.noise) : 0.0;
  const double all = 1.0 + from_others + licensed;
  return {1.0 / all, from_others / all, licensed / all};
}

void weigh_ways(FileSharing& own, const FileSharingWorld&, const sim::Month& month) {
  const auto chance = chances(own.parameters, own.share[FileSharing::sharing], month.number >= own.parameters.entry);
  own.chance = {chance[0], chance[0] + chance[1], 1.0};
}

SIM_KERNEL
void choose_ways(FileSharing& own, const FileSharingWorld&, const sim::Month& month, const sim::Block& block) {
  const std::span<const float> reconsiders = month.uniforms(FileSharingWorld::reconsidering, block);
  const std::span<const float> taste = month.uniforms(FileSharingWorld::taste, block);
  const auto part = static_cast<float>(own.parameters.reconsider);
  const auto below_1 = static_cast<float>(own.chance[0]), below_2 = static_cast<float>(own.chance[1]);
  std::int64_t* people = own.people.of(block.worker);
  for (std::size_t i = block.first; i < block.last; ++i) {
    const float place = taste[i - block.first];
    if (reconsiders[i - block.first] < part) own.way[i] = static_cast<std::int8_t>((place >= below_1) + (place >= below_2));
    people[own.way[i]] += 1;
  }
}

void count_ways(FileSharing& own, const FileSharingWorld&, const sim::Month&) {
  own.people.collect();
  const auto people = static_cast<double>(own.way.size());
  for (std::size_t w = 0; w < own.share.size(); ++w) own.share[w] = static_cast<double>(own.people[w]) / people;
}

void observe(const FileSharing& own, const FileSharingWorld&, sim::Observer& show) {
  show.series({.name = "copies", .unit = "1", .long_name = "People who buy copies"}, own.share[FileSharing::copies]);
  show.series({.name = "sharing", .unit = "1", .long_name = "People who share files"}, own.share[FileSharing::sharing]);
  show.series({.name = "service", .unit = "1", .long_name = "People with the licensed service"}, own.share[FileSharing::service]);
}

}  // namespace models
