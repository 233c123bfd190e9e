"""One product in the terminal: what it is, what it is built from at every level, where it is used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text as Styled
from rich.tree import Tree

from cpq.bom.catalogue import Catalogue
from cpq.bom.configuration.variables import values_of
from cpq.bom.graph import PartLine, ProductGraph
from cpq.bom.products import Configurable, Product, Variants
from cpq.cli.amounts import money, number
from cpq.cli.language import read, say
from cpq.cli.values_view import on_offer
from cpq.company.attribute import Attribute
from cpq.company.company import Company
from cpq.rulebook.rulebook import Rulebook

MOST_SHOWN = 40


def product_view(product: Product, rulebook: Rulebook) -> RenderableType:
    """Facts, the tree of parts, and the products that contain it."""
    title = Styled.assemble((product.id, "bold cyan"), "  ", (read(product.name), "bold"))
    parts: list[RenderableType] = [title, _facts(product, rulebook)]
    graph = rulebook.derived(ProductGraph)
    lines = graph.explode(product.id)
    if lines:
        parts.append(_tree(say(zh="构成", en="Built from"), lines, rulebook))
    return Group(*parts, used_in(rulebook, product.id))


def used_in(rulebook: Rulebook, code: str) -> RenderableType:
    """The products that contain an article at any level; nothing where there are none."""
    product = rulebook.derived(Catalogue).articles[code].product
    used = rulebook.derived(ProductGraph).where_used(product.id)
    if not used:
        return Group()
    return Styled.assemble((say(zh="用于：", en="Used in: "), "bold"), _listed(used))


def _listed(codes: Sequence[str]) -> str:
    return ", ".join(codes[:MOST_SHOWN]) + (" …" if len(codes) > MOST_SHOWN else "")


def _facts(product: Product, rulebook: Rulebook) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column()
    for name, value in _rows(product, rulebook):
        table.add_row(name, value)
    return table


def _rows(product: Product, rulebook: Rulebook) -> Iterator[tuple[str, str]]:
    if product.description:
        yield say(zh="说明", en="Description"), read(product.description)
    yield say(zh="分类", en="Category"), product.category
    for id, value in product.attributes.items():
        attribute = rulebook.all(Attribute)[id]
        yield read(attribute.name), read(attribute.text_of(value))
    cost = rulebook.derived(ProductGraph).cost_roll_up(product.id)
    if cost.amount is not None:
        yield say(zh="单位成本", en="Unit cost"), money(cost.amount, rulebook.one(Company).currency)
    if isinstance(product, Variants):
        variants = rulebook.derived(Catalogue).variants_of(product)
        yield say(zh="变体", en="Variants"), _listed([variant.code for variant in variants])
    if isinstance(product, Configurable):
        yield from _choices(product, rulebook)
    yield say(zh="位置", en="Place"), str(product.place)


def _choices(product: Configurable, rulebook: Rulebook) -> Iterator[tuple[str, str]]:
    """A row for every group with its options, every input with its values, every place with what fits there."""
    for name, group in product.groups.items():
        yield name, f"{read(group.name)}: {_listed(list(group.options))}"
    for name, entered in product.inputs.items():
        attribute = rulebook.all(Attribute)[entered.attribute]
        yield name, f"{read(attribute.name)}: {on_offer(values_of(entered, attribute), attribute)}"
    for name, nested in product.nested.items():
        yield name, f"{read(nested.name)}: {nested.min}–{nested.max} × {', '.join(nested.products)}"


def _tree(title: str, lines: tuple[PartLine, ...], rulebook: Rulebook) -> Tree:
    tree = Tree(Styled(title, style="bold"))
    branches: dict[tuple[str, ...], Tree] = {(): tree}
    catalogue = rulebook.derived(Catalogue)
    for line in lines:
        article = catalogue.article(line.code)
        name = read(article.name) if article else ""
        label = Styled.assemble(f"{rounded(line.quantity)} × ", (line.code, "cyan"), f"  {name}")
        branches[line.path] = branches[line.path[:-1]].add(label)
    return tree


def rounded(quantity: Fraction) -> str:
    """An exact quantity to four decimals: scrap makes thirds of screws."""
    return number(round(Decimal(quantity.numerator) / Decimal(quantity.denominator), 4))
