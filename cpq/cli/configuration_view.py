"""A configuration in the terminal: every option selectable, forced or excluded, and what the completion would take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal

from rich import box
from rich.console import Group as Rows
from rich.console import RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text as Styled

from cpq.bom.catalogue import Catalogue
from cpq.bom.configuration import (
    Choice,
    Configuration,
    ConfigurationState,
    Explanation,
    InputState,
    OptionState,
    Repairs,
    RuleText,
)
from cpq.bom.request import NestedRequest
from cpq.cli.language import read, say
from cpq.cli.values_view import entered, on_offer, ranges, typed
from cpq.company.attribute import Attribute
from cpq.configuring.part_choices import parts_in
from cpq.configuring.session import Session

_MARKS = {
    "forced": ("◆", "bold green", say(zh="必选", en="forced")),
    "selectable": ("○", "", say(zh="可选", en="selectable")),
    "excluded": ("✕", "dim", say(zh="不可选", en="excluded")),
}


def configuration_view(
    session: Session, state: ConfigurationState, completed: Configuration | Explanation, only: str | None = None
) -> RenderableType:
    """The groups and inputs (or one of them), then the conflict if there is one."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column("", no_wrap=True)
    table.add_column(say(zh="选项", en="Option"), no_wrap=True)
    table.add_column(say(zh="名称", en="Name"), overflow="fold", ratio=1, min_width=28)
    table.add_column(say(zh="可选数量", en="Quantities"), justify="right", max_width=36)
    table.add_column(say(zh="将会是", en="Completed"), justify="right")
    for name, options in state.groups.items():
        if only == name or (only is None and name not in state.hidden):
            _add_group(table, session, name, options, completed)
    for name, entry in state.inputs.items():
        if only == name or (only is None and name not in state.hidden):
            _add_input(table, session, entry, completed)
    conflict = [conflict_view(state.conflict)] if state.conflict else []
    unsold = [rule for key, rule in state.unsold.items() if only is None or key.partition("/")[0] == only]
    reasons = [Styled(f"§ {read(rule.text)}  {rule.place}", style="dim") for rule in unsold]
    return Rows(table, Styled(_legend(), style="dim"), *reasons, *conflict)


