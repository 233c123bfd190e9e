"""What avoids each approval or refusal, in the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text as Styled

from cpq.advice import Advice, Advised
from cpq.cli.language import read, say


def advice_view(found: Sequence[Advised]) -> RenderableType:
    """Each approval with its changes below it."""
    if not found:
        return Styled(say(zh="无需审批。", en="Nobody has to approve."))
    return Group(*(part for each in found for part in _parts(each)))


def _parts(advised: Advised) -> Iterator[RenderableType]:
    who = ", ".join(read(each) for each in advised.approvers) or say(zh="拒绝", en="Refused")
    lines = (
        say(zh=f"第 {'、'.join(advised.lines)} 行：", en=f"line {', '.join(advised.lines)}: ") if advised.lines else ""
    )
    place = (f"  {advised.place}", "dim")
    yield Styled.assemble((who, "bold"), f"  {lines}{read(advised.reason)}", place)
    for advice in advised.advice:
        yield Padding(Styled(f"→ {_said(advice)}"), (0, 0, 0, 2))
    if not advised.advice:
        none = say(zh="没有找到单独一项改动可以避免它", en="no single change was found that avoids it")
        yield Padding(Styled(none, style="dim"), (0, 0, 0, 2))
    if advised.exhausted:
        more = say(
            zh="试算已达上限，并非所有改动都试过", en="the search ended at its bound before every change was tried"
        )
        yield Padding(Styled(more, style="dim"), (0, 0, 0, 2))


def _said(advice: Advice) -> str:
    text = read(advice.text)
    if not advice.smallest:
        text += say(zh="（更小的改动也许也够）", en=" (a smaller change may do)")
    if advice.leaves:
        leaves = "; ".join(read(each) for each in advice.leaves)
        text += say(zh=f"；届时仍须较低级别审批：{leaves}", en=f"; what is left for a lower level: {leaves}")
    return text
