"""Features as groups of options: as the hierarchy of the file says, or a thousand at a time where there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cpq.bom.importing.imported import Grouping, Imported
from cpq.bom.importing.writing.codes import Taken, name_of
from cpq.bom.importing.writing.rules import NEVER, Fields
from cpq.bom.importing.writing.vocabulary import Vocabulary
from cpq.bom.importing.writing.wording import grouping_text
from cpq.rulebook.text import Text
from cpq.rulebook.wording import short

MOST_OPTIONS = 1_000
"""Options that a group can have taken at once: the greatest `max` of a group."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group to write, and the rules that say when it is offered. `rule` is the imported rule that it stands for."""

    name: str
    title: Text
    min: int
    max: int
    options: Mapping[str, Fields]
    rule: str | None = None
    rules: tuple[Fields, ...] = ()


def groups_of(imported: Imported, vocabulary: Vocabulary) -> Iterator[Group]:
    """The groups of a model whose variables are features."""
    taken = Taken(("chosen",))
    if not imported.groupings:
        yield from _plain(list(vocabulary.words), vocabulary, taken)
        return
    always: set[str | None] = {None}
    for grouping in imported.groupings:
        if grouping.parent in always and grouping.least == len(grouping.features):
            always.update(grouping.features)
        yield from _groups(grouping, vocabulary, taken, always=grouping.parent in always)


def _plain(names: list[str], vocabulary: Vocabulary, taken: Taken) -> Iterator[Group]:
    for start in range(0, len(names), MOST_OPTIONS):
        part = names[start : start + MOST_OPTIONS]
        title = Text(zh=f"特征 {start + 1}–{start + len(part)}", en=f"Features {start + 1}–{start + len(part)}")
        yield Group(taken.free("features", "_"), title, 0, len(part), _options(part, vocabulary))


def _groups(grouping: Grouping, vocabulary: Vocabulary, taken: Taken, *, always: bool) -> Iterator[Group]:
    """One group; of more options than a group can take, several that are each taken in part."""
    features = list(grouping.features)
    name = taken.free(name_of(grouping.rule, "group"), "_")
    title = _title(grouping)
    most = min(grouping.most, len(features))
    possible = most >= 1 and grouping.least <= most
    least = grouping.least if always and possible else 0
    rules: list[Fields] = [] if always else list(_conditions(grouping, name, vocabulary))
    if always and not possible and grouping.least > most:
        rules.append(NEVER)
    elif most == 0:
        rules.append({"text": title, "require": f"{name}.count == 0"})
    yield Group(name, title, least, max(most, 1), _options(features, vocabulary), grouping.rule, tuple(rules))


def _title(grouping: Grouping) -> Text:
    return Text.same(short(grouping.features[0] if grouping.parent is None else grouping.parent))


def _options(names: list[str], vocabulary: Vocabulary) -> Mapping[str, Fields]:
    return {vocabulary.words[name]: _quantities(vocabulary.domains[name]) for name in names}


def _quantities(domain: tuple[int, ...]) -> Fields:
    """Of a feature that can be taken several times."""
    least, most = domain[1], domain[-1]
    return {key: value for key, value in (("min", least), ("max", most)) if value > 1}


def _conditions(grouping: Grouping, name: str, vocabulary: Vocabulary) -> Iterator[Fields]:
    """That nothing is taken without the parent, and enough with it."""
    parent = f'has("{vocabulary.words[grouping.parent or ""]}")'
    text = grouping_text(grouping, grouping.least, min(grouping.most, len(grouping.features)))
    yield {"text": text, "require": f"{name}.count == 0 or {parent}"}
    if grouping.least:
        yield {"text": text, "when": parent, "require": f"{name}.count >= {grouping.least}"}
