"""What the terminal shows of a quote, beside its amounts."""

from dataclasses import replace
from decimal import Decimal

from rich.console import Console

from cpq.cli.quote_view import quote_view
from cpq.priced_quote import Metering, PricedQuote, RecurringTotal
from cpq.rulebook.text import Text
from tests.documents.sample_quote import line, one_line, quote


def shown(of: PricedQuote) -> str:
    """In either language; what is looked for below is in both."""
    console = Console(width=120)
    with console.capture() as captured:
        console.print(quote_view(of))
    return captured.get()


def test_values_that_were_entered_stand_under_their_line() -> None:
    lines = [
        line(
            "1",
            Text.same("Lift"),
            "9.00",
            details=((Text.same("Stops"), Text.same("7")), (Text.same("Rise"), Text.same("18 m"))),
        )
    ]
    assert "Stops 7 · Rise 18 m" in shown(quote(lines))


def test_a_metered_line_shows_what_is_expected_and_what_of_it_is_free() -> None:
    metered = line(
        "1", Text.same("Calls"), "1.00", "75", estimated=True, metering=Metering(Decimal(8091), Decimal(5027))
    )
    seen = shown(quote([metered]))
    assert "8,091" in seen
    assert "5,027" in seen


def test_each_year_of_a_ramp_is_shown() -> None:
    ramped = one_line()
    years = tuple(
        RecurringTotal("month", year, Decimal(price), 12 * Decimal(price))
        for year, price in [(1, "51.00"), (2, "92.00")]
    )
    rows = shown(replace(ramped, totals=replace(ramped.totals, recurring=years))).splitlines()
    (first,) = [row for row in rows if "51.00" in row]
    (second,) = [row for row in rows if "92.00" in row]
    assert "1" in first.partition("51.00")[0]
    assert "2" in second.partition("92.00")[0]


def test_points_are_shown_once_where_there_are_any() -> None:
    assert shown(replace(one_line(), points=8091)).count("8,091") == 1
