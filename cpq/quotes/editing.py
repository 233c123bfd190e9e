"""Many lines edited in one call: each edit names a line by its id; all are made, or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from cpq.platform.problems import Problem, ProblemError
from cpq.quotes.given import Given, lines_of, with_line_ids
from cpq.quotes.problems import EDITS
from cpq.rulebook.fields import Id
from cpq.rulebook.finding import did_you_mean
from cpq.rulebook.model import Strict
from cpq.rulebook.text import Text

MOST_EDITS = 500

Fields = Mapping[str, Any]
"""Of a line of a request, as it is given."""


class SetLine(Strict):
    """Replaces a line; its id stays.

    替换一行，行标识不变。
    """

    op: Literal["set"]
    """set"""
    id: Id
    """The line. / 行标识。"""
    line: Fields
    """The whole line. / 整行内容。"""


class PatchLine(Strict):
    """Changes fields of a line (RFC 7396): those that are named get their new value, `null` removes them, objects are merged.

    修改一行的若干字段：写出的字段取新值，null 为删去，对象逐项合并。
    """

    op: Literal["patch"]
    """patch"""
    id: Id
    """The line. / 行标识。"""
    fields: Fields
    """The fields that change. / 要改的字段。"""


class RemoveLine(Strict):
    """Removes a line.

    删去一行。
    """

    op: Literal["remove"]
    """remove"""
    id: Id
    """The line. / 行标识。"""


class AddLine(Strict):
    """Adds a line, at the end or before another.

    新增一行，位于末尾或另一行之前。
    """

    op: Literal["add"]
    """add"""
    line: Fields
    """The whole line; without an `id` it is given one. / 整行内容；不写 id 则自动编号。"""
    before: Id | None = None
    """The line before which it goes. / 放在哪一行之前。"""


AnyEdit = Annotated[
    Annotated[SetLine, Tag("set")]
    | Annotated[PatchLine, Tag("patch")]
    | Annotated[RemoveLine, Tag("remove")]
    | Annotated[AddLine, Tag("add")],
    Discriminator("op"),
]


class EditRequest(Strict):
    """Edits of lines, made in their order.

    对行的批量修改，按次序执行。
    """

    edits: Annotated[Sequence[AnyEdit], Field(min_length=1, max_length=MOST_EDITS)]
    """The edits. / 各项修改。"""


@dataclass(frozen=True, slots=True)
class Made:
    """What became of one edit, by its position: the line that it made or changed, or None for one that was removed since."""

    index: int
    op: str
    id: str
    number: int | None


@dataclass(slots=True)
class Edited:
    """The request after the edits. `made_ids` counts the ids made for the quote so far; `origin` is line id → position of the last edit of it."""

    given: Given
    made_ids: int
    results: tuple[Made, ...] = ()
    origin: Mapping[str, int] = field(default_factory=dict[str, int])


def edited(given: Given, edits: Sequence[AnyEdit], made_ids: int) -> Edited:
    """The request with every edit made. Raises a `Problem` with everything that cannot be: then none is."""
    work = _Work({str(each["id"]): each for each in lines_of(given)}, made_ids)
    for index, edit in enumerate(edits):
        work.make(index, edit)
    if work.errors:
        raise Problem(EDITS, errors=work.errors)
    if not work.lines:
        raise Problem(EDITS, _NONE_LEFT)
    numbers = {id: number for number, id in enumerate(work.lines, 1)}
    results = tuple(Made(index, op, id, numbers.get(id)) for index, op, id in work.done)
    return Edited({**given, "lines": [*work.lines.values()]}, work.made_ids, results, work.origin)


class _Work:
    """The lines by their ids while the edits are made."""

    def __init__(self, lines: dict[str, Given], made_ids: int) -> None:
        self.lines = lines
        self.made_ids = made_ids
        self.done: list[tuple[int, str, str]] = []
        self.errors: list[ProblemError] = []
        self.origin: dict[str, int] = {}

    def make(self, index: int, edit: AnyEdit) -> None:
        wrong = self._wrong(edit)
        if wrong is not None:
            name, code, text = wrong
            self.errors.append(ProblemError(code, text, f"/edits/{index}/{name}"))
            return
        id = self._made(edit)
        self.done.append((index, edit.op, id))
        self.origin[id] = index

    def _wrong(self, edit: AnyEdit) -> tuple[str, str, Text] | None:
        """The field that cannot be as it is, and why."""
        named = edit.before if isinstance(edit, AddLine) else edit.id
        if named is not None and named not in self.lines:
            return "before" if isinstance(edit, AddLine) else "id", "unknown-line", _unknown(named, self.lines)
        if isinstance(edit, AddLine):
            return ("line/id", "line-id", _TAKEN) if str(edit.line.get("id", "")) in self.lines else None
        nothing: Fields = {}
        fields = edit.line if isinstance(edit, SetLine) else edit.fields if isinstance(edit, PatchLine) else nothing
        if fields.get("id", edit.id) != edit.id:
            return ("line/id" if isinstance(edit, SetLine) else "fields/id"), "line-id", _STAYS
        return None

    def _made(self, edit: AnyEdit) -> str:
        match edit:
            case SetLine(id=id, line=line):
                self.lines[id] = {"id": id, **line}
            case PatchLine(id=id, fields=fields):
                self.lines[id] = merged(self.lines[id], fields)
            case RemoveLine(id=id):
                del self.lines[id]
            case AddLine(line=line, before=before):
                return self._added(dict(line), before)
        return edit.id

    def _added(self, line: Given, before: str | None) -> str:
        """With an id of its own, where it belongs."""
        known, self.made_ids = with_line_ids({"lines": [*({"id": id} for id in self.lines), line]}, self.made_ids)
        new: Given = known["lines"][-1]
        id = str(new["id"])
        self.lines[id] = new
        if before is not None:
            order = [each for each in self.lines if each != id]
            order.insert(order.index(before), id)
            self.lines = {each: self.lines[each] for each in order}
        return id


def merged(target: Fields, patch: Fields) -> Given:
    """A JSON merge patch (RFC 7396) of an object."""
    result = dict(target)
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        elif isinstance(value, Mapping):
            known = result.get(name)
            result[name] = merged(known if isinstance(known, Mapping) else {}, value)  # pyright: ignore[reportUnknownArgumentType]
        else:
            result[name] = value
    return result


def by_edit(errors: Sequence[ProblemError], done: Edited) -> Iterator[ProblemError]:
    """Errors about lines of the whole request, as errors about the edits that made those lines what they are."""
    ids = [str(each["id"]) for each in lines_of(done.given)]
    for error in errors:
        steps = (error.pointer or "").split("/")
        index = int(steps[2]) if steps[1:2] == ["lines"] and len(steps) > 2 and steps[2].isdecimal() else None
        edit = done.origin.get(ids[index]) if index is not None and index < len(ids) else None
        if edit is None:
            yield error
        else:
            yield ProblemError(error.code, error.text, f"/edits/{edit}", place=error.place, related=error.related)


def _unknown(id: str, lines: Mapping[str, object]) -> Text:
    near = did_you_mean(id, lines)
    return Text(zh=f"没有 id 为“{id}”的行{near.zh}", en=f'there is no line with the id "{id}"{near.en}')


_TAKEN = Text(zh="这个 id 已有行在用；请换一个，或不写", en="a line has this id already; use another, or leave it out")
_STAYS = Text(zh="行的 id 不能改；请不写 id", en="the id of a line stays; leave it out")
_NONE_LEFT = Text(zh="至少要留一行", en="at least one line has to stay")
