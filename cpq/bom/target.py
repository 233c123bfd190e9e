"""Which lines a rule speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import ConfigDict

from cpq.bom.products.product import Code
from cpq.rulebook.fields import Id, Ref
from cpq.rulebook.model import Strict


class Target(Strict):
    """Lines by product, by category (with everything below it) or by tag; a line that any of them names is meant. Empty means every line.

    按产品、分类（含下级）或标签指定的行，符合任一即可；都不写表示所有行。
    """

    products: Sequence[Code] = ()
    """Products by id, or variants by code. A variant's parent stands for all its variants. / 产品编号或变体编码；变体母件代表其所有变体。"""
    categories: Sequence[Annotated[str, Ref("categories")]] = ()
    """Categories with everything below. / 分类及其下级。"""
    tags: Sequence[Id] = ()
    """Products with one of these tags. / 带有任一标签的产品。"""
    except_: Sequence[Code] = ()
    """Products that are left out. / 除外的产品。"""
    options_too: bool | None = None
    """Whether the options chosen inside a configured product go with it. Not written: with percentages, tiers, amounts per order and
    conditions they do; with amounts per unit or line, special prices and deals that count units they do not.

    / 命中可配置产品时，其选项是否一并计入。不写时：比例、满减档、整单金额和条件计入；按件或按行的金额、特价、买赠不计入。"""

    model_config = ConfigDict(alias_generator=lambda name: name.rstrip("_"))
