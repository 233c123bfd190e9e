"""A price table, looked up by item and day."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from cpq.money import parse_decimal
from cpq.pricing.methods import Fixed, Method, Volume
from cpq.pricing.tables.arrow import Columns, arrow
from cpq.pricing.tables.checking import row_place
from cpq.pricing.tables.lines import MOST_FINDINGS
from cpq.rulebook.folder import RuleFile
from cpq.rulebook.place import Place


@dataclass(frozen=True, slots=True)
class Row:
    """What a table says of an item on a day: a price method, and the place of its row, or of that of each of its tiers."""

    method: Method
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """How many rows say what cannot be, the first of them, and where one stands."""

    count: int
    first: Sequence[str]
    place: Place


class PriceTable:
    """Sorted columns, searched by halving: O(log n), without a Python object for each row. Safe to share between threads."""

    def __init__(self, file: RuleFile, ordered: Columns) -> None:
        self._file = file
        self._columns: Mapping[str, Any] = {name: ordered.column(name) for name in ordered.column_names}
        self._items = _Texts(self._columns["item"])
        self.dated = "valid_from" in self._columns or "valid_to" in self._columns
        """Whether the answer depends on the day."""

    def __len__(self) -> int:
        return len(self._items)

    def items_not_in(self, codes: Collection[str]) -> Unknown:
        """The items that are none of the codes."""
        modules, items = arrow(), self._columns["item"]
        unknown = modules.compute.invert(
            modules.compute.is_in(items, value_set=modules.core.array(list(codes), modules.core.string()))
        )
        return self._unknown(unknown, items)

    def currencies_but(self, currency: str) -> Unknown:
        """The currencies of rows that are not in this one; a row that does not say is in that of the list."""
        compute, column = arrow().compute, self._columns.get("currency")
        if column is None:
            return Unknown(0, (), row_place(self._file, 0))
        return self._unknown(compute.fill_null(compute.not_equal(column, currency), False), column)

    def _unknown(self, flags: Any, column: Any) -> Unknown:
        places = arrow().places(flags, MOST_FINDINGS)
        at = row_place(self._file, self._value("row", min(places, key=self._row)) if places else 0)
        return Unknown(arrow().compute.sum(flags).as_py() or 0, [column[place].as_py() for place in places], at)

    def _row(self, place: int) -> int:
        return self._value("row", place)

    def of(self, item: str, day: date) -> Row | None:
        """What an item costs on a day; None where the table does not say."""
        first, last = bisect_left(self._items, item), bisect_right(self._items, item)
        places = [place for place in range(first, last) if self._holds(place, day)]
        if not places:
            return None
        return Row(self._method(places), tuple(row_place(self._file, self._row(place)) for place in places))

    def _holds(self, place: int, day: date) -> bool:
        since, until, today = self._value("valid_from", place), self._value("valid_to", place), day.isoformat()
        return (since is None or since <= today) and (until is None or today <= until)

    def _method(self, places: Sequence[int]) -> Method:
        """A fixed price, or a price by quantity where the rows, which are in its order, have tiers."""
        floor = self._number("floor", places[0])
        if any(self._value("from", place) for place in places):
            rows = [
                {"from": self._number("from", place) or Decimal(0), "price": self._number("price", place)}
                for place in places
            ]
            return Volume.model_validate({"method": "volume", "tiers": rows, "floor": floor})
        return Fixed(price=self._number("price", places[0]) or Decimal(0), floor=floor)

    def _number(self, name: str, place: int) -> Decimal | None:
        text = self._value(name, place)
        return None if text is None else parse_decimal(text)

    def _value(self, name: str, place: int) -> Any:
        column = self._columns.get(name)
        return None if column is None else column[place].as_py()


class _Texts(Sequence[str]):
    """A column of texts as a sequence, for `bisect`."""

    def __init__(self, column: Any) -> None:
        self._column = column

    def __len__(self) -> int:
        return len(self._column)

    def __getitem__(self, place: Any) -> Any:
        return self._column[place].as_py()
