#include "sim/study/job.h"

#include <algorithm>

#include <fmt/format.h>
#include <boost/algorithm/string/join.hpp>
#include <boost/algorithm/string/replace.hpp>

namespace sim::study {
namespace {

//! A directive's value: sbatch reads quotes, and puts numbers in for %a and the like.
std::string directive(const std::string& text) {
  std::string safe = boost::algorithm::replace_all_copy(text, "\\", "\\\\");
  boost::algorithm::replace_all(safe, "\"", "\\\"");
  return '"' + safe + '"';
}

std::string log_of(const Job& job, const std::string& name) {
  return directive(boost::algorithm::replace_all_copy(job.directory + "/jobs/", "%", "%%") + name);
}

std::string heading(const Job& job, const std::string& what, const std::string& log) {
  std::string text = fmt::format("#!/bin/bash\n{}#SBATCH --job-name={}\n#SBATCH --output={}\n#SBATCH --open-mode=append\n", what,
                                 directive(job.name), log_of(job, log));
  if (!job.partition.empty()) text += fmt::format("#SBATCH --partition={}\n", directive(job.partition));
  if (job.minutes > 0) text += fmt::format("#SBATCH --time={}\n", job.minutes);
  return text;
}

}  // namespace

std::string ranges(const std::vector<std::size_t>& numbers) {
  std::vector<std::string> parts;
  for (std::size_t first = 0; first < numbers.size();) {
    std::size_t last = first;
    while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) ++last;
    parts.push_back(first == last ? std::to_string(numbers[first]) : fmt::format("{}-{}", numbers[first], numbers[last]));
    first = last + 1;
  }
  return boost::algorithm::join(parts, ",");
}

std::string shell_word(const std::string& text) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_-./=:,@%+").find(c) != std::string_view::npos;
  };
  if (!text.empty() && std::all_of(text.begin(), text.end(), is_plain)) return text;
  return "'" + boost::algorithm::replace_all_copy(text, "'", R"('\'')") + "'";
}

std::string shell_command(const std::vector<std::string>& words) {
  std::vector<std::string> safe;
  for (const std::string& word : words) safe.push_back(shell_word(word));
  return boost::algorithm::join(safe, " ");
}

std::string slurm_array_script(const Job& job) {
  const std::string what = fmt::format(
      "# One task of a sweep: works off what is missing from its shard of the plan. Killed, stopped or put back into the queue,\n"
      "# it goes on where it was. By hand, or under another scheduler, give the number of the shard, 0 to {}:\n"
      "#     bash {} 0\n",
      job.shards - 1, shell_word(job.directory + "/jobs/sweep.sh"));
  return heading(job, what, "task-%a.log") + fmt::format(
                                                 "#SBATCH --array={}\n#SBATCH --cpus-per-task={}\n#SBATCH --requeue\n"
                                                 "shard=${{SLURM_ARRAY_TASK_ID:-${{1:?which shard, 0 to {}}}}}\n"
                                                 "exec {} --shard \"$shard/{}\"\n",
                                                 ranges(job.tasks), job.processors, job.shards - 1, shell_command(job.sweep), job.shards);
}

std::string slurm_merge_script(const Job& job) {
  return heading(job, "# Joins the runs of a sweep when its tasks have ended, and says what is missing or failed.\n", "merge.log") +
         fmt::format("exec {}\n", shell_command(job.merge));
}

}  // namespace sim::study
