"""Questions to the solver: whether rules can be solved, products be built, options be had."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from cpq.bom.checks.configurables import readable_configurables
from cpq.bom.configuration import (
    Choice,
    ConfigurationState,
    Configurator,
    Explanation,
    Selection,
    configurator,
    configurator_with_any_parts,
)
from cpq.bom.products import Configurable
from cpq.rulebook.finding import Finding, Refused, Severity
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def every_rule_can_be_solved(rulebook: Rulebook) -> Iterator[Finding]:
    """No rule has more cases than can be looked at."""
    for product in readable_configurables(rulebook):
        try:
            configurator(rulebook, product).prepare()
        except Refused as refused:
            yield from refused.findings


def every_product_can_be_built(rulebook: Rulebook) -> Iterator[Finding]:
    """A product of which the rules leave no configuration.

    One with nested places is asked with anything in them, and then with what can stand there.
    """
    void = {each.product.id: each.state.conflict for each in rulebook.derived(openings) if each.state.conflict}
    for product in readable_configurables(rulebook):
        if product.id in void:
            yield _void(product, void[product.id])
    for product, state in rulebook.derived(opening_states):
        if state.conflict is not None and product.id not in void:
            yield _void(product, state.conflict)


def every_option_can_be_had(rulebook: Rulebook) -> Iterator[Finding]:
    """Warns of options that no configuration contains, whatever stands in nested places."""
    for opening in rulebook.derived(openings):
        if opening.state.possible:
            yield from _dead_options(opening)
            yield from _dead_inputs(opening.product, opening.state)


def everything_is_decided(rulebook: Rulebook) -> Iterator[Finding]:
    """Products about which no engine has an answer, and (a warning) those of which not all that is shown as possible is known to be."""
    for product, answer in rulebook.derived(opening_answers):
        if isinstance(answer, Refused):
            yield from (_unknown(product) for finding in answer.findings if finding.code == "undecided")
        elif not answer.proven:
            yield _partly_unknown(product)


@dataclass(frozen=True, slots=True)
class Opening:
    """What can become of a product before anything is chosen. What is excluded or forced is so whatever stands in its places."""

    product: Configurable
    asked: Configurator
    state: ConfigurationState

    def why_not(self, choice: Choice) -> Explanation:
        """Why a choice that is excluded is."""
        return self.asked.explain(Selection(), choice) or Explanation((), ())


def openings(rulebook: Rulebook) -> tuple[Opening, ...]:
    """Those of the products of which it is known."""
    return tuple(_openings(rulebook))


def _openings(rulebook: Rulebook) -> Iterator[Opening]:
    for product in readable_configurables(rulebook):
        with suppress(Refused):
            asked = (configurator_with_any_parts if product.nested else configurator)(rulebook, product)
            yield Opening(product, asked, asked.status(Selection()))


def opening_answers(rulebook: Rulebook) -> tuple[tuple[Configurable, ConfigurationState | Refused], ...]:
    """What can become of every product with nothing chosen; or why that is not known."""
    return tuple((product, _opening(rulebook, product)) for product in readable_configurables(rulebook))


def _opening(rulebook: Rulebook, product: Configurable) -> ConfigurationState | Refused:
    try:
        return configurator(rulebook, product).status(Selection())
    except Refused as refused:
        return refused


def opening_states(rulebook: Rulebook) -> tuple[tuple[Configurable, ConfigurationState], ...]:
    """Those of the answers that are known."""
    answers = rulebook.derived(opening_answers)
    return tuple((product, answer) for product, answer in answers if isinstance(answer, ConfigurationState))


def _unknown(product: Configurable) -> Finding:
    text = Text(
        zh="没有引擎能在计算上限内确定此产品能否配置，选配时也就得不到答案；请简化相互牵制的规则，或把产品拆小",
        en="no engine decides within the limits of one question whether this product can be built, so that nobody who "
        "configures it gets an answer; simplify the rules that depend on one another, or split the product",
    )
    return Finding("undecided", product.place, text)


def _partly_unknown(product: Configurable) -> Finding:
    text = Text(
        zh="在计算上限内未能确定每个选项都能选到；未确定的一律显示为可选。请简化相互牵制的规则，或把产品拆小",
        en="not of every option was it decided within the limits of one question whether it can be had; those are shown as "
        "possible. Simplify the rules that depend on one another, or split the product",
    )
    return Finding("undecided", product.place, text, Severity.WARNING)


def _void(product: Configurable, why: Explanation) -> Finding:
    text = Text(
        zh=f"这个产品没有任何可行的配置：{why.text.zh}；请放宽其中一条规则",
        en=f"this product has no configuration at all: {why.text.en}; relax one of these rules",
    )
    return Finding("void", product.place, text, related=tuple(rule.place for rule in why.rules))


def _dead_options(opening: Opening) -> Iterator[Finding]:
    for name, options in opening.state.groups.items():
        for option in options:
            if option.state == "excluded":
                yield _dead(opening.product, name, option.code, opening.why_not(Choice(name, option.code)))


def _dead_inputs(product: Configurable, state: ConfigurationState) -> Iterator[Finding]:
    for name in (name for name in product.inputs if name in state.hidden):
        rule = state.hidden[name]
        text = Text(
            zh=f"{name} 永远不会出现：{rule.text.zh}；请改正条件，或删去此项",
            en=f"{name} is never on offer: {rule.text.en}; correct the condition, or remove it",
        )
        yield Finding("dead-input", product.at("inputs", name), text, Severity.WARNING, (rule.place,))


def _dead(product: Configurable, group: str, code: str, why: Explanation) -> Finding:
    text = Text(
        zh=f"没有任何配置能选用 {code}：{why.text.zh}；请放宽规则，或删去此选项",
        en=f"no configuration can contain {code}: {why.text.en}; relax a rule, or remove the option",
    )
    place = product.at("groups", group, "options", code)
    return Finding("dead-option", place, text, Severity.WARNING, tuple(rule.place for rule in why.rules))
