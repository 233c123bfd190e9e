"""Some units only: the cheapest, so many of each line, complete groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cpq.pricing.line import ZERO, Line
from cpq.pricing.outcome import Missing
from cpq.promotions.benefits.benefit import Shortfall
from cpq.rulebook.model import Strict
from cpq.rulebook.problems import problem
from cpq.rulebook.text import Text

ONE = Decimal(1)
Count = Annotated[int, Field(ge=1, le=1_000_000)]


class Units(Strict):
    """Which units of the lines something is taken off: whole units, in an order, up to a number.

    Of 2.375 kg two units count; the rest is paid as it is.

    对哪些单位优惠：整件，按顺序，至多若干件；2.375 千克按 2 件计，余下的照付。
    """

    at_most: Count | None = None
    """How many of all lines together. / 合计至多几件。"""
    per_line: Count | None = None
    """How many of each line. / 每行至多几件。"""
    groups_of: Count | None = None
    """Only complete groups of so many. / 只计整组，每组几件。"""
    pick: Literal["cheapest", "dearest", "listed"] = "cheapest"
    """Which first: the cheapest, the dearest, or in the order of the lines. / 先取最便宜的、最贵的，或按行的顺序。"""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.at_most is None and self.per_line is None and self.groups_of is None:
            text = Text(
                zh="请写 at_most、per_line 或 groups_of；不限单位时不写 units",
                en="write `at_most`, `per_line` or `groups_of`; leave `units` out where all units are meant",
            )
            raise problem("units", text)
        return self

    def picked(self, lines: Sequence[Line]) -> Mapping[str, Decimal]:
        """Line id → how many of its units."""
        counts = [(line, _whole(line, self.per_line)) for line in self._ordered(lines)]
        left = sum(count for _, count in counts)
        if self.at_most is not None:
            left = min(left, self.at_most)
        if self.groups_of is not None:
            left -= left % self.groups_of
        taken: dict[str, Decimal] = {}
        for line, count in counts:
            number = min(count, left)
            if number:
                taken[line.item.id] = Decimal(number)
                left -= number
        return taken

    @property
    def least(self) -> Decimal | None:
        """How many units of one line it takes for some to be picked; None where one line is never enough."""
        size = self.groups_of or 1
        return Decimal(size) if all(most is None or most >= size for most in (self.at_most, self.per_line)) else None

    def first_group(self, lines: Sequence[Line]) -> Shortfall | None:
        """What makes a complete group, where there is none."""
        complete = sum(int(line.item.quantity) for line in lines) >= (self.groups_of or 1)
        return None if complete else self.next_group(lines)

    def next_group(self, lines: Iterable[Line]) -> Shortfall | None:
        """What makes a complete group, or one more; None where any unit counts, or some of a line do not."""
        size, count = self.groups_of, sum(int(line.item.quantity) for line in lines)
        if size is None or self.per_line is not None:
            return None
        groups, over = divmod(count, size)
        if self.at_most is not None and (groups + 1) * size > self.at_most:
            return None
        more, again = size - over, groups > 0
        text = Text(
            zh=f"再加 {more} 件可{'再' if again else ''}成一组（{size} 件）",
            en=f"{more} more {'unit makes' if more == 1 else 'units make'} {'one more' if again else 'a'} group of {size}",
        )
        return Shortfall(text, Missing("quantity", Decimal(more), Decimal(size), again=again))

    def _ordered(self, lines: Sequence[Line]) -> Sequence[Line]:
        return lines if self.pick == "listed" else by_unit_price(lines, dearest=self.pick == "dearest")


def _whole(line: Line, most: int | None) -> int:
    count = int(line.item.quantity)
    return count if most is None else min(count, most)


def unit_net(line: Line) -> Decimal:
    """What one unit of a line comes to over its term."""
    return line.net / line.item.quantity if line.item.quantity else ZERO


WHOLE_ONLY = Text(zh="（不足一件的部分不计）", en="; parts of a unit do not count")


def broken(lines: Iterable[Line]) -> Text:
    """What to add where lines have a part of a unit, such as half a metre: deals take whole ones."""
    return WHOLE_ONLY if any(line.item.quantity % 1 for line in lines) else Text("", "")


def net_of(line: Line, units: Decimal) -> Decimal:
    """What some units of a line come to over its term: multiplied first, so that half a cent stays half a cent."""
    return line.net * units / line.item.quantity if line.item.quantity else ZERO


def by_unit_price(lines: Iterable[Line], *, dearest: bool) -> list[Line]:
    """By the net price of a unit over its term; equal prices by code and quantity, so that the order of the lines does not matter."""
    sign = -1 if dearest else 1
    return sorted(lines, key=lambda line: (sign * unit_net(line), line.item.code, line.item.quantity))
