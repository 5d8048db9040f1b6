//! The short table at the end of a run: where the headline series began, ended and went in between.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "sim/study/batch.h"

namespace sim::cli {

//! A line of eight-level bars for a series of any length. NaN leaves a gap.
std::string sparkline(std::span<const double> series, std::size_t width);

//! Key outcomes of all runs of an arm, mean over replicates.
std::string outcome_table(const study::Batch& batch, std::size_t arm);

//! Difference of the second arm from the first, run by run under equal draws: mean and range over replicates.
std::string paired_table(const study::Batch& batch);

}  // namespace sim::cli
