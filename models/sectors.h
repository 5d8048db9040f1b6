//! The sectors of the economy, as sets of one, and the names they carry in results.
#pragma once

#include <string>
#include <vector>

#include "sim/core/ledger.h"

namespace models::sector {

inline constexpr sim::SectorSet people = 1u << 0;
inline constexpr sim::SectorSet firms = 1u << 1;
inline constexpr sim::SectorSet cooperatives = 1u << 2;
inline constexpr sim::SectorSet platforms = 1u << 3;
inline constexpr sim::SectorSet phyles = 1u << 4;
inline constexpr sim::SectorSet foundations = 1u << 5;
inline constexpr sim::SectorSet energy = 1u << 6;
inline constexpr sim::SectorSet bank = 1u << 7;
inline constexpr sim::SectorSet state = 1u << 8;

inline constexpr sim::SectorSet producers = firms | cooperatives;

inline std::vector<std::string> names() {
  return {"people", "firms", "cooperatives", "platforms", "phyles", "foundations", "energy", "bank", "state"};
}

}  // namespace models::sector
