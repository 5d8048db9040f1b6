//! How HDF5 reaches media: a file driver of its own, so that it never touches files.
#pragma once

#include "sim/io/hdf5/handle.h"
#include "sim/io/medium.h"

namespace sim::io::hdf5 {

//! A new file on the medium, and one that is there, to be read.
Handle create_on(Medium& medium);
Handle open_on(Medium& medium);

}  // namespace sim::io::hdf5
