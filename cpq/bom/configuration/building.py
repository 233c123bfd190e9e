"""Whether a whole configuration can be built: every rule of a product and of what is inside it, without any engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from cpq.bom.configuration.compiled import Compiled, Part
from cpq.bom.configuration.keeping import assignment_of, broken_rules
from cpq.bom.configuration.nesting import broken_limits
from cpq.bom.configuration.state import Configuration, RuleText
from cpq.bom.configuration.value_words import inside_text, part_text
from cpq.rulebook.text import Text


def broken_in(compiled: Compiled, configuration: Configuration) -> Iterator[RuleText]:
    """The rules that a configuration breaks, those of its parts first; for a model of its shape."""
    for part, inside in _parts(compiled, configuration):
        name = part_text(compiled.product.nested[part.place], part.number)
        for rule in broken_in(part.compiled, inside):
            within = (part.place, part.number, *rule.within)
            yield replace(rule, within=within, part=inside_text(name, rule.part))
    yield from broken_limits(compiled.product, configuration.nested)
    assignment = assignment_in(compiled, configuration)
    if assignment_of(compiled.decisions, configuration) is None:
        yield _not_on_offer(compiled)
    elif assignment is not None:
        yield from (compiled.rules[rule] for rule in broken_rules(compiled.values, assignment))


def _parts(compiled: Compiled, configuration: Configuration) -> Iterator[tuple[Part, Configuration]]:
    for place, parts in compiled.parts.items():
        made = configuration.nested[place]
        yield from ((part, each.configuration) for part, each in zip(parts, made, strict=True))


def assignment_in(compiled: Compiled, configuration: Configuration) -> Mapping[str, int] | None:
    """The values of the variables of the whole; None when something chosen, here or inside, is not on offer at all."""
    whole: dict[str, int] = {}
    for part, inside in _parts(compiled, configuration):
        values = assignment_in(part.compiled, inside)
        if values is None:
            return None
        whole |= {part.prefix + name: value for name, value in values.items()}
    own = assignment_of(compiled.decisions, configuration)
    return None if own is None else {**whole, **own}


def _not_on_offer(compiled: Compiled) -> RuleText:
    text = Text(
        zh="配置里有不在可选范围内的选项、数量或取值",
        en="the configuration holds an option, quantity or value that is not on offer",
    )
    return RuleText("offer", text, compiled.product.place)
