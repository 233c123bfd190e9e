"""Laws of pricing that hold for every request."""

import json
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.money import arithmetic
from cpq.pricing.methods import Block, Graduated, Method, Package, Standing, Volume
from cpq.pricing.methods.tiers import Tier
from cpq.pricing.trace import LIST_PHASES
from tests.pricing.books import book
from tests.properties.shops import Line, priced, requests, shop

ZERO = Decimal(0)
percents = st.integers(0, 40)


@settings(max_examples=60)
@given(requests, percents)
def test_the_trace_of_every_line_adds_up_to_its_net_and_list_amount(lines: list[Line], percent: int) -> None:
    for line in priced(lines, shop(), percent).lines:
        assert line.net == sum((step.amount for step in line.trace), ZERO)
        assert line.list_amount == sum((step.amount for step in line.trace if step.phase in LIST_PHASES), ZERO)
        assert line.net == line.list_amount + line.surcharge - line.discount
        assert line.surcharge >= 0 <= line.discount
        assert line.net >= 0
        assert line.net == round(line.net, 2)
        assert all(
            abs(step.rounding) <= Decimal("0.005") * (line.billing.periods if line.billing else 1)
            for step in line.trace
        )


@settings(max_examples=60)
@given(requests, percents)
def test_totals_are_the_sums_of_the_lines(lines: list[Line], percent: int) -> None:
    quote = priced(lines, shop(), percent)
    counted = [line for line in quote.lines if not line.estimated]
    totals = quote.totals
    assert totals.net == sum((line.net for line in counted), ZERO)
    assert totals.gross == totals.net + totals.tax == sum((line.gross for line in counted), ZERO)
    assert totals.one_off + sum((each.net for each in totals.recurring), ZERO) == totals.net
    assert sum((each.net for each in totals.sections), ZERO) == totals.net
    assert sum((each.amount for each in totals.taxes), ZERO) == totals.tax
    assert sum((each.base for each in totals.taxes), ZERO) == totals.net
    assert quote.waterfall[-1].running == totals.gross
    steps = [row for row in quote.waterfall if row.phase not in ("list", "net", "tax", "gross")]
    assert totals.list_amount + sum((row.amount for row in steps), ZERO) == totals.net


@settings(max_examples=40)
@given(requests, st.randoms(use_true_random=False))
def test_permuting_the_lines_changes_no_list_amount_and_no_total(lines: list[Line], random) -> None:
    """Where the rep takes nothing off by hand: which of two lines gets an odd cent goes by their order."""
    plain: list[Line] = [{"product": line["product"], "quantity": line["quantity"]} for line in lines]
    order = list(range(len(lines)))
    random.shuffle(order)
    before = priced(plain, shop())
    after = priced([plain[index] for index in order], shop())
    assert [line.list_amount for line in after.lines] == [before.lines[index].list_amount for index in order]
    assert after.totals.net == before.totals.net


@settings(max_examples=40)
@given(requests)
def test_rules_that_cannot_match_change_nothing(lines: list[Line]) -> None:
    more = """
  never-a: {name: X, when: customer.segment == "education", priority: 50, benefit: {kind: percent, value: 50%}}
  never-b: {name: Y, target: {products: [B1]}, priority: 50, exclusive: order, benefit: {kind: percent, value: 50%, per: order}}
  never-c: {name: Z, lines: quantity > 100, group: g, benefit: {kind: percent, value: 90%}}
"""
    before, after = priced(lines, shop()), priced(lines, shop(more))
    assert after.lines == before.lines
    assert after.totals == before.totals


tiers = st.lists(
    st.tuples(st.integers(1, 30), st.decimals(0, 100, places=2)), min_size=1, max_size=5, unique_by=lambda tier: tier[0]
)


def made(drawn: list[tuple[int, Decimal]], first: int) -> list[Tier]:
    starts = sorted(start for start, _ in drawn)
    return [
        Tier.model_validate({"from": first if number == 0 else start + 1, "price": price})
        for number, (start, (_, price)) in enumerate(zip(starts, drawn, strict=True))
    ]


class Asked:
    """As much of an item as a price method looks at."""

    def __init__(self, quantity: Decimal) -> None:
        self.quantity = quantity


class Around:
    """The rest of a quote: what the customer had before, and how much there is on all lines together."""

    def __init__(self, before: Decimal, together: Decimal) -> None:
        self._standing = Standing(before, together)

    def standing(self, item: Asked, over: str) -> Standing:
        return self._standing


