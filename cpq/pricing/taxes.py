"""Taxes: the company's own tables of rates, by region and class of goods."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from cpq.rulebook.fields import ALWAYS, Ref, Share, Validity, Words
from cpq.rulebook.model import Entity, Strict


class TaxClass(Entity):
    """A class of products that are taxed alike.

    税收分类：税率相同的一类产品。
    """

    name: Words
    """Name. / 名称。"""


class TaxRate(Strict):
    """One rate.

    一档税率。
    """

    name: Words
    """Name on documents: VAT, sales tax. / 单据上的名称，例如增值税。"""
    rate: Share
    """The rate. / 税率。"""


class Tax(Entity):
    """The rates of a region over a period. A customer pays those of its own region, or of the nearest around it that has some.

    Where several jurisdictions tax the same thing (state, county, city), the inner ones are `on_top`: each is a row of its own.

    一个地区在一段时期内的税率；客户按所在地区计税，本地区没有则取最近的上级地区。多级征税（州、县、市）时，下级写 on_top，各自成行。
    """

    region: Annotated[str, Ref("regions")]
    """The region. / 地区。"""
    valid: Validity = ALWAYS
    """When the rates are in force. / 生效日期。"""
    on_top: bool = False
    """Charged besides what the regions around charge, as a county does besides its state. / 在上级地区的税之外另征，例如县在州之外。"""
    rates: Annotated[Mapping[Annotated[str, Ref("tax_classes")], TaxRate], Field(min_length=1)]
    """Tax class → rate; a class that is not taxed has 0%. / 税收分类 → 税率；免税写 0%。"""
