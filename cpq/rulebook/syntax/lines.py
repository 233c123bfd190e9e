"""Lines that are not `name: value`, or do not stand where they belong."""

from __future__ import annotations

import re

from cpq.rulebook.characters import FULL_WIDTH_COLON, ODD_SPACE, odd_space_text
from cpq.rulebook.finding import Finding
from cpq.rulebook.place import Place
from cpq.rulebook.syntax.quotes import open_quote
from cpq.rulebook.syntax.trouble import Trouble
from cpq.rulebook.wording import short

_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?: .*)?\r?$", re.MULTILINE)


def conflict(trouble: Trouble) -> Finding | None:
    """What a version control system leaves in a file that two people changed."""
    found = _CONFLICT.search(trouble.file.text)
    if found is None:
        return None
    return trouble.finding(
        "这里留有未解决的合并冲突；请选定一种写法，并删去 <<<<<<<、=======、>>>>>>> 这几行",
        "a merge conflict was left here; keep one version and remove the <<<<<<<, ======= and >>>>>>> lines",
        trouble.file.place(found.start()),
    )


_MISLEADING_SPACE = re.compile(f"(?:^ *|: ?|- ?)({ODD_SPACE.pattern})")


def odd_space(trouble: Trouble) -> Finding | None:
    """A space that is not plain, in the indentation or right behind a colon or a dash of the lines that broke."""
    for place in (trouble.began, trouble.met):
        line = trouble.file.line(place.line) if place is not None else ""
        found = _MISLEADING_SPACE.search(line)
        if found is not None and place is not None:
            said, spot = odd_space_text(found[1]), Place(place.file, place.line, found.start(1) + 1)
            return trouble.finding(said.zh, said.en, spot, code="full-width")
    return None


def tab(trouble: Trouble) -> Finding:
    line = trouble.file.line(trouble.met.line)
    place = Place(trouble.met.file, trouble.met.line, max(1, line.find("\t") + 1))
    return trouble.finding("缩进里有制表符（Tab），请改用空格", "a tab stands in the indentation; use spaces", place)


_MISSING_SPACE = re.compile(r"\s*(?:- +)*([\w.-]+):[^\s:/]")


def second_colon(trouble: Trouble) -> Finding:
    line = trouble.file.line(trouble.met.line)
    above = trouble.line_above
    wide = _full_width(trouble, trouble.met.line) or _full_width(trouble, above)
    if wide is not None:
        return wide
    if re.search(r":\s", trouble.before):
        return trouble.finding(
            "这一行里又有一个冒号；若它是文字的一部分，请给整个值加引号",
            "a second colon on this line; if it belongs to the text, put the whole value in quotes",
        )
    missing = _missing_space(trouble, above)
    if missing is not None:
        return missing
    start = Place(trouble.file.name, trouble.met.line, len(line) - len(line.lstrip()) + 1)
    return trouble.finding(
        "缩进与上一行不符：上一行已是完整的值，或者缺少冒号",
        "the indentation does not fit the line above: that line is already a whole value, or lacks its colon",
        start,
    )


def _missing_space(trouble: Trouble, number: int) -> Finding | None:
    missing = _MISSING_SPACE.match(trouble.file.line(number))
    if missing is None:
        return None
    place = Place(trouble.file.name, number, missing.end())
    return trouble.finding(
        f"“{missing[1]}:”的冒号后面缺一个空格", f'a space is missing after the colon of "{missing[1]}:"', place
    )


def no_colon(trouble: Trouble) -> Finding:
    """A line that should be `name: value` and is not."""
    start = trouble.began or trouble.met
    line = trouble.file.line(start.line).strip()
    slip = _full_width(trouble, start.line) or _missing_space(trouble, start.line)
    if slip is not None:
        return slip
    if line[:1] in ("{", "["):
        return trouble.finding(
            "这一行前面缺少“- ”或名称和冒号", 'this line lacks its "- ", or a name and a colon before it', start
        )
    return trouble.finding(
        f"“{short(line)}”后面缺冒号；若它接着上一行的文字，请再缩进一些",
        f'a colon is missing after "{short(line)}"; indent it further if it goes on with the text above',
        start,
    )


_WIDE_AFTER_NAME = re.compile(r"\s*(?:- +)*[^\s:：]+(：)")


def _full_width(trouble: Trouble, number: int) -> Finding | None:
    """A full-width colon behind the name that a line begins with; others belong to Chinese text."""
    found = _WIDE_AFTER_NAME.match(trouble.file.line(number))
    if found is None:
        return None
    place = Place(trouble.file.name, number, found.start(1) + 1)
    return trouble.finding(FULL_WIDTH_COLON.zh, FULL_WIDTH_COLON.en, place, code="full-width")


def block(trouble: Trouble) -> Finding:
    slip = open_quote(trouble)
    if slip is not None:
        return slip
    if trouble.before.rstrip()[-1:] in ("'", '"'):
        return trouble.finding(
            "引号结束后还有内容；文字里的单引号要写成两个（''），或用双引号括起整个值",
            "text goes on after the closing quote; write a single quote within the text twice (''), or use double quotes",
        )
    if trouble.after[:1] == ":":
        return trouble.finding("冒号前缺少名称，请写上", "there is no name before the colon; write it")
    if trouble.after[:1] in ("]", "}"):
        return trouble.finding(
            f"多了一个“{trouble.after[0]}”，请删去", f'this "{trouble.after[0]}" closes nothing; remove it'
        )
    return trouble.finding(
        "这一行的缩进与它所属的部分对不齐，请与同级的行对齐",
        "the indentation of this line fits nothing above it; align it with the lines of its level",
        related=trouble.began,
    )


def stray(trouble: Trouble) -> Finding:
    return trouble.finding(
        "这一行不属于上面的任何部分，请检查它和上一行的缩进与冒号",
        "this line belongs to nothing above it; check its indentation and colon, and those of the line above",
    )
