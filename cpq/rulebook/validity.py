"""Whether dated things follow one another: no day with two of them, and no day between with none."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from cpq.rulebook.fields import Validity
from cpq.rulebook.finding import Finding, Severity
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text

_ONE_DAY = timedelta(days=1)

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Dated:
    """Something that holds over a period: its id, its days, and where they are written."""

    id: str
    valid: Validity
    place: Place

    @property
    def first(self) -> date:
        return self.valid.from_ or date.min

    @property
    def last(self) -> date:
        return self.valid.to or date.max


def grouped(dated: Iterable[tuple[K, Dated]]) -> Mapping[K, Sequence[Dated]]:
    """Things by what only one of them may stand for on a day, such as currency and channel of price lists."""
    groups: dict[K, list[Dated]] = {}
    for key, each in dated:
        groups.setdefault(key, []).append(each)
    return groups


def succession(groups: Mapping[K, Sequence[Dated]], what: Text) -> Iterator[Finding]:
    """Errors for overlaps and warnings for gaps within each group; `what` names one of them: `Text("价目表", "price list")`.

    The days before the first and after the last are not gaps. Takes n log n time.
    """
    for group in groups.values():
        yield from _one_group(sorted(group, key=lambda each: (each.first, each.last)), what)


def _one_group(group: Sequence[Dated], what: Text) -> Iterator[Finding]:
    longest = group[0]
    for each in group[1:]:
        if each.first <= longest.last:
            yield _overlap(longest, each, what)
        elif each.first - longest.last > _ONE_DAY:
            yield _gap(longest, each, what)
        longest = max(longest, each, key=lambda dated: dated.last)


def _overlap(earlier: Dated, later: Dated, what: Text) -> Finding:
    both = Validity(
        **{"from": later.valid.from_, "to": min(earlier.last, later.last) if _ends(earlier, later) else None}
    )
    text = Text(
        zh=f"{what.zh}“{later.id}”与“{earlier.id}”在{_days(both).zh}重叠；请改日期，使每天只有一个",
        en=f'{what.en} "{later.id}" overlaps "{earlier.id}" {_days(both).en}; change the days so that only one holds at a time',
    )
    return Finding("overlap", later.place, text, related=(earlier.place,))


def _ends(earlier: Dated, later: Dated) -> bool:
    return earlier.valid.to is not None or later.valid.to is not None


def _gap(earlier: Dated, later: Dated, what: Text) -> Finding:
    first, last = earlier.last + _ONE_DAY, later.first - _ONE_DAY
    text = Text(
        zh=f"{first} 至 {last} 没有{what.zh}：“{earlier.id}”已结束，“{later.id}”尚未开始",
        en=f'from {first} to {last} no {what.en} holds: "{earlier.id}" has ended and "{later.id}" has not begun',
    )
    return Finding("gap", later.place, text, Severity.WARNING, (earlier.place,))


def _days(valid: Validity) -> Text:
    match valid.from_, valid.to:
        case None, None:
            return Text(zh="所有日期", en="on every day")
        case None, last:
            return Text(zh=f" {last} 及以前", en=f"up to {last}")
        case first, None:
            return Text(zh=f" {first} 及以后", en=f"from {first} on")
        case first, last if first == last:
            return Text(zh=f" {first} ", en=f"on {first}")
        case first, last:
            return Text(zh=f" {first} 至 {last} ", en=f"from {first} to {last}")
