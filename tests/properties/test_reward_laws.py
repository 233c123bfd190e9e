"""Laws of points and rebates: they change no price that they should not, add up to the cent, and do not depend on how things are listed."""

from dataclasses import replace
from decimal import Decimal
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.priced_quote import PricedLine, PricedQuote
from cpq.pricing.trace import Phase
from cpq.promotions.rebates.programme import RebateProgramme
from cpq.rulebook.place import Place
from tests.properties.shops import Line, priced, requests, shop, shop_of

ZERO = Decimal(0)

EARNING = """
  net-points: {name: P, when: currency == "CNY", benefit: {kind: points, per: {CNY: 7.77}, times: 1.5}}
  sale-points: {name: Q, when: currency == "CNY", target: {tags: [sale]}, benefit: {kind: points, per: {CNY: 3}, at_most: 40}}
"""
TIERS = "tiers: [{from: {CNY: 100}, rate: 1.37%}, {from: {CNY: 333.33}, rate: 2.9%}, {from: {CNY: 1000}, rate: 7.01%}]"
REBATES = f"""
rebates:
  a: {{name: A, when: currency == "CNY", period: year, calculation: retrospective, {TIERS}, usable: {{target: {{tags: [sale]}}, share: 33.3%}}}}
  b: {{name: B, when: currency == "CNY", period: month, calculation: progressive, {TIERS}, usable: {{}}}}
"""
NOWHERE = Place("")
cents = st.decimals(0, 2000, places=2)
percents = st.integers(0, 40)
uses = st.just("all") | st.decimals(0, 500, places=2).map(str)


def account(purchased: Decimal = ZERO, balance: Decimal = ZERO, use: str | None = None) -> dict[str, object]:
    return {"purchased": str(purchased), "balance": str(balance), **({} if use is None else {"use": use})}


accounts = st.builds(
    lambda purchased, use: account(purchased, Decimal(1000) if use == "all" else Decimal(use), use), cents, uses
)
standings = st.fixed_dictionaries({"a": accounts, "b": accounts})


def earned(quote: PricedQuote, programme: str) -> Decimal:
    return next(each.accrued for each in quote.rebates if each.programme == programme)


@settings(max_examples=60, deadline=None)
@given(requests, percents, standings)
def test_what_is_used_comes_off_exactly_and_no_line_falls_below_zero(
    lines: list[Line], percent: int, standing: dict[str, object]
) -> None:
    quote = priced(lines, shop(EARNING + REBATES), percent, rebates=standing)
    assert all(line.net == sum((step.amount for step in line.trace), ZERO) >= 0 for line in quote.lines)
    totals, counted = quote.totals, [line for line in quote.lines if not line.estimated]
    assert totals.net == sum((line.net for line in counted), ZERO)
    assert totals.tax == sum((each.amount for each in totals.taxes), ZERO)
    first, *rows = (row for row in quote.waterfall if row.phase not in ("net", "tax", "gross"))
    assert first.running + sum((row.amount for row in rows), ZERO) == totals.net
    for rebate in quote.rebates:
        steps = [
            step
            for line in quote.lines
            for step in line.trace
            if (step.phase, step.rule) == ("rebate", rebate.programme)
        ]
        assert rebate.used == -sum((step.amount for step in steps), ZERO) >= 0
        assert rebate.used + rebate.balance_after == rebate.balance
        assert all(step.amount == round(step.amount, 2) < 0 for step in steps)


@settings(max_examples=60, deadline=None)
@given(requests, percents, standings)
def test_no_more_is_used_than_the_share_of_what_may_be_paid_with_it(
    lines: list[Line], percent: int, standing: dict[str, object]
) -> None:
    quote = priced(lines, shop(EARNING + REBATES), percent, rebates=standing)
    payable = [
        line for line in quote.lines if line.product in ("W2", "V1") and not line.included and line.role != "gift"
    ]
    before = sum((_before_rebates(line) for line in payable), ZERO)
    assert next(each.used for each in quote.rebates if each.programme == "a") <= before * Decimal("0.333")


def _before_rebates(line: PricedLine) -> Decimal:
    """What was to be paid when the rebates came: after the promotions and the prices by hand."""
    later = ("manual-line", "manual-order")
    return sum((step.amount for step in line.trace if step.phase is not Phase.REBATE and step.rule not in later), ZERO)


