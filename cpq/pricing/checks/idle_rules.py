"""Rules that never apply: their condition contradicts itself, or another rule always goes first and ends it."""

from __future__ import annotations

from collections.abc import Iterator

from cpq.bom.target import Target
from cpq.company.currency import SellingCurrency
from cpq.pricing.phases.price_rules import in_order
from cpq.pricing.price_rule import ByAmount, ByPercent, PriceRule, ToPrice
from cpq.rulebook.expressions import Expression, contradiction
from cpq.rulebook.fields import Validity
from cpq.rulebook.finding import Finding, Severity
from cpq.rulebook.model import Entity
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

Term = tuple[str, str]
"""The field of a term and its text."""


def rules_can_hold(rulebook: Rulebook) -> Iterator[Finding]:
    """Warns of conditions of price rules that are plainly never true."""
    for rule in rulebook.all(PriceRule).values():
        yield from never_true(rule, "when", rule.when)
        yield from never_true(rule, "lines", rule.lines)


def never_true(rule: Entity, field: str, condition: Expression | None) -> Iterator[Finding]:
    """A warning where a condition of a rule is plainly never true."""
    against = contradiction(condition) if condition is not None else ()
    if not against:
        return
    place = rule.place_inside((field,), against[-1].tree.span.start)
    said = " and ".join(term.text for term in against)
    text = Text(
        zh=f"条件永远不成立（{said}），“{rule.id}”不会适用；请改正，或删去这条规则",
        en=f'this is never true ({said}), and "{rule.id}" never applies; correct it, or remove the rule',
    )
    yield Finding("never-applies", place, text, Severity.WARNING)


def rules_are_reached(rulebook: Rulebook) -> Iterator[Finding]:
    """Warns of price rules that never apply because an earlier one applies wherever they would, and nothing stacks on it."""
    ending: dict[tuple[str, Term | None], list[PriceRule]] = {}
    everything = Target().model_dump_json()
    for rule in in_order(rulebook):
        own, target = _terms(rule), rule.target.model_dump_json()
        found = [
            each for meant in {target, everything} for term in (None, *own) for each in ending.get((meant, term), ())
        ]
        earlier = next((each for each in found if _covers(each, rule, rulebook)), None)
        if earlier is not None:
            yield _not_reached(rule, earlier)
        elif not rule.stack:
            ending.setdefault((target, min(own, default=None)), []).append(rule)


def _terms(rule: PriceRule) -> frozenset[Term]:
    conditions = (("when", rule.when), ("lines", rule.lines))
    return frozenset((field, term.text) for field, condition in conditions if condition for term in condition.terms)


def _covers(earlier: PriceRule, rule: PriceRule, rulebook: Rulebook) -> bool:
    """Whether the earlier rule applies to every line that the other one means, on each of its days and in each of its currencies."""
    return (
        _terms(earlier) <= _terms(rule)
        and _lasts(earlier.valid, rule.valid)
        and (_means_options(earlier) or not _means_options(rule))
        and _currencies(earlier, rulebook) >= _currencies(rule, rulebook)
    )


def _lasts(long: Validity, short: Validity) -> bool:
    from_ = long.from_ is None or (short.from_ is not None and long.from_ <= short.from_)
    return from_ and (long.to is None or (short.to is not None and short.to <= long.to))


def _means_options(rule: PriceRule) -> bool:
    written = rule.target.options_too
    return isinstance(rule.adjust, ByPercent) if written is None else written


def _currencies(rule: PriceRule, rulebook: Rulebook) -> frozenset[str]:
    match rule.adjust:
        case ByAmount(amount=amounts) | ToPrice(price=amounts):
            return frozenset(amounts)
        case _:
            return frozenset(rulebook.all(SellingCurrency))


def _not_reached(rule: PriceRule, earlier: PriceRule) -> Finding:
    text = Text(
        zh=f"“{rule.id}”不会适用：“{earlier.id}”先适用于它的所有行，且 stack: false 使其后的规则不再适用；请改 priority、stack 或条件",
        en=f'"{rule.id}" never applies: "{earlier.id}" goes first on all its lines, and with `stack: false` no rule comes after it; '
        "change a priority, `stack` or a condition",
    )
    place = rule.at("priority") if rule.priority else rule.place
    return Finding("never-applies", place, text, Severity.WARNING, related=(earlier.at("stack"),))
