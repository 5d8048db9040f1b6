//! The commons before the first month.
//!
//! Projects and their stocks start as decades of coming, staying and leaving at the opening's contributors have left them, so
//! that nothing drifts by rule after the opening; luck remains, since few people give most. The inclined take up, change and
//! leave projects by the same rule as later (commons/projects), at the hazard of one with the usual number of friends;
//! knowledge grows by the same rule (commons/knowledge). When a stint will end is drawn when it begins, so that only those who
//! change are touched. Each month so many of the dormant take up a project that the opening's number contributes; the chance
//! that this took is the one that later months go on with. Before somebody of the opening grew up, a forebear of the same
//! traits holds the place. Projects lose their cores like later. At the end stocks are scaled to a mean of 1 and delta with
//! them, which the law of motion allows: delta c goes with K c^(1/(1 - phi)).
#pragma once

#include "models/commons/knowledge.h"
#include "models/commons/projects.h"

namespace models {

//! Months until somebody leaves who has made `made` contributions to the project and makes `rate` a month, where `ordeal` (exponential, mean 1) is
//! the sum of hazards that is borne. Infinite where the hazard falls too fast to add up to it.
double months_until_leaving(const Projects::Parameters& p, double made, double rate, double ordeal);

void live_through_prehistory(Projects& projects, Knowledge& knowledge, const World& world, const sim::Month& month);

}  // namespace models
