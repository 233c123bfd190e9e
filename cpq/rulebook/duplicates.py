"""Keys that stand twice in one mapping; several in a row are a part whose indentation is wrong."""

from __future__ import annotations

from cpq.rulebook.place import Place
from cpq.rulebook.source import Map
from cpq.rulebook.text import Text
from cpq.rulebook.tree import Notes


class Duplicates:
    """Notes every key that is there already.

    Where a key with nothing under it is followed by two such keys, that key is a heading with the wrong indentation,
    and one finding says so in place of one for each line.
    """

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._heading: tuple[Map, str] | None = None
        self._told = False

    def note(self, node: Map, key: str, place: Place) -> None:
        """Called for each key that `node` already has, before anything else is put into it."""
        last = next(reversed(node))
        follows = node[last] is None and self._heading is not None and self._heading[0] is node
        if not follows:
            self._heading, self._told = (node, last), False
            self._notes.note("duplicate-key", _twice(key), place, self._place(node, key))
        elif not self._told:
            self._told = True
            self._notes.findings.pop()
            self._notes.note("indentation", _unindented(last), self._place(node, last))

    def _place(self, node: Map, key: str) -> Place:
        return Place(self._notes.file.name, *node.marks[key][:2])


def _twice(key: str) -> Text:
    return Text(zh=f"“{key}”写了两次，请合并或删去一个", en=f'"{key}" is written twice; merge the two or remove one')


def _unindented(heading: str) -> Text:
    return Text(
        zh=f"“{heading}:”下面没有内容，后面几行又与上面的字段重名：请检查这一行的缩进",
        en=f'nothing stands under "{heading}:" and the lines after it repeat fields above: '
        "check the indentation of this line",
    )
