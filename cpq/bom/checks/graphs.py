"""Nothing contains itself: categories, regions, products."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from cpq.bom.category import Category
from cpq.bom.graph import ProductGraph
from cpq.bom.tree import loops
from cpq.company.market import Region
from cpq.rulebook.finding import Finding
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


class Standing(Protocol):
    @property
    def parent(self) -> str | None: ...

    def at(self, *path: str | int) -> Place: ...


def no_category_inside_itself(rulebook: Rulebook) -> Iterator[Finding]:
    return inside_themselves(rulebook.all(Category), Text(zh="分类", en="category"))


def no_region_inside_itself(rulebook: Rulebook) -> Iterator[Finding]:
    return inside_themselves(rulebook.all(Region), Text(zh="地区", en="region"))


def inside_themselves(tree: Mapping[str, Standing], what: Text) -> Iterator[Finding]:
    for loop in loops(tree):
        way = " → ".join([*loop, loop[0]])
        text = Text(
            zh=f"{what.zh}首尾相接：{way}；请改正其中一个 inside",
            en=f"this {what.en} stands inside itself: {way}; correct one of these `inside`",
        )
        first, *others = (tree[each].at("inside") for each in loop)
        yield Finding("loop", first, text, related=tuple(others))


def no_product_inside_itself(rulebook: Rulebook) -> Iterator[Finding]:
    """Cycles of parts, components, options and nested parts, each with its way round and the place of every step."""
    for cycle in rulebook.derived(ProductGraph).cycles():
        way = " → ".join([cycle[0].parent, *(use.child for use in cycle)])
        text = Text(
            zh=f"产品包含了自身：{way}；请去掉其中一项", en=f"a product contains itself: {way}; remove one of these"
        )
        first, *others = (use.place for use in cycle)
        yield Finding("cycle", first, text, related=tuple(others))
