"""What the customer had before, as the request says it."""

from __future__ import annotations

from collections.abc import Iterator

from cpq.bom.catalogue import Catalogue
from cpq.pricing.context import Context
from cpq.pricing.remark import Remark
from cpq.rulebook.finding import did_you_mean
from cpq.rulebook.text import Text


def cumulated_remarks(context: Context) -> Iterator[Remark]:
    """The codes that no product has, in one remark: what was bought long ago may be sold no more, and it may be a slip that costs a tier."""
    catalogue = context.rulebook.derived(Catalogue)
    unknown = [code for code in context.request.cumulated if catalogue.article(code) is None]
    if unknown:
        near, more = did_you_mean(unknown[0], catalogue.articles), len(unknown) - 1
        text = Text(
            zh=f"cumulated 中的“{unknown[0]}”不是任何产品的编码{near.zh}"
            + (f"；另有 {more} 个同样" if more else "")
            + "，不计入任何阶梯价",
            en=f'"{unknown[0]}" in cumulated is no product\'s code{near.en}'
            + (f"; nor are {more} more" if more else "")
            + "; it counts for no tier",
        )
        yield Remark("unknown-cumulated", text, place=context.where("cumulated", unknown[0]))
