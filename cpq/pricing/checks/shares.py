"""Percentages of other lines: no two prices of a list are taken of each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

import networkx as nx

from cpq.bom.catalogue import Catalogue
from cpq.bom.matching import Matching
from cpq.bom.products import Product, Subscription, Usage
from cpq.bom.tree import line_of
from cpq.pricing.methods import PercentOf
from cpq.pricing.price_list import PriceList
from cpq.pricing.shares import shares_mean_each_other
from cpq.pricing.written import Written, written_prices
from cpq.rulebook.finding import Finding
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook

Path = tuple[str | int, ...]


def no_shares_of_each_other(rulebook: Rulebook) -> Iterator[Finding]:
    """Every circle of percentages that can be in one quote, once, with all their places; one with a contract's price is found with the quote."""
    shares = [each for each in written_prices(rulebook) if isinstance(each.method, PercentOf)]
    said: set[frozenset[Place]] = set()
    for price_list in rulebook.all(PriceList) if shares else ():
        graph = _who_looks_at_whom(_in_force(price_list, shares, rulebook), rulebook)
        for circle in nx.strongly_connected_components(graph):
            places = frozenset(graph.nodes[path]["price"].at() for path in circle)
            if len(circle) > 1 and places not in said:
                said.add(places)
                yield _circular([graph.nodes[path]["price"] for path in graph if path in circle])


def _in_force(id: str, shares: list[Written], rulebook: Rulebook) -> Mapping[Path, Written]:
    """The percentages of a list, its own and those of the lists that it is based on, as far as it has no price of its own."""
    lists, found = rulebook.all(PriceList), dict[Path, Written]()
    hidden: set[Path] = set()
    for owner in line_of(lists, id):
        own = {each.path: each for each in shares if each.owner is lists[owner]}
        found |= {path: each for path, each in own.items() if path not in hidden}
        hidden.update(("entries", code) for code in lists[owner].entries)
        hidden.update(("options", parent, code) for parent, codes in lists[owner].options.items() for code in codes)
    return found


def _who_looks_at_whom(shares: Mapping[Path, Written], rulebook: Rulebook) -> nx.DiGraph[Path]:
    graph: nx.DiGraph[Path] = nx.DiGraph()
    for path, written in shares.items():
        graph.add_node(path, price=written)
    for path, written in shares.items():
        for other, price in shares.items():
            if other != path and _looks_at(cast("PercentOf", written.method), price, rulebook):
                graph.add_edge(other, path)
    return graph


def _looks_at(share: PercentOf, price: Written, rulebook: Rulebook) -> bool:
    """Whether a share is taken of what a price is for, or of the product that this stands in as an option."""
    catalogue, matching = rulebook.derived(Catalogue), rulebook.derived(Matching)
    article = catalogue.article(price.code)
    if article is None or not _counts(article.product, share):
        return False
    if matching.names(share.of, article.product, price.code):
        return True
    inside = price.path[0] == "options" and share.of.options_too is not False
    parent = catalogue.article(str(price.path[1])) if inside and price.code not in share.of.except_ else None
    return parent is not None and matching.names(share.of, parent.product)


def _counts(product: Product, share: PercentOf) -> bool:
    return not isinstance(product, Usage) and (share.recurring_too or not isinstance(product, Subscription))


def _circular(circle: list[Written]) -> Finding:
    first, *others = sorted(circle, key=lambda each: each.at())
    text = shares_mean_each_other([first.code, *(each.code for each in others)])
    return Finding("share-cycle", first.at("of"), text, related=tuple(each.at("of") for each in others))
