"""What is checked of the products once a rulebook is read: each check is a function from the rulebook to findings.

`CHECKS` run at every load. `DEEP_CHECKS` ask the solver about every configurable product and run when a rulebook is
checked.
"""

from collections.abc import Callable, Iterable

from cpq.bom.checks.codes import known_codes, one_article_a_code, suitable_articles
from cpq.bom.checks.compiled_ahead import large_products_compile
from cpq.bom.checks.configurables import choices_are_sound, rules_can_be_read, stated_attributes
from cpq.bom.checks.foregone import every_choice_is_one, every_default_can_be_kept
from cpq.bom.checks.graphs import no_category_inside_itself, no_product_inside_itself, no_region_inside_itself
from cpq.bom.checks.offers import nothing_is_its_own_condition
from cpq.bom.checks.redundant import every_rule_matters
from cpq.bom.checks.sales import (
    nothing_replaces_itself,
    quantities_can_be_ordered,
    selling_rules_say_when,
    terms_and_ramps,
)
from cpq.bom.checks.solvable import (
    every_option_can_be_had,
    every_product_can_be_built,
    every_rule_can_be_solved,
    everything_is_decided,
)
from cpq.bom.checks.table_files import tables_are_used
from cpq.bom.checks.values import attribute_values, choices_have_values
from cpq.bom.checks.variants import variants_are_sound
from cpq.rulebook.finding import Finding
from cpq.rulebook.rulebook import Rulebook

Check = Callable[[Rulebook], Iterable[Finding]]

CHECKS: tuple[Check, ...] = (
    no_category_inside_itself,
    no_region_inside_itself,
    choices_have_values,
    attribute_values,
    variants_are_sound,
    one_article_a_code,
    known_codes,
    suitable_articles,
    no_product_inside_itself,
    nothing_replaces_itself,
    quantities_can_be_ordered,
    terms_and_ramps,
    selling_rules_say_when,
    choices_are_sound,
    rules_can_be_read,
    nothing_is_its_own_condition,
    stated_attributes,
    tables_are_used,
)

DEEP_CHECKS: tuple[Check, ...] = (
    every_rule_can_be_solved,
    every_product_can_be_built,
    everything_is_decided,
    every_option_can_be_had,
    every_choice_is_one,
    every_default_can_be_kept,
    every_rule_matters,
    large_products_compile,
)

__all__ = ["CHECKS", "DEEP_CHECKS", "Check"]