@settings(max_examples=60, deadline=None)
@given(requests, percents, standings, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_changes_no_points_and_no_rebate(
    lines: list[Line], percent: int, standing: dict[str, object], random: Random
) -> None:
    """But the odd cent of what is spread, which goes to the earlier of two equal lines, and a percentage of a line sees."""
    plain: list[Line] = [{key: value for key, value in line.items() if key != "discount"} for line in lines]
    mixed = random.sample(plain, len(plain))
    one, other = (
        priced(each, shop_of(f"promotions:{EARNING}{REBATES}"), percent, rebates=standing) for each in (plain, mixed)
    )
    assert one.totals.net == other.totals.net
    assert next(each.points for each in one.promotions) == next(each.points for each in other.promotions)
    assert [replace(each, on=()) for each in one.rebates] == [replace(each, on=()) for each in other.rebates]


@settings(max_examples=30, deadline=None)
@given(requests, standings, st.permutations(REBATES.strip().splitlines()[1:]))
def test_the_order_of_the_programmes_changes_nothing(
    lines: list[Line], standing: dict[str, object], rows: list[str]
) -> None:
    other = "\n".join(["rebates:", *rows])
    one = priced(lines, shop(REBATES), rebates=standing)
    two = priced(lines, shop(other), rebates=dict(reversed(standing.items())))
    assert [line.net for line in one.lines] == [line.net for line in two.lines]
    assert [replace(each, place=NOWHERE) for each in one.rebates] == [
        replace(each, place=NOWHERE) for each in two.rebates
    ]
    assert [(row.rule, row.amount) for row in one.waterfall] == [(row.rule, row.amount) for row in two.waterfall]


@settings(max_examples=40, deadline=None)
@given(requests, percents)
def test_points_change_no_price_and_are_the_sum_of_the_lines_parts(lines: list[Line], percent: int) -> None:
    quote, without = priced(lines, shop(EARNING), percent), priced(lines, shop(), percent)
    assert [(line.net, line.trace) for line in quote.lines] == [(line.net, line.trace) for line in without.lines]
    assert (quote.totals, quote.waterfall) == (without.totals, without.waterfall)
    rewards = [each for each in quote.promotions if each.phase is Phase.REWARD]
    assert quote.points == sum(each.points for each in rewards)
    nets = {line.number: line.net for line in quote.lines}
    for each in rewards:
        assert each.points == sum(given.points for given in each.on)
        assert all(given.base == nets[given.line] and given.amount == 0 for given in each.on)
    base = sum((line.net for line in quote.lines if not line.estimated and line.role != "gift"), ZERO)
    assert next(each.points for each in rewards if each.promotion == "net-points") == int(
        base // Decimal("7.77") * 3 / 2
    )


parts = st.lists(st.tuples(st.sampled_from(["W1", "W2", "W3", "V1-red"]), st.integers(1, 12)), min_size=1, max_size=6)


@settings(max_examples=80, deadline=None)
@given(parts, st.sampled_from(["a", "b"]), cents)
def test_several_quotes_of_one_period_earn_together_what_one_quote_would(
    bought: list[tuple[str, int]], programme: str, before: Decimal
) -> None:
    lines: list[Line] = [{"product": product, "quantity": quantity} for product, quantity in bought]
    whole = priced(lines, shop_of(REBATES), rebates={programme: account(before)})
    together, purchased = ZERO, before
    for line in lines:
        one = priced([line], shop_of(REBATES), rebates={programme: account(purchased)})
        together += earned(one, programme)
        purchased += one.totals.net
    assert together == earned(whole, programme) >= 0


@settings(max_examples=300)
@given(st.sampled_from(["a", "b"]), st.decimals(0, 1500, places=2), st.decimals(0, 300, places=2))
def test_who_buys_more_never_earns_less(programme: str, amount: Decimal, more: Decimal) -> None:
    found = shop_of(REBATES).all(RebateProgramme)[programme]
    before, after = found.earned(amount, "CNY"), found.earned(amount + more, "CNY")
    highest = found.tiers[-1].rate
    assert 0 <= before <= after <= (amount + more) * highest
    if found.calculation == "progressive":
        assert after - before <= more * highest
