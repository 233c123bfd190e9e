"""What a hint says of the promotions beside it is true: with so much more it applies, gives way, or stays out, as it says."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.pricing.outcome import Missing, Outcome
from cpq.rulebook.rulebook import Rulebook
from tests.pricing.books import book
from tests.properties.shops import priced

SHOP = """
products:
  GOLD: {kind: sku, name: Gold, category: things, tax_class: goods, unit: kg, order: {step: 0.000001}}
price_lists:
  L: {name: List, currency: CNY, channel: direct, entries: {W1: 100, W2: 33, W3: 10, V1: 7, GOLD: 10000}}
promotion_groups:
  g: {name: G, pick: PICK AT_MOST}
promotions:
"""
BOOKS: Mapping[str, tuple[str, Sequence[str]]] = {
    "order": ("all", (
        "a: {name: A, priority: 5, exclusive: phase, needs: [{target: {}, amount: {from: {CNY: 300}}}], benefit: {kind: percent, value: 5%, per: order}}",
        "b: {name: B, priority: 4, benefit: {kind: every, every: {CNY: 120}, off: {CNY: 9}}}",
        "c: {name: C, priority: 3, combinable_with: [b], when: order.quantity >= 6, benefit: {kind: amount, off: {CNY: 4}}}",
        "d: {name: D, exclusive: order, priority: 9, target: {products: [W3]}, lines: quantity >= 5, benefit: {kind: percent, value: 20%}}",
    )),
    "first": ("first", (
        "a: {name: A, group: g, priority: 3, when: order.net >= CNY(400), benefit: {kind: percent, value: 9%, per: order}}",
        "b: {name: B, group: g, priority: 2, when: order.net >= CNY(200), benefit: {kind: percent, value: 3%, per: order}}",
        "c: {name: C, group: g, priority: 1, when: order.quantity >= 4, benefit: {kind: percent, value: 2%, per: order}}",
    )),
    "some": ("all, at_most: 2", (
        "a: {name: A, group: g, priority: 3, when: order.net >= CNY(400), benefit: {kind: percent, value: 9%, per: order}}",
        "b: {name: B, group: g, priority: 2, when: order.net >= CNY(200), benefit: {kind: percent, value: 3%, per: order}}",
        "c: {name: C, group: g, priority: 1, when: order.quantity >= 4, benefit: {kind: percent, value: 2%, per: order}}",
        "d: {name: D, group: g, priority: 0, benefit: {kind: threshold, tiers: [{from: {CNY: 50}, percent: 1%}, {from: {CNY: 500}, percent: 4%}]}}",
    )),
    "budget": ("all, budget: {CNY: 6}", (
        "a: {name: A, group: g, priority: 3, when: order.net >= CNY(400), benefit: {kind: percent, value: 9%, per: order}}",
        "b: {name: B, group: g, priority: 2, benefit: {kind: percent, value: 4%, per: order}}",
        "c: {name: C, group: g, priority: 1, when: order.quantity >= 4, benefit: {kind: amount, off: {CNY: 2}}}",
    )),
    "deals": ("all", (
        "a: {name: A, priority: 3, target: {products: [W3]}, benefit: {kind: buy_get, buy: 3, get: 1}}",
        "b: {name: B, priority: 2, target: {products: [W3, V1]}, benefit: {kind: buy_get, buy: 1, get: 1, percent: 50%}}",
        "c: {name: C, priority: 1, target: {products: [V1]}, benefit: {kind: bundle, quantity: 3, percent: 10%}}",
    )),
}  # fmt: skip
Asked = tuple[tuple[str, Decimal], ...]
portions = st.tuples(st.sampled_from(["W1", "W2", "W3", "V1-red"]), st.integers(1, 9).map(Decimal))
baskets = st.lists(portions, min_size=1, max_size=3).map(tuple)


@cache
def shop(name: str) -> Rulebook:
    pick, rules = BOOKS[name]
    written = SHOP.replace("PICK AT_MOST", pick) + "".join(f"  {rule}\n" for rule in rules)
    with TemporaryDirectory() as folder:
        return book(Path(folder), written)


def outcomes(asked: Asked, name: str) -> dict[str, Outcome]:
    lines = [{"product": code, "quantity": units} for code, units in asked]
    return {each.promotion: each for each in priced([*lines], shop(name)).promotions}


MEANT = {"a": "W3", "b": "W3", "c": "V1-red"}
"""What a deal takes units of."""


def taken(id: str, missing: Missing, asked: Asked, name: str) -> Asked:
    """What is asked for when the hint is followed."""
    if missing.line is not None:
        number = int(missing.line) - 1
        return tuple((code, units + missing.more * (at == number)) for at, (code, units) in enumerate(asked))
    if missing.kind == "amount":
        return (*asked, ("GOLD", missing.more / 10000))
    return (*asked, (MEANT[id] if name == "deals" else "V1-red", missing.more))


@pytest.mark.parametrize("name", BOOKS)
@settings(max_examples=20, deadline=None)
@given(asked=baskets)
def test_a_hint_comes_true_beside_the_others_as_it_says(name: str, asked: Asked) -> None:
    before = outcomes(asked, name)
    for id, outcome in before.items():
        if outcome.missing is None:
            continue
        after = outcomes(taken(id, outcome.missing, asked, name), name)
        _compare(outcome, outcome.missing, after[id], after, before)


def _compare(
    outcome: Outcome, missing: Missing, then: Outcome, after: Mapping[str, Outcome], before: Mapping[str, Outcome]
) -> None:
    rival = missing.rival
    said = outcome.reason.en, then.reason.en
    others = {id for id, each in after.items() if each.status == "applied"} - {
        id for id, each in before.items() if each.status == "applied"
    }
    if others - {outcome.promotion}:
        return  # what was added brings in something that did not apply before, which no hint speaks of
    match missing.rivalry:
        case None:
            assert then.status == "applied", said
            assert then.amount > outcome.amount, said
        case "withholds":
            assert then.status != "applied", said
        case "gives_way":
            assert rival is not None
            assert (then.status, before[rival].status) == ("applied", "applied"), said
            assert after[rival].status != "applied", said
        case "weighed" | "shares":
            assert rival is not None
            assert before[rival].status in ("applied", "lost")
