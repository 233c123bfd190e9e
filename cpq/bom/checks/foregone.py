"""What is decided before the rep begins: options that are always there, values that never are, defaults that give way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpq.bom.checks.solvable import Opening, openings
from cpq.bom.configuration import Choice, Configuration, ConfigurationState, Explanation, Selection
from cpq.bom.configuration.variables import group_rule, is_single, quantities
from cpq.bom.products import Configurable
from cpq.rulebook.finding import Finding, Severity
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def every_choice_is_one(rulebook: Rulebook) -> Iterator[Finding]:
    """Notes options that the rules put into every configuration, and quantities that they keep out of all; warns of such input values.

    So it is whatever stands in nested places.
    """
    for opening in rulebook.derived(openings):
        if opening.state.possible:
            yield from _always_there(opening)
            yield from _out_of_reach(opening)
            yield from _never_there(opening)


def every_default_can_be_kept(rulebook: Rulebook) -> Iterator[Finding]:
    """Warns of defaults that give way though the rep has chosen nothing. Where there are nested places that depends on what is in them."""
    for opening in rulebook.derived(openings):
        if opening.state.possible and not opening.product.nested:
            yield from _not_kept(opening)


def _not_kept(opening: Opening) -> Iterator[Finding]:
    completed = opening.asked.complete(Selection())
    for default in completed.given_up if isinstance(completed, Configuration) else ():
        if default.option is None or not _is_dead(opening.state, default.name, default.option):
            yield _given_up(opening.product, default.name, default.option, default.why)


def _is_dead(state: ConfigurationState, group: str, code: str) -> bool:
    """Reported by itself."""
    return any(option.code == code and option.state == "excluded" for option in state.groups[group])


def _always_there(opening: Opening) -> Iterator[Finding]:
    for name, code in _forced(opening.product, opening.state):
        why = opening.why_not(Choice(name, code, 0))
        if any(rule.id != group_rule(name) for rule in why.rules):
            yield _always(opening.product, name, code, why)


def _forced(product: Configurable, state: ConfigurationState) -> Iterator[tuple[str, str]]:
    """Where one option is chosen of a group in any case, that the others cannot be had is reported."""
    for name, options in state.groups.items():
        group = product.groups[name]
        if not is_single(group) or group.min == 0:
            yield from ((name, option.code) for option in options if option.state == "forced")


def _out_of_reach(opening: Opening) -> Iterator[Finding]:
    """Of options that can be had, the least and the greatest quantity, where they cannot. Gaps between are what rules are for."""
    for name, options in opening.state.groups.items():
        for option in options:
            offered = quantities(opening.product.groups[name].options[option.code])
            some = [each for each in option.quantities if each]
            end = next((each for each in (offered[-1], offered[0]) if some and each not in (some[0], some[-1])), None)
            if end is not None:
                why = opening.why_not(Choice(name, option.code, end))
                yield _quantity(opening.product, name, option.code, some, why)


def _never_there(opening: Opening) -> Iterator[Finding]:
    for name, each in opening.product.inputs.items():
        for number, value in enumerate(each.values):
            if value not in opening.state.inputs[name].values:
                yield _never(opening.product, name, number, opening.why_not(Choice(name, None, value=value)))


def _quantity(product: Configurable, group: str, code: str, some: Sequence[int], why: Explanation) -> Finding:
    zh, en = (
        (f"{some[0]}", f"{some[0]}") if len(some) == 1 else (f"{some[0]} 至 {some[-1]}", f"{some[0]} to {some[-1]}")
    )
    text = Text(
        zh=f"{code} 的数量只能是 {zh}：{why.text.zh}；请放宽规则，或改写 min 和 max",
        en=f"the quantity of {code} can only be {en}: {why.text.en}; relax a rule, or change min and max",
    )
    place = product.at("groups", group, "options", code)
    return Finding("dead-quantity", place, text, Severity.NOTE, tuple(rule.place for rule in why.rules))


def _always(product: Configurable, group: str, code: str, why: Explanation) -> Finding:
    text = Text(
        zh=f"每个配置都必含 {code}：{why.text.zh}；如确实如此，可改写在 parts 里，或放宽规则",
        en=f"every configuration contains {code}: {why.text.en}; if that is meant, it can stand under parts; or relax a rule",
    )
    place = product.at("groups", group, "options", code)
    return Finding("always-on-option", place, text, Severity.NOTE, tuple(rule.place for rule in why.rules))


def _never(product: Configurable, name: str, number: int, why: Explanation) -> Finding:
    text = Text(
        zh=f"没有任何配置能取这个值：{why.text.zh}；请放宽规则，或删去此值",
        en=f"no configuration can have this value: {why.text.en}; relax a rule, or remove the value",
    )
    place = product.at("inputs", name, "values", number)
    return Finding("dead-value", place, text, Severity.WARNING, tuple(rule.place for rule in why.rules))


def _given_up(product: Configurable, name: str, option: str | None, why: Explanation) -> Finding:
    text = Text(
        zh=f"什么都没选时这个默认项就保不住：{why.text.zh}；请改用能同时成立的默认项",
        en=f"this default gives way though nothing is chosen: {why.text.en}; choose defaults that go together",
    )
    path = ("inputs", name, "default") if option is None else ("groups", name, "options", option, "default")
    return Finding(
        "default-given-up", product.at(*path), text, Severity.WARNING, tuple(rule.place for rule in why.rules)
    )
