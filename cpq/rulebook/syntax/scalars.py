"""Single values that YAML takes for something else."""

from __future__ import annotations

import re

from cpq.rulebook.finding import Finding
from cpq.rulebook.syntax.lines import tab
from cpq.rulebook.syntax.trouble import Trouble

_SIGN_FIRST = re.compile(r"% ?([0-9.]+)")


def odd_start(trouble: Trouble) -> Finding:
    line = trouble.file.line(trouble.met.line)
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent and trouble.met.column <= len(indent) + 1:
        return tab(trouble)
    character, number = trouble.after[:1], _SIGN_FIRST.match(trouble.after)
    if number is not None:
        return trouble.finding(
            f"百分号要写在数字后面：{number[1]}%", f"the percent sign goes behind the number: {number[1]}%"
        )
    return trouble.finding(
        f"一个值不能以“{character}”开头，请给它加引号",
        f'a value cannot begin with "{character}"; put the value in quotes',
    )


def sign(trouble: Trouble) -> Finding:
    sign = trouble.file.line(trouble.began.line)[trouble.began.column - 1 :][:1] if trouble.began else ""
    return trouble.finding(
        f"以“{sign}”开头的值有特殊含义；若是普通文字，请加引号",
        f'a value that begins with "{sign}" has a special meaning; put plain text in quotes',
        trouble.began,
    )


def inline_list(trouble: Trouble) -> Finding:
    return trouble.finding(
        "列表的“- ”要另起一行并缩进", 'a list\'s "- " goes on a line of its own, indented; or quote the text'
    )


def directive(trouble: Trouble) -> Finding:
    return trouble.finding(
        "一行不能以“%”开头，请给文字加引号", 'a line cannot begin with "%"; put the text in quotes', trouble.began
    )


def block_scalar(trouble: Trouble) -> Finding:
    return trouble.finding(
        "“|”或“>”之后要换行，文字从下一行开始并缩进", 'after "|" or ">" the text begins on the next line, indented'
    )


def stray_colon(trouble: Trouble) -> Finding:
    return trouble.finding(
        "这里多了一个冒号；若它是文字的一部分，请给整段文字加引号",
        "this colon is one too many; if it belongs to a text, put the whole text in quotes",
    )


def no_content(trouble: Trouble) -> Finding:
    character = trouble.after[:1]
    return trouble.finding(
        f"这里要写一个值；“{character}”不能单独出现，若是文字请加引号",
        f'a value is expected here; "{character}" cannot stand alone, quote it if it is text',
    )
