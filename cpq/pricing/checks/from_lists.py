"""Single prices that are taken from another list: the way ends at a price, and does not come back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cpq.bom.catalogue import Catalogue
from cpq.bom.products import Variants
from cpq.bom.tree import loops
from cpq.pricing.listed_entries import written
from cpq.pricing.methods import FromList
from cpq.pricing.price_list import PriceList
from cpq.pricing.written import Written, written_prices
from cpq.rulebook.finding import Finding
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

Codes = tuple[str, ...]


def prices_from_lists(rulebook: Rulebook) -> Iterator[Finding]:
    """Each price that is `from_list` ends at one that is written. Circles of lists themselves are found elsewhere."""
    lists = rulebook.all(PriceList)
    if loops(lists):
        return
    catalogue = rulebook.derived(Catalogue)
    circles: set[frozenset[Place]] = set()
    for each in written_prices(rulebook):
        if not isinstance(each.method, FromList):
            continue
        ways = [_way(each, codes, lists) for codes in _all_codes(each.code, catalogue)]
        for way in ways:
            if way.circle and frozenset(way.circle) not in circles:
                circles.add(frozenset(way.circle))
                yield _circular(each, way)
        if not any(way.ends or way.circle for way in ways):
            yield _missing(each, lists[each.method.list])


@dataclass(frozen=True, slots=True)
class _Way:
    """From a price that is taken from a list to one that is written: whether it `ends`, or the places of the `circle` that it runs into."""

    ends: bool
    circle: tuple[Place, ...] = ()
    lists: tuple[str, ...] = ()


def _way(start: Written, codes: Codes, lists: Mapping[str, PriceList]) -> _Way:
    parent = str(start.path[1]) if start.path[0] == "options" else ""
    passed: dict[Place, str] = {}
    here, at = start.method, start.at()
    while isinstance(here, FromList):
        if at in passed:
            places = list(passed)[list(passed).index(at) :]
            return _Way(False, tuple(places), tuple(passed[place] for place in places))
        passed[at] = here.list
        found = _next(lists[here.list], codes, parent, lists)
        if found is None:
            return _Way(False)
        here, at = found
    return _Way(True)


def _next(
    price_list: PriceList, codes: Codes, parent: str, lists: Mapping[str, PriceList]
) -> tuple[object, Place] | None:
    """What a list has for the codes, itself or by those that it is based on; a table may have it or not."""
    for path, method in written(price_list, codes, parent):
        return method, price_list.at(*path)
    if price_list.table is not None:
        return None, price_list.at("table")
    return _next(lists[price_list.parent], codes, parent, lists) if price_list.parent is not None else None


def _all_codes(code: str, catalogue: Catalogue) -> Iterator[Codes]:
    """What an item that the price is for can be looked up by."""
    article = catalogue.article(code)
    product = article.product if article else None
    if product is None or code != product.id:
        yield (code,) if product is None else (code, product.id)
        return
    yield (code,)
    if isinstance(product, Variants):
        yield from ((variant.code, code) for variant in catalogue.variants_of(product))


def _circular(start: Written, way: _Way) -> Finding:
    lists = " → ".join([*way.lists, way.lists[0]])
    text = Text(
        zh=f"“{start.code}”的价格循环取自价目表：{lists}；请在其中一个表里写明价格",
        en=f'the price of "{start.code}" is taken from lists in a circle: {lists}; write it in one of them',
    )
    first, *others = sorted(way.circle)
    return Finding("list-cycle", first, text, related=tuple(others))


def _missing(each: Written, other: PriceList) -> Finding:
    text = Text(
        zh=f"价目表 {other.id} 里没有“{each.code}”的价格可取；请在那里补上，或改用其他计价方法",
        en=f'price list {other.id} has no price for "{each.code}" to take; add one there, or use another method',
    )
    return Finding("no-price", each.at("list"), text, related=(other.place,))
