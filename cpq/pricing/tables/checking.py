"""What can be wrong in the rows of a price table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cpq.pricing.tables.arrow import Columns, arrow
from cpq.pricing.tables.lines import MOST_FINDINGS
from cpq.rulebook.finding import Finding
from cpq.rulebook.folder import RuleFile
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text

_NUMBER = r"^[0-9]{1,18}(\.[0-9]{1,12})?$"
_DAY = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
_CODE = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"

_FORMS: dict[str, tuple[str, Text]] = {
    "item": (_CODE, Text(zh="产品编码", en="a code")),
    "price": (_NUMBER, Text(zh="不小于零的数字，例如 12.50", en="a number of zero or more, such as 12.50")),
    "from": (_NUMBER, Text(zh="起始数量", en="the quantity at which a tier begins")),
    "floor": (_NUMBER, Text(zh="不小于零的数字，例如 12.50", en="a number of zero or more, such as 12.50")),
    "currency": (r"^[A-Z]{3}$", Text(zh="币种代码，例如 CNY", en="the code of a currency, such as CNY")),
    "valid_from": (_DAY, Text(zh="日期，例如 2026-01-31", en="a day, such as 2026-01-31")),
    "valid_to": (_DAY, Text(zh="日期，例如 2026-01-31", en="a day, such as 2026-01-31")),
}
_MUST_BE_THERE = ("item", "price")


def row_place(file: RuleFile, row: int) -> Place:
    """Where a row stands: its line in a CSV file, its number from 1 in a Parquet file."""
    return Place(file.shown, row)


def malformed(file: RuleFile, columns: Columns) -> Iterator[Finding]:
    """Every cell that does not hold what its column is for."""
    compute = arrow().compute
    for name, (pattern, what) in _FORMS.items():
        if name not in columns.column_names:
            continue
        column = columns.column(name)
        fits = compute.match_substring_regex(column, pattern)
        wrong = compute.invert(compute.fill_null(fits, name not in _MUST_BE_THERE))
        yield from _listed(file, columns, wrong, name, what)


def _listed(file: RuleFile, columns: Columns, wrong: Any, name: str, what: Text) -> Iterator[Finding]:
    count = arrow().compute.sum(wrong).as_py() or 0
    for number, place in enumerate(arrow().places(wrong, MOST_FINDINGS), 1):
        given = columns.column(name)[place].as_py() or ""
        more = count - number if number == MOST_FINDINGS else 0
        text = Text(
            zh=f"{name} 须为{what.zh}，不能是“{given[:40]}”" + (f"；另有 {more} 行同样" if more else ""),
            en=f'{name} is {what.en}, not "{given[:40]}"' + (f"; so it is in {more} more rows" if more else ""),
        )
        yield Finding("table-cell", row_place(file, columns.column("row")[place].as_py()), text)


def overlapping(file: RuleFile, ordered: Columns) -> Iterator[Finding]:
    """Two prices for one item, tier and day. The rows are in the order of item, tier and first day."""
    compute = arrow().compute
    if ordered.num_rows < 2:
        return
    same: Any = None
    for name in ("item", "tier"):
        if name in ordered.column_names:
            column = ordered.column(name)
            equal = compute.equal(column[1:], column[:-1])
            same = equal if same is None else compute.and_(same, equal)
    meets = compute.and_(same, _reaches_the_next(ordered))
    count = compute.sum(meets).as_py() or 0
    for number, place in enumerate(arrow().places(meets, MOST_FINDINGS), 1):
        rows = ordered.column("row")
        one, other = (row_place(file, rows[each].as_py()) for each in (place, place + 1))
        item, more = ordered.column("item")[place].as_py(), count - number if number == MOST_FINDINGS else 0
        text = Text(
            zh=f"“{item}”在同一天有两个价格；请删去一行，或改正有效期" + (f"；另有 {more} 处同样" if more else ""),
            en=f'"{item}" has two prices on one day; remove one row, or correct the days'
            + (f"; and {more} more" if more else ""),
        )
        yield Finding("table-overlap", max(one, other), text, related=(min(one, other),))


def without_a_first_tier(file: RuleFile, ordered: Columns) -> Iterator[Finding]:
    """Items whose tiers do not begin at 0 or 1: smaller quantities would have no price."""
    if "tier" not in ordered.column_names or not ordered.num_rows:
        return
    compute = arrow().compute
    items = ordered.column("item")
    fresh = compute.not_equal(items[1:], items[:-1])
    begins = ordered.column("tier")
    late = compute.invert(compute.or_(compute.equal(begins, 0), compute.equal(begins, 1)))
    firsts = [0, *(place + 1 for place in arrow().places(compute.and_(fresh, late[1:]), MOST_FINDINGS))]
    for place in firsts if late[0].as_py() else firsts[1:]:
        item, start = items[place].as_py(), ordered.column("from")[place].as_py()
        text = Text(
            zh=f"“{item}”的第一档从 {start} 起；请补从 0 或 1 起的一档",
            en=f'the first tier of "{item}" begins at {start}; add one that begins at 0 or 1',
        )
        yield Finding("tiers", row_place(file, ordered.column("row")[place].as_py()), text)


def _reaches_the_next(ordered: Columns) -> Any:
    """Whether a row is still in force when the next begins; without days it always is."""
    compute = arrow().compute
    names = ordered.column_names
    until = compute.fill_null(ordered.column("valid_to"), "9999-12-31") if "valid_to" in names else None
    since = ordered.column("since") if "since" in names else None
    if until is None or since is None:
        return compute.is_valid(ordered.column("row"))[1:] if since is None or until is None else None
    return compute.greater_equal(until[:-1], since[1:])
