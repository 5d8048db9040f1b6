#include "models/people/ownership.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "models/purposes.h"
#include "models/sectors.h"
#include "models/world.h"

namespace models {
namespace {

// Hands a sum to person after person of a block; each call takes up where the last one ended.
class Dealer {
 public:
  Dealer(sim::Money sum, std::int64_t bound) : sum_(sum), given_(Ownership::portion(sum, bound)) {}
  sim::Money up_to(std::int64_t bound) {
    if (sum_ == sim::Money{}) return {};
    const std::int64_t before = given_;
    given_ = Ownership::portion(sum_, bound);
    return sim::Money::counts(given_ - before);
  }

 private:
  sim::Money sum_;
  std::int64_t given_;
};

}  // namespace

void Ownership::declare(sim::FlowVisitor& flow) {
  flow(dividends, {.name = "dividends", .from = sector::firms | sector::platforms | sector::energy | sector::bank,
                   .to = sector::people, .mode = "market", .doc = "profits paid out to owners"});
  flow(liquidation, {.name = "liquidation", .from = sector::firms | sector::platforms, .to = sector::people, .mode = "market",
                     .doc = "what is left of closed firms and platforms, to their owners"});
  flow(new_capital, {.name = "new_capital", .from = sector::people, .to = sector::firms | sector::platforms, .mode = "market",
                     .doc = "capital that owners pay into new firms and platforms"});
  flow(cooperatives_bought, {.name = "cooperatives_bought", .from = sector::people, .to = sector::cooperatives, .mode = "market",
                             .doc = "what owners pay for cooperatives whose members sell"});
  flow(dividend_tax, {.name = "dividend_tax", .from = sector::people, .to = sector::state, .mode = "authority",
                      .doc = "tax on dividends, withheld"});
}

void set_up(Ownership& own, const World&, const sim::Month& month) {
  const std::size_t people = own.bound.size();
  const double highest = sim::pow(0.001, -1.0 / own.parameters.pareto_exponent);
  std::vector<double> holding(people);
  double all = 0.0;
  for (std::size_t i = 0; i < people; ++i) {
    sim::Stream stream = month.draws.stream(purpose::ownership, month.number, i);
    const bool owns = sim::uniform(stream) >= own.parameters.own_nothing;
    const double pareto = sim::pow(1.0 - sim::uniform(stream), -1.0 / own.parameters.pareto_exponent);
    holding[i] = owns ? std::min(pareto, highest) : 0.0;
    all += holding[i];
  }
  if (all <= 0.0) holding[0] = all = 1.0;
  const double shares = static_cast<double>(std::int64_t{1} << Ownership::share_bits);
  double before = 0.0;
  for (std::size_t i = 0; i < people; ++i) {
    own.bound.set(i, static_cast<std::int64_t>(before / all * shares));
    before += holding[i];
    own.expected_dividend[i] = 0.0f;
  }
}

void start_with_dividends(Ownership& own, double dividends) {
  for (std::size_t i = 0; i < own.bound.size(); ++i) own.expected_dividend[i] = static_cast<float>(own.share(i) * dividends);
}

void settle_with_owners(Ownership& own, const World& world, const sim::Month& month, const sim::Block& block) {
  sim::Rising::Reader bounds(own.bound, block.first);
  std::int64_t bound = bounds.next();
  const std::int64_t first = bound;
  Dealer dividends(month.ledger.awaiting_people(own.dividends), first);
  Dealer liquidation(month.ledger.awaiting_people(own.liquidation), first);
  Dealer capital(month.ledger.awaiting_people(own.new_capital), first);
  Dealer bought(month.ledger.awaiting_people(own.cooperatives_bought), first);
  const double tax_rate = world.taxes.parameters.dividend_rate;
  auto receive_dividend = month.ledger.to_people(own.dividends, block);
  auto receive_liquidation = month.ledger.to_people(own.liquidation, block);
  auto pay_tax = month.ledger.from_people(own.dividend_tax, block, world.organisations.state());
  auto pay_capital = month.ledger.from_people(own.new_capital, block);
  auto pay_price = month.ledger.from_people(own.cooperatives_bought, block);
  for (std::size_t i = block.first; i < block.last; ++i) {
    sim::Money net;
    const std::int64_t lower = std::exchange(bound, i + 1 < own.bound.size() ? bounds.next() : std::int64_t{1} << Ownership::share_bits);
    if (const std::int64_t upper = bound; upper > lower) {
      const sim::Money dividend = dividends.up_to(upper);
      const sim::Money tax = sim::Money::near(tax_rate * dividend.eur());
      const sim::Money remainder = liquidation.up_to(upper);
      const sim::Money paid_in = capital.up_to(upper), price = bought.up_to(upper);
      receive_dividend.post(i, dividend);
      receive_liquidation.post(i, remainder);
      pay_tax.post(i, tax);
      pay_capital.post(i, paid_in);
      pay_price.post(i, price);
      net = dividend + remainder - tax - paid_in - price;
    }
    own.expected_dividend[i] += 0.1f * (static_cast<float>(net.eur()) - own.expected_dividend[i]);
  }
}

}  // namespace models
