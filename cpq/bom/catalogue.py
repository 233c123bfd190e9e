"""The catalogue: every code that can be ordered, and where its product stands in the tree of categories."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from itertools import chain
from types import MappingProxyType

from cpq.bom.article import Article
from cpq.bom.category import Category
from cpq.bom.products import Product, Variants
from cpq.bom.tree import line_of
from cpq.bom.variation import codes_not_made, variants_of
from cpq.company.attribute import Attribute
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


class Catalogue:
    """Made once for a rulebook: `rulebook.derived(Catalogue)`.

    `articles` maps every code (product ids first, then variants' codes) to its article; of two articles with one code
    the first counts, which the checks report. `tags` are those that some product has.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self.products = rulebook.all(Product)
        self.categories = rulebook.all(Category)
        articles = {product.id: article_of(product) for product in self.products.values()}
        attributes = rulebook.all(Attribute)
        self._variants = {
            product.id: tuple(variants_of(product, attributes))
            for product in self.products.values()
            if isinstance(product, Variants)
        }
        for article in chain.from_iterable(self._variants.values()):
            articles.setdefault(article.code, article)
        self._sections: dict[str, Text] = {}
        self.tags = frozenset(tag for product in self.products.values() for tag in product.tags)
        self.articles: Mapping[str, Article] = MappingProxyType(articles)
        self._lines = {
            product.category: line_of(self.categories, product.category) for product in self.products.values()
        }

    def article(self, code: str) -> Article | None:
        """What a code stands for."""
        return self.articles.get(code)

    def variants_of(self, product: Variants) -> tuple[Article, ...]:
        """Every variant that is made."""
        return self._variants[product.id]

    @cached_property
    def not_made(self) -> Mapping[str, Variants]:
        """Codes that the pattern of a product gives and `without` takes away, with that product; asked for by mistakes only."""
        variants = [product for product in self.products.values() if isinstance(product, Variants)]
        return {code: product for product in variants for code in codes_not_made(product)}

    def categories_of(self, product: Product) -> tuple[str, ...]:
        """The product's category and all above it, nearest first; none for a delivery, which is in no category."""
        return self._lines[product.category] if product.category else ()

    def section_of(self, product: Product) -> Text:
        """The heading under which quotes list the product: the nearest category's that has one, else the top category's name."""
        section = self._sections.get(product.category)
        if section is None:
            section = self._sections[product.category] = self._section(product)
        return section

    def _section(self, product: Product) -> Text:
        line = [self.categories[each] for each in self.categories_of(product) if each in self.categories]
        headings = (category.section for category in line if category.section is not None)
        return next(headings, line[-1].name if line else Text.same(product.category))


def article_of(product: Product) -> Article:
    """The product itself as an article."""
    return Article(product.id, product, product.name, product.attributes, product.place)
