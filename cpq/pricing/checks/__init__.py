"""What is checked of prices, taxes and guardrails once a rulebook is read: each check is a function from the rulebook to findings."""

from cpq.pricing.checks.approvers import earlier_ones_are_lower, limits_go_up
from cpq.pricing.checks.codes import known_codes, options_stand_inside, sums_have_components
from cpq.pricing.checks.conversions import lists_can_be_converted
from cpq.pricing.checks.deliveries import deliveries_are_priced, deliveries_by_numbers
from cpq.pricing.checks.derived_lists import derived_lists, no_list_based_on_itself
from cpq.pricing.checks.floors import floors_are_asked_for, floors_are_below_prices
from cpq.pricing.checks.from_lists import prices_from_lists
from cpq.pricing.checks.idle_rules import rules_are_reached, rules_can_hold
from cpq.pricing.checks.limits import limits_name_currencies
from cpq.pricing.checks.margins import margins_are_known
from cpq.pricing.checks.matrices import matrix_values, rows_of_a_matrix
from cpq.pricing.checks.methods import graduated_tiers_measure, units_are_the_products
from cpq.pricing.checks.names import attribute_names, surcharge_values
from cpq.pricing.checks.periods import contracts_do_not_overlap, lists_follow_one_another, taxes_follow_one_another
from cpq.pricing.checks.setup import setup_of_subscriptions
from cpq.pricing.checks.shares import no_shares_of_each_other
from cpq.pricing.checks.tables import price_tables
from cpq.pricing.checks.tax_rates import every_class_has_a_rate
from cpq.pricing.checks.worked_out import prices_can_be_worked_out

CHECKS = (
    price_tables,
    known_codes,
    options_stand_inside,
    sums_have_components,
    no_list_based_on_itself,
    derived_lists,
    prices_from_lists,
    lists_can_be_converted,
    limits_name_currencies,
    floors_are_below_prices,
    floors_are_asked_for,
    rows_of_a_matrix,
    matrix_values,
    prices_can_be_worked_out,
    rules_can_hold,
    rules_are_reached,
    units_are_the_products,
    graduated_tiers_measure,
    no_shares_of_each_other,
    setup_of_subscriptions,
    margins_are_known,
    earlier_ones_are_lower,
    limits_go_up,
    attribute_names,
    surcharge_values,
    lists_follow_one_another,
    taxes_follow_one_another,
    every_class_has_a_rate,
    deliveries_are_priced,
    deliveries_by_numbers,
    contracts_do_not_overlap,
)

__all__ = ["CHECKS"]
