"""What a promotion says is missing is true: with so much more it applies, or gives more; with a little less it does not."""

from collections.abc import Sequence
from dataclasses import dataclass
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
  SIX: {kind: sku, name: Six, category: things, tax_class: goods, order: {step: 6}}
  LEAD: {kind: sku, name: Lead, category: things, tax_class: goods, unit: m, order: {step: 0.5}}
price_lists:
  L: {name: List, currency: CNY, channel: direct, entries: {W1: 100, W2: 33.33, W3: 10, V1: 7, GOLD: 10000, SIX: 2.50, LEAD: 4.10}}
promotions:
  P:
    name: P
"""
PERCENT = "benefit: {kind: percent, value: 10%}"
HINTS = {
    "lines": f"lines: quantity >= 4, {PERCENT}",
    "lines above": f"lines: quantity > 4, {PERCENT}",
    "lines of some": f'lines: quantity >= 7 and product.code != "W3" and quantity < 50, {PERCENT}',
    "lines or": f'lines: "product.id == \\"W1\\" and quantity >= 3 or quantity >= 12", {PERCENT}',
    "lines of a special price": "lines: quantity >= 4, benefit: {kind: set_price, price: {CNY: 9.99}}",
    "lines of groups": "lines: quantity >= 3, benefit: {kind: percent, value: 30%, units: {groups_of: 5}}",
    "lines of tiers": "lines: quantity >= 3, benefit: {kind: threshold, tiers: [{from: {CNY: 99}, percent: 5%}]}",
    "lines of counted tiers": "lines: quantity > 3, benefit: {kind: threshold, per: line, tiers: [{from: 6, percent: 5%}]}",
    "lines of every amount": "lines: quantity >= 4, benefit: {kind: every, every: {CNY: 77}, off: {CNY: 7}}",
    "lines of every so many": "lines: quantity >= 4, benefit: {kind: every, every: 7, off: {CNY: 0.5}}",
    "lines of a total": "lines: quantity >= 4, benefit: {kind: set_total, total: {CNY: 60}}",
    "lines of buy and get": "lines: quantity >= 3, benefit: {kind: buy_get, buy: 3, get: 1}",
    "lines of a bundle": "lines: quantity >= 4, benefit: {kind: bundle, quantity: 5, price: {CNY: 45}}",
    "lines of a gift again": "lines: quantity >= 4, benefit: {kind: gift, product: W3, every: {CNY: 50}}",
    "lines of points": "lines: quantity >= 4, when: currency == 'CNY', benefit: {kind: points, per: {CNY: 40}, times: 0.5}",
    "lines of fixed points": "lines: quantity >= 4, benefit: {kind: points, fixed: 9}",
    "gift on a line": "lines: quantity >= 5, benefit: {kind: gift, product: W3}",
    "when": f"when: order.net >= CNY(700), {PERCENT}",
    "when above": f"when: order.list > CNY(700), {PERCENT}",
    "or in when": f'when: order.net >= CNY(2000) or order.quantity >= 20 or customer.segment == "education", {PERCENT}',
    "or within and": f'when: order.quantity < 100000 and (order.net >= CNY(900) or (order.quantity >= 25 and channel == "direct")), {PERCENT}',
    "needs": f"needs: [{{target: {{}}, amount: {{from: {{CNY: 555.55}}}}}}], {PERCENT}",
    "every amount": "benefit: {kind: every, every: {CNY: 150}, off: {CNY: 7}}",
    "every so often": "benefit: {kind: every, every: {CNY: 150}, off: {CNY: 7}, limit: 3}",
    "every units": "benefit: {kind: every, every: 4, off: {CNY: 0.5}}",
    "every up to a cap": "benefit: {kind: every, every: {CNY: 100}, off: {CNY: 7}}, cap: {order: {CNY: 20}}",
    "gift again": "target: {products: [W1, W3]}, benefit: {kind: gift, product: W3, every: 3, limit: 4}",
    "tiers": "benefit: {kind: threshold, tiers: [{from: {CNY: 200}, percent: 1%}, {from: {CNY: 600}, percent: 5%}]}",
    "tiers to a budget": "benefit: {kind: threshold, tiers: [{from: 2, percent: 5%}, {from: 12, percent: 6%}]}, limits: {budget: {CNY: 9}}",
    "buy and get": "target: {products: [W3]}, benefit: {kind: buy_get, buy: 3, get: 1, limit: 3}",
    "get another": "target: {products: [W3]}, benefit: {kind: buy_get, buy: 3, get: 1, get_target: {products: [V1]}}",
    "get two others": "target: {products: [W3]}, benefit: {kind: buy_get, buy: 2, get: 2, percent: 40%, limit: 2, get_target: {products: [W1]}}",
    "groups of units": "benefit: {kind: percent, value: 30%, units: {groups_of: 5, at_most: 16}}",
    "amounts of groups": "target: {products: [W3]}, benefit: {kind: amount, off: {CNY: 1}, per: unit, units: {groups_of: 3, pick: dearest}}",
    "bundle of one range": "target: {products: [W3]}, benefit: {kind: bundle, quantity: 3, off: {CNY: 2}, limit: 2}",
    "bundle": "benefit: {kind: bundle, parts: [{target: {products: [W3]}, quantity: 2}, {target: {products: [W3, W1]}}], percent: 10%}",
}  # fmt: skip
CENT = Decimal("0.01")
STEPS = {"SIX": Decimal(6), "LEAD": Decimal("0.5")}


@cache
def shop(name: str) -> Rulebook:
    rules = HINTS[name]
    with TemporaryDirectory() as folder:
        return book(Path(folder), SHOP.replace("  P:\n    name: P\n", f"  P: {{name: P, {rules}}}\n"))


Asked = tuple[tuple[str, Decimal], ...]
portions = st.one_of(
    st.tuples(st.sampled_from(["W1", "W2", "W3", "V1-red"]), st.integers(1, 9).map(Decimal)),
    st.tuples(st.just("SIX"), st.integers(1, 2).map(lambda times: Decimal(6 * times))),
    st.tuples(st.just("LEAD"), st.integers(1, 20).map(lambda times: Decimal(times) / 2)),
)
baskets = st.lists(portions, min_size=1, max_size=4).map(tuple)


@dataclass(frozen=True)
class Advice:
    """A hint, taken with some more or less than it says."""

    missing: Missing
    rules: str

    def taken(self, asked: Asked, more: Decimal) -> Asked:
        missing = self.missing
        if missing.line is not None:
            number = int(missing.line) - 1
            return tuple((code, units + more * (at == number)) for at, (code, units) in enumerate(asked))
        code = "GOLD" if missing.kind == "amount" else "W3" if "target" in self.rules else "LEAD"
        code = missing.products[0] if missing.products else code
        return (*asked, (code, more / 10000 if missing.kind == "amount" else more))

    @property
    def least(self) -> Decimal:
        return CENT if self.missing.kind == "amount" else Decimal(1)


def outcome(asked: Asked, rulebook: Rulebook) -> Outcome:
    lines: Sequence[dict[str, object]] = [{"product": code, "quantity": units} for code, units in asked if units]
    (found,) = priced(list(lines), rulebook).promotions
    return found


def worth(found: Outcome) -> tuple[bool, Decimal]:
    """Whether it applies, and what it gives, be it points; gifts are counted by their list price."""
    return found.status == "applied", found.amount + found.points


@pytest.mark.parametrize("name", HINTS)
@settings(max_examples=20, deadline=None)
@given(asked=baskets)
def test_a_hint_is_true_and_no_larger_than_need_be(name: str, asked: Asked) -> None:
    before = outcome(asked, shop(name))
    if before.missing is None or (name.startswith("lines of") and before.missing.line is None):
        return  # a line meets `lines` already: what is missing is more of that one, and not of whatever is added
    advice = Advice(before.missing, HINTS[name])
    after = outcome(advice.taken(asked, before.missing.more), shop(name))
    assert after.status == "applied", (before.reason.en, after.reason.en)
    assert worth(after) > worth(before), (before.reason.en, after.amount)
    bounded = "cap:" in HINTS[name] or "budget:" in HINTS[name]  # may end before the next time
    if before.missing.line is not None:
        step = STEPS.get(asked[int(before.missing.line) - 1][0], Decimal(1))
        fewer = outcome(advice.taken(asked, before.missing.more - step), shop(name))
        assert fewer.status != "applied", (before.reason.en, fewer.reason.en)
    elif name != "bundle" and not bounded and before.missing.more % advice.least == 0:
        fewer = outcome(advice.taken(asked, before.missing.more - advice.least), shop(name))
        assert fewer.status == before.status
        assert fewer.missing is not None or before.status != "applied"


@pytest.mark.parametrize("name", HINTS)
def test_each_kind_of_promotion_gives_a_hint(name: str) -> None:
    found = [
        outcome(asked, shop(name))
        for asked in (
            (("W3", Decimal(1)), ("W1", Decimal(1))),
            (("W3", Decimal(3)),),
            (("W3", Decimal(6)), ("V1-red", Decimal(1))),
            (("W3", Decimal(4)), ("W1", Decimal(2))),
        )
    ]
    assert any(each.missing is not None for each in found)
