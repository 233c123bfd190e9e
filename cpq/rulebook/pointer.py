"""From a place in a document back to the path of the value that is written there, as a JSON Pointer (RFC 6901) says it."""

from __future__ import annotations

from collections.abc import Iterator

from cpq.rulebook.finding import Finding
from cpq.rulebook.place import Place
from cpq.rulebook.source import Map, Seq, Source, Step, descend


def pointer_of(source: Source, finding: Finding) -> str | None:
    """The pointer to what a finding about the document is about; None where nothing could be read, or where it is about another file.

    What is missing is missed in the mapping around it, so that the pointer is that mapping's.
    """
    # The second of two equal names has no value of its own; the first has the same pointer.
    place = finding.related[0] if finding.code == "duplicate-key" and finding.related else finding.place
    if place.file != source.file.name or source.found() is None:
        return None
    return pointer(path_at(source, place))


def pointer(path: tuple[Step, ...]) -> str:
    """`/lines/0/product`; the empty text is the whole document."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)


def path_at(source: Source, place: Place) -> tuple[Step, ...]:
    """The way to the innermost value that begins at a place or before it."""
    path: tuple[Step, ...] = ()
    node: object = source.found()
    while (step := _last_before(node, (place.line, place.column))) is not None:
        path = (*path, step)
        node = descend(node, (step,))
    return path


def _last_before(node: object, spot: tuple[int, int]) -> Step | None:
    """The last key or item that begins at a spot or before it."""
    found: Step | None = None
    for step, start in _starts(node):
        if start > spot:
            break
        found = step
    return found


def _starts(node: object) -> Iterator[tuple[Step, tuple[int, int]]]:
    if isinstance(node, Map):
        yield from ((key, marks[:2]) for key, marks in node.marks.items())
    elif isinstance(node, Seq):
        yield from enumerate(node.marks)
