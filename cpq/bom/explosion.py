"""Explosion: a request taken apart into the items that have a price."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from cpq.bom.article import Article
from cpq.bom.catalogue import Catalogue
from cpq.bom.configuration import Configuration, Explanation, NestedConfiguration, configurator, read_selection
from cpq.bom.contract import slices_of, term_problem
from cpq.bom.item import Item, Role
from cpq.bom.ordering import Problem, quantity_problem, unknown_article, variant_of
from cpq.bom.products import Bundle, Configurable, Product, Subscription, Usage
from cpq.bom.request import LineRequest, QuoteRequest
from cpq.bom.sellability import why_not_sold
from cpq.bom.situation import Situation
from cpq.money import arithmetic
from cpq.rulebook.finding import Finding
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

Where = Callable[..., Place]
"""The place of a value of the request by its path: `where("lines", 0, "quantity")`."""

MOST_ITEMS = 200_000
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Note:
    """Something the reader of the quote should know: a default given up, an included quantity. `item` is an item's id."""

    code: str
    text: Text
    item: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Exploded:
    """The items of a request in the order of its lines, each parent before its children.

    With `findings` the request cannot be quoted; lines that have one are then missing from the items.
    """

    items: tuple[Item, ...]
    notes: tuple[Note, ...]
    findings: tuple[Finding, ...]


def nowhere(*path: str | int) -> Place:
    """The place in a request that came from no file: its path."""
    return Place("/".join(str(step) for step in ("request", *path)))


def explode_request(
    rulebook: Rulebook, request: QuoteRequest, situation: Situation, where: Where = nowhere
) -> Exploded:
    """Every line as items, with everything that is wrong with any of them."""
    items: list[Item] = []
    notes: list[Note] = []
    findings: list[Finding] = []
    with arithmetic():
        for index, line in enumerate(request.lines):
            exploded = _Line(rulebook, situation, line, index, where).explode()
            items += exploded.items
            notes += exploded.notes
            findings += exploded.findings
            if len(items) > MOST_ITEMS:
                findings.append(_too_many(where("lines", index)))
                break
    return Exploded(tuple(items), tuple(notes), tuple(findings))


def _too_many(place: Place) -> Finding:
    zh = f"展开后超过 {MOST_ITEMS} 行，请拆成几份报价"
    en = f"the request explodes into more than {MOST_ITEMS} items; split it into several quotes"
    return Finding("too-many-items", place, Text(zh=zh, en=en))


