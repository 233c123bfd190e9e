"""What a rep reads of an imported rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cpq.bom.importing.imported import Grouping
from cpq.bom.solve import Clause, Is
from cpq.rulebook.text import Text
from cpq.rulebook.wording import listed, short, spaced


def grouping_text(grouping: Grouping, least: int, most: int) -> Text:
    """How many of a group are to be taken, and with what."""
    parent = short(grouping.parent or "")
    zh = f"选 {least} 项" if least == most else f"选 {least} 至 {most} 项"
    en = f"exactly {least}" if least == most else f"{least} to {most}"
    few = listed(map(short, grouping.features), most=4)
    return Text(
        zh=f"选用“{parent}”时，须从{spaced(few.zh)}中{zh}，否则不选",
        en=f'with "{parent}", {en} of {few.en}; none without it',
    )


def clause_text(clause: Clause, places: Mapping[str, tuple[int, ...]]) -> Text:
    """Two features that need or exclude each other, else what must hold of several. `places` are the variables' domains."""
    taken = [_taken(each, places[each.variable]) for each in clause.literals]
    names = [short(each.variable) for each in clause.literals]
    match taken:
        case [True]:
            return Text(zh=f"须选用“{names[0]}”", en=f'"{names[0]}" must be taken')
        case [False]:
            return Text(zh=f"不能选用“{names[0]}”", en=f'"{names[0]}" cannot be taken')
        case [False, True] | [True, False]:
            one, other = names if taken[1] else reversed(names)
            return Text(zh=f"选用“{one}”须同时选用“{other}”", en=f'"{one}" needs "{other}"')
        case [False, False]:
            return Text(
                zh=f"“{names[0]}”与“{names[1]}”不能同时选用", en=f'"{names[0]}" and "{names[1]}" exclude each other'
            )
        case _:
            return _one_of(clause.literals, taken)


def _taken(literal: Is, domain: tuple[int, ...]) -> bool | None:
    """Whether the literal says of a feature that it is taken, or is not; None for anything else."""
    if domain == (0, 1):
        return (literal.value == 1) is literal.positive
    return (not literal.positive) if literal.value == 0 and domain[:1] == (0,) else None


def _one_of(literals: Sequence[Is], taken: Sequence[bool | None]) -> Text:
    parts = [_part(each, how) for each, how in zip(literals, taken, strict=True)]
    zh, en = listed((each.zh for each in parts), most=6).zh, listed((each.en for each in parts), most=6).en
    return Text(zh=f"须至少满足一项：{zh}", en=f"at least one of these must hold: {en}")


def _part(literal: Is, taken: bool | None) -> Text:
    name = short(literal.variable)
    if taken is None:
        sign = "=" if literal.positive else "≠"
        return Text.same(f"{name} {sign} {literal.value}")
    return Text(zh=f"选用“{name}”", en=f'with "{name}"') if taken else Text(zh=f"不选“{name}”", en=f'without "{name}"')


def together_text(names: Sequence[str]) -> Text:
    """Of a table: that the values of these must fit together."""
    few = listed(map(short, names), most=6)
    return Text(zh=f"{few.zh} 的取值须相互匹配", en=f"the values of {few.en} must fit together")


def sum_text(rule: str) -> Text:
    """Of a sum that is bounded, or anything else that is calculated."""
    return Text(zh=f"数值须满足 {short(rule)}", en=f"the numbers must keep {short(rule)}")
