"""What libyaml says of text that is not YAML, as a finding that names the slip and the remedy."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from yaml import YAMLError

from cpq.rulebook.finding import Finding
from cpq.rulebook.place import Place
from cpq.rulebook.source import SourceFile
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class _Trouble:
    """libyaml's own words: what it was doing since `began`, and what it met at `met`."""

    file: SourceFile
    problem: str
    doing: str
    met: Place
    began: Place | None

    @property
    def before(self) -> str:
        """The line up to where it broke."""
        return self.file.line(self.met.line)[: self.met.column - 1]

    @property
    def after(self) -> str:
        """The line from where it broke."""
        return self.file.line(self.met.line)[self.met.column - 1 :]

    @property
    def at_end(self) -> bool:
        return self.file.index(self.met.line, self.met.column) >= len(self.file.text.rstrip())

    def finding(self, zh: str, en: str, place: Place | None = None, related: Place | None = None) -> Finding:
        return Finding("syntax", place or self.met, Text(zh=zh, en=en), related=(related,) if related else ())


def syntax_finding(file: SourceFile, error: YAMLError) -> Finding:
    """One finding for an error of libyaml."""
    trouble = _Trouble(
        file=file,
        problem=str(getattr(error, "problem", None) or error),
        doing=str(getattr(error, "context", None) or ""),
        met=_place(file, getattr(error, "problem_mark", None)) or Place(file.name),
        began=_place(file, getattr(error, "context_mark", None)),
    )
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


def _odd_start(trouble: _Trouble) -> Finding:
    line = file_line = trouble.file.line(trouble.met.line)
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent and trouble.met.column <= len(indent) + 1:
        place = Place(trouble.met.file, trouble.met.line, file_line.index("\t") + 1)
        return trouble.finding(
            "缩进里有制表符（Tab），请改用空格", "a tab stands in the indentation; use spaces", place
        )
    character = trouble.after[:1]
    return trouble.finding(
        f"一个值不能以“{character}”开头，请给它加引号",
        f'a value cannot begin with "{character}"; put the value in quotes',
    )


_MISSING_SPACE = re.compile(r"\s*(?:- +)*([\w.-]+):[^\s:/]")


def _second_colon(trouble: _Trouble) -> Finding:
    line = trouble.file.line(trouble.met.line)
    above = _line_above(trouble.file, trouble.met.line)
    for number in (trouble.met.line, above):
        if "：" in (trouble.before if number == trouble.met.line else trouble.file.line(number)):
            return _full_width(trouble, number)
    if re.search(r":\s", trouble.before):
        return trouble.finding(
            "这一行里又有一个冒号；若它是文字的一部分，请给整个值加引号",
            "a second colon on this line; if it belongs to the text, put the whole value in quotes",
        )
    missing = _MISSING_SPACE.match(trouble.file.line(above))
    if missing:
        place = Place(trouble.file.name, above, missing.end())
        return trouble.finding(
            f"“{missing[1]}:”的冒号后面缺一个空格", f'a space is missing after the colon of "{missing[1]}:"', place
        )
    start = Place(trouble.file.name, trouble.met.line, len(line) - len(line.lstrip()) + 1)
    return trouble.finding(
        "缩进与上一行不符：上一行已是完整的值，或者缺少冒号",
        "the indentation does not fit the line above: that line is already a whole value, or lacks its colon",
        start,
    )


def _line_above(file: SourceFile, number: int) -> int:
    """The nearest line above that is not blank."""
    while number > 1 and not file.line(number - 1).strip():
        number -= 1
    return max(1, number - 1)


def _full_width(trouble: _Trouble, number: int) -> Finding:
    place = Place(trouble.file.name, number, trouble.file.line(number).index("：") + 1)
    return trouble.finding(
        "这里用了全角冒号“：”，请改成半角冒号加空格“: ”",
        "a full-width colon stands here; write a plain colon and a space",
        place,
    )


def _quoted(trouble: _Trouble) -> Finding:
    if "escape" in trouble.problem or "expected hexdecimal" in trouble.problem:
        return trouble.finding(
            "双引号里的反斜杠表示转义，这个转义不存在；请写成 \\\\，或改用单引号",
            "a backslash in double quotes begins an escape, and there is no such one; write \\\\ or use single quotes",
        )
    return trouble.finding("这个引号没有结尾，请补上", "this quote is never closed; add the closing one", trouble.began)


