#include "models/commons/creation_rights.h"

#include "models/purposes.h"
#include "models/world.h"

namespace models {

void set_up(CreationRights&, const World&, const sim::Month&) {}

}  // namespace models
