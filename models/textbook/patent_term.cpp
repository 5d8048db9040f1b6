#include "models/textbook/patent_term.h"

#include <algorithm>

#include "sim/core/math.h"

namespace models {
namespace {

constexpr std::array reforming_month{
    sim::once<&PatentTermWorld::law, reform>("reform", "the law takes a step to the better term"),
};

}  // namespace

std::span<const sim::Process<PatentTermWorld>> PatentTermWorld::schedule() { return reforming_month; }

void PatentTermWorld::set_up(const sim::Month&) { law.term = law.parameters.opening_term; }

TermOutcome outcome_of(const PatentTerm::Parameters& parameters, double term) {
  const double left = sim::exp(-parameters.interest * term);  // of the value of a lasting stream, after the term
  const double during = (1.0 - left) / parameters.interest, after = left / parameters.interest;
  const double a = parameters.elasticity;
  TermOutcome found{};
  found.research = sim::pow(a * parameters.effectiveness * during, 1.0 / (1.0 - a));
  found.cost_fall = parameters.effectiveness * sim::pow(found.research, a);
  found.inventors_profit = found.cost_fall * during - found.research;
  found.consumers_gain = (found.cost_fall + 0.5 * parameters.slope * found.cost_fall * found.cost_fall) * after;
  return found;
}

void reform(PatentTerm& own, const PatentTermWorld&, const sim::Month&) {
  const double now = own.term;
  for (const double term : {now + own.parameters.reform_step, std::max(now - own.parameters.reform_step, 0.0)})
    if (outcome_of(own.parameters, term).welfare() > outcome_of(own.parameters, own.term).welfare()) own.term = term;
}

void observe(const PatentTerm& own, const PatentTermWorld&, sim::Observer& show) {
  const TermOutcome found = outcome_of(own.parameters, own.term);
  show.series({.name = "term", .unit = "year", .long_name = "Term of patents"}, own.term);
  show.series({.name = "research", .unit = "1", .long_name = "Research that the inventor chooses"}, found.research);
  show.series({.name = "cost_fall", .unit = "1", .long_name = "Fall of the cost of an item"}, found.cost_fall);
  show.series({.name = "inventors_profit", .unit = "1", .long_name = "Inventor's profit", .formula = "present value"}, found.inventors_profit);
  show.series({.name = "consumers_gain", .unit = "1", .long_name = "Consumers' gain after the term", .formula = "present value"}, found.consumers_gain);
  show.series({.name = "welfare", .unit = "1", .long_name = "Inventor's profit and consumers' gain", .formula = "present value"}, found.welfare());
}

}  // namespace models
