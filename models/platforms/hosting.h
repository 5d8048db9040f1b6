//! Platforms host commons projects for free, and may enclose what they host.
//!
//! Platforms offer free hosting to a share of projects. A project that takes it up goes to one of those that offer, drawn in proportion to
//! users, and stays until the offer ends. Its infrastructure (commons/foundations) is then kept by the platform's staff instead of being
//! paid for by the foundation; cost_k = infrastructure x contributors of the projects hosted there. The offer ends when the scenario
//! lowers it or, by the law `while_it_pays`, when the owner's yearly look finds the users it draws worth less than its cost for ever,
//!   V(s + s (1 - s) gain / noise) - V(s) < 12 cost / discount rate,   s: share of users, gain: of a user by what is hosted,
//! V as in platforms/foresight (0 to owners who climb hills). What users find on k, in stocks of a mean project at the opening, is
//!   content_k = open and hosted there + enclosed by k + elsewhere x open and not hosted there,   worth content_value x ln(1 + content_k).
//! Enclosure: each month a platform closes a part of what is still open in the permissive projects that it hosts (interfaces, data,
//! builds); other licences forbid it. What is enclosed leaves the reach of producers and of people at home elsewhere, and stays with
//! the platform that enclosed it, or with whoever buys that; it wears away with the stock it is of, and what is given later is open again.
//! Nothing is hosted for free, nothing enclosed by default.
//! Left out: contributors who leave an enclosing host, sale of access to what is enclosed, forks that copy it anew.
#pragma once

#include <array>

#include "models/commons/projects.h"
#include "sim/core/column.h"
#include "sim/core/observer.h"
#include "sim/core/parameter.h"
#include "sim/core/schedule.h"

namespace models {

struct World;

struct Hosting {
  static constexpr std::string_view path = "platforms.hosting";
  using ByDomain = std::array<double, Projects::n_domains>;

  enum class Law { as_offered, while_it_pays };

  struct Parameters {
    double offered;
    Law law;
    double enclosure;
    double content_value;
    double elsewhere;
    void declare(sim::ParameterVisitor& parameter);
  } parameters;

  // [project]
  sim::Column<std::int16_t> host;       // platform that hosts it for free, or -1
  sim::Column<std::int16_t> encloser;   // platform that holds what is enclosed, or -1
  sim::Column<double> enclosed;         // part of its stock
  // [platform]
  sim::Column<std::int8_t> offers;      // 1: offers free hosting
  sim::Column<double> cost;             // [EUR/month] of free hosting
  sim::Column<double> hosted;           // open stock hosted there, in mean stocks of a project at the opening
  sim::Column<double> held;             // enclosed stock, likewise
  double open_stock = 1.0;              // mean of projects, opening = 1
  ByDomain closed{};                    // part of a domain's stock that is enclosed
  ByDomain closed_to_people{};          // the same, less what people find on their own platform
  double exposed = 0.0;                 // enclosed part of the stock under permissive licences

  bool is_free(std::size_t k) const { return host[k] >= 0; }
  //! What its host spends on project k. [EUR/month]
  double cost_of(const World& world, std::size_t k) const;
  //! What users find on platform k, in mean stocks of a project at the opening.
  double content(std::size_t k) const { return hosted[k] + held[k] + parameters.elsewhere * (open_stock - hosted[k]); }
  //! What that is worth to a user. [EUR/month]
  double appeal(std::size_t k) const;
  //! Staff of platform k that keeps what it hosts. [person]
  double staff(const World& world, std::size_t k) const;

  void declare(sim::ColumnVisitor& column);
};

//! The enclosed part a month later: `old` is the part of the stock that was there before, `taken` of what is open is enclosed.
double enclosed_part(double enclosed, double old, double taken);

void set_up(Hosting& own, const World& world, const sim::Month& month);
void enter_platform(Hosting& own, const World& world, const sim::Month& month, std::size_t k);
void leave_platform(Hosting& own, const World& world, const sim::Month& month, std::size_t k);
void host_projects(Hosting& own, const World& world, const sim::Month& month);
void observe(const Hosting& own, const World& world, sim::Observer& show);

}  // namespace models
