// Composition root: hands the models to the engine's command line; nothing else.
#include "models/textbook/coordination.h"
#include "models/textbook/credit_network.h"
#include "models/textbook/file_sharing.h"
#include "models/textbook/firm_forms.h"
#include "models/textbook/logit_choice.h"
#include "models/textbook/mobility_market.h"
#include "models/textbook/model_sim.h"
#include "models/textbook/oligopoly.h"
#include "models/textbook/pairwise_trade.h"
#include "models/textbook/patent_term.h"
#include "models/textbook/public_good.h"
#include "models/textbook/random_growth.h"
#include "models/textbook/solow_growth.h"
#include "models/textbook/thresholds.h"
#include "models/textbook/two_sided_duopoly.h"
#include "models/textbook/two_sided_monopoly.h"
#include "models/textbook/wealth_exchange.h"
#include "models/world.h"
#include "sim/cli/command_line.h"
#include "sim/core/run.h"

int main(int argc, char** argv) {
  const sim::ModelOf<models::World> peer_production;
  const sim::ModelOf<models::WealthExchangeWorld> wealth_exchange;
  const sim::ModelOf<models::LogitChoiceWorld> logit_choice;
  const sim::ModelOf<models::ModelSimWorld> model_sim;
  const sim::ModelOf<models::PairwiseTradeWorld> pairwise_trade;
  const sim::ModelOf<models::ThresholdsWorld> thresholds;
  const sim::ModelOf<models::RandomGrowthWorld> random_growth;
  const sim::ModelOf<models::OligopolyWorld> oligopoly;
  const sim::ModelOf<models::PublicGoodWorld> public_good;
  const sim::ModelOf<models::SolowGrowthWorld> solow_growth;
  const sim::ModelOf<models::PatentTermWorld> patent_term;
  const sim::ModelOf<models::CoordinationWorld> coordination;
  const sim::ModelOf<models::CreditNetworkWorld> credit_network;
  const sim::ModelOf<models::FirmFormsWorld> firm_forms;
  const sim::ModelOf<models::TwoSidedDuopolyWorld> two_sided_duopoly;
  const sim::ModelOf<models::TwoSidedMonopolyWorld> two_sided_monopoly;
  const sim::ModelOf<models::MobilityMarketWorld> mobility_market;
  const sim::ModelOf<models::FileSharingWorld> file_sharing;
  return sim::cli::run_command(argc, argv, {&peer_production, &wealth_exchange, &logit_choice, &model_sim, &pairwise_trade, &thresholds,
                                            &random_growth, &oligopoly, &public_good, &solow_growth, &patent_term, &coordination,
                                            &credit_network, &firm_forms, &two_sided_duopoly, &two_sided_monopoly,
                                            &mobility_market, &file_sharing});
}
