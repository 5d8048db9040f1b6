#include "models/textbook/model_sim.h"

namespace models {
namespace {

constexpr sim::SectorSet households = 1u << 1, producers = 1u << 2, government = 1u << 3;

constexpr std::array month{
    sim::once<&ModelSimWorld::economy, spend_and_earn>("spend_and_earn", "the government spends, people earn, pay tax and consume"),
};

}  // namespace

std::span<const sim::Process<ModelSimWorld>> ModelSimWorld::schedule() { return month; }

void ModelSim::declare(sim::FlowVisitor& flow) {
  flow(public_spending, {.name = "public_spending", .from = models::government, .to = models::producers, .mode = "authority", .doc = "G"});
  flow(purchases, {.name = "purchases", .from = models::households, .to = models::producers, .mode = "market", .doc = "C"});
  flow(wages, {.name = "wages", .from = models::producers, .to = models::households, .mode = "authority", .doc = "Y"});
  flow(taxes, {.name = "taxes", .from = models::households, .to = models::government, .mode = "authority", .doc = "T"});
}

void ModelSimWorld::set_up(const sim::Month&) {
  ledger.assign(ModelSim::households, households);
  ledger.assign(ModelSim::producers, producers);
  ledger.assign(ModelSim::government, government);
  ledger.appoint_sovereign(ModelSim::government);
}

void spend_and_earn(ModelSim& own, const ModelSimWorld&, const sim::Month& month) {
  using sim::Money;
  const ModelSim::Parameters& p = own.parameters;
  sim::Ledger& books = month.ledger;
  const double money = books.deposit(ModelSim::households).eur();
  own.income = (p.spending + p.from_wealth * money) / (1.0 - p.from_income * (1.0 - p.tax_rate));
  own.consumption = own.income - p.spending;
  books.transfer(own.public_spending, ModelSim::government, ModelSim::producers, Money::of(p.spending));
  books.transfer(own.wages, ModelSim::producers, ModelSim::households, Money::of(p.spending));
  // Income is earned as it is spent: what people consume comes back to them as pay.
  books.transfer(own.taxes, ModelSim::households, ModelSim::government, Money::of(p.tax_rate * p.spending));
  Money left = Money::of(own.consumption);
  while (left > Money{}) {
    const Money now = std::min(left, books.deposit(ModelSim::households));
    if (now == Money{}) break;
    books.transfer(own.purchases, ModelSim::households, ModelSim::producers, now);
    books.transfer(own.wages, ModelSim::producers, ModelSim::households, now);
    books.transfer(own.taxes, ModelSim::households, ModelSim::government, Money::of(p.tax_rate * now.eur()));
    left -= now;
  }
}

void observe(const ModelSim& own, const ModelSimWorld& world, sim::Observer& show) {
  show.series({.name = "income", .unit = "EUR/month", .long_name = "Y: national income"}, own.income);
  show.series({.name = "consumption", .unit = "EUR/month", .long_name = "C: consumption"}, own.consumption);
  show.series({.name = "money", .unit = "EUR", .long_name = "H: money held by households"}, world.ledger.deposit(ModelSim::households).eur());
}

}  // namespace models
