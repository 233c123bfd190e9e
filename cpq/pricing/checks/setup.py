"""Set-up fees: only what is billed again and again has one."""

from __future__ import annotations

from collections.abc import Iterator

from cpq.bom.catalogue import Catalogue
from cpq.bom.products import Subscription
from cpq.pricing.written import written_prices
from cpq.rulebook.finding import Finding
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def setup_of_subscriptions(rulebook: Rulebook) -> Iterator[Finding]:
    """A fee beside the price of what is no subscription would never be charged."""
    catalogue = rulebook.derived(Catalogue)
    for written in written_prices(rulebook):
        article = catalogue.article(written.code)
        if written.method.setup is None or article is None or isinstance(article.product, Subscription):
            continue
        text = Text(
            zh=f"“{written.code}”不是周期性产品（subscription），setup 永远不会收取；请计入其价格，或作为单独的产品出售",
            en=f'"{written.code}" is no subscription, and its setup would never be charged; make it part of the price, or sell it as '
            "a product of its own",
        )
        yield Finding("setup-once", written.at("setup"), text, related=(article.product.at("kind"),))
