//! Arms: sets of parameter values whose runs stand in one file and are compared run by run under the same draws.
//!
//! What one arm records must fit beside what the others record. Numbered axes (people, slots) may differ in length; an axis
//! with names (classes of goods, uses of hours) may not, or there would be nothing to compare. One month of each arm tells,
//! before the months that cost something.
#pragma once

#include <string>
#include <vector>

#include "sim/core/model.h"
#include "sim/io/recorder.h"
#include "sim/io/scenario.h"

namespace sim::study {

struct Arm {
  std::string name;
  io::Scenario scenario;
};

//! What a run records in its first month.
io::Recorder first_month(const Model& model, const io::Scenario& scenario);

//! Throws ScenarioError where an arm records other names than the first, with the arm, its policies and what they change, or
//! where `outcomes` names no series; `place` is where they stand.
void check_arms(const Model& model, const std::vector<Arm>& arms, const std::vector<std::string>& outcomes = {}, const std::string& place = {});

}  // namespace sim::study
