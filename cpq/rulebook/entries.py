"""What stands under each section in all files, before any of it is read as what it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from unicodedata import normalize

from cpq.rulebook.fields import FORMS, ID_PATTERN
from cpq.rulebook.finding import Finding, did_you_mean, nearest
from cpq.rulebook.model import Entity
from cpq.rulebook.place import Place
from cpq.rulebook.section import Section
from cpq.rulebook.source import Map, Source
from cpq.rulebook.text import Text
from cpq.rulebook.tree import Tree
from cpq.rulebook.wording import given, listed, short

_ID = re.compile(ID_PATTERN)
LONGEST_ID = 64


@dataclass(frozen=True, slots=True)
class Entry:
    """One id and what is written under it. `cut`: reading broke off in it or behind it, so that parts may be unread."""

    id: str
    value: Map
    source: Source
    cut: bool = False


@dataclass(slots=True)
class Entries:
    """Entries by section and id. `defined` has every id, also of entries that cannot be used.

    `misplaced` has ids that were probably meant to be defined: below a section that nobody knows, or nearly an id.
    """

    by_section: dict[str, dict[str, Entry]] = field(default_factory=dict[str, dict[str, Entry]])
    defined: dict[str, dict[str, Place]] = field(default_factory=dict[str, dict[str, Place]])
    misplaced: set[str] = field(default_factory=set[str])
    findings: list[Finding] = field(default_factory=list[Finding])

    def ids(self, section: str) -> Collection[str]:
        """What may be referred to in a section."""
        defined = self.defined.get(section, {})
        return defined.keys() | self.misplaced if self.misplaced else defined

    @property
    def count(self) -> int:
        return sum(len(entries) for entries in self.by_section.values())


def entries_of(trees: Iterable[Tree], sections: Sequence[Section[Entity]]) -> Entries:
    """Sort what the files hold into the sections. The first of two entries with one id counts."""
    entries = Entries()
    known = {section.name: section for section in sections}
    for tree in trees:
        if isinstance(tree.root, Map) and _no_sections(tree.root, known):
            entries.findings.append(Finding("unknown-section", tree.place, _none_of_them(tree.root, known)))
            entries.misplaced.update(*(value for value in tree.root.values() if isinstance(value, Map)))
        elif isinstance(tree.root, Map):
            _collect(tree, tree.root, known, entries)
        elif tree.whole and tree.root is not None:
            entries.findings.append(Finding("not-a-mapping", tree.place, _not_sections(tree.root, known)))
    return entries


def _no_sections(root: Map, known: Mapping[str, object]) -> bool:
    """Whether it is another kind of file: of several names at its left edge none is that of a section, or near one."""
    if len(root) < 2 or not known.keys().isdisjoint(root):
        return False
    return _is_request(root) or not any(nearest(name, known) for name in root)


def _is_request(root: Map) -> bool:
    return "lines" in root and "customer" in root


def _none_of_them(root: Map, known: Iterable[str]) -> Text:
    written, names = listed([short(name) for name in root], 4), listed(known, 4)
    if _is_request(root):
        hint = Text(
            zh="；若这是报价请求，请放到 rules/ 之外", en="; if this is a request for a quote, keep it outside rules/"
        )
    else:
        hint = Text(zh=f"；分节是 {names.zh}", en=f"; the sections are {names.en}")
    return Text(
        zh=f"这个文件不是规则：{written.zh} 都不是分节{hint.zh}",
        en=f"this file holds no rules: {written.en} are no sections{hint.en}",
    )


def _collect(tree: Tree, root: Map, known: Mapping[str, Section[Entity]], entries: Entries) -> None:
    above: Section[Entity] | None = None
    for name, value in root.items():
        section = known.get(name)
        source = Source(tree.file, root, name)
        cut = not tree.whole and name == next(reversed(root))
        if section is None:
            entries.findings.append(
                Finding("unknown-section", source.at(), _unknown_section(name, value, known, above))
            )
            _misplaced(name, value, known, entries)
        elif not section.single and isinstance(value, Map):
            _add_all(entries, section, value, tree, cut=cut)
        elif section.single:
            _add(entries, section, name, value, source, cut=cut)
        elif not section.single and value is not None and not cut:
            entries.findings.append(Finding("not-a-mapping", source.value(), _not_entries(name, value)))
        above = section or above


def _add_all(entries: Entries, section: Section[Entity], value: Map, tree: Tree, *, cut: bool) -> None:
    for id, inner in value.items():
        last = id == next(reversed(value))
        _add(entries, section, id, inner, Source(tree.file, value, id), cut=cut and last)


def _misplaced(name: str, value: object, known: Mapping[str, Section[Entity]], entries: Entries) -> None:
    """What stands below an unknown section is not missed, nor is the section that was probably meant."""
    meant = nearest(name, known)
    if meant is not None and known[meant].single:
        entries.defined.setdefault(meant, {})
    if isinstance(value, Map):
        entries.misplaced.update(value)


def _add(entries: Entries, section: Section[Entity], id: str, value: object, source: Source, *, cut: bool) -> None:
    if not section.single and not _ID.fullmatch(id):
        words = normalize("NFKC", id).split()
        entries.misplaced.update(joint.join(words) for joint in ("", "-", "_", "."))
    if isinstance(value, Map) or not cut:
        entries.findings.extend(_faults(section, id, value, source))
    defined = entries.defined.setdefault(section.name, {})
    if id in defined:
        entries.findings.append(Finding("duplicate-id", source.at(), _twice(section, id), related=(defined[id],)))
        return
    defined[id] = source.at()
    if isinstance(value, Map):
        entries.by_section.setdefault(section.name, {})[id] = Entry(id, value, source, cut)


def _faults(section: Section[Entity], id: str, value: object, source: Source) -> Iterator[Finding]:
    if not section.single and (not _ID.fullmatch(id) or len(id) > LONGEST_ID) and "\ufffd" not in id:
        yield Finding("wrong-form", source.at(), _bad_id(id))
    if value is None:
        yield Finding("empty", source.at(), _empty(id))
    elif not isinstance(value, Map):
        yield Finding("not-a-mapping", source.value(), _not_an_entry(id, value))
    elif "id" in value and not section.single:
        yield Finding("unknown-field", source.at("id"), _own_id(id))


def _not_sections(root: object, known: Iterable[str]) -> Text:
    what, names = given(root), listed(known)
    return Text(
        zh=f"文件的最外层要写分节，例如“products:”，现在是{what.zh}；可用分节：{names.zh}",
        en=f"a file consists of sections such as `products:`, not of {what.en}; the sections are {names.en}",
    )


def _unknown_section(name: str, value: object, known: Iterable[str], above: Section[Entity] | None) -> Text:
    names = list(known)
    near = did_you_mean(name, names)
    if not near.en and above is not None and not above.single and not _holds_entries(value):
        near = Text(
            zh=f"；若它属于上面的“{above.name}:”，请缩进", en=f"; if it belongs to `{above.name}:` above, indent it"
        )
    if not near.en:
        every = listed(names, 40)
        near = Text(zh=f"；可用分节：{every.zh}", en=f"; the sections are {every.en}")
    return Text(zh=f"没有“{short(name)}”这个分节{near.zh}", en=f'there is no section "{short(name)}"{near.en}')


def _holds_entries(value: object) -> bool:
    """Whether it looks like a section: ids, and below each of them fields."""
    return isinstance(value, Map) and bool(value) and all(isinstance(each, Map) for each in value.values())


def _not_entries(name: str, value: object) -> Text:
    what = given(value)
    return Text(
        zh=f"“{name}:”之下要写“编号: 内容”，现在是{what.zh}；请把每一条写在它的编号之下",
        en=f"`{name}:` holds `id: content`, not {what.en}; write each item under its id",
    )


def _not_an_entry(id: str, value: object) -> Text:
    what = given(value)
    return Text(
        zh=f"“{short(id)}”之下要写它的字段，现在是{what.zh}",
        en=f'the fields of "{short(id)}" are expected here, not {what.en}',
    )


def _empty(id: str) -> Text:
    return Text(
        zh=f"“{short(id)}”之下什么也没有；请写上字段或删去",
        en=f'nothing stands under "{short(id)}"; write its fields or remove it',
    )


def _own_id(id: str) -> Text:
    return Text(
        zh=f"不用写 id：键“{short(id)}”就是编号，请删去这一行",
        en=f'the key "{short(id)}" is the id already; remove this line',
    )


def _bad_id(id: str) -> Text:
    form = FORMS[ID_PATTERN]
    long = Text(zh=f"，至多 {LONGEST_ID} 个字符", en=f", at most {LONGEST_ID} characters")
    return Text(
        zh=f"“{short(id)}”不能作编号：{form.zh}{long.zh}", en=f'"{short(id)}" cannot be an id: {form.en}{long.en}'
    )


def _twice(section: Section[Entity], id: str) -> Text:
    if section.single:
        return Text(zh=f"“{id}:”只能写一次，请删去一处", en=f"`{id}:` can stand only once; remove one of them")
    return Text(
        zh=f"编号“{id}”在 {section.name} 里写了两次，请改掉或删去一个",
        en=f'the id "{id}" stands twice in {section.name}; rename or remove one',
    )
