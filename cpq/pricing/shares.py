"""Shares: prices that are a percentage of other lines, in the order in which they can be worked out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

import networkx as nx

from cpq.bom.item import Item
from cpq.bom.matching import Matching
from cpq.bom.products import Usage
from cpq.pricing.context import Context
from cpq.pricing.entry import Entry
from cpq.pricing.methods import PercentOf
from cpq.pricing.methods.method import Share
from cpq.pricing.written import written_prices
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

Key = tuple[str, tuple[str | int, ...]]
"""Who wrote a price, and where in it."""


def looks_at(share: Share, item: Item, matching: Matching) -> bool:
    """Whether a share is taken of an item, too: one that is paid once, or `recurring_too`, by itself and not by usage."""
    if isinstance(item.product, Usage) or item.role == "component":
        return False
    return (item.recurrence is None or share.recurring_too) and matching.matches(share.of, item)


def batches(context: Context) -> tuple[tuple[Item, ...], ...]:
    """The items in batches: what is a percentage of others comes after all of those. What has a held price is in none.

    A price is no share of the lines that it prices itself. Raises `Refused` for prices that mean each other.
    """
    items = tuple(item for item in context.items if item.held is None)
    shares = _shares(items, context)
    if not shares:
        return (items,)
    later = {item.id for share in shares.values() for item in share.items}
    first = tuple(item for item in items if item.id not in later)
    return first, *(_items(shares, keys, items) for keys in _in_order(shares, context))


def _has_shares(rulebook: Rulebook) -> bool:
    """Whether any price of a rulebook is a percentage of other lines."""
    return any(isinstance(written.method, PercentOf) for written in written_prices(rulebook))


@dataclass(slots=True)
class _Share:
    """A price that is a percentage, and the items that it prices."""

    entry: Entry
    items: list[Item] = field(default_factory=list[Item])

    @property
    def method(self) -> PercentOf:
        return cast("PercentOf", self.entry.method)


Shares = Mapping[Key, _Share]


def _shares(items: Iterable[Item], context: Context) -> Shares:
    found: dict[Key, _Share] = {}
    for item in items if context.rulebook.derived(_has_shares) else ():
        entry = context.prices.entry(item) if item.role != "component" else None
        if entry is not None and isinstance(entry.method, PercentOf):
            found.setdefault((entry.owner.id, entry.path), _Share(entry)).items.append(item)
    return found


def _items(shares: Shares, keys: Iterable[Key], items: Sequence[Item]) -> tuple[Item, ...]:
    """The items of some shares, in the order of the quote."""
    ids = {item.id for key in keys for item in shares[key].items}
    return tuple(item for item in items if item.id in ids)


def _in_order(shares: Shares, context: Context) -> Sequence[Sequence[Key]]:
    """The shares in as few steps as there can be, each after those that it looks at."""
    matching = context.rulebook.derived(Matching)
    graph: nx.DiGraph[Key] = nx.DiGraph()
    graph.add_nodes_from(shares)
    for key, share in shares.items():
        for other, looked_at in shares.items():
            if other != key and any(looks_at(share.method, item, matching) for item in looked_at.items):
                graph.add_edge(other, key)
    circles = [circle for circle in nx.strongly_connected_components(graph) if len(circle) > 1]
    if circles:
        raise Refused(_circular([shares[key] for key in shares if key in circle], context) for circle in circles)
    return [list(step) for step in nx.topological_generations(graph)]


def _circular(circle: Sequence[_Share], context: Context) -> Finding:
    first, *others = circle
    text = shares_mean_each_other([share.items[0].code for share in circle])
    place, written = context.place_of(first.items[0], "product"), first.entry.place
    return Finding("share-cycle", place, text, related=(written, *(share.entry.place for share in others)))


def shares_mean_each_other(codes: Sequence[str]) -> Text:
    """What is said of prices that are percentages of each other."""
    named = ", ".join(codes)
    return Text(
        zh=f"{named} 互为对方价格的比例基数，谁也算不出来；请收窄 of（例如用 except 除外），或给其中一个定价",
        en=f"the prices of {named} are percentages of each other, and none can be worked out; narrow an `of`, by `except` for "
        "instance, or give one of them a price",
    )
