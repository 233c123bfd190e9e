"""The lines of a UVL file, nested by their indentation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cpq.bom.importing.trouble import Trouble
from cpq.bom.importing.uvl.tokens import Token
from cpq.rulebook.place import Place

DEEPEST = 200
TAB = 8
"""A tab leads to the next multiple of so many columns."""


@dataclass(slots=True)
class Block:
    """A line and the lines that are indented below it."""

    indent: int
    place: Place
    tokens: list[Token] = field(default_factory=list[Token])
    inside: list[Block] = field(default_factory=list["Block"])


def blocks_of(tokens: Iterable[Token], trouble: Trouble) -> list[Block]:
    """The lines that are not indented."""
    top = Block(-1, trouble.place())
    above = [top]
    for line in _lines(tokens):
        while line.indent <= above[-1].indent:
            above.pop()
        siblings = above[-1].inside
        if siblings and siblings[0].indent != line.indent:
            trouble.error(
                "uvl-indentation",
                line.place,
                zh="缩进与上面任何一行都对不上；同一层请缩进得一样多，不要混用空格与制表符",
                en="the indentation fits none of the lines above; indent what belongs together equally, and do not mix "
                "spaces and tabs",
            )
        siblings.append(line)
        above.append(line)
        if len(above) > DEEPEST:
            trouble.stop("too-large", line.place, zh=f"嵌套超过 {DEEPEST} 层", en=f"nested more than {DEEPEST} deep")
    return top.inside


def _lines(tokens: Iterable[Token]) -> Iterator[Block]:
    line = Block(0, Place(""))
    for token in tokens:
        if token.kind == "line":
            if line.tokens:
                yield line
            line = Block(len(token.text.expandtabs(TAB)), token.place)
        else:
            line.tokens.append(token)
    if line.tokens:
        yield line
