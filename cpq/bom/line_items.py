"""What a line orders, taken apart into the items that have a price."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import cast

from cpq.bom.allowance import Allowances
from cpq.bom.article import Article
from cpq.bom.configuration import Configuration, NestedConfiguration
from cpq.bom.configuration.parts_used import PartsUsed, UsedPart
from cpq.bom.contract import Slice, slices_of
from cpq.bom.graph import with_scrap
from cpq.bom.item import Held, Item, Role
from cpq.bom.line import Line
from cpq.bom.line_reading import Ordered
from cpq.bom.products import Bundle, Configurable, Usage
from cpq.bom.term_problem import term_problem
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Note:
    """Something the reader of the quote should know: a default given up, an included quantity. `item` is an item's id."""

    code: str
    text: Text
    item: str
    place: Place | None = None


class LineItems:
    """Takes one line apart. `notes` fills up meanwhile."""

    def __init__(self, line: Line, allowances: Allowances) -> None:
        self.line = line
        self._allowances = allowances
        self.notes: list[Note] = []
        self._findings: list[Finding] = []

    def of(self, ordered: Ordered) -> Sequence[Item]:
        """The items, each parent before its children. Raises `Refused` with everything that is wrong with what stands in the line."""
        article, quantity = ordered.article, ordered.quantity
        number, product = str(self.line.index + 1), article.product
        if isinstance(product, Usage):
            free = self._free(product, number, quantity)
            main = replace(self._item(article, "main", number, None, quantity - free), free=free)
        else:
            main = self._item(article, "main", number, None, quantity)
        main.ordered = ordered.unit
        chosen = ordered.configuration
        items = self._continued(main) if chosen is None else list(self._configured(main, chosen))
        if isinstance(product, Bundle):
            items += self._components(main, product)
        if self._findings:
            raise Refused(self._findings)
        return items

    def option(self, configurables: Sequence[Article], group: str, code: str) -> tuple[Item, ...]:
        """One piece of an option in one unit of the last of the configurable products, each in the one before, whatever else is chosen."""
        return tuple(self._with_term(self._option(self._innermost(configurables), group, code, 1, 1)))

    def part(self, configurables: Sequence[Article], place: str) -> tuple[Item, ...]:
        """One piece of the last of the configurable products itself, each in the one before, that one in this nested place."""
        return tuple(self._with_term(replace(self._innermost(configurables), group=place)))

    def _innermost(self, configurables: Sequence[Article]) -> Item:
        outermost, *inner = configurables
        item = self._item(outermost, "main", str(self.line.index + 1), None, Decimal(1))
        for article in inner:
            item = self._item(article, "nested", f"{item.number}.1", item, Decimal(1))
        return item

    def _continued(self, main: Item) -> list[Item]:
        """The item over its term; where it goes on with a subscription, at its price, and with what that gives back."""
        line, continued = self.line.request, self.line.continuation
        if continued is None or continued.link == "co_term":
            return self._sliced(main)
        items: list[Item] = []
        renews = continued.link == "renews"
        held = Held(continued.id, continued.existing, renews=renews)
        if line.quantity:
            items += self._sliced(replace(main, held=None if line.keep_price is False else held))
        if not renews:
            number, quantity = f"{main.number}-C", -continued.existing.quantity
            held = replace(held, credit=True)
            credit = replace(main, id=number, number=number, root=number, name=_credit(main, held), held=held)
            items += self._sliced(replace(credit, quantity=quantity, each=quantity))
        return items

    def _free(self, product: Usage, number: str, quantity: Decimal) -> Decimal:
        """What costs nothing of a metered quantity. What is free is free once a month, over all lines."""
        term = slices_of(product, self.line.asked)[0].recurrence
        if not product.included or term is None:
            return Decimal(0)
        left = self._allowances.left(product, term)
        free = min(left, quantity)
        self._allowances.take(product, term, free)
        self.notes.append(Note("included", _included(product, left), number, product.at("included")))
        return free

    def _item(self, article: Article, role: Role, number: str, parent: Item | None, each: Decimal) -> Item:
        section = self.line.request.section or self.line.catalogue.section_of(article.product)
        return Item(
            id=number,
            number=number,
            parent=parent.id if parent else None,
            root=parent.root if parent else number,
            role=role,
            product=article.product,
            code=article.code,
            name=article.name,
            quantity=each * parent.quantity if parent else each,
            each=each,
            attributes=article.attributes,
            section=parent.section if parent else section,
            request=self.line.request,
            index=self.line.index,
            above=(parent.product, *parent.above) if parent else (),
        )

    def _sliced(self, item: Item) -> list[Item]:
        """The item over its term, once for every contract year of a ramp."""
        if not item.product.over_time:
            return [item]
        return [_slice(item, part) for part in slices_of(item.product, self.line.asked)]

    def _configured(self, item: Item, configuration: Configuration) -> Iterator[Item]:
        """The item, then its options in the order of the groups, then its nested parts with what is inside them."""
        parts = PartsUsed(self.line.rulebook, cast("Configurable", item.product), configuration)
        of_its_own = () if item.product.cost is not None else self._parts(parts.of_product())
        yield from self._sliced(replace(item, parts=of_its_own, inputs=configuration.inputs))
        yield from self._inside(item, configuration, parts)

    def _parts(self, used: Iterator[UsedPart]) -> tuple[tuple[str, Fraction], ...]:
        try:
            return tuple((each.code, with_scrap(each.quantity, each.part)) for each in used)
        except Refused as refused:
            self._findings.extend(
                replace(each, place=self.line.place(), related=(each.place,)) for each in refused.findings
            )
            return ()

    def _inside(self, parent: Item, configuration: Configuration, parts: PartsUsed) -> Iterator[Item]:
        position = 0
        for group, options in configuration.options.items():
            for code, quantity in options.items():
                position += 1
                item = self._option(parent, group, code, quantity, position)
                yield from self._with_term(replace(item, parts=self._parts(parts.of_option(group, code))))
        for place, nested in configuration.nested.items():
            for part in nested:
                position += 1
                yield from self._part(parent, place, part, position)
        for default in configuration.given_up:
            zh, en = f"{default.text.zh}：{default.why.text.zh}", f"{default.text.en}: {default.why.text.en}"
            self.notes.append(Note("default-given-up", Text(zh=zh, en=en), parent.id))

    def _option(self, parent: Item, group: str, code: str, quantity: int, position: int) -> Item:
        article = self.line.catalogue.articles[code]
        item = self._item(article, "option", f"{parent.number}.{position}", parent, Decimal(quantity))
        return replace(item, group=group)

    def _part(self, parent: Item, place: str, part: NestedConfiguration, position: int) -> Iterator[Item]:
        article = self.line.catalogue.articles[part.configuration.product]
        item = self._item(article, "nested", f"{parent.number}.{position}", parent, Decimal(part.quantity))
        yield from self._configured(replace(item, group=place), part.configuration)

    def _components(self, parent: Item, bundle: Bundle) -> Iterator[Item]:
        for position, (code, quantity) in enumerate(bundle.components.items(), start=1):
            article = self.line.catalogue.articles[code]
            self._findings.extend(self.line.not_sold(article, "product"))
            item = self._item(article, "component", f"{parent.number}.{position}", parent, quantity)
            yield from self._with_term(item)
            if isinstance(item.product, Bundle):
                yield from self._components(item, item.product)

    def _with_term(self, item: Item) -> Iterator[Item]:
        """What stands inside a line runs as long as the line says."""
        asked = self.line.asked
        asked = asked if item.product.over_time else replace(asked, months=None)
        problem = term_problem(item.product, asked)
        if problem is None:
            yield from self._sliced(item)
        else:
            self._findings.append(self.line.finding((problem.code, problem.text), *problem.path))


def _slice(item: Item, part: Slice) -> Item:
    number = item.number if part.year is None else f"{item.number}-Y{part.year}"
    root = item.root if item.parent else number
    more = {} if part.quantity is None else {"quantity": part.quantity, "each": part.quantity}
    return replace(item, id=number, number=number, root=root, recurrence=part.recurrence, year=part.year, **more)


def _credit(item: Item, held: Held) -> Text:
    return Text(zh=f"{item.name.zh}，{held.id} 剩余期间退费", en=f"{item.name.en}, credit for the rest of {held.id}")


def _included(product: Usage, left: Decimal) -> Text:
    included, unit = f"{product.included:f}", product.unit
    if left == product.included:
        return Text(
            zh=f"每月前 {included} {unit.zh}免费，只计超出部分",
            en=f"{included} {unit.en} a month are free; only what goes beyond is billed",
        )
    return Text(
        zh=f"每月前 {included} {unit.zh}免费，整份报价共用；前面的行已用去一部分，本行还有 {left:f} {unit.zh}免费",
        en=f"{included} {unit.en} a month are free, once for the whole quote; earlier lines have used some, and {left:f} are "
        "free on this line",
    )
