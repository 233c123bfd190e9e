"""A power map as a picture: SVG that stands alone, without scripts, readable without its colours, with words for who does not see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from unicodedata import east_asian_width

from cpq.accounts.power_map import LEVELS, Edge, Member
from cpq.accounts.power_map_layout import HEIGHT, WIDTH, Layout, Spot, layout
from cpq.accounts.power_map_ways import arrow, middle, way
from cpq.accounts.power_map_words import COVERAGE, EDGES, ORIENTATION, ROLES, STATUS, SUPPORT
from cpq.rulebook.text import Locale, Text

FONT = "'Noto Sans SC','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',system-ui,sans-serif"
_COLOURS = {
    "mentor": ("#0b6b3a", "++"),
    "supporter": ("#3c8a2e", "+"),
    "neutral": ("#5b6470", "o"),
    "non_supporter": ("#b35c00", "−"),
    "enemy": ("#b3261e", "−−"),
    None: ("#8a8f98", "?"),
}
"""Colour and sign of support; the sign says it without the colour. White on each has a contrast of at least 3."""
_BORDERS = {"outside": "1", "political_structure": "2", "inner_circle": "4"}
_LEGEND = 64
_UNNAMED = Text(zh="（不可见）", en="(not visible)")


@dataclass(frozen=True, slots=True)
class Person:
    """What is written of a member: the name, empty where the reader does not see them, and the position."""

    name: str
    title: str | None


def picture(
    name: str,
    members: Sequence[Member],
    edges: Sequence[Edge],
    people: Mapping[str, Person],
    locale: Locale,
    key: str = "map",
) -> str:
    """The whole picture; the same map gives the same text. `key` begins its ids, where several stand in one document."""
    made = layout(members, edges)
    width, height = max(made.width, 640), made.height + _LEGEND
    title = Text(zh=f"权力地图：{name}", en=f"Power map: {name}").to(locale)
    parts = [
        _head(width, height, key),
        f'<title id="{key}-t">{_text(title)}</title>',
        f'<desc id="{key}-d">{_text(" ".join(_sentences(members, edges, people, locale)))}</desc>',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        *(_edge(each, made.spots, number) for number, each in enumerate(edges)),
        *(_box(each, made.spots[each.contact], people[each.contact], locale) for each in members),
        *_legend(made, locale),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _head(width: int, height: int, key: str) -> str:
    shown = (
        f'role="img" aria-labelledby="{key}-t {key}-d" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" {shown} font-family="{escape(FONT)}">'


def _sentences(
    members: Sequence[Member], edges: Sequence[Edge], people: Mapping[str, Person], locale: Locale
) -> Iterator[str]:
    """The map in words."""
    comma, stop = ("，", "。") if locale == "zh" else (", ", ".")
    for each in members:
        said = [_name(people[each.contact], locale), people[each.contact].title, *_attributes(each, locale)]
        yield comma.join(part for part in said if part) + stop
    for each in edges:
        ends = _name(people[each.source], locale), _name(people[each.target], locale)
        if locale == "zh":
            words = {"reports_to": "{}向{}汇报", "influence": "{}影响{}", "conflict": "{}与{}冲突"}[each.kind]
        else:
            words = f"{{}} {EDGES[each.kind].en} {{}}"
        yield words.format(*ends) + stop


def _attributes(member: Member, locale: Locale) -> list[str]:
    pairs = (
        (ROLES, member.role),
        (SUPPORT, member.support),
        (STATUS, member.status),
        (ORIENTATION, member.orientation),
        (COVERAGE, member.coverage),
    )
    return [words[value].to(locale) for words, value in pairs if value is not None]


def _box(member: Member, spot: Spot, person: Person, locale: Locale) -> str:
    colour, sign = _COLOURS[member.support]
    border = _BORDERS.get(member.status or "", "1")
    dashed = "" if member.status not in (None, "outside") else ' stroke-dasharray="5 3"'
    role = ROLES[member.role].to(locale) if member.role else "—"
    more = " · ".join(
        words[value].to(locale)
        for words, value in ((SUPPORT, member.support), (ORIENTATION, member.orientation))
        if value is not None
    )
    coverage = COVERAGE[member.coverage].to(locale)
    dots = "".join(
        f'<circle cx="{14 + 12 * index}" cy="90" r="4" fill="{colour if index < LEVELS.index(member.coverage) - 1 else "#fff"}" stroke="{colour}"/>'
        for index in range(len(LEVELS) - 2)
    )
    return (
        f'<g transform="translate({spot.x} {spot.y})">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="8" fill="#fff" stroke="{colour}" stroke-width="{border}"{dashed}/>'
        f'<rect x="{WIDTH - 36}" y="8" width="28" height="20" rx="10" fill="{colour}"/>'
        f'<text x="{WIDTH - 22}" y="23" font-size="14" font-weight="700" fill="#fff" text-anchor="middle">{sign}</text>'
        f'<text x="10" y="24" font-size="15" font-weight="700" fill="#16181d">{_text(_cut(_name(person, locale), 17))}</text>'
        f'<text x="10" y="42" font-size="12" fill="#474c55">{_text(_cut(person.title or "", 27))}</text>'
        f'<text x="10" y="61" font-size="12" font-weight="600" fill="#16181d">{_text(role)}</text>'
        f'<text x="10" y="77" font-size="11" fill="#474c55">{_text(_cut(more, 30))}</text>'
        f'{dots}<text x="52" y="94" font-size="11" fill="#474c55">{_text(coverage)}</text></g>'
    )


def _edge(edge: Edge, spots: Mapping[str, Spot], number: int) -> str:
    """Superiors by lines with corners, influence by arrows, conflict by red dashes with a cross on them."""
    one, other = spots[edge.source], spots[edge.target]
    if edge.kind == "reports_to":
        x, y, top, bottom = one.x + WIDTH // 2, one.y, other.x + WIDTH // 2, other.y + HEIGHT
        return f'<path d="M{x} {y}V{y - 26}H{top}V{bottom}" fill="none" stroke="#8a8f98" stroke-width="1.5"/>'
    corners = way(one, other, edge.kind, number)
    line = "M" + "L".join(f"{x} {y}" for x, y in corners)
    if edge.kind == "influence":
        head = f'<polygon points="{arrow(corners)}" fill="#1f5fbf"/>'
        return f'<path d="{line}" fill="none" stroke="#1f5fbf" stroke-width="2"/>{head}'
    x, y = middle(corners)
    cross = f'<path d="M{x - 6} {y - 6}l12 12m0-12l-12 12" stroke="#b3261e" stroke-width="2.5"/>'
    return f'<path d="{line}" fill="none" stroke="#b3261e" stroke-width="2" stroke-dasharray="6 4"/>{cross}'


def _legend(made: Layout, locale: Locale) -> Iterator[str]:
    y = made.height + 8
    kinds = (
        ("#8a8f98", "", "reports_to"),
        ("#1f5fbf", "", "influence"),
        ("#b3261e", ' stroke-dasharray="6 4"', "conflict"),
    )
    x = 28
    for colour, dashes, kind in kinds:
        word = EDGES[kind].to(locale)
        yield f'<path d="M{x} {y}h28" stroke="{colour}" stroke-width="2"{dashes}/>'
        yield f'<text x="{x + 34}" y="{y + 4}" font-size="12" fill="#474c55">{_text(word)}</text>'
        x += 62 + _columns(word) * 7
    x = 28
    for support, (colour, sign) in _COLOURS.items():
        word = SUPPORT[support].to(locale) if support else Text(zh="未知", en="Unknown").to(locale)
        yield f'<rect x="{x}" y="{y + 18}" width="24" height="18" rx="9" fill="{colour}"/>'
        yield f'<text x="{x + 12}" y="{y + 32}" font-size="12" font-weight="700" fill="#fff" text-anchor="middle">{sign}</text>'
        yield f'<text x="{x + 30}" y="{y + 31}" font-size="12" fill="#474c55">{_text(word)}</text>'
        x += 46 + _columns(word) * 7


def _name(person: Person, locale: Locale) -> str:
    return person.name or _UNNAMED.to(locale)


def _text(words: str) -> str:
    """Escaped, and without what XML cannot hold."""
    return escape("".join(each for each in words if each.isprintable()))


def _columns(words: str) -> int:
    return sum(2 if east_asian_width(each) in "WF" else 1 for each in words)


def _cut(words: str, columns: int) -> str:
    """As much of a text as fits in so many columns; a Chinese character takes two."""
    if _columns(words) <= columns:
        return words
    kept = ""
    for each in words:
        if _columns(kept + each) > columns - 1:
            break
        kept += each
    return f"{kept}…"
