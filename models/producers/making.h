//! Goods made centrally or locally: micro-factories and fab labs against plants that serve the whole country.
//!
//! A class of goods that is made for everybody gains from scale: labour for an item S^-sigma, S being what is made centrally a
//! head, relative to the start. Made in the district by its producers with machines of the place, it takes
//! lambda = R^sigma (1 + X / X0)^-b times the labour of the start, R being how many times larger central plants are,
//! b = -log2(1 - learning rate) (Wright's law), X what has been made
//! locally so far, in months of the class's opening demand: own experience of the district, and as far as
//! designs are open what the mean of all districts has beyond it. It saves the part theta of energy that goes into transport. With e the share of energy in cost and q
//! the real price of energy times its intensity, unit costs are
//!   central (1 - e) S^-sigma + e q,   local (1 - e) lambda + e (1 - theta) q.
//! Buyers of a district would have a share 1 / (1 + (local / central)^mu e^-v) made locally, v standing for variety; they get
//! what the district's machines allow. While machines are short, a part of what people spend buys machines (crowdfunding):
//! it is spent on goods like any other purchase and adds capacity. A district begins with a chance a month (by default all at once);
//! those that begin late can build on the experience of others as far as designs are open. Producers' costs follow from what they make in which way.
//! Left out: workshops as owners of their own, making at home without pay, mixed techniques within an item.
#pragma once

#include "sim/core/column.h"
#include "sim/core/observer.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Making {
  static constexpr std::string_view path = "producers.making";

  struct Parameters {
    double scale_elasticity;
    double plants_food, plants_building, plants_household, plants_vehicles, plants_media;
    double learning_rate;
    double prior_experience;
    double open_designs;
    double cost_sensitivity;
    double variety;
    double adjustment;
    double transport;
    double pledge;
    double begin;
    double machine_cost;
    double wear;
    void declare(sim::ParameterVisitor& parameter);
    //! R^sigma: labour of an item made locally at the start, relative to one made centrally; 0 for services, which are always
    //! made on the spot.
    double opening_cost(std::size_t g) const;
  } parameters;

  // [class_by_district]
  sim::Column<double> share;       // of what is not bought at home anyway, made locally
  sim::Column<double> experience;  // X [month of opening demand]
  sim::Column<double> machines;    // capacity, in shares of the district's demand

  sim::Column<std::int8_t> has_begun;  // [district] 1: people buy machines there

  // [class]
  sim::Column<double> central_output;   // a head, mean of a year, start = 1
  sim::Column<double> opening_items;    // [item/month] bought at the start
  sim::Column<double> local_cost;       // unit cost relative to the central one, mean of districts

  // [producer]
  sim::Column<double> local_part;   // of its sales
  sim::Column<double> labour_need;  // for an item, start = 1
  double local_share = 0.0;         // of all spending, made locally in place of centrally

  //! Share of the spending of district d on class g, beyond what is bought at home anyway, that is made locally.
  double share_of(const World& world, std::size_t g, std::size_t d) const;
  //! Energy for an item of producer j, in shares of one made centrally.
  double energy_need(std::size_t j) const { return 1.0 - parameters.transport * local_part[j]; }

  void declare(sim::ColumnVisitor& column);
};

//! Wright's law: cost relative to the start after so much experience. `learning_rate` is the fall of cost at each doubling.
double wright_cost(double experience, double prior, double learning_rate);
//! Share made locally where buyers are free to choose.
double wanted_local_share(double local_cost, double central_cost, double sensitivity, double variety);

void set_up(Making& own, const World& world, const sim::Month& month);
void enter(Making& own, const World& world, std::size_t j);
void make_locally(Making& own, const World& world, const sim::Month& month);
void observe(const Making& own, const World& world, sim::Observer& show);

}  // namespace models
