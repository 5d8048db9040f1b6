#include "models/people/generations.h"

#include "models/purposes.h"
#include "models/world.h"

namespace models {

void set_up(Generations&, const World&, const sim::Month&) {}

}  // namespace models
