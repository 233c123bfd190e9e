"""An article that comes in variants, each with a code of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from cpq.bom.products.product import Product
from cpq.rulebook.fields import Id, Ref

Choice = Mapping[Annotated[str, Ref("attributes")], str]


class Variants(Product):
    """An article that comes in sizes, colours, lengths: each combination is a variant with its own code.

    有规格变体的产品：尺寸、颜色、长度等，每种组合有自己的编码。
    """

    kind: Literal["variants"]
    """variants"""
    axes: Annotated[
        Mapping[Annotated[str, Ref("attributes")], Annotated[Sequence[str], Field(min_length=1)]], Field(min_length=1)
    ]
    """The attributes that vary and the values on offer. / 变化的属性及可选值。"""
    code: Annotated[str, Field(pattern=r"^[A-Za-z0-9._{}-]+$", max_length=120)]
    """How a variant's code is made: `CAB-{length}-{colour}`. / 变体编码的构成，例如 CAB-{length}-{colour}。"""
    codes: Mapping[Id, Choice] = Field(default_factory=dict[str, Choice])
    """Codes that do not follow the pattern. / 不按规律的编码。"""
    without: Sequence[Choice] = ()
    """Combinations that are not made. / 不生产的组合。"""