class _Line:
    """One line on its way to items."""

    def __init__(self, rulebook: Rulebook, situation: Situation, line: LineRequest, index: int, where: Where) -> None:
        self._rulebook = rulebook
        self._catalogue = rulebook.derived(Catalogue)
        self._situation = situation
        self._line = line
        self._index = index
        self._where = where
        self._findings: list[Finding] = []
        self._notes: list[Note] = []

    def explode(self) -> Exploded:
        article = self._article()
        items: tuple[Item, ...] = ()
        if article is not None:
            self._check(article)
            configuration = self._configuration(article.product)
            if not self._findings:
                items = tuple(self._items(article, configuration))
        if self._findings:
            return Exploded((), (), tuple(self._findings))
        return Exploded(items, tuple(self._notes), ())

    def _say(self, problem: Problem | None, *path: str | int) -> None:
        if problem is not None:
            self._findings.append(Finding(problem[0], self._where("lines", self._index, *path), problem[1]))

    def _article(self) -> Article | None:
        article = self._catalogue.article(self._line.product)
        if article is None:
            self._say(unknown_article(self._catalogue, self._line.product), "product")
            return None
        variant = variant_of(self._catalogue, article, self._line.variant)
        if isinstance(variant, Article):
            return variant
        self._say(variant, "variant" if self._line.variant else "product")
        return None

    def _check(self, article: Article) -> None:
        line, product = self._line, article.product
        self._say(quantity_problem(product, line.quantity), "quantity")
        text = term_problem(product, self._term(product), self._start)
        self._say(text and ("term", text), "term")
        if line.start is not None and not self._is_billed_over_time(product):
            zh, en = (
                f"“{product.name.zh}”没有起始日，请去掉 start",
                f'"{product.name.en}" has no first day; remove start',
            )
            self._say(("start", Text(zh=zh, en=en)), "start")
        self._sold(article, alone=True, path=("product",))

    def _is_billed_over_time(self, product: Product) -> bool:
        """Whether the line has a term: by itself, or by something that stands in it."""
        return isinstance(product, Subscription | Usage | Bundle | Configurable)

    def _term(self, product: Product) -> int | None:
        """The term that the product itself is asked for; that of a bundle or configuration goes to what stands in it."""
        return None if isinstance(product, Bundle | Configurable) else self._line.term

    @property
    def _start(self) -> date:
        return self._line.start or self._situation.date

    def _sold(self, article: Article, *, alone: bool, path: Sequence[str | int]) -> None:
        for reason in why_not_sold(self._rulebook, article.product, self._situation, article.code, alone=alone):
            place = self._where("lines", self._index, *path)
            self._findings.append(Finding(reason.code, place, reason.text, related=(reason.place,)))

    def _configuration(self, product: Product) -> Configuration | None:
        chosen = self._line.configuration
        if not isinstance(product, Configurable):
            if chosen:
                zh = f"“{product.name.zh}”不是可配置产品，请去掉 configuration"
                en = f'"{product.name.en}" is not configurable; remove configuration'
                self._say(("not-configurable", Text(zh=zh, en=en)), "configuration")
            return None

        def where(*path: str | int) -> Place:
            return self._where("lines", self._index, "configuration", *path)

        selection, findings = read_selection(self._rulebook, product, chosen, where)
        self._findings += findings
        if findings:
            return None
        completed = configurator(self._rulebook, product).complete(selection)
        if isinstance(completed, Configuration):
            return completed
        self._impossible(completed)
        return None

    def _impossible(self, why: Explanation) -> None:
        first = (why.choices[0].name,) if why.choices else ()
        inside = [
            part for step in why.within for part in ((step, "configuration") if isinstance(step, int) else (step,))
        ]
        zh, en = f"配置不成立：{why.text.zh}", f"this cannot be built: {why.text.en}"
        place = self._where("lines", self._index, "configuration", *inside, *first)
        related = tuple(rule.place for rule in why.rules)
        self._findings.append(Finding("impossible-configuration", place, Text(zh=zh, en=en), related=related))

    def _items(self, article: Article, configuration: Configuration | None) -> Iterator[Item]:
        number = str(self._index + 1)
        quantity = self._line.quantity
        product = article.product
        if isinstance(product, Usage):
            quantity = self._billed(product, number)
        main = self._item(article, "main", number, None, quantity)
        yield from self._sliced(main)
        if configuration is not None:
            yield from self._inside(main, configuration)
        if isinstance(product, Bundle):
            yield from self._components(main, product)

    def _billed(self, product: Usage, number: str) -> Decimal:
        """What is left to pay of a metered quantity."""
        if not product.included:
            return self._line.quantity
        zh = f"每月 {product.included:f} {product.unit.zh}免费，只计超出部分"
        en = f"{product.included:f} {product.unit.en} a month are included; only what goes beyond is billed"
        self._notes.append(Note("included", Text(zh=zh, en=en), number, product.at("included")))
        return max(self._line.quantity - product.included, Decimal(0))

    def _item(self, article: Article, role: Role, number: str, parent: Item | None, each: Decimal) -> Item:
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
            section=parent.section if parent else self._line.section or self._catalogue.section_of(article.product),
            request=self._line,
            index=self._index,
            above=(parent.product, *parent.above) if parent else (),
        )

    def _sliced(self, item: Item) -> Iterator[Item]:
        """The item over its term, once for every contract year of a ramp."""
        for part in slices_of(item.product, self._line.term, self._start):
            number = item.number if part.year is None else f"{item.number}-Y{part.year}"
            root = item.root if item.parent else number
            yield replace(item, id=number, number=number, root=root, recurrence=part.recurrence, year=part.year)

    def _inside(self, parent: Item, configuration: Configuration) -> Iterator[Item]:
        """Options in the order of the groups, then nested parts with what is inside them."""
        position = 0
        for group, options in configuration.options.items():
            for code, quantity in options.items():
                position += 1
                yield from self._option(parent, group, code, quantity, position)
        for place, parts in configuration.nested.items():
            for part in parts:
                position += 1
                yield from self._part(parent, place, part, position)
        for default in configuration.given_up:
            zh, en = f"{default.text.zh}：{default.why.text.zh}", f"{default.text.en}: {default.why.text.en}"
            self._notes.append(Note("default-given-up", Text(zh=zh, en=en), parent.id))

    def _option(self, parent: Item, group: str, code: str, quantity: int, position: int) -> Iterator[Item]:
        article = self._catalogue.articles[code]
        self._sold(article, alone=False, path=("configuration", group))
        item = self._item(article, "option", f"{parent.number}.{position}", parent, Decimal(quantity))
        yield from self._with_term(replace(item, group=group))

    def _part(self, parent: Item, place: str, part: NestedConfiguration, position: int) -> Iterator[Item]:
        article = self._catalogue.articles[part.configuration.product]
        self._sold(article, alone=False, path=("configuration", place))
        item = self._item(article, "nested", f"{parent.number}.{position}", parent, Decimal(part.quantity))
        item = replace(item, group=place)
        yield item
        yield from self._inside(item, part.configuration)

    def _components(self, parent: Item, bundle: Bundle) -> Iterator[Item]:
        for position, (code, quantity) in enumerate(bundle.components.items(), start=1):
            article = self._catalogue.articles[code]
            self._sold(article, alone=False, path=("product",))
            item = self._item(article, "component", f"{parent.number}.{position}", parent, quantity)
            yield from self._with_term(item)
            yield from self._inner_components(item)

    def _inner_components(self, item: Item) -> Iterator[Item]:
        if isinstance(item.product, Bundle):
            yield from self._components(item, item.product)

    def _with_term(self, item: Item) -> Iterator[Item]:
        """What stands inside a line runs as long as the line says."""
        problem = term_problem(item.product, self._inner_term(item.product), self._start)
        self._say(problem and ("term", problem), "term")
        if problem is None:
            yield from self._sliced(item)

    def _inner_term(self, product: Product) -> int | None:
        return self._line.term if isinstance(product, Subscription | Usage) else None
