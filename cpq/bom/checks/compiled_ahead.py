"""Compiling the large products, and what stands in their nested places, so that reps get their answers from circuits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

from cpq.bom.checks.configurables import readable_configurables
from cpq.bom.checks.solvable import opening_states
from cpq.bom.configuration.compilations import Compilations
from cpq.bom.configuration.shapes import PartShape, Shape
from cpq.bom.products import Configurable
from cpq.bom.solve import Linear, Model
from cpq.bom.solve.ahead import compile_ahead, is_worth_it, seconds_allowed
from cpq.bom.solve.automatic import parts_of
from cpq.bom.solve.encoding import overfills
from cpq.rulebook.finding import Finding, Refused, Severity
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

ALIKE = 2
"""Parts of each product in a nested place: enough for the whole to be taken apart into what larger wholes consist of, too."""


def large_products_compile(rulebook: Rulebook) -> Iterator[Finding]:
    """Notes the products that SAT or CP-SAT will answer for, as their circuits, or those of what they consist of, take too long to make."""
    readable = {product.id: product for product in readable_configurables(rulebook)}
    for product in readable.values():
        if not all(each in readable for nested in product.nested.values() for each in nested.products):
            continue  # what is wrong inside is reported by itself
        with suppress(Refused):
            large = [each for each in _models(rulebook, product) if compile_ahead(each) != "kept"]
            if large:
                text = _answered_by_cp_sat(large) if _overfill(rulebook, product, large) else _answered_by_sat(large)
                yield Finding("not-compiled", product.place, text, Severity.NOTE)


def _overfill(rulebook: Rulebook, product: Configurable, large: Sequence[Model]) -> bool:
    """Whether clauses do not hold one of the models; of a product without places, the engine that answered before tells."""
    answered = {each.id: state.engine for each, state in rulebook.derived(opening_states)}
    if product.nested or product.id not in answered:
        return any(map(overfills, large))
    return answered[product.id] == "cp-sat"


def _answered_by_cp_sat(large: Sequence[Model]) -> Text:
    """Of a product with a model that clauses do not hold either."""
    values = max(sum(map(len, each.domains.values())) for each in large)
    sums = max(sum(isinstance(rule, Linear) for rule in each.constraints) for each in large)
    return Text(
        zh=f"此产品（{values:,} 个取值、{sums:,} 条求和约束）在 {seconds_allowed():g} 秒内编译不成电路，所需子句也过多，由 CP-SAT 引擎作答：每个问题约需数秒，"
        "限时内未能证明的会注明；减少求和规则或缩小数量范围可加快",
        en=f"this product ({values:,} values, {sums:,} sums) does not compile to a circuit within {seconds_allowed():g} seconds and is more "
        "than clauses hold: the CP-SAT engine answers, in some seconds a question, and says what it could not prove within its "
        "limits; fewer sums or narrower quantities make it faster",
    )


def _answered_by_sat(large: Sequence[Model]) -> Text:
    """Of a product with models that are too large for a circuit."""
    values = max(sum(map(len, each.domains.values())) for each in large)
    rules = max(len(each.constraints) for each in large)
    return Text(
        zh=f"此产品（{values:,} 个取值、{rules:,} 条约束）在 {seconds_allowed():g} 秒内编译不成电路，由 SAT 引擎作答：每次点选约需数十毫秒，而非不到一毫秒；"
        "结果相同",
        en=f"this product ({values:,} values, {rules:,} constraints) does not compile to a circuit within {seconds_allowed():g} seconds, and "
        "the SAT engine answers: in some ten milliseconds a click instead of under one; the answers are the same",
    )


def _models(rulebook: Rulebook, product: Configurable) -> Iterator[Model]:
    """The product by itself, if that is worth it, and what a whole with parts of every kind is taken apart into."""
    made = rulebook.derived(Compilations)
    alone = made.of(product.id, Shape()).model
    if is_worth_it(alone):
        yield alone
    if product.nested:
        yield from parts_of(made.of(product.id, _furnished(product)).model)


def _furnished(product: Configurable) -> Shape:
    return Shape(
        tuple(
            (place, tuple(PartShape(each, 1, Shape()) for each in nested.products for _ in range(ALIKE)))
            for place, nested in product.nested.items()
        )
    )
