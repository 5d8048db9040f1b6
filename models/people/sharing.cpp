#include "models/people/sharing.h"

#include "models/purposes.h"
#include "models/world.h"

namespace models {

void set_up(Sharing&, const World&, const sim::Month&) {}

}  // namespace models
