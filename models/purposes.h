//! The registry of random purposes. A draw's address begins with one of these, so no two rooms ever share a draw.
//! Numbers are frozen: a new purpose takes the next one, a retired one is never given again.
#pragma once

#include <array>

#include "sim/core/random.h"

namespace models::purpose {

inline constexpr sim::Purpose skill{1, "people.skill"};
inline constexpr sim::Purpose ownership{2, "people.ownership"};
inline constexpr sim::Purpose neighbours{3, "people.influence.neighbours"};
inline constexpr sim::Purpose orientation{4, "people.influence.orientation"};
inline constexpr sim::Purpose contributor{5, "people.motivation.contributor"};
inline constexpr sim::Purpose committed_hours{6, "people.motivation.committed_hours"};
inline constexpr sim::Purpose output_per_hour{7, "people.motivation.output_per_hour"};
inline constexpr sim::Purpose motivation_type{48, "people.motivation.type"};
inline constexpr sim::Purpose job_offer{49, "people.time_use.job_offer"};
inline constexpr sim::Purpose opening_job{8, "producers.labour_market.opening_job"};
inline constexpr sim::Purpose separation{9, "producers.labour_market.separation"};
inline constexpr sim::Purpose search{10, "producers.labour_market.search"};
inline constexpr sim::Purpose opening_producer{11, "producers.production.opening"};
inline constexpr sim::Purpose innovation{12, "producers.innovation.search"};
inline constexpr sim::Purpose imitation{13, "producers.innovation.imitation"};
inline constexpr sim::Purpose exit{14, "producers.demography.exit"};
inline constexpr sim::Purpose entry{15, "producers.demography.entry"};
inline constexpr sim::Purpose warmth{51, "people.sharing.warmth"};
inline constexpr sim::Purpose lending{52, "people.sharing.lending"};
inline constexpr sim::Purpose lending_neighbour{53, "people.sharing.neighbour"};
inline constexpr sim::Purpose licence{80, "commons.licences.choice"};
inline constexpr sim::Purpose licence_fee{81, "commons.licences.fee"};
inline constexpr sim::Purpose conversion{50, "producers.demography.conversion"};
inline constexpr sim::Purpose project{16, "commons.projects.choice"};
inline constexpr sim::Purpose turnover{17, "commons.projects.turnover"};
inline constexpr sim::Purpose opening_platform{18, "platforms.adoption.opening"};
inline constexpr sim::Purpose reconsider{19, "platforms.adoption.reconsider"};
inline constexpr sim::Purpose platform_taste{20, "platforms.adoption.taste"};
inline constexpr sim::Purpose multi_homing{90, "platforms.adoption.multi_homing"};
inline constexpr sim::Purpose patience{91, "platforms.strategy.patience"};
inline constexpr sim::Purpose take_step{21, "platforms.strategy.step"};
inline constexpr sim::Purpose join_phyle{22, "cooperation.phyles.join"};
inline constexpr sim::Purpose leave_phyle{23, "cooperation.phyles.leave"};
inline constexpr sim::Purpose energy_shock{25, "producers.energy.shock"};
inline constexpr sim::Purpose confidence{26, "people.livelihood.confidence"};
inline constexpr sim::Purpose prehistory{27, "commons.prehistory"};
inline constexpr sim::Purpose opening_form{28, "organisations.opening_form"};

inline constexpr sim::Purpose death{56, "people.generations.death"};
inline constexpr sim::Purpose opening_age{57, "people.generations.opening_age"};
inline constexpr sim::Purpose revision{39, "producers.innovation.revision"};
inline constexpr sim::Purpose strategy{40, "producers.innovation.strategy"};
inline constexpr sim::Purpose opening_pool{41, "producers.innovation.opening_pool"};
inline constexpr sim::Purpose meeting{34, "people.influence.meeting"};
inline constexpr sim::Purpose arrival{70, "commons.projects.arrival"};
inline constexpr sim::Purpose follow_friend{71, "commons.projects.follow_friend"};
inline constexpr sim::Purpose governance{72, "commons.projects.governance"};
inline constexpr sim::Purpose fate{73, "commons.projects.fate"};
inline constexpr sim::Purpose past_fate{74, "commons.prehistory.fate"};
inline constexpr sim::Purpose contributions{75, "commons.projects.contributions"};
inline constexpr sim::Purpose past_contributions{76, "commons.prehistory.contributions"};
inline constexpr sim::Purpose past_arrival{77, "commons.prehistory.arrival"};
inline constexpr sim::Purpose opening_quality{45, "producers.firm_sizes.opening_quality"};
inline constexpr sim::Purpose quality_step{46, "producers.firm_sizes.quality_step"};
inline constexpr sim::Purpose opening_staff{47, "producers.labour_market.opening_staff"};

inline constexpr sim::Purpose pilot{120, "state.basic_income.pilot"};
inline constexpr sim::Purpose pilot_district{121, "state.basic_income.pilot_district"};

inline constexpr sim::Purpose threshold{122, "politics.mobilisation.threshold"};
inline constexpr sim::Purpose protest{123, "politics.mobilisation.protest"};
inline constexpr sim::Purpose vote{124, "politics.government.vote"};
inline constexpr sim::Purpose rupture{125, "politics.government.rupture"};

inline constexpr sim::Purpose platform_entry{92, "platforms.entry"};
inline constexpr sim::Purpose hosting{93, "platforms.hosting"};

inline constexpr sim::Purpose unions{126, "politics.unions"};
inline constexpr sim::Purpose regulators{127, "state.jurisdictions.vote"};

inline constexpr sim::Purpose circle_membership{140, "cooperation.local_exchange.membership"};
inline constexpr sim::Purpose first_workshop{145, "producers.making.first_workshop"};
inline constexpr sim::Purpose opening_phyle{142, "cooperation.phyles.opening"};
inline constexpr sim::Purpose admission{143, "cooperation.cooperatives.admission"};
inline constexpr sim::Purpose sale{144, "cooperation.cooperatives.sale"};
inline constexpr sim::Purpose circle_want{141, "cooperation.local_exchange.want"};

inline constexpr std::array all{admission, sale, first_workshop, circle_membership, circle_want, opening_phyle, unions, regulators, threshold, protest, vote, rupture, pilot, pilot_district, skill,       ownership,      neighbours,       orientation,      contributor,
                                committed_hours, output_per_hour, opening_job,  separation,       search,
                                opening_producer, innovation, imitation,       exit,             entry,
                                project,     turnover,       opening_platform, reconsider,       platform_taste,
                                multi_homing, patience, platform_entry, hosting,
                                take_step,   join_phyle,     leave_phyle,      energy_shock,
                                confidence,  prehistory,     opening_form,     death,            opening_age,
                                revision,    strategy,       opening_pool,     meeting,
                                opening_quality, quality_step, opening_staff,   motivation_type,  job_offer,
                                conversion,  warmth,         lending,          lending_neighbour,
                                licence,     licence_fee,    arrival,          follow_friend,
                                governance,  fate,           past_fate,        contributions,    past_contributions, past_arrival};

}  // namespace models::purpose
