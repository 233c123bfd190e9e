"""A bill of materials in the terminal: a tree of quantities, then what it costs and comes to."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text as Styled
from rich.tree import Tree

from cpq.bills import Bill
from cpq.bom.bill import BillLine, BillRole
from cpq.cli.amounts import money, number
from cpq.cli.language import read, say
from cpq.cli.product_view import rounded
from cpq.company.attribute import Attribute
from cpq.rulebook.rulebook import Rulebook

_ROLES: dict[BillRole, str] = {
    "option": say(zh="选项", en="option"),
    "nested": say(zh="嵌套", en="nested"),
    "component": say(zh="组件", en="component"),
    "part": say(zh="零部件", en="part"),
    "addition": say(zh="附加", en="addition"),
}


def bill_view(bill: Bill, rulebook: Rulebook) -> RenderableType:
    """The tree, the cost, the totals."""
    tree = Tree(_label(bill.line))
    _grow(tree, bill.line)
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column()
    for name, value in _facts(bill, rulebook):
        facts.add_row(name, value)
    return Group(tree, facts)


def _grow(tree: Tree, line: BillLine) -> None:
    for each in line.inside:
        _grow(tree.add(_label(each)), each)


def _label(line: BillLine) -> Styled:
    role = _ROLES.get(line.role)
    parts = [f"{rounded(line.quantity)} × ", (line.article.code, "cyan"), f"  {read(line.article.name)}"]
    return Styled.assemble(*parts, *([(f"  {role}", "dim")] if role else []))


def _facts(bill: Bill, rulebook: Rulebook) -> Iterator[tuple[str, str]]:
    cost = say(zh="成本", en="Cost")
    if bill.cost.amount is None:
        listed = ", ".join(bill.cost.unknown[:8])
        yield cost, say(zh=f"未知：{listed} 没有写成本", en=f"not known: no cost is written for {listed}")
    else:
        yield cost, money(bill.cost.amount, bill.currency)
    for id, total in bill.totals.items():
        attribute = rulebook.all(Attribute)[id]
        yield read(attribute.name), f"{number(_short(total))} {attribute.unit or ''}".rstrip()


def _short(total: Decimal) -> Decimal:
    return round(total, 6)
