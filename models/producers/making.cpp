#include "models/producers/making.h"

#include "models/purposes.h"
#include "models/world.h"

namespace models {

void set_up(Making&, const World&, const sim::Month&) {}

}  // namespace models
