"""What each choice would make of the cheapest completion, in the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from rich import box
from rich.console import Group as Rows
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text as Styled

from cpq.bom.catalogue import Catalogue
from cpq.bom.configuration import PriceEffects
from cpq.cli.amounts import money, signed
from cpq.cli.language import read, say
from cpq.cli.values_view import typed
from cpq.configuring.session import Session
from cpq.money import CURRENCIES


def effects_view(session: Session, effects: PriceEffects, currency: str, only: str | None) -> RenderableType:
    """For the part where the rep stands: by how much each choice makes the cheapest completion of the whole dearer or cheaper."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(say(zh="选项", en="Option"), no_wrap=True)
    table.add_column(say(zh="名称", en="Name"))
    table.add_column(say(zh="数量或值", en="Quantity or value"), justify="right")
    table.add_column(say(zh="最便宜的补全", en="Cheapest completion"), justify="right")
    for name, label, what, amount in _rows(session, effects, only):
        table.add_row(name, label, what, _difference(amount, effects.total, currency))
    total = "–" if effects.total is None else money(effects.total, currency)
    head = say(zh=f"最便宜的补全，仅选项目录价：{total}", en=f"cheapest completion, options at list prices: {total}")
    unproven = say(zh="限时内未证明，有的金额可能偏大", en="not proven within the limit; some amounts may be too large")
    return Rows(Styled(head), table, *([] if effects.proven else [Styled(unproven, style="yellow")]))


def _difference(amount: Decimal, total: Decimal | None, currency: str) -> str:
    return signed(amount if total is None else amount - total, CURRENCIES[currency])


def _rows(session: Session, effects: PriceEffects, only: str | None) -> Iterator[tuple[str, str, str, Decimal]]:
    catalogue = session.rulebook.derived(Catalogue)
    for group, options in effects.options.items():
        for code, by_quantity in options.items() if only in (None, group) else ():
            article = catalogue.article(code)
            label = read(article.name) if article else code
            yield from ((code, label, str(quantity), amount) for quantity, amount in by_quantity.items() if quantity)
    for name, values in effects.inputs.items():
        if only in (None, name):
            yield from ((name, "", typed(value), amount) for value, amount in values.items())
