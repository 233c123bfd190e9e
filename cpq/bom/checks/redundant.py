"""Rules that change nothing: the other rules already imply them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cpq.bom.checks.configurables import readable_configurables
from cpq.bom.configuration.compiled import Compiled, compile_product
from cpq.bom.configuration.denial import denied
from cpq.bom.products import Configurable
from cpq.bom.solve import Model, SolveError
from cpq.rulebook.finding import Finding, Refused, Severity
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

if TYPE_CHECKING:
    from cpq.bom.solve.rule_sets import RuleSets

MOST_UNDECIDED = 3
"""Rules of one product of which it is not decided in time whether they matter; the others are not asked about then."""


def every_rule_matters(rulebook: Rulebook) -> Iterator[Finding]:
    """Notes rules that could be left out: they may stand for options that are to come. Where there are nested places that depends on what is in them."""
    for product in readable_configurables(rulebook):
        if not product.nested and product.rules:
            yield from _redundant(rulebook, product)


def _redundant(rulebook: Rulebook, product: Configurable) -> Iterator[Finding]:
    from cpq.bom.solve.rule_sets import RuleSets, Undecided  # noqa: PLC0415 - CP-SAT loads slowly, and a load needs none

    try:
        compiled = compile_product(rulebook, product, {})
        model, denials = _with_denials(compiled)
        rules = RuleSets(model)
    except (Refused, SolveError):
        return  # what cannot be solved is reported by itself
    if not _can_be_built(rules, compiled.model.rules):
        return  # so is what cannot be built
    undecided = 0
    for id, denial in denials.items():
        try:
            implying = rules.against(denial, [rule for rule in compiled.model.rules if rule != id])
        except Undecided:
            undecided += 1
            if undecided == MOST_UNDECIDED:
                return
        else:
            if implying is not None:
                yield _finding(compiled, id, implying)


def _can_be_built(rules: RuleSets, every: Sequence[str]) -> bool:
    """No where that is not decided in time: then hardly anything about single rules would be."""
    from cpq.bom.solve.rule_sets import Undecided  # noqa: PLC0415

    try:
        return rules.possible(every)
    except Undecided:
        return False


def _with_denials(compiled: Compiled) -> tuple[Model, dict[str, str]]:
    """The model with the denial of every written rule beside it, and what each denial is called."""
    postings = {id: denied(id, rule, compiled.values) for id, rule in compiled.product.rules.items()}
    extras = tuple(extra for posting in postings.values() for extra in posting.extras)
    constraints = tuple(each for posting in postings.values() for each in posting.constraints)
    model = compiled.model
    whole = Model((*model.variables, *extras), (*model.constraints, *constraints))
    return whole, {id: posting.rule for id, posting in postings.items() if posting.constraints}


def _finding(compiled: Compiled, id: str, implying: tuple[str, ...]) -> Finding:
    rules = [compiled.rules[rule] for rule in implying]
    place = compiled.product.at("rules", id)
    if not rules:
        text = Text(
            zh="这条规则对任何选择都成立，不起作用；请删去，或检查条件是否写错",
            en="this rule holds whatever is chosen and changes nothing; remove it, or look whether its condition is what you mean",
        )
        return Finding("redundant-rule", place, text, Severity.NOTE)
    text = Text(
        zh=f"这条规则不起作用：它已由其他规则推出（{'；'.join(rule.text.zh for rule in rules)}）；请删去，或检查条件是否写错",
        en=f"this rule changes nothing, since others imply it ({'; '.join(rule.text.en for rule in rules)}); remove it, or "
        "look whether its condition is what you mean",
    )
    return Finding("redundant-rule", place, text, Severity.NOTE, tuple(rule.place for rule in rules))
