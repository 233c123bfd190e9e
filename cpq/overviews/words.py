"""Values of an overview as people read them, and the sentences around them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from cpq.money import Money
from cpq.overviews.block import Block, Cell, State
from cpq.rulebook.text import Locale, Text

STATES: Mapping[State, Text] = {
    "shown": Text(zh="", en=""),
    "empty": Text(zh="暂无", en="nothing yet"),
    "hidden": Text(zh="无权查看", en="not for you to see"),
    "not_kept": Text(zh="本服务未保存此类数据", en="this service keeps none of these"),
}
TOLD: frozenset[State] = frozenset({"shown", "empty"})
"""The states of a block that is from somewhere."""
MORE = Text(zh="仅列出最新的部分", en="there are more; the newest are listed")


def shown(cell: Cell, locale: Locale) -> str:
    """A value in a language: amounts with their currency and thousands apart, moments in UTC."""
    match cell:
        case None:
            return "—"
        case Text():
            return cell.to(locale)
        case Money():
            return f"{cell.amount:,f} {cell.currency}"
        case Decimal():
            return f"{cell:,f}"
        case datetime():
            return f"{cell.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        case date():
            return cell.isoformat()
        case _:
            return str(cell)


def is_amount(cell: Cell) -> bool:
    """Whether it stands at the right of its column."""
    return isinstance(cell, Money | Decimal | int)


def origin(block: Block, locale: Locale) -> str:
    """Where a block is from, and as of when."""
    source, as_of = block.source.to(locale), shown(block.as_of, locale)
    return f"来源：{source}；截至 {as_of}" if locale == "zh" else f"Source: {source}; as of {as_of}"


def remark(block: Block, locale: Locale) -> str:
    """Why there is nothing, what is not counted, or that there is more; empty where there is nothing to say."""
    said = [block.note.to(locale) if block.note else STATES[block.state].to(locale)]
    if block.more:
        said.append(MORE.to(locale))
    return "；".join(filter(None, said)) if locale == "zh" else "; ".join(filter(None, said))
