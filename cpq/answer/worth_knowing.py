"""Remarks about amounts that are right by the rules and may not be what their author meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpq.answer.bundles import unweighed
from cpq.pricing.context import Context
from cpq.pricing.line import Line
from cpq.pricing.remark import Remark
from cpq.rulebook.text import Text


def amounts_worth_knowing(lines: Sequence[Line], context: Context) -> Iterator[Remark]:
    yield from _prices_that_came_to_nothing(lines)
    yield from _shares_without_list_prices(lines, context)


def _prices_that_came_to_nothing(lines: Sequence[Line]) -> Iterator[Remark]:
    """A price that was worked out, not written, and is 0: it may be meant, and is never left to be found out."""
    for line in lines:
        priced = line.entry
        if priced is None or not priced.price.worked_out or priced.price.unit_list != 0:
            continue
        text = Text(
            zh=f"“{line.item.code}”的价格由计算得出，结果为 0；如非本意，请修改公式",
            en=f'the price of "{line.item.code}" is worked out, and comes to 0; where that is not meant, change the formula',
        )
        yield Remark("price-of-nothing", text, line.item.number, priced.entry.at(*priced.price.path))


def _shares_without_list_prices(lines: Sequence[Line], context: Context) -> Iterator[Remark]:
    for bundle, part, by in unweighed(lines, context):
        zh = {"cost": "成本", "number": "平均"}[by]
        en = {"cost": "by the parts' costs", "number": "evenly"}[by]
        text = Text(
            zh=f"“{bundle.item.code}”的组件“{part.item.code}”没有目录价，组合金额按{zh}分摊，税也随之；请为它定价",
            en=f'"{part.item.code}" in "{bundle.item.code}" has no list price, so that the bundle is divided {en}, its tax too; '
            "give it a price",
        )
        yield Remark("bundle-shares", text, bundle.item.number, part.item.product.place)
