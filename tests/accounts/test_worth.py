"""What orders say of a customer: sums in the company's currency, the usual pause, and who is quiet."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from cpq.accounts.rfm import Purchase
from cpq.company.base_currency import BaseCurrency
from cpq.overviews.worth import worth
from tests.orders.cloud import sample

AS_OF = date(2026, 6, 30)


def bought(*days_ago: int) -> list[Purchase]:
    return [Purchase(AS_OF - timedelta(days=each), Decimal("10.50")) for each in days_ago]


def test_an_amount_is_converted_at_the_rate_of_its_day_or_not_at_all() -> None:
    base = BaseCurrency(sample())
    amount = Decimal("10.55")
    assert base.code == "CNY"
    assert base.worth(amount, "USD", AS_OF) == Decimal("75.12")  # 10.55 × 7.12 = 75.116
    assert base.worth(amount, "USD", date(2026, 7, 1)) == Decimal("74.69")  # × 7.08 = 74.694
    assert base.worth(amount, "USD", date(2025, 12, 31)) is None
    assert base.worth(amount, "KWD", AS_OF) is None
    assert base.worth(amount, "CNY", AS_OF) == amount


def test_the_worth_of_three_orders_by_hand() -> None:
    found = worth([*bought(10, 40, 100), Purchase(AS_OF + timedelta(days=1), Decimal(99))], AS_OF)
    assert found is not None
    assert (found.orders, found.amount, found.since, found.pause, found.quiet) == (3, Decimal("31.50"), 10, 45, False)
    assert (found.first, found.last) == (date(2026, 3, 22), date(2026, 6, 20))
    assert worth([], AS_OF) is None


def test_who_has_not_ordered_for_more_than_twice_the_usual_pause_is_quiet() -> None:
    for since, quiet in ((60, False), (61, True)):
        found = worth(bought(since, since + 30, since + 60), AS_OF)
        assert found is not None
        assert found.quiet is quiet
    one = worth(bought(400), AS_OF)
    assert one is not None
    assert (one.pause, one.quiet) == (None, False)
