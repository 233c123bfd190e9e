"""What libyaml says of text that is not YAML, as a finding that names the slip and the remedy."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from yaml import YAMLError

from cpq.rulebook.finding import Finding
from cpq.rulebook.place import Place
from cpq.rulebook.source import SourceFile
from cpq.rulebook.syntax.brackets import ended, flow
from cpq.rulebook.syntax.lines import block, conflict, no_colon, odd_space, second_colon, stray, tab
from cpq.rulebook.syntax.quotes import quoted
from cpq.rulebook.syntax.scalars import (
    block_scalar,
    directive,
    inline_list,
    no_content,
    odd_start,
    sign,
    stray_colon,
)
from cpq.rulebook.syntax.trouble import Trouble


def syntax_finding(file: SourceFile, error: YAMLError) -> Finding:
    """One finding for an error of libyaml."""
    trouble = Trouble(
        file=file,
        problem=str(getattr(error, "problem", None) or error),
        doing=str(getattr(error, "context", None) or ""),
        met=_place(file, getattr(error, "problem_mark", None)) or Place(file.name),
        began=_place(file, getattr(error, "context_mark", None)),
    )
    found = conflict(trouble) or odd_space(trouble)
    if found is not None:
        return found
    for words, explain in _EXPLANATIONS:
        if words in trouble.problem or words in trouble.doing:
            return explain(trouble)
    return _unknown(trouble)


def _place(file: SourceFile, mark: object) -> Place | None:
    if mark is None:
        return None
    line, column = cast("int", getattr(mark, "line", 0)) + 1, cast("int", getattr(mark, "column", 0)) + 1
    last = len(file.starts)
    if line > last:
        return Place(file.name, last, len(file.line(last)) + 1)
    return Place(file.name, line, column)


def _unknown(trouble: Trouble) -> Finding:
    return trouble.finding(
        "这里读不懂；请检查这一行和上一行的缩进、冒号、逗号与引号",
        "this cannot be read; check indentation, colons, commas and quotes here and on the line above",
        related=trouble.began,
    )


_EXPLANATIONS: tuple[tuple[str, Callable[[Trouble], Finding]], ...] = (
    ("cannot start any token", odd_start),
    ("tab character", tab),
    ("could not find expected ':'", no_colon),
    ("expected <document start>", stray),
    ("mapping values are not allowed", second_colon),
    ("quoted scalar", quoted),
    ("found unexpected ':'", stray_colon),
    ("parsing a flow node", ended),
    ("parsing a flow", flow),
    ("scanning an alias", sign),
    ("scanning an anchor", sign),
    ("scanning a tag", sign),
    ("parsing a block mapping", block),
    ("parsing a block collection", block),
    ("block sequence entries", inline_list),
    ("scanning a directive", directive),
    ("scanning a block scalar", block_scalar),
    ("expected node content", no_content),
)
