"""A configurable product compiled: its variables, its rules as constraints, and where each rule is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import assert_never

from cpq.bom.configuration.effort import Unsolvable
from cpq.bom.configuration.factors import Factors
from cpq.bom.configuration.formula import Formula, some
from cpq.bom.configuration.gathering import Inside, Readings
from cpq.bom.configuration.offer_words import offer_text
from cpq.bom.configuration.offering import nested_rule, post_offer
from cpq.bom.configuration.offers import offers_of
from cpq.bom.configuration.parts import unreadable_parts
from cpq.bom.configuration.posting import Posting
from cpq.bom.configuration.state import RuleText
from cpq.bom.configuration.tables import at_most_one, some_row
from cpq.bom.configuration.translation import Translation
from cpq.bom.configuration.value_words import inside_text, part_text, parts_text
from cpq.bom.configuration.values import Values
from cpq.bom.configuration.variables import Decisions, group_rule
from cpq.bom.configuration.vocabulary import Vocabulary, vocabulary_of
from cpq.bom.products.configurable import Configurable, Group
from cpq.bom.products.rules import Exclude, Require, Rule, Table, TableFile
from cpq.bom.solve import Constraint, Model, SolveError, Variable
from cpq.bom.solve.renaming import prefixed_constraints, prefixed_variables
from cpq.bom.solve.soundness import check_constraint
from cpq.money import arithmetic
from cpq.rulebook.expressions import ExpressionError
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Compiled:
    """What an engine and the answers need, the parts in the nested places included.

    `rules` maps each rule id of the model, written or a group's own, to its text.
    """

    product: Configurable
    values: Values
    model: Model
    rules: Mapping[str, RuleText]
    parts: Parts

    @property
    def decisions(self) -> Decisions:
        """The product's own; those of its parts are with them."""
        return self.values.vocabulary.decisions


@dataclass(frozen=True, slots=True)
class Part:
    """`quantity` equal parts: entry `number` of the nested place. In the whole, all its names begin with `prefix`."""

    place: str
    number: int
    quantity: int
    compiled: Compiled

    @property
    def prefix(self) -> str:
        return f"{self.place}.{self.number}/"


Parts = Mapping[str, tuple[Part, ...]]
"""Nested place → what stands there."""


def conditions_of(product: Configurable) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every condition of a product as written: of its rules, and of what is on offer; each with the path to it."""
    for offer in offers_of(product).values():
        yield (*offer.path, "when"), offer.when
    for name, rule in product.rules.items():
        for field, text in rule.conditions.items():
            yield ("rules", name, field), text


def unreadable(product: Configurable, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Every condition that cannot be read, at the character that is wrong."""
    for path, text in conditions_of(product):
        try:
            vocabulary.tree(text)
        except ExpressionError as error:
            yield Finding(error.code, product.place_inside(path, error.offset), error.message)
    yield from unreadable_parts(product, vocabulary)


def compile_product(rulebook: Rulebook, product: Configurable, parts: Parts) -> Compiled:
    """A product together with what stands in its nested places. Raises `Refused` with everything wrong in its own rules.

    What belongs to the parts comes first in the model: their choices are completed, and their rules blamed, before those of
    the whole.
    """
    vocabulary = vocabulary_of(rulebook, product)
    findings = list(unreadable(product, vocabulary))
    if findings:
        raise Refused(findings)
    inner = inner_variables(parts)
    values = Values(vocabulary, Readings(rulebook, vocabulary, inside(parts)), inner)
    constraints = [*inner_constraints(parts), *vocabulary.decisions.constraints]
    variables = [*inner, *vocabulary.decisions.variables, *offered_or_not(vocabulary.decisions)]
    for written in _written(product, values, parts):
        try:
            posting = posted(written, values)
        except Refused as refused:
            findings += refused.findings
        else:
            constraints += posting.constraints
            variables += posting.extras
    if findings:
        raise Refused(findings)
    rules = {**inner_rules(parts, product), **dict(texts_of(rulebook, vocabulary))}
    return Compiled(product, values, model_of(product, variables, constraints), rules, parts)


def inner_variables(parts: Parts) -> list[Variable]:
    """Those of the parts, by their names in the whole."""
    return [each for part in every_part(parts) for each in prefixed_variables(part.compiled.model, part.prefix)]


def inner_constraints(parts: Parts) -> list[Constraint]:
    """Those of the parts, over their names in the whole."""
    return [each for part in every_part(parts) for each in prefixed_constraints(part.compiled.model, part.prefix)]


def inner_rules(parts: Parts, product: Configurable) -> dict[str, RuleText]:
    """The rules of the parts, by their ids in the whole."""
    return {id: text for part in every_part(parts) for id, text in _rules_of(part, product)}


def every_part(parts: Parts) -> Iterator[Part]:
    return (part for place in parts.values() for part in place)


def inside(parts: Parts) -> Mapping[str, tuple[Inside, ...]]:
    """What the parts are worth to the rules of the whole."""
    return {
        name: tuple(Inside(part.quantity, part.prefix, part.compiled.values.readings) for part in place)
        for name, place in parts.items()
    }


