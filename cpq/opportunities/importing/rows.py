"""Rows of a file as opportunities: what each says, and what is wrong with it, mended where there is one way to mend it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from cpq.money import CURRENCIES
from cpq.opportunities.importing.files import Line
from cpq.opportunities.importing.mapping import ImportMapping
from cpq.rulebook.finding import did_you_mean
from cpq.rulebook.text import Text
from cpq.selling.pipeline import Pipeline

Gravity = Literal["refused", "mended", "missing"]
"""The row is left out; it is taken with a value put right; it is taken without the value."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with a row, numbered as a spreadsheet does, and in which column."""

    row: int
    column: str
    code: str
    gravity: Gravity
    text: Text


@dataclass(frozen=True, slots=True)
class Step:
    """A stage and the day on which it was entered; None where the file does not say it."""

    stage: str
    day: date | None


@dataclass(frozen=True, slots=True)
class ReadRow:
    """An opportunity as a row says it. `account` and `owner` are names, `product` one that is known where any is. `external_id` is None where
    the file has no such column.
    """

    number: int
    external_id: str | None
    name: str
    account: str | None
    owner: str | None
    product: str | None
    steps: tuple[Step, ...]
    amount: Decimal | None
    close_date: date | None
    loss_reason: str | None


@dataclass(frozen=True, slots=True)
class Known:
    """What rows may refer to: the pipeline, the products by code, the reasons of losses."""

    pipeline: Pipeline
    products: frozenset[str]
    loss_reasons: frozenset[str]


def read_rows(
    lines: Iterable[Line], mapping: ImportMapping, known: Known
) -> Iterator[tuple[ReadRow | None, tuple[RowProblem, ...]]]:
    """Each row as an opportunity, or None where it is refused, with everything that is wrong with it."""
    products = {_plainly(each): each for each in sorted(known.products)}
    seen: dict[str, int] = {}
    for line in lines:
        number = line.number
        reader = _Reader(line, mapping, known, products)
        read = reader.read()
        if read is not None and read.external_id is not None:
            first = seen.setdefault(read.external_id, number)
            if first != number:
                reader.refuse_twice(first)
                read = None
        yield read, tuple(reader.problems)


