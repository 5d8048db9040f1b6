//! What platforms take from producers beside advertising: commission on goods sold through them, and the rent of data.
//!
//! A share of what people spend on goods passes through their platform, which keeps a part of its take rate (platforms/strategy) of it;
//! the rest of the take rate is for services. Platforms also sell what they learn of their users at a price for each user, which producers
//! pay in proportion to sales. Both are paid by producers, as far as deposits allow:
//!   commission_j = sales_share x relative_rate x sum_k (users' share_k tau_k) x sales_j to people
//!   data_j       = data_rent x users x sales_j / all sales,   divided among platforms by users.
//! Owners count on both (platforms/foresight). Both are transfers, never value created. Off by default: sales_share and data_rent are 0.
//! Left out: prices that answer to commission, producers who avoid it, sales by class of goods, data that make advertising better.
#pragma once

#include "sim/core/column.h"
#include "sim/core/ledger.h"
#include "sim/core/observer.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Marketplace {
  static constexpr std::string_view path = "platforms.marketplace";

  struct Parameters {
    double sales_share;
    double relative_rate;
    double data_rent;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  // [producer] paid this month
  sim::Column<sim::Money> commission, data;
  // [platform] received this month [EUR/month]
  sim::Column<double> commission_sales, data_sales;

  sim::Flow commissions, data_purchases;

  double received(std::size_t k) const { return commission_sales[k] + data_sales[k]; }
  //! Sales of goods for a person of which platforms keep the take rate. [EUR/month]
  double charged_per_user(const World& world) const;

  void declare(sim::ColumnVisitor& column);
  void declare(sim::FlowVisitor& flow);
};

void set_up(Marketplace& own, const World& world, const sim::Month& month);
void leave_platform(Marketplace& own, const World& world, const sim::Month& month, std::size_t k);
void charge_commission(Marketplace& own, const World& world, const sim::Month& month);
void sell_data(Marketplace& own, const World& world, const sim::Month& month);
void observe(const Marketplace& own, const World& world, sim::Observer& show);

}  // namespace models
