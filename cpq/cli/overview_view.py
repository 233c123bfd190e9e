"""An overview in the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text as Styled

from cpq.cli.language import LOCALE, read
from cpq.overviews.block import Block, Overview
from cpq.overviews.words import TOLD, is_amount, origin, remark, shown


def overview_view(view: Overview) -> Group:
    """Block by block, each under its title, with where it is from."""
    title = Styled(f"{view.name}  {view.account}", style="bold")
    return Group(title, *(part for each in view.blocks for part in _block(each)))


def _block(block: Block) -> Iterator[RenderableType]:
    yield Styled(f"\n{read(block.title)}", style="bold cyan")
    if block.facts:
        facts = Table(box=None, show_header=False, pad_edge=False)
        facts.add_column(style="dim", no_wrap=True)
        facts.add_column(overflow="fold")
        for each in block.facts:
            facts.add_row(read(each.label), Styled(shown(each.value, LOCALE)))
        yield facts
    if block.rows:
        yield _table(block)
    if said := remark(block, LOCALE):
        yield Styled(said, style="dim")
    if block.state in TOLD:
        yield Styled(origin(block, LOCALE), style="dim italic")


def _table(block: Block) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for each in block.columns:
        right = any(is_amount(row[each.name]) for row in block.rows)
        table.add_column(read(each.label), justify="right" if right else "left", overflow="fold")
    for row in block.rows:
        table.add_row(*(Styled(shown(row[each.name], LOCALE)) for each in block.columns))
    return table