def charged(method: Method, quantity: Decimal, before: Decimal = ZERO, together: Decimal | None = None) -> Decimal:
    with arithmetic():
        price = method.priced(Asked(quantity), Around(before, together or quantity))  # pyright: ignore[reportArgumentType]
        if price.charges:
            return sum((each.amount for each in price.charges), ZERO)
        assert abs(sum(each.quantity for each in price.slices) - quantity) < Decimal("1e-20")
        return sum((each.quantity * each.unit_price + each.flat for each in price.slices), ZERO)


@given(tiers, st.sampled_from([0, 1]), st.integers(1, 60))
def test_a_graduated_price_is_continuous_and_one_more_unit_costs_what_its_tier_says(
    drawn: list[tuple[int, Decimal]], first: int, quantity: int
) -> None:
    graduated = Graduated(method="graduated", tiers=made(drawn, first))
    step = Decimal("0.001")
    at = Decimal(quantity)
    dearest = max(tier.price for tier in graduated.tiers)
    assert abs(charged(graduated, at + step) - charged(graduated, at)) <= step * dearest
    reached = [tier.price for tier in graduated.tiers if tier.from_ is not None and tier.from_ <= at + (first == 1)]
    assert charged(graduated, at + 1) - charged(graduated, at) == reached[-1] or first == 0


@given(tiers, st.integers(1, 60))
def test_a_volume_price_is_what_the_reached_tier_says(drawn: list[tuple[int, Decimal]], quantity: int) -> None:
    volume = Volume(method="volume", tiers=made(drawn, 1))
    reached = [tier.price for tier in volume.tiers if tier.from_ is not None and tier.from_ <= quantity]
    assert charged(volume, Decimal(quantity)) == quantity * reached[-1]


@settings(max_examples=40)
@given(tiers, st.sampled_from(["volume", "graduated"]), st.integers(1, 60), st.integers(1, 999))
def test_a_line_costs_what_its_tiers_charge_rounded_once(
    drawn: list[tuple[int, Decimal]], method: str, quantity: int, finer: int
) -> None:
    """With prices of up to five digits after the point."""
    fine = [(start, price + Decimal(finer) / 100_000) for start, price in drawn]
    written = [{"from": str(each.from_), "price": str(each.price)} for each in made(fine, 1)]
    entry = json.dumps({"method": method, "tiers": written})
    with TemporaryDirectory() as folder:
        lists = f"price_lists: {{L: {{name: L, currency: CNY, channel: direct, entries: {{W2: {entry}}}}}}}\n"
        quote = priced([{"product": "W2", "quantity": quantity}], book(Path(folder), lists))
    kind = Volume if method == "volume" else Graduated
    exact = charged(kind.model_validate({"method": method, "tiers": made(fine, 1)}), Decimal(quantity))
    with arithmetic():
        assert quote.totals.net == exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


@given(tiers, st.sampled_from([0, 1]), st.integers(0, 40), st.lists(st.integers(1, 20), min_size=1, max_size=4))
def test_graduated_lines_together_cost_what_one_line_of_them_all_costs_after_what_was_bought_before(
    drawn: list[tuple[int, Decimal]], first: int, before: int, quantities: list[int]
) -> None:
    graduated = Graduated(method="graduated", tiers=made(drawn, first))
    whole, had = Decimal(sum(quantities)), Decimal(before)
    each = [charged(graduated, Decimal(quantity), had, whole) for quantity in quantities]
    until, from_the_start = charged(graduated, had) if had else ZERO, charged(graduated, had + whole)
    assert abs(sum(each, ZERO) - (from_the_start - until)) < Decimal("1e-20")


@given(st.integers(1, 50), st.decimals(0, 100, places=2), st.integers(0, 30), st.integers(0, 500), st.integers(0, 500))
def test_more_packs_never_cost_less_and_a_whole_pack_costs_its_price(
    size: int, price: Decimal, free: int, one: int, more: int
) -> None:
    package = Package(method="package", size=Decimal(size), price=price, free=Decimal(free))
    assert charged(package, Decimal(one)) <= charged(package, Decimal(one + more))
    assert charged(package, Decimal(free + one * size)) == one * price


@given(
    st.lists(st.tuples(st.integers(1, 20), st.integers(1, 5), st.decimals(0, 50, places=2)), min_size=1, max_size=4),
    st.integers(0, 300),
    st.integers(0, 100),
)
def test_more_blocks_of_each_tier_never_cost_less(drawn: list[tuple[int, int, Decimal]], one: int, more: int) -> None:
    *ended, last = [{"size": Decimal(size), "blocks": blocks, "price": price} for size, blocks, price in drawn]
    block = Block.model_validate({"method": "block", "tiers": [*ended, {**last, "blocks": None}]})
    assert charged(block, Decimal(one)) <= charged(block, Decimal(one + more))