class _Reader:
    """Reads one row, and collects what is wrong with it."""

    def __init__(self, line: Line, mapping: ImportMapping, known: Known, products: Mapping[str, str]) -> None:
        self._line, self._mapping, self._known, self._products = line, mapping, known, products
        self.problems: list[RowProblem] = []

    def read(self) -> ReadRow | None:
        account, owner, product = self._wanted("account"), self._wanted("owner"), self._product()
        external_id, steps, amount = self._value("external_id"), self._steps(), self._amount()
        close_date = self._day("close_date")
        if self._line.beyond is not None:
            text = Text(
                f"{self._line.beyond} 列没有列名，却有内容",
                f"column {self._line.beyond} has no head, and something in it",
            )
            self._say("stage", "cell-without-head", "refused", text)
        if self._mapping.columns.external_id is not None and external_id is None:
            self._say("external_id", "id-missing", "refused", Text("没有编号", "it has no id"))
        if any(each.gravity == "refused" for each in self.problems):
            return None
        name = self._value("name") or " – ".join(each for each in (account, product) if each) or str(external_id)
        loss = self._loss_reason(steps)
        who = external_id, name[:200], account, owner, product
        return ReadRow(self._line.number, *who, steps, amount, close_date, loss)

    def refuse_twice(self, first: int) -> None:
        said = Text(f"编号与第 {first} 行相同", f"row {first} has the same id")
        self._say("external_id", "id-twice", "refused", said)

    def _say(self, field: str, code: str, gravity: Gravity, text: Text) -> None:
        column = getattr(self._mapping.columns, field) or field
        self.problems.append(RowProblem(self._line.number, column, code, gravity, text))

    def _value(self, field: str) -> str | None:
        column = getattr(self._mapping.columns, field)
        return None if column is None else (self._line.values.get(column) or "").strip() or None

    def _wanted(self, field: str) -> str | None:
        """A value that is there wherever the file has a column for it."""
        value = self._value(field)
        if value is None and getattr(self._mapping.columns, field) is not None:
            self._say(field, f"{field}-missing", "missing", _MISSING[field])
        return value

    def _product(self) -> str | None:
        said = self._wanted("product")
        if said is None or not self._known.products or said in self._known.products:
            return said
        meant = self._products.get(_plainly(said))
        if meant is not None:
            text = Text(f"“{said}”按“{meant}”读入", f'"{said}" is read as "{meant}"')
            self._say("product", "product-respelt", "mended", text)
            return meant
        near = did_you_mean(said, self._known.products)
        text = Text(
            f"没有产品“{said}”{near.zh}；按原文保留",
            f'there is no product "{said}"{near.en}; it is kept as it is written',
        )
        self._say("product", "unknown-product", "missing", text)
        return said

    def _steps(self) -> tuple[Step, ...]:
        word = self._value("stage") or ""
        stage = self._mapping.stages.get(word)
        if stage is None:
            near = did_you_mean(word, self._mapping.stages)
            text = Text(f"映射里没有阶段“{word}”{near.zh}", f'the mapping has no stage "{word}"{near.en}')
            self._say("stage", "unknown-stage", "refused", text)
            return ()
        pipeline, began, closed = self._known.pipeline, self._day("began"), self._day("closed")
        begun_in = self._mapping.began_in or pipeline.first
        if pipeline.stages[stage].outcome == "open":
            return (self._dated(stage, began if stage == begun_in else None),)
        if began is not None and closed is not None and closed < began:
            text = Text("结束日期早于开始日期", "it is closed before it began")
            self._say("closed", "closed-before-it-began", "refused", text)
        first = () if began is None else (Step(begun_in, began),)
        return (*first, self._dated(stage, closed, "closed"))

    def _dated(self, stage: str, day: date | None, field: str = "began") -> Step:
        if day is None:
            text = Text(
                "没有进入该阶段的日期；以导入时刻为准",
                "no day on which it came into the stage; that of the import counts",
            )
            self._say(field, "day-missing", "missing", text)
        return Step(stage, day)

    def _day(self, field: str) -> date | None:
        said = self._value(field)
        if said is None:
            return None
        try:
            return date(*map(int, re.split("[-/.]", said))) if _DAY.fullmatch(said) else date.fromisoformat("")
        except ValueError:
            text = Text(f"“{said}”不是日期（写成 2026-04-10）", f'"{said}" is no day; write it as 2026-04-10')
            self._say(field, "wrong-day", "refused", text)
            return None

    def _amount(self) -> Decimal | None:
        said = self._value("amount")
        if said is None:
            return None
        digits = CURRENCIES[self._mapping.currency]
        plain = said.replace(",", "") if _GROUPED.fullmatch(said) else said
        number = Decimal(plain) if _NUMBER.fullmatch(plain) else None
        if number is None or number != number.quantize(Decimal(1).scaleb(-digits)):
            text = Text(
                f"“{said}”不是 {self._mapping.currency} 金额", f'"{said}" is no amount in {self._mapping.currency}'
            )
            self._say("amount", "wrong-amount", "refused", text)
            return None
        return number

    def _loss_reason(self, steps: tuple[Step, ...]) -> str | None:
        said = self._value("loss_reason")
        if said is not None and said not in self._known.loss_reasons:
            near = did_you_mean(said, self._known.loss_reasons)
            text = Text(f"规则里没有丢单原因“{said}”{near.zh}", f'the rules have no reason of a loss "{said}"{near.en}')
            self._say("loss_reason", "unknown-loss-reason", "missing", text)
            return None
        lost = bool(steps) and self._known.pipeline.stages[steps[-1].stage].outcome == "lost"
        return said if lost else None


_DAY = re.compile(r"\d{4}([-/.])\d{1,2}\1\d{1,2}")
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
_NUMBER = re.compile(r"\d{1,15}(\.\d{1,4})?")
_MISSING: Mapping[str, Text] = {
    "account": Text("没有客户；导入后请补上", "it has no account; say it after the import"),
    "owner": Text("没有销售；归导入者所有", "it has no seller; whoever imports it owns it"),
    "product": Text("没有产品", "it has no product"),
}


def _plainly(name: str) -> str:
    """Without spaces and signs, in small letters: `GTXPro` and `GTX Pro` are the same."""
    return re.sub(r"[\W_]+", "", name.casefold())
