"""What differs between two written values: which fields, from what to what, and where each is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from cpq.quote_json import Json
from cpq.rulebook.model import Entity
from cpq.rulebook.place import Place
from cpq.rulebook.pointer import pointer
from cpq.rulebook.source import Map, Seq, Step

Written: TypeAlias = object
Way: TypeAlias = tuple[Step, ...]
Kind: TypeAlias = Literal["added", "removed", "changed", "reordered"]

MOST_SHOWN = 100
"""A value with more values inside is not shown whole: its place says where it is."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field. `path` is a JSON pointer below the entry; `before` and `after` are null where there is nothing, or far too much to show,
    and so are the places.
    """

    path: str
    kind: Kind
    before: object
    after: object
    place_before: Place | None
    place_after: Place | None


@dataclass(frozen=True, slots=True)
class _Difference:
    """A change by where it is on either side; in lists with items more or less these are not the same."""

    kind: Kind
    before_way: Way
    after_way: Way
    before: Written = None
    after: Written = None


def changes_of(before: Entity, after: Entity) -> tuple[Change, ...]:
    """The fields in which two entries of one id differ; none where one only writes the same otherwise: `5` for `"5"`, `1.50` for `1.5`."""
    found = list(_differences((), (), before.written, after.written))
    if found and before == after:
        found = [each for each in found if each.kind == "reordered"]
    return tuple(_change(each, before, after) for each in found)


def _change(each: _Difference, before: Entity, after: Entity) -> Change:
    was, is_ = each.kind != "added", each.kind != "removed"
    return Change(
        path=pointer(each.after_way if is_ else each.before_way),
        kind=each.kind,
        before=_shown(each.before) if was else None,
        after=_shown(each.after) if is_ else None,
        place_before=before.at(*each.before_way) if was else None,
        place_after=after.at(*each.after_way) if is_ else None,
    )


def _differences(one: Way, other: Way, before: Written, after: Written) -> Iterator[_Difference]:
    if isinstance(before, Map) and isinstance(after, Map):
        yield from _of_mappings(one, other, before, after)
    elif isinstance(before, Seq) and isinstance(after, Seq):
        yield from _of_lists(one, other, before, after)
    elif before != after or isinstance(before, bool) is not isinstance(after, bool):
        yield _Difference("changed", one, other, before, after)


def _of_mappings(one: Way, other: Way, before: Map, after: Map) -> Iterator[_Difference]:
    for name in before:
        if name in after:
            yield from _differences((*one, name), (*other, name), before[name], after[name])
        else:
            yield _Difference("removed", (*one, name), other, before=before[name])
    yield from (_Difference("added", one, (*other, name), after=after[name]) for name in after if name not in before)
    kept, now = [name for name in before if name in after], [name for name in after if name in before]
    if kept != now:
        yield _Difference("reordered", one, other, Seq(kept), Seq(now))


def _of_lists(one: Way, other: Way, before: Seq, after: Seq) -> Iterator[_Difference]:
    """What begins and ends alike stays; of what is between, items at one place are each other's, and the rest came or went."""
    same = min(len(before), len(after))
    start = next((number for number in range(same) if before[number] != after[number]), same)
    end = next((n for n in range(same - start) if before[-1 - n] != after[-1 - n]), same - start)
    was, is_ = range(start, len(before) - end), range(start, len(after) - end)
    for here, there in zip(was, is_, strict=False):
        yield from _differences((*one, here), (*other, there), before[here], after[there])
    yield from (_Difference("removed", (*one, here), other, before=before[here]) for here in was[len(is_) :])
    yield from (_Difference("added", one, (*other, there), after=after[there]) for there in is_[len(was) :])


def _shown(value: Written) -> Json:
    return None if _size(value) > MOST_SHOWN else written_json(value)


def _size(value: Written) -> int:
    """How many values there are, counted no further than matters."""
    if not isinstance(value, Map | Seq):
        return 1
    total = 1
    for each in value.values() if isinstance(value, Map) else value:
        total += _size(each)
        if total > MOST_SHOWN:
            break
    return total


def written_json(value: Written) -> Json:
    """What was read as JSON; numbers as text, as everywhere in answers."""
    match value:
        case None | bool() | str():
            return value
        case Decimal():
            return f"{value:f}"
        case Map():
            return {name: written_json(each) for name, each in value.items()}
        case Seq():
            return [written_json(each) for each in value]
        case _:
            return str(value)
