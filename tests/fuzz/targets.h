//! What fuzz targets share. A target reads arbitrary bytes; only the errors that a user is told may leave a reader.
#pragma once

#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "models/textbook/model_sim.h"
#include "models/world.h"
#include "sim/core/run.h"
#include "sim/io/scenario.h"

namespace fuzz {

//! States what must hold of whatever was read. Unlike assert it stays in every build.
inline void expect(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

//! The bytes as a file in memory, for readers that take a path.
inline std::string as_file(const std::uint8_t* data, std::size_t size, const std::string& ending) {
  static const std::string folder = [] {
    std::string name = "/dev/shm/beachhead-fuzz-XXXXXX";
    return std::string(::mkdtemp(name.data()));
  }();
  static const int removed = std::atexit([] { std::system(("rm -rf " + folder).c_str()); });
  const std::string path = folder + "/input" + ending;
  std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  return removed == 0 ? path : "";
}

inline const sim::Model& world() {
  static const sim::ModelOf<models::World> model;
  return model;
}
inline const sim::Model& model_sim() {
  static const sim::ModelOf<models::ModelSimWorld> model;
  return model;
}

inline const sim::io::Models& known() {
  static const sim::io::Models models{{"peer-production", "model-sim"}, [](std::string_view name) -> const std::vector<sim::Parameter>* {
                                        if (name == world().name()) return &world().parameters();
                                        return name == model_sim().name() ? &model_sim().parameters() : nullptr;
                                      }};
  return models;
}

}  // namespace fuzz