def overview(session: Session, state: ConfigurationState, completed: Configuration | Explanation) -> RenderableType:
    """One row a group or input: what it is or will be, and how many options are left."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column("", no_wrap=True)
    table.add_column(say(zh="组", en="Group"), no_wrap=True)
    table.add_column("", style="cyan")
    table.add_column(say(zh="将会是", en="Completed"), overflow="fold", ratio=1)
    table.add_column(say(zh="可选", en="Possible"), justify="right", no_wrap=True)
    for name, options in ((name, each) for name, each in state.groups.items() if name not in state.hidden):
        left = sum(option.state != "excluded" for option in options)
        mark = "●" if name in session.own else "◆" if any(option.state == "forced" for option in options) else "○"
        label = read(session.here.groups[name].name)
        table.add_row(mark, name, label, ", ".join(_taken(session, completed, name)), f"{left} / {len(options)}")
    for name, entry in ((name, each) for name, each in state.inputs.items() if name not in state.hidden):
        attribute = _attribute(session, name)
        will_be = "" if isinstance(completed, Explanation) else _entered(completed, name, attribute)
        mark = "●" if name in session.own else "○"
        table.add_row(mark, name, read(attribute.name), will_be, str(len(entry.values)))
    for name in (name for name in session.here.nested if name not in state.hidden):
        table.add_row(*_place_row(session, state, completed, name))
    conflict = [conflict_view(state.conflict)] if state.conflict else []
    return Rows(table, *conflict)


def _place_row(
    session: Session, state: ConfigurationState, completed: Configuration | Explanation, name: str
) -> Iterator[str]:
    """A nested place: what stands there or will, and how many there are or can be."""
    place, parts = session.here.nested[name], parts_in(session.own, name)
    said = name in session.own
    standing = [f"{name}.{number}  {_part(session, part)}" for number, part in enumerate(parts)]
    will_be = completed.nested.get(name, ()) if isinstance(completed, Configuration) and not said else ()
    products: Counter[str] = Counter()
    for part in will_be:
        products[part.configuration.product] += part.quantity
    standing += [f"{number} × {_article_name(session, product)}" for product, number in products.items()]
    left = [Decimal(number) for number in state.numbers[name].quantities] if name in state.numbers and not said else []
    count = ranges(left) if left else str(sum(part.quantity for part in parts))
    yield from ("●" if said else "○", name, read(place.name), "\n".join(standing), f"{count} / {place.max}")


def _part(session: Session, part: NestedRequest) -> str:
    name = _article_name(session, part.product)
    return f"{part.quantity} × {name}" if part.quantity > 1 else name


def _entered(completed: Configuration, name: str, attribute: Attribute) -> str:
    return entered(completed.inputs[name], attribute) if name in completed.inputs else ""


def _taken(session: Session, completed: Configuration | Explanation, group: str) -> Iterator[str]:
    if isinstance(completed, Explanation):
        return
    for code, quantity in completed.options.get(group, {}).items():
        yield f"{quantity} × {_article_name(session, code)}" if quantity > 1 else _article_name(session, code)


def _article_name(session: Session, code: str) -> str:
    article = session.rulebook.derived(Catalogue).article(code)
    return f"{read(article.name)} · {code}" if article else code


def _attribute(session: Session, name: str) -> Attribute:
    return session.rulebook.all(Attribute)[session.here.inputs[name].attribute]


def _legend() -> str:
    return "  ".join([f"{mark} {word}" for mark, _, word in _MARKS.values()] + ["● " + say(zh="已选", en="chosen")])


def _add_group(
    table: Table, session: Session, name: str, options: tuple[OptionState, ...], completed: Configuration | Explanation
) -> None:
    group = session.here.groups[name]
    wanted = say(zh=f"选 {group.min}–{group.max} 种", en=f"choose {group.min}–{group.max}")
    table.add_row("", Styled(name, style="bold cyan"), Styled(f"{read(group.name)}  {wanted}", style="cyan"))
    taken: Mapping[str, int] = completed.options.get(name, {}) if isinstance(completed, Configuration) else {}
    catalogue = session.rulebook.derived(Catalogue)
    for option in options:
        mark, style, _ = _MARKS[option.state]
        article = catalogue.article(option.code)
        label = read(article.name) if article else option.code
        will_be = str(taken[option.code]) if option.code in taken else ""
        mark = "●" if option.chosen else mark
        table.add_row(mark, option.code, label, _span(option.quantities), will_be, style=style)


def _span(quantities: tuple[int, ...]) -> str:
    some = [Decimal(quantity) for quantity in quantities if quantity]
    return "" if not some or some == [1] else ranges(some)


def _add_input(table: Table, session: Session, entry: InputState, completed: Configuration | Explanation) -> None:
    attribute = _attribute(session, entry.name)
    table.add_row("", Styled(entry.name, style="bold cyan"), Styled(read(attribute.name), style="cyan"))
    will_be = completed.inputs.get(entry.name) if isinstance(completed, Configuration) else None
    mark = "○" if entry.selected is None else "●"
    taken = "" if will_be is None else typed(will_be)
    table.add_row(mark, "", on_offer(entry.values, attribute), "", taken)


def conflict_view(conflict: Explanation) -> Panel:
    """The rep's own choices and the rules, in their own words, that do not go together."""
    table = Table(box=None, show_header=False, pad_edge=False)
    for choice in conflict.choices:
        table.add_row("●", _said(choice), "")
    for rule in conflict.rules:
        table.add_row("§", _said(rule), Styled(str(rule.place), style="dim"))
    title = say(zh="为什么不行", en="Why not")
    return Panel(table, title=title, title_align="left", box=box.ROUNDED, border_style="yellow")


def _said(each: Choice | RuleText) -> str:
    """What it says, after the nested part to which it belongs."""
    return f"{read(each.part)}: {read(each.text)}" if each.part.en else read(each.text)


def repairs_view(repairs: Repairs) -> RenderableType:
    """The ways out, each with what is given up and what comes in its place."""
    ways = repairs.ways
    if not ways:
        none = say(zh="放弃已有选择也不行", en="not even by giving up what was chosen")
        return Styled(
            none if repairs.proven else say(zh="限额内未找到办法", en="none found within the limit"), style="yellow"
        )
    if not ways[0].given_up:
        return Styled(say(zh="什么都不必放弃", en="nothing need be given up"))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("", no_wrap=True)
    table.add_column(say(zh="放弃", en="Give up"))
    table.add_column(say(zh="改为", en="Take instead"))
    for place, repair in enumerate(ways, start=1):
        given_up, instead = ("\n".join(map(_said, choices)) for choices in (repair.given_up, repair.instead))
        table.add_row(str(place), given_up, instead or "–")
    unproven = say(zh="限时内未证明：可能还有放弃更少的办法", en="not proven within the limit; giving up fewer may do")
    return table if repairs.proven else Rows(table, Styled(unproven, style="yellow"))
