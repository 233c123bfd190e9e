"""What is decided before the rep begins: options that are always there, values that never are, defaults that give way."""

from __future__ import annotations

from collections.abc import Iterator

from cpq.bom.checks.solvable import opening_states
from cpq.bom.configuration import Choice, Configuration, ConfigurationState, Explanation, Selection, configurator
from cpq.bom.configuration.variables import group_rule, is_single
from cpq.bom.products import Configurable
from cpq.rulebook.finding import Finding, Severity
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def every_choice_is_one(rulebook: Rulebook) -> Iterator[Finding]:
    """Notes options that the rules put into every configuration, and warns of input values that they keep out of all.

    Where there are nested places that depends on what is in them.
    """
    for product, state in _possible(rulebook):
        yield from _always_there(rulebook, product, state)
        yield from _never_there(rulebook, product, state)


def every_default_can_be_kept(rulebook: Rulebook) -> Iterator[Finding]:
    """Warns of defaults that give way though the rep has chosen nothing."""
    for product, state in _possible(rulebook):
        completed = configurator(rulebook, product).complete(Selection())
        given_up = completed.given_up if isinstance(completed, Configuration) else ()
        for default in given_up:
            if default.option is None or not _is_dead(state, default.name, default.option):
                yield _given_up(product, default.name, default.option, default.why)


def _possible(rulebook: Rulebook) -> Iterator[tuple[Configurable, ConfigurationState]]:
    for product, state in rulebook.derived(opening_states):
        if state.possible and not product.nested:
            yield product, state


def _is_dead(state: ConfigurationState, group: str, code: str) -> bool:
    """Reported by itself."""
    return any(option.code == code and option.state == "excluded" for option in state.groups[group])


def _always_there(rulebook: Rulebook, product: Configurable, state: ConfigurationState) -> Iterator[Finding]:
    for name, code in _forced(product, state):
        why = configurator(rulebook, product).explain(Selection(), Choice(name, code, 0))
        if why and any(rule.id != group_rule(name) for rule in why.rules):
            yield _always(product, name, code, why)


def _forced(product: Configurable, state: ConfigurationState) -> Iterator[tuple[str, str]]:
    """Options of groups of several; where one is chosen of a group, that the others cannot be had is reported."""
    for name, options in state.groups.items():
        if not is_single(product.groups[name]):
            yield from ((name, option.code) for option in options if option.state == "forced")


def _never_there(rulebook: Rulebook, product: Configurable, state: ConfigurationState) -> Iterator[Finding]:
    for name, each in product.inputs.items():
        for number, value in enumerate(each.values):
            if value not in state.inputs[name].values:
                why = configurator(rulebook, product).explain(Selection(), Choice(name, None, value=value))
                yield _never(product, name, number, why or Explanation((), ()))


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
