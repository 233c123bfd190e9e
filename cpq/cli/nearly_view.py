"""What a rep can sell a little more for: the promotions that nearly apply, and the tiers that are nearly reached."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from rich.text import Text as Styled

from cpq.cli.amounts import money, number
from cpq.cli.language import read, say
from cpq.priced_quote import PricedQuote
from cpq.pricing.outcome import Missing, Outcome
from cpq.promotions.rivals import rivalry_said

MOST = 3
NEAR = Decimal("0.5")
"""Of what is asked for at most this share may be missing: what is further off is no hint, and stands in `cpq explain --promotions`."""


def nearly(quote: PricedQuote) -> Iterator[Styled]:
    """One line for each of the nearest promotions, the nearest first; none for those that another one keeps out even so."""
    found = [(each.missing, each) for each in quote.promotions if each.missing is not None]
    open_ = (row for row in found if row[0].rivalry != "withholds")
    near = sorted((row for row in open_ if row[0].share <= NEAR), key=lambda row: row[0].share)
    for missing, outcome in near[:MOST]:
        yield Styled(f"↗ {_hint(outcome, missing, quote.currency)}  ({outcome.place})", style="cyan")


def _hint(outcome: Outcome, missing: Missing, currency: str) -> str:
    if missing.products:
        name, reason = read(outcome.name), read(outcome.reason)
        return say(zh=f"“{name}”：{reason}", en=f'"{name}": {reason}')
    beside = read(rivalry_said(missing))
    return _reached(outcome, missing, currency) + (f"{say(zh='；', en='; ')}{beside}" if beside else "")


def _reached(outcome: Outcome, missing: Missing, currency: str) -> str:
    more, name = _more(missing, currency), read(outcome.name)
    reach = "reach" if missing.kind == "quantity" and missing.more != 1 else "reaches"
    if missing.line is not None:
        line = missing.line
        return say(zh=f"第 {line} 行再加 {more} 可享“{name}”", en=f'{more} more on line {line} {reach} "{name}"')
    if missing.again:
        return say(zh=f"再加 {more} 可再享一次“{name}”", en=f'{more} more {reach} "{name}" once more')
    if outcome.status == "applied":
        return say(zh=f"再加 {more} 可达“{name}”的下一档", en=f'{more} more {reach} the next tier of "{name}"')
    return say(zh=f"再加 {more} 可享“{name}”", en=f'{more} more {reach} "{name}"')


def _more(missing: Missing, currency: str) -> str:
    """`¥312.00`, or `2 units`."""
    if missing.kind == "amount":
        return money(missing.more, currency)
    count = number(missing.more)
    return say(zh=f"{count} 件", en=f"{count} unit" if missing.more == 1 else f"{count} units")
