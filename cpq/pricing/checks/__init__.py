"""What is checked of prices, taxes and guardrails once a rulebook is read: each check is a function from the rulebook to findings."""

from cpq.pricing.checks.codes import known_codes, sums_have_components
from cpq.pricing.checks.derived_lists import derived_lists
from cpq.pricing.checks.names import attribute_names, surcharge_values
from cpq.pricing.checks.periods import contracts_do_not_overlap, lists_follow_one_another, taxes_follow_one_another

CHECKS = (
    known_codes,
    sums_have_components,
    derived_lists,
    attribute_names,
    surcharge_values,
    lists_follow_one_another,
    taxes_follow_one_another,
    contracts_do_not_overlap,
)

__all__ = ["CHECKS"]
