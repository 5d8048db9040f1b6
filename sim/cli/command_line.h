//! The command line: finds the command, catches every error, and turns it into a message and an exit code.
#pragma once

#include <string>
#include <vector>

#include "sim/core/model.h"
#include "sim/io/scenario.h"

namespace sim::cli {

using ModelList = std::vector<const Model*>;
using Words = std::vector<std::string>;

//! What a program returns: see the table in README.md.
enum ExitCode { done = 0, internal_fault = 1, bad_input = 2, run_failed = 3, file_system = 4, interrupted = 130 };

//! Runs `argv[1]` with the words after it. Never throws.
int run_command(int argc, char** argv, const ModelList& models);

// The commands; each takes the words after its name and throws the errors of sim/core/error.h.
int run(const Words& words, const ModelList& models, const std::string& command_line);
int sweep(const Words& words, const ModelList& models, const std::string& command_line);
int submit(const Words& words, const ModelList& models, const std::string& command_line);
int status(const Words& words);
int merge(const Words& words, const std::string& command_line);
int check(const Words& words, const ModelList& models);
int describe(const Words& words, const ModelList& models);
int digest(const Words& words);
int export_tables(const Words& words);

// --- shared by commands
io::Models known(const ModelList& models);
const Model& find_model(const ModelList& models, std::string_view name);
//! Throws ScenarioError where a run would not fit into the memory of this machine.
void check_size(const Model& model, const io::Scenario& scenario);
double predicted_bytes(const Model& model, const io::Scenario& scenario);
//! "12.3 MB"
std::string human_bytes(double bytes);

}  // namespace sim::cli
