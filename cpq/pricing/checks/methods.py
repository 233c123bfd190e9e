"""Prices by methods that look at something else: matrices, other units, shares of other lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, islice
from typing import cast

from cpq.bom.catalogue import Catalogue
from cpq.pricing.checks.entries import Written, written_prices
from cpq.pricing.methods import Fixed, Matrix, PercentOf
from cpq.pricing.methods.matrix import MatrixRow, Span, within
from cpq.rulebook.finding import Finding
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def rows_of_a_matrix_are_apart(rulebook: Rulebook) -> Iterator[Finding]:
    """No two rows of a price matrix fit the same item: which price holds would be chance."""
    for written in written_prices(rulebook):
        if isinstance(written.method, Matrix):
            pairs = combinations(enumerate(written.method.rows), 2)
            meeting = ((first, second) for (first, row), (second, other) in pairs if _meet(row, other))
            yield from (_overlap(written, first, second) for first, second in islice(meeting, 1))


def _meet(row: MatrixRow, other: MatrixRow) -> bool:
    """Whether something could fit both; an attribute that one of them does not ask for is no difference."""
    return all(_cells_meet(row.when[name], other.when[name]) for name in row.when.keys() & other.when.keys())


def _cells_meet(one: object, other: object) -> bool:
    if isinstance(one, Span) and isinstance(other, Span):
        starts = [each.from_ for each in (one, other) if each.from_ is not None]
        ends = [each.below for each in (one, other) if each.below is not None]
        return not starts or not ends or max(starts) < min(ends)
    if isinstance(one, Span):
        one, other = other, one
    values = cast("Sequence[object]", one) if isinstance(one, list | tuple) else (one,)
    return any(within(other, value) for value in values)


def _overlap(written: Written, first: int, second: int) -> Finding:
    text = Text(
        zh=f"矩阵价的第 {first + 1} 行与第 {second + 1} 行可同时适用，价格无法确定；请改得互不重叠",
        en=f"rows {first + 1} and {second + 1} of the price matrix can fit the same item, and its price would be chance; keep them "
        "apart",
    )
    return Finding("matrix-overlap", written.at("rows", second), text, related=(written.at("rows", first),))


def units_are_the_products(rulebook: Rulebook) -> Iterator[Finding]:
    """A price for another unit is for one that the product has."""
    catalogue = rulebook.derived(Catalogue)
    for written in written_prices(rulebook):
        article = catalogue.article(written.code)
        per = written.method.per if isinstance(written.method, Fixed) else None
        if per is not None and article is not None and per not in article.product.units:
            known = ", ".join(article.product.units)
            text = Text(
                zh=f"“{written.code}”没有计量单位“{per}”"
                + (f"（有：{known}）" if known else "")
                + "；请在产品的 units 中定义，或去掉 per",
                en=f'"{written.code}" has no unit "{per}"'
                + (f" (there are {known})" if known else "")
                + "; define it under the "
                "product's `units`, or remove `per`",
            )
            yield Finding("unknown-unit", written.at("per"), text, related=(article.product.place,))


def no_share_of_a_share(rulebook: Rulebook) -> Iterator[Finding]:
    """A percentage of other lines names no product that is a percentage itself: there would be a circle, or an order to guess."""
    prices = [each for each in written_prices(rulebook) if isinstance(each.method, PercentOf)]
    shares = {(each.owner.id, each.code): each for each in prices}
    for written in prices:
        of = cast("PercentOf", written.method).of
        for number, code in enumerate(of.products):
            other = shares.get((written.owner.id, code))
            if other is not None:
                text = Text(
                    zh=f"“{written.code}”按“{code}”的比例计价，而“{code}”本身也按其他行的比例计价；请改为给它的基数，或给其中一个定价",
                    en=f'"{written.code}" is a percentage of "{code}", which is a percentage of other lines itself; name what that is '
                    "taken of, or give one of them a price",
                )
                yield Finding("share-of-a-share", written.at("of", "products", number), text, related=(other.at(),))
