"""Categories: the tree of products."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cpq.rulebook.fields import Ref, Words
from cpq.rulebook.model import Entity


class Category(Entity):
    """A branch of the product tree; what is said of a category holds for everything below it.

    产品分类树的一支；对一个分类的规定适用于其下所有分类。
    """

    name: Words
    """Name. / 名称。"""
    parent: Annotated[Annotated[str, Ref("categories")] | None, Field(alias="inside")] = None
    """The category that contains it. / 上级分类。"""
    section: Words | None = None
    """The heading under which quotes list it; inherited from above when not given. / 报价单上的分节标题，不写则沿用上级。"""
