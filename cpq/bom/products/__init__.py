"""The kinds of products. A new kind is one file here and one line in `AnyProduct`."""

from typing import Annotated

from pydantic import Discriminator

from cpq.bom.products.bundle import Bundle
from cpq.bom.products.configurable import Configurable
from cpq.bom.products.product import Product
from cpq.bom.products.service import Service
from cpq.bom.products.sku import Sku
from cpq.bom.products.subscription import Subscription, Usage
from cpq.bom.products.variants import Variants

AnyProduct = Annotated[
    Sku | Variants | Configurable | Bundle | Subscription | Service | Usage,
    Discriminator("kind"),
]

__all__ = ["AnyProduct", "Bundle", "Configurable", "Product", "Service", "Sku", "Subscription", "Usage", "Variants"]
