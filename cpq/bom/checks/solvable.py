"""Questions to the solver: whether a product can be built at all, and every option be had."""

from __future__ import annotations

from collections.abc import Iterator

from cpq.bom.checks.configurables import sound_configurables
from cpq.bom.configuration import ConfigurationState, Selection, configurator
from cpq.bom.products import Configurable
from cpq.bom.solve import SolveError
from cpq.rulebook.finding import Finding, Refused, Severity
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def every_product_can_be_built(rulebook: Rulebook) -> Iterator[Finding]:
    """A product of which the rules leave no configuration. What has nested parts is asked only with parts in it."""
    for product, state in _states(rulebook):
        if state.conflict is not None:
            why = state.conflict.text
            text = Text(
                zh=f"这个产品没有任何可行的配置：{why.zh}", en=f"this product has no configuration at all: {why.en}"
            )
            yield Finding("void", product.place, text, related=tuple(rule.place for rule in state.conflict.rules))


def every_option_can_be_had(rulebook: Rulebook) -> Iterator[Finding]:
    """Warns of options that no configuration contains."""
    for product, state in _states(rulebook):
        for name, options in state.groups.items() if state.possible else ():
            for option in options:
                if option.state == "excluded":
                    why = configurator(rulebook, product).explain(Selection(), name, option.code)
                    reason = why.text if why else Text("", "")
                    text = Text(
                        zh=f"没有任何配置能选用此选项：{reason.zh}",
                        en=f"no configuration contains this option: {reason.en}",
                    )
                    place = product.at("groups", name, "options", option.code)
                    related = tuple(rule.place for rule in why.rules) if why else ()
                    yield Finding("dead-option", place, text, Severity.WARNING, related)


def _states(rulebook: Rulebook) -> Iterator[tuple[Configurable, ConfigurationState]]:
    for product in sound_configurables(rulebook):
        if not product.nested:
            try:
                yield product, configurator(rulebook, product).status(Selection())
            except (Refused, SolveError):
                continue
