"""What makes a block: a section of one room. Sections are listed in `cpq.overviews.overview`, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, RowMapping

from cpq.company.base_currency import BaseCurrency
from cpq.overviews.block import Block, Cell, Column, Fact
from cpq.platform.people.caller import Caller
from cpq.platform.people.rights import Right
from cpq.rulebook.text import Text

MOST = 20
"""So many rows of a table are shown, the newest."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks about which account at which moment. `row` is the account's, which the caller sees."""

    connection: Connection
    caller: Caller
    row: RowMapping
    base: BaseCurrency
    now: datetime

    @property
    def day(self) -> date:
        return self.now.date()

    @property
    def customer(self) -> str | None:
        """The customer of the rulebook that the account is quoted as."""
        return self.row["customer"]


@dataclass(frozen=True, slots=True)
class Told:
    """What a section has to say; nothing, where it has neither facts nor rows. `as_of` is the moment of the question, unless it is said."""

    source: Text
    note: Text | None = None
    facts: tuple[Fact, ...] = ()
    columns: tuple[Column, ...] = ()
    rows: tuple[Mapping[str, Cell], ...] = ()
    more: bool = False
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """`right` is what one needs to see it, besides that to read accounts; `read` tells what the caller may see, None where no such thing is kept."""

    name: str
    title: Text
    right: Right
    read: Callable[[Asked], Told] | None

    def block(self, asked: Asked) -> Block:
        """What the caller may see of it, or why there is nothing."""
        if self.right not in asked.caller.rights:
            note = Text(zh=f"需要权限 {self.right}", en=f"this needs the right `{self.right}`")
            return Block(self.name, self.title, note, asked.now, "hidden", note)
        if self.read is None:
            return Block(self.name, self.title, NOT_KEPT, asked.now, "not_kept", NOT_KEPT)
        told = self.read(asked)
        state = "shown" if told.facts or told.rows else "empty"
        as_of, heads = told.as_of or asked.now, told.columns if told.rows else ()
        return Block(
            self.name, self.title, told.source, as_of, state, told.note, told.facts, heads, told.rows, told.more
        )


NOT_KEPT = Text(zh="本服务未保存此类数据", en="this service keeps none of these")
UNLINKED = Text(
    zh="该客户未对应规则中的客户（customer 为空），因此没有报价与订单",
    en="the account is no customer of the rulebook (`customer` is empty), so that it has no quotes and orders",
)
