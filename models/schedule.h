//! The month, one row per process, in order. Reading it is reading the model.
#pragma once

#include "models/world.h"

namespace models {

using sim::each_person;
using sim::once;

inline constexpr std::array month_schedule{
    // Calendar and rates
    once<&World::public_debt, set_cut>("set_cut", "transfers are cut where the public debt is above its ceiling"),
    once<&World::jurisdictions, agree>("agree", "regulators vote on a common rate"),
    once<&World::basic_income, choose_receivers>("choose_receivers", "it is settled who receives a basic income"),
    once<&World::basic_income, set_surcharge>("set_surcharge", "the rate that funds the basic income is set for what it costs"),
    once<&World::taxes, set_rates>("set_rates", "tax rates of the month are fixed"),
    once<&World::energy, price_energy>("price_energy", "energy takes its price from what is left of it"),
    once<&World::livelihood, sway_confidence>("sway_confidence", "confidence sways what people spend"),

    // Generations
    once<&World::generations, look_up_mortality>("look_up_mortality", "the chances of dying at each age are looked up"),
    each_person<&World::generations, grow_old>("grow_old", "people grow a month older; some die"),
    once<&World::generations, name_heirs>("name_heirs", "heirs take the place of the dead"),

    // Influence and time use
    once<&World::influence, recall_orientation>("recall_orientation", "what people believed becomes what others see"),
    each_person<&World::influence, spread_orientation>("spread_orientation", "people listen to their acquaintances", {}),
    once<&World::mobilisation, spread_templates>("spread_templates", "ways of protest are worked out, copied and forgotten"),
    each_person<&World::mobilisation, mobilise>("mobilise", "people join protest, stay or tire"),
    once<&World::mobilisation, count_active>("count_active", "active people are counted"),
    each_person<&World::mobilisation, feed_active>("feed_active", "phyles feed active people"),
    once<&World::unions, recall_members>("recall_members", "who is in a union is what acquaintances see"),
    each_person<&World::unions, organise>("organise", "employees join unions, members leave"),
    once<&World::unions, count_union_members>("count_union_members", "members of unions are counted"),
    once<&World::motivation, weigh_motives>("weigh_motives", "people weigh what others give, recognition and pay"),
    each_person<&World::time_use, choose_hours>("choose_hours", "people divide the month among paid work, the commons and leisure"),

    each_person<&World::time_use, weigh_offers>("weigh_offers", "who seeks a job weighs what is offered"),

    // Sharing
    once<&World::sharing, recall_habits>("recall_habits", "who has lent so far is what neighbours see"),
    each_person<&World::sharing, lend_things>("lend_things", "people begin and cease to lend things to neighbours", {}),
    once<&World::sharing, count_lenders>("count_lenders", "lenders are counted"),

    // Labour market
    once<&World::production, plan_output>("plan_output", "producers see what the commons gives them and what they expect to sell"),
    once<&World::cooperatives, weigh_membership>("weigh_membership", "cooperatives weigh more members against income for each"),
    once<&World::public_sector, plan_budget>("plan_budget", "the state plans jobs and purchases"),
    once<&World::labour_market, set_wages>("set_wages", "wages answer to unemployment, productivity and prices"),
    each_person<&World::labour_market, part_from_employers>("part_from_employers", "jobs end by chance, dismissal, closure or quitting"),
    once<&World::labour_market, post_vacancies>("post_vacancies", "employers post the jobs they want to fill"),
    each_person<&World::labour_market, search<0>>("search", "who seeks draws an employer in proportion to vacancies"),
    once<&World::labour_market, match>("match", "employers take applicants up to their vacancies"),
    each_person<&World::labour_market, search<1>>("search_again", "who was turned away draws once more"),
    once<&World::labour_market, match>("match_again", "employers fill the rest"),

    // Commons
    once<&World::projects, fill_urns>("fill_urns", "projects attract in proportion to their members and stocks"),
    each_person<&World::projects, contribute>("contribute", "newcomers come to projects, members stay, move or leave, and give hours"),
    once<&World::projects, count_projects>("count_projects", "projects count members, effort and output"),
    once<&World::projects, lose_and_rescue>("lose_and_rescue", "projects without core are abandoned, rescued, closed, replaced"),
    once<&World::projects, take_census>("take_census", "once a year the core of each project is found"),
    once<&World::licences, choose_licences>("choose_licences", "some projects choose their licence anew"),
    once<&World::knowledge, accumulate>("accumulate", "effort builds knowledge, time wears it away"),
    once<&World::royalties, protect_works>("protect_works", "new works are protected, older protection expires"),
    once<&World::hosting, host_projects>("host_projects", "platforms host projects for free, or cease to, and enclose a part"),

    // Platforms
    once<&World::platform_cooperatives, members_vote>("members_vote", "members of platform cooperatives vote take rate and quality"),
    once<&World::strategy, set_take_rates>("set_take_rates", "platforms set take rate and quality"),
    once<&World::adoption, weigh_platforms>("weigh_platforms", "platforms are weighed by service, company and price"),
    each_person<&World::adoption, choose_platform>("choose_platform", "some people reconsider their platform"),

    // Production and pay
    each_person<&World::labour_market, work>("work", "people work and earn their pay"),
    once<&World::adoption, count_users>("count_users", "platforms count users and hours offered"),
    once<&World::labour_market, count_labour>("count_labour", "hours, pay and unemployment are counted"),
    once<&World::innovation, give_to_commons>("give_to_commons", "paid staff give hours to the commons"),
    once<&World::production, produce>("produce", "producers make goods and set prices"),
    once<&World::credit, finance_production>("finance_production", "who lacks the means for wages and energy borrows"),
    once<&World::energy, sell_energy>("sell_energy", "producers pay for energy"),
    each_person<&World::labour_market, pay_wages>("pay_wages", "employers pay wages"),
    each_person<&World::taxes, withhold_tax>("withhold_tax", "tax on pay is withheld"),
    each_person<&World::transfers, pay_benefits>("pay_benefits", "who seeks a job receives unemployment benefit"),
    each_person<&World::basic_income, pay_basic_income>("pay_basic_income", "who is to receive it receives the basic income"),
    each_person<&World::taxes, levy_by_head>("levy_by_head", "everybody pays the tax by head"),

    // Local exchange
    each_person<&World::local_exchange, pay_taxes>("pay_taxes", "members pay a share of the tax on pay in mutual credit, where law has it so"),
    each_person<&World::local_exchange, offer_services>("offer_services", "people join and leave circles of mutual credit; members want and offer services"),
    once<&World::local_exchange, clear_circles>("clear_circles", "circles match wants and offers"),
    each_person<&World::local_exchange, exchange_services>("exchange_services", "members serve each other for credit"),

    // Markets
    each_person<&World::livelihood, plan_spending>("plan_spending", "people plan what to spend"),
    once<&World::transfers, count_benefits>("count_benefits", "benefits are counted"),
    once<&World::local_exchange, close_circles>("close_circles", "circles prove that credit adds up to zero and learn what it is worth"),
    once<&World::livelihood, sum_plans>("sum_plans", "plans add up to demand"),
    once<&World::firm_sizes, grow>("grow", "buyers' regard for producers grows and shrinks by chance"),
    each_person<&World::goods_market, sense_buyers>("sense_buyers", "orientation and phyles' members' plans are added up where buyers heed them"),
    once<&World::goods_market, clear_market>("clear_market", "demand meets stock"),
    each_person<&World::livelihood, buy_goods>("buy_goods", "people buy goods"),
    each_person<&World::capture, buy_gigs>("buy_gigs", "people buy services through their platform"),
    once<&World::goods_market, settle_sales>("settle_sales", "producers receive what was bought from them"),
    once<&World::capture, price_gigs>("price_gigs", "platforms keep their take rate of services sold"),
    each_person<&World::capture, pay_gigs>("pay_gigs", "platforms pay those who offered hours"),

    once<&World::making, make_locally>("make_locally", "districts choose what to make locally, learn and buy machines"),

    // Payouts
    once<&World::production, learn_from_sales>("learn_from_sales", "producers revise expectations and mark-ups"),
    once<&World::innovation, search_and_imitate>("search_and_imitate", "producers search for better techniques and imitate each other"),
    once<&World::production, adopt_techniques>("adopt_techniques", "producers adopt what they found and learned"),
    once<&World::creation_rights, protect_and_expire>("protect_and_expire", "findings are protected, older protection expires"),
    once<&World::innovation, pay_pool_fees>("pay_pool_fees", "members pay for their design pool"),
    once<&World::licences, collect_licence_fees>("collect_licence_fees", "producers who do not give back pay for copyfair projects"),
    once<&World::platform_cooperatives, give_capital>("give_capital", "the state gives platform cooperatives capital"),
    once<&World::capture, sell_advertising>("sell_advertising", "producers buy advertising"),
    once<&World::marketplace, charge_commission>("charge_commission", "platforms keep their part of goods sold through them"),
    once<&World::marketplace, sell_data>("sell_data", "producers buy data on users"),
    once<&World::foundations, collect_donations>("collect_donations", "foundations receive donations and grants"),
    once<&World::foundations, keep_infrastructure>("keep_infrastructure", "foundations pay for the infrastructure of projects"),
    each_person<&World::foundations, count_core>("count_core", "maintainers of the commons are counted"),
    once<&World::foundations, set_pay_rate>("set_pay_rate", "foundations divide what they can pay"),
    each_person<&World::foundations, pay_maintainers>("pay_maintainers", "maintainers are paid"),
    each_person<&World::collective_licence, pay_levies>("pay_levies", "people pay the levy of the collective licence"),
    once<&World::collective_licence, divide_fund>("divide_fund", "the levies less administration are divided by use"),
    each_person<&World::collective_licence, pay_creators>("pay_creators", "creators are paid by use"),
    once<&World::collective_licence, close_fund>("close_fund", "what could not be divided is kept for next month"),
    once<&World::royalties, collect_royalties>("collect_royalties", "producers pay royalties for protected works"),
    each_person<&World::royalties, weigh_creators>("weigh_creators", "who made protected works is added up"),
    once<&World::royalties, divide_royalties>("divide_royalties", "royalties are divided among projects"),
    each_person<&World::royalties, pay_royalties>("pay_royalties", "creators of protected works are paid"),
    once<&World::royalties, close_royalties>("close_royalties", "what is left waits for the next month"),
    each_person<&World::creation_funding, give>("give", "people pay dues of associations and give to projects where the state tops gifts up"),
    once<&World::creation_funding, match_gifts>("match_gifts", "the state tops dues and gifts up"),
    each_person<&World::creation_funding, pay_funded>("pay_funded", "contributors receive gifts and their match"),
    once<&World::credit, service_loans>("service_loans", "borrowers pay interest, repay or borrow"),
    once<&World::earnings, divide_earnings>("divide_earnings", "producers pay tax on profit and pay out"),
    once<&World::innovation, follow_profit>("follow_profit", "producers see who has profited, and entrants what producers do"),
    once<&World::innovation, revise_strategies>("revise_strategies", "some producers copy the strategies of more profitable ones"),
    once<&World::capture, divide_platform_profit>("divide_platform_profit", "platforms pay tax and pay out"),
    once<&World::energy, pay_out_rent>("pay_out_rent", "the energy owner pays out its rent"),
    once<&World::public_sector, serve_debt>("serve_debt", "the state pays interest on its debt"),
    once<&World::credit, settle_bank>("settle_bank", "the bank pays out or is made whole"),
    each_person<&World::cooperatives, admit_members>("admit_members", "cooperatives admit those who work there, where not all are members"),
    once<&World::cooperatives, divide_surplus>("divide_surplus", "cooperatives divide their surplus"),

    // Entry and exit
    once<&World::demography, close_producers>("close_producers", "producers close"),
    once<&World::demography, found_producers>("found_producers", "producers are founded"),
    once<&World::demography, convert_producers>("convert_producers", "some producers take the legal form of a more profitable one"),
    once<&World::demography, pay_in_capital>("pay_in_capital", "founders pay in capital"),
    once<&World::entry, close_platforms>("close_platforms", "platforms close"),
    once<&World::entry, buy_rising_platforms>("buy_rising_platforms", "platforms buy rising ones that are worth more to them"),
    once<&World::entry, found_platforms>("found_platforms", "platforms are founded in vacant places"),

    // People settle
    each_person<&World::ownership, settle_with_owners>("settle_with_owners", "owners receive dividends and pay in capital"),
    each_person<&World::cooperatives, pay_members>("pay_members", "members receive their part of the surplus"),
    once<&World::regulation, support_phyles>("support_phyles", "the state supports phyles for their members"),
    once<&World::phyles, call_members>("call_members", "phyles call their members"),
    each_person<&World::phyles, join_and_leave>("join_and_leave", "people join and leave phyles; members pay dues"),
    once<&World::phyles, award_stipends>("award_stipends", "phyles pay as many stipends as they can"),
    once<&World::cooperatives, count_members>("count_members", "members of cooperatives are counted"),

    // Politics
    each_person<&World::government, cast_votes>("cast_votes", "every few years people vote"),
    once<&World::government, govern>("govern", "policy answers to movements, votes and lobbies"),
    once<&World::diagonal, win_say>("win_say", "cooperatives win say over what their districts buy"),

    // Close
    each_person<&World::created_captured, follow_commoners>("follow_commoners", "what commoners live on is added up"),
    each_person<&World::matched_members, follow_members>("follow_members", "commoners in phyles and others like them are followed"),
    each_person<&World::taxes, levy_wealth>("levy_wealth", "deposits are taxed"),
    each_person<&World::basic_income, follow_receivers>("follow_receivers", "work of receivers and of others is compared"),
    each_person<&World::livelihood, take_stock>("take_stock", "people take stock of the month's income"),
    once<&World::livelihood, count_hardship>("count_hardship", "needs not covered and people without a buffer are counted"),
    each_person<&World::measures, measure_people>("measure_people", "incomes, wealth and consumption are counted"),
    once<&World::measures, summarise>("summarise", "distributions are summarised"),
    each_person<&World::measures, measure_hours>("measure_hours", "hours are counted by use and decile"),
    once<&World::matched_members, compare_members>("compare_members", "once a year members of phyles are compared with others like them"),
    once<&World::measures, sum_hours>("sum_hours", "hours are added up"),
    once<&World::created_captured, account_for_value>("account_for_value", "commons-derived value is traced from creators to captors"),
    once<&World::taxes, assess_bases>("assess_bases", "tax bases are assessed"),
    once<&World::firm_sizes, compare_with_last_year>("compare_with_last_year", "producers' growth in a year is measured"),
    once<&World::basic_income, balance_programme>("balance_programme", "the basic income's account is balanced"),
};

}  // namespace models
