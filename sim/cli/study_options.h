//! What sweep and submit have in common: which study is worked off, where to, and how.
#pragma once

#include <boost/program_options.hpp>
#include <string>

#include "sim/cli/command_line.h"
#include "sim/study/plan.h"
#include "sim/study/pool.h"

namespace sim::cli {

namespace po = boost::program_options;

po::options_description study_options(const std::string& usage, unsigned jobs);
//! The options, and one word without a name.
po::variables_map parse(const Words& words, const po::options_description& described, const char* positional);

study::Plan read_plan(const po::variables_map& given, const ModelList& models, const std::string& command);
//! Asks before anything is written whether the plan can be: the memory of a run, arms side by side, outcomes that there are.
//! Throws ScenarioError.
void check_plan(const study::Plan& plan, const Model& model);
unsigned read_jobs(const po::variables_map& given);
study::Limits read_limits(const po::variables_map& given);

//! "90 s", "15 min", "3.2 h"
std::string duration(double seconds);

}  // namespace sim::cli
