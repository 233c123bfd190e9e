"""Articles: what can be ordered by a code of its own, a product or one of its variants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from cpq.bom.products import Product
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Article:
    """A product or a variant of one. `code` is the product's id or the variant's own code.

    `attributes` are the product's, with the variant's own values over them; `name` tells the variant's values too.
    """

    code: str
    product: Product
    name: Text
    attributes: Mapping[str, Decimal | bool | str]
    place: Place
    """Where the code comes from: the product, or the line that gives this variant its code."""

    @property
    def is_variant(self) -> bool:
        return self.code != self.product.id
