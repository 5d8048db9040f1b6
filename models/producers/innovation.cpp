#include "models/producers/innovation.h"

#include "models/purposes.h"
#include "models/world.h"

namespace models {

void set_up(Innovation&, const World&, const sim::Month&) {}

}  // namespace models