def offered_or_not(decisions: Decisions) -> Iterator[Variable]:
    return (each.variable for each in decisions.offers.values())


def _rules_of(part: Part, product: Configurable) -> Iterator[tuple[str, RuleText]]:
    """The rules of a part by their ids in the whole."""
    name = part_text(product.nested[part.place], part.number)
    for id, rule in part.compiled.rules.items():
        within = (part.place, part.number, *rule.within)
        yield part.prefix + id, replace(rule, within=within, part=inside_text(name, rule.part))


def model_of(product: Configurable, variables: list[Variable], constraints: list[Constraint]) -> Model:
    """Raises `Refused` where it is too large."""
    try:
        return Model(tuple(variables), tuple(constraints))
    except SolveError as error:
        raise Refused([Finding("configuration-too-large", product.place, error.text)]) from None


@dataclass(frozen=True, slots=True)
class Written:
    """Something that becomes constraints: its rule id, where it is written, and how."""

    id: str
    path: tuple[str, ...]
    post: Callable[[Posting], None]


def _written(product: Configurable, values: Values, parts: Parts) -> Iterator[Written]:
    quantities = numbers_of(parts)
    for offer in values.vocabulary.decisions.offers.values():
        yield Written(offer.rule, offer.path, partial(post_offer, offer, values, quantities))
    yield from (written_rule(name, rule, values) for name, rule in product.rules.items())


def numbers_of(parts: Parts) -> dict[str, int]:
    """How many parts stand in each nested place."""
    return {name: sum(part.quantity for part in place) for name, place in parts.items()}


def written_rule(name: str, rule: Rule, values: Values) -> Written:
    """A rule of the product to which the values belong."""
    return Written(name, ("rules", name), partial(_post, name, rule, values))


def posted(written: Written, values: Values) -> Posting:
    """Its constraints. Raises `Refused` where they are too large."""
    posting = Posting(written.id, values.domains)
    try:
        with arithmetic():
            written.post(posting)
        known = {*values.domains, *(each.name for each in posting.extras)} if posting.extras else values.domains
        for constraint in posting.constraints:
            check_constraint(constraint, known)
    except SolveError as error:
        raise Refused([Finding("rule-too-large", values.vocabulary.product.at(*written.path), error.text)]) from None
    return posting


def _post(id: str, rule: Rule, values: Values, posting: Posting) -> None:
    """The condition under which it is asked does not hold, or what it demands does."""
    factors = Factors(values, posting)
    unless = () if rule.when is None else (translated(id, "when", rule.when, factors, wanted=False),)
    posting.post(some((*unless, _demanded(id, rule, factors))))


def _demanded(id: str, rule: Rule, factors: Factors) -> Formula:
    vocabulary = factors.values.vocabulary
    match rule:
        case Require():
            return translated(id, "require", rule.require, factors, wanted=True)
        case Exclude():
            return at_most_one(rule, vocabulary.decisions)
        case Table() | TableFile():
            return some_row(vocabulary.table(id, rule), vocabulary.decisions)
        case _:
            assert_never(rule)


def translated(id: str, field: str, text: str, factors: Factors, *, wanted: bool) -> Formula:
    """That the condition in a rule's field holds, or that it does not. Raises `Refused` where it cannot be solved."""
    vocabulary = factors.values.vocabulary
    try:
        return Translation(text, factors.values, factors.effort).truth(
            factors.apart(vocabulary.tree(text)), wanted=wanted
        )
    except Unsolvable as error:
        place = vocabulary.product.place_inside(("rules", id, field), error.span.start)
        raise Refused([Finding("rule-too-large", place, error.text)]) from None


def texts_of(rulebook: Rulebook, vocabulary: Vocabulary) -> Iterator[tuple[str, RuleText]]:
    """By id, the rules of a product and those that its groups, places and conditions of offer stand for, in words."""
    product = vocabulary.product
    for name, group in product.groups.items():
        yield group_rule(name), RuleText(group_rule(name), group_text(group), product.at("groups", name))
    for name, place in product.nested.items():
        yield nested_rule(name), RuleText(nested_rule(name), parts_text(name, place, 0), product.at("nested", name))
    for offer in vocabulary.decisions.offers.values():
        yield offer.rule, RuleText(offer.rule, offer_text(rulebook, vocabulary, offer), offer.place_of(product))
    for name, rule in product.rules.items():
        yield name, RuleText(name, rule.text, product.at("rules", name))


def group_text(group: Group) -> Text:
    """What a group demands, in words."""
    name, least, most = group.name, group.min, min(group.max, len(group.options))
    if least == most:
        return Text(zh=f"“{name.zh}”须选 {least} 种", en=f'"{name.en}" takes exactly {least} of its options')
    return Text(zh=f"“{name.zh}”须选 {least} 至 {most} 种", en=f'"{name.en}" takes {least} to {most} of its options')
