#include "models/producers/innovation.h"

#include "models/purposes.h"
#include "models/world.h"

namespace models {

void set_up(Innovation& own, const World&, const sim::Month&) { own.contributed_hours.fill(0.0); }

}  // namespace models
