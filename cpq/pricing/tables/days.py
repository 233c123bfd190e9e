"""What can be wrong with the days of a price table's rows."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cpq.pricing.tables.arrow import Columns, arrow
from cpq.pricing.tables.checking import row_place
from cpq.pricing.tables.lines import MOST_FINDINGS
from cpq.rulebook.finding import Finding
from cpq.rulebook.folder import RuleFile
from cpq.rulebook.text import Text

EVER, FOR_EVER = "0000-01-01", "9999-12-31"

Span = tuple[str, str, int]
"""The first day and the last one of a row, and which one it is."""


def swapped_days(file: RuleFile, columns: Columns) -> Iterator[Finding]:
    """Rows that would end before they begin."""
    if not {"valid_from", "valid_to"} <= set(columns.column_names):
        return
    compute, first, last = arrow().compute, columns.column("valid_from"), columns.column("valid_to")
    swapped = compute.fill_null(compute.less(last, first), False)
    count = compute.sum(swapped).as_py() or 0
    for number, place in enumerate(arrow().places(swapped, MOST_FINDINGS), 1):
        more = count - number if number == MOST_FINDINGS else 0
        begins, ends = first[place].as_py(), last[place].as_py()
        text = Text(
            zh=f"起始日 {begins} 晚于结束日 {ends}，请对调或改正" + (f"；另有 {more} 行同样" if more else ""),
            en=f"the first day {begins} is after the last day {ends}; swap or correct them"
            + (f"; so it is in {more} more rows" if more else ""),
        )
        yield Finding("validity", row_place(file, columns.column("row")[place].as_py()), text)


def days_without_a_first_tier(file: RuleFile, ordered: Columns) -> Iterator[Finding]:
    """Tiers that are in force on a day on which the item has none that begins at 0 or 1: smaller quantities would have no price."""
    if "tier" not in ordered.column_names or not {"valid_from", "valid_to"} & set(ordered.column_names):
        return
    gaps = tuple(_gaps(ordered))
    for number, (place, day, first) in enumerate(gaps[:MOST_FINDINGS], 1):
        more = len(gaps) - number if number == MOST_FINDINGS else 0
        item, start = ordered.column("item")[place].as_py(), ordered.column("from")[place].as_py()
        when = Text(zh=f"{day} 当天", en=f"on {day}") if day != EVER else Text(zh="最初", en="at first")
        text = Text(
            zh=f"“{item}”{when.zh}有从 {start} 起的一档，却没有从 0 或 1 起的一档；请补上，或改正有效期"
            + (f"；另有 {more} 行同样" if more else ""),
            en=f'{when.en} "{item}" has a tier from {start} and none that begins at 0 or 1; add one, or correct the days'
            + (f"; so it is in {more} more rows" if more else ""),
        )
        rows = ordered.column("row")
        related = row_place(file, rows[first].as_py())
        yield Finding("tiers", row_place(file, rows[place].as_py()), text, related=(related,))


def _gaps(ordered: Columns) -> Iterator[tuple[int, str, int]]:
    """Which row has such a day, the day, and the item's first tier; an item that has no first tier at all is found by itself."""
    compute = arrow().compute
    since, until = _days(ordered, "valid_from", EVER), _days(ordered, "valid_to", FOR_EVER)
    tier, items = ordered.column("tier"), ordered.column("item")
    first = compute.or_(compute.equal(tier, 0), compute.equal(tier, 1))
    days = compute.binary_join_element_wise(items, since, until, " ")
    # Most tiers have the same days as the first: only the others are looked at one by one.
    other = compute.invert(compute.or_(first, compute.is_in(days, value_set=days.filter(first))))
    late = _spans(items, since, until, other)
    firsts = _spans(items, since, until, compute.and_(first, compute.is_in(items, value_set=items.filter(other))))
    for item, spans in late.items():
        for begins, ends, place in spans if item in firsts else ():
            day = _uncovered(begins, ends, firsts[item])
            if day is not None:
                yield place, day, firsts[item][0][2]


def _days(ordered: Columns, name: str, otherwise: str) -> Any:
    modules = arrow()
    if name in ordered.column_names:
        return modules.compute.fill_null(ordered.column(name), otherwise)
    return modules.core.repeat(otherwise, ordered.num_rows)


def _spans(items: Any, since: Any, until: Any, flags: Any) -> Mapping[str, Sequence[Span]]:
    """The rows with a flag by their items."""
    found: dict[str, list[Span]] = {}
    columns = (each.filter(flags).to_pylist() for each in (items, since, until))
    for item, begins, ends, place in zip(*columns, arrow().places(flags, len(items)), strict=True):
        found.setdefault(item, []).append((begins, ends, place))
    return found


def _uncovered(begins: str, ends: str, spans: Sequence[Span]) -> str | None:
    """The first day of a row on which none of the spans is in force."""
    day = begins
    for since, until, _ in sorted(spans):
        if since > day or day > ends:
            break
        if until >= ends:
            return None
        day = max(day, _day_after(until))
    return day if day <= ends else None


def _day_after(day: str) -> str:
    """Of a day as a row writes it, which may be the 31st of any month."""
    year, month, number = map(int, day.split("-"))
    if number < monthrange(year, month)[1]:
        number += 1
    else:
        year, month, number = year + month // 12, month % 12 + 1, 1
    return f"{year:04}-{month:02}-{number:02}"
