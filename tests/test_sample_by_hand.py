"""Four sample requests computed a second time: plain Decimals, prices typed off the lists, nothing of the engine."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from pathlib import Path

from cpq.kinds import load_rulebook, read_request
from cpq.priced_quote import PricedQuote
from cpq.quote import price_quote

HOME = Path(__file__).resolve().parents[1]
CENT = Decimal("0.01")


def quoted(name: str) -> PricedQuote:
    rulebook = load_rulebook(HOME / "rules").rulebook
    assert rulebook is not None
    path = HOME / "examples" / "requests" / f"{name}.yaml"
    return price_quote(rulebook, read_request(path.read_bytes(), path.name, rulebook))


def to(step: Decimal, amount: Decimal) -> Decimal:
    return (amount / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def cents(amount: Decimal) -> Decimal:
    return to(CENT, amount)


def spread(amount: Decimal, over: Sequence[Decimal]) -> list[Decimal]:
    """By largest remainder: every share rounded down, the cents that are left to the largest fractions."""
    exact = [amount * weight / sum(over) for weight in over]
    shares = [share.quantize(CENT, ROUND_FLOOR) for share in exact]
    left = int((amount - sum(shares)) / CENT)
    for index in sorted(range(len(over)), key=lambda n: shares[n] - exact[n])[:left]:
        shares[index] += CENT
    return shares


def less(amount: Decimal, lines: Sequence[Decimal]) -> list[Decimal]:
    return [line - share for line, share in zip(lines, spread(amount, lines), strict=True)]


def test_the_office_request_by_hand():
    """The 1U server with its defaults, six cables, half a day; a coupon of 500 for hardware."""
    server = [3980, 3560, 3780, 2 * 960, 430, 1580, 2 * 430, 860, 2 * 590, 2 * (22 + 5)]
    goods = [Decimal(each) for each in (*server, 6 * (14 + 6))]
    service = Decimal(1200) / 2
    net = less(Decimal(500), goods)
    tax = sum(cents(line * Decimal("0.13")) for line in net) + cents(service * Decimal("0.06"))

    totals = quoted("office").totals
    assert totals.list_amount == sum(goods) + service == Decimal("18924.00")
    assert totals.net == sum(net) + service == Decimal("18424.00")
    assert totals.tax == tax
    assert totals.gross == totals.net + tax


def test_the_branch_office_request_by_hand():
    """Two UPS of 28 kg and six cables; freight for 56 kg, next-day delivery at the rep's price instead of 120."""
    goods = [2 * Decimal(6380), Decimal(6 * (14 + 6))]
    freight, express = Decimal(160), Decimal(80)
    tax = [cents(line * Decimal("0.13")) for line in goods]
    tax += [cents(line * Decimal("0.09")) for line in (freight, express)]

    quote = quoted("branch-office")
    totals = quote.totals
    assert [line.net for line in quote.lines] == [*goods, freight, express]
    assert [line.tax.amount for line in quote.lines] == tax
    assert totals.delivery == freight + express == Decimal("240.00")
    assert (totals.list_amount, totals.discount) == (sum(goods) + freight + 120, 40)
    assert totals.net == sum(goods) + freight + express == Decimal("13120.00")
    assert totals.gross == totals.net + sum(tax)
    # The goods' margin, and of the deliveries that of the one whose cost is declared.
    cost = sum(line.cost for line in quote.lines if line.cost is not None)
    earned = sum(goods) + express
    assert totals.margin == ((earned - cost) / earned).quantize(Decimal("0.000001"), ROUND_HALF_UP)


def euros(cny: str) -> Decimal:
    return to(Decimal("0.50"), Decimal(cny) * Decimal("0.136"))


def test_the_german_request_by_hand():
    """Four 2U servers, two switches, monitoring for two years, three days, gold support for three; 1 % for prepayment."""
    cord = euros("22") + cents(
        Decimal(5) * Decimal("0.136")
    )  # the surcharge for two metres is not brought to half euros
    # chassis with 42 euros of export packing, board, processors, heat sinks, memory, backplane, controller, drives,
    # network, supplies, cords, rails, security, warranty
    one = [euros("4980") + 42, euros("4580"), 2 * euros("6560"), 2 * euros("120"), 8 * euros("1040"), euros("430")]
    one += [euros("1580"), 2 * euros("1220"), euros("1580"), 2 * euros("850"), 2 * cord, euros("260"), euros("130")]
    one += [euros("1980")]
    goods = [*(4 * each for each in one), 2 * euros("15900")]
    monitoring = 40 * euros("26") * 24
    days = 3 * Decimal(920)
    support = cents(sum(goods) * Decimal("0.12")) * 3

    net = [*less(cents(sum(goods) * Decimal("0.01")), goods), monitoring, days, support]
    tax = sum(cents(line * Decimal("0.19")) for line in net)

    quote = quoted("factory-eur")
    assert quote.line("5") is not None
    assert quote.totals.net == sum(net)
    assert quote.totals.tax == tax
    assert {each.period: each.net for each in quote.totals.recurring} == {"month": monitoring, "year": support}


def dealer_dollars(cny: str) -> Decimal:
    """Direct: × 0.148 to half a dollar; dealers 18 % less."""
    direct = to(Decimal("0.50"), Decimal(cny) * Decimal("0.148"))
    return cents(direct * Decimal("0.82"))


def dealer_addition(cny: str) -> Decimal:
    return cents(cents(Decimal(cny) * Decimal("0.148")) * Decimal("0.82"))


def test_the_dealer_request_by_hand():
    """Ten servers (5 % volume discount on the chassis), contract switches, cables with four free, spares, sixty nodes."""
    cents_off = cents(Decimal("0.10") * 20 * (dealer_dollars("22") + dealer_addition("5")))
    cords = 20 * (dealer_dollars("22") + dealer_addition("5")) - cents_off
    chassis = 10 * (dealer_dollars("4980") + 45)
    chassis -= cents(chassis * Decimal("0.05"))
    options = [("4580", 1), ("10180", 2), ("120", 2), ("1990", 8), ("430", 1), ("1580", 1), ("690", 2), ("1580", 1)]
    options += [("850", 2), ("260", 1), ("130", 1)]
    cable = dealer_dollars("108") + dealer_addition("20")
    cables = 44 * cable - cents(44 * cable * Decimal("0.10"))
    cables -= cents(cables * 4 / 44)
    goods = [chassis, *(10 * count * dealer_dollars(price) for price, count in options), cords, cables]
    goods += [2 * Decimal(2950), 3 * dealer_dollars("690")]
    nodes = 60 * dealer_dollars("34") * 12

    totals = quoted("dealer-usd").totals
    assert totals.net == sum(goods) + nodes
    assert totals.tax == sum(cents(line * Decimal("0.0725")) for line in goods)
