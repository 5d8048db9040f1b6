//! The commons before the first month.
//!
//! Projects and their stocks start as decades of coming, staying and leaving at the opening's contributions have left them, so
//! that nothing drifts by rule after the opening; luck remains, since few people give most. The inclined take up, change and
//! leave projects by the same rule as later (commons/projects), at the hazard of one with the usual number of friends;
//! knowledge grows by the same rule (commons/knowledge). How long stints and dormancy last is drawn when they begin, so
//! that only those who change are touched. Projects lose their cores like later. At the end stocks are scaled to a mean of 1 and delta
//! with them, which the law of motion allows: delta c goes with K c^(1/(1 - phi)).
#pragma once

#include "models/commons/knowledge.h"
#include "models/commons/projects.h"

namespace models {

void live_through_prehistory(Projects& projects, Knowledge& knowledge, const World& world, const sim::Month& month);

}  // namespace models