def _flow(trouble: _Trouble) -> Finding:
    opening, closing = ("[", "]") if "sequence" in trouble.doing else ("{", "}")
    if trouble.at_end:
        return trouble.finding(
            f"“{opening}”没有对应的“{closing}”，请补上",
            f'this "{opening}" is never closed; add "{closing}"',
            trouble.began,
        )
    return trouble.finding(
        f"这里要写逗号或“{closing}”；含有 , [ ] {{ }} 的文字请加引号",
        f'a comma or "{closing}" is expected here; quote a text that holds , [ ] {{ }}',
        related=trouble.began,
    )


def _ended(trouble: _Trouble) -> Finding:
    if not trouble.at_end:
        return _no_content(trouble)
    place = trouble.file.place(len(trouble.file.text.rstrip()))
    return trouble.finding(
        "文件在括号里就结束了，请补上 ] 或 }", "the file ends within brackets; close them with ] or }", place
    )


def _sign(trouble: _Trouble) -> Finding:
    sign = trouble.file.line(trouble.began.line)[trouble.began.column - 1 :][:1] if trouble.began else ""
    return trouble.finding(
        f"以“{sign}”开头的值有特殊含义；若是普通文字，请加引号",
        f'a value that begins with "{sign}" has a special meaning; put plain text in quotes',
        trouble.began,
    )


def _block(trouble: _Trouble) -> Finding:
    if trouble.before.rstrip()[-1:] in ("'", '"'):
        return trouble.finding(
            "引号结束后还有内容；文字里的单引号要写成两个（''），或用双引号括起整个值",
            "text goes on after the closing quote; write a single quote within the text twice (''), or use double quotes",
        )
    if trouble.after[:1] == ":":
        return trouble.finding("冒号前缺少键，请写上名称", "there is no key before the colon; write its name")
    if trouble.after[:1] in ("]", "}"):
        return trouble.finding(
            f"多了一个“{trouble.after[0]}”，请删去", f'this "{trouble.after[0]}" closes nothing; remove it'
        )
    return trouble.finding(
        "这一行的缩进与它所属的部分对不齐，请与同级的行对齐",
        "the indentation of this line fits nothing above it; align it with the lines of its level",
        related=trouble.began,
    )


def _inline_list(trouble: _Trouble) -> Finding:
    return trouble.finding(
        "列表的“- ”要另起一行并缩进", 'a list\'s "- " goes on a line of its own, indented; or quote the text'
    )


def _directive(trouble: _Trouble) -> Finding:
    return trouble.finding(
        "一行不能以“%”开头，请给文字加引号", 'a line cannot begin with "%"; put the text in quotes', trouble.began
    )


def _block_scalar(trouble: _Trouble) -> Finding:
    return trouble.finding(
        "“|”或“>”之后要换行，文字从下一行开始并缩进", 'after "|" or ">" the text begins on the next line, indented'
    )


def _no_content(trouble: _Trouble) -> Finding:
    character = trouble.after[:1]
    return trouble.finding(
        f"这里要写一个值；“{character}”不能单独出现，若是文字请加引号",
        f'a value is expected here; "{character}" cannot stand alone, quote it if it is text',
    )


def _unknown(trouble: _Trouble) -> Finding:
    return trouble.finding(
        f"这里不是有效的 YAML（{trouble.problem}）；检查缩进、冒号与引号",
        f"this is not valid YAML ({trouble.problem}); check indentation, colons and quotes",
        related=trouble.began,
    )


_EXPLANATIONS: tuple[tuple[str, Callable[[_Trouble], Finding]], ...] = (
    ("cannot start any token", _odd_start),
    ("mapping values are not allowed", _second_colon),
    ("quoted scalar", _quoted),
    ("parsing a flow node", _ended),
    ("parsing a flow", _flow),
    ("scanning an alias", _sign),
    ("scanning an anchor", _sign),
    ("scanning a tag", _sign),
    ("parsing a block mapping", _block),
    ("parsing a block collection", _block),
    ("block sequence entries", _inline_list),
    ("scanning a directive", _directive),
    ("scanning a block scalar", _block_scalar),
    ("expected node content", _no_content),
)
