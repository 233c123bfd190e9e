"""Which of many records to compare: those that share a key, for all pairs of 100,000 are five thousand million."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from cpq.leads.likeness.subject import Profile, Subject, profile
from cpq.leads.likeness.weighing import Pair, weighed

MOST = 40
"""Records that share a key and are all compared; of more, each with the next ones in the order of their names."""
NEIGHBOURS = 12


class Index:
    """Records by what they are looked for by; asked about one by one, or for all pairs."""

    def __init__(self, subjects: Iterable[Subject] = ()) -> None:
        self._profiles: list[Profile] = []
        self._blocks: defaultdict[str, list[int]] = defaultdict(list)
        for each in subjects:
            self.add(each)

    def add(self, subject: Subject) -> None:
        """One more record."""
        made = profile(subject)
        for key in keys_of(made):
            self._blocks[key].append(len(self._profiles))
        self._profiles.append(made)

    def like(self, subject: Subject) -> tuple[Pair, ...]:
        """The pairs of a record, which need not be in the index, with others; the likeliest first."""
        made = profile(subject)
        near = {at for key in keys_of(made) for at in self._blocks.get(key, ())}
        others = (self._profiles[at] for at in near if self._profiles[at].subject.id != subject.id)
        return _sorted(pair for other in others if (pair := weighed(made, other)) is not None)

    def pairs(self) -> tuple[Pair, ...]:
        """All pairs that may be one record, the likeliest first."""
        found = (weighed(self._profiles[a], self._profiles[b]) for a, b in self._candidates())
        return _sorted(each for each in found if each is not None)

    def _candidates(self) -> Iterator[tuple[int, int]]:
        seen = set[int]()
        width = len(self._profiles)
        for block in self._blocks.values():
            for a, b in self._of_block(block):
                pair = a * width + b
                if pair not in seen:
                    seen.add(pair)
                    yield a, b

    def _of_block(self, block: Sequence[int]) -> Iterator[tuple[int, int]]:
        if len(block) <= MOST:
            yield from ((a, b) for at, a in enumerate(block) for b in block[at + 1 :])
            return
        ordered = sorted(block, key=self._order)
        for at, a in enumerate(ordered):
            yield from ((min(a, b), max(a, b)) for b in ordered[at + 1 : at + 1 + NEIGHBOURS])

    def _order(self, at: int) -> tuple[str, str, str]:
        found = self._profiles[at]
        return found.person.key, found.company.core, found.subject.id


def pairs_of(subjects: Iterable[Subject]) -> tuple[Pair, ...]:
    """All pairs that may be one record, the likeliest first."""
    return Index(subjects).pairs()


def keys_of(of: Profile) -> set[str]:
    """What a record is looked for by; two that are alike share one at least, however one slip in name, company or number is made."""
    subject, person, core = of.subject, of.person, of.company.core
    exact = [f"t{each.key}" for each in subject.phones] + [f"m{each.key}" for each in subject.mailboxes]
    if not person.key:
        return {*exact, *_of_a_company(of)}
    initial = person.family or person.key[:1]
    initials = {initial} if person.chinese else {word[0] for word in person.words}
    named_so = [f"{each}|{initial}" for initial in initials for each in (f"i{core}", f"s{''.join(sorted(core))}")]
    near = (
        [
            f"p{person.key}|{each}"
            for each in (core[:1], core[-1:], of.company.written[:1].casefold(), of.domain)
            if each
        ]
        if person.key != person.family
        else []
    )
    numbers = [
        f"n{initial}|{half}" for each in subject.phones if each.own for half in (each.number[:-4], each.number[-7:])
    ]
    mailed = [f"l{each.key.partition('@')[0]}|{initial}" for each in subject.mailboxes]
    return {
        *exact,
        *near,
        *numbers,
        *mailed,
        *(named_so if core else []),
        *([f"d{initial}|{of.domain}"] if of.domain else []),
    }


def _of_a_company(of: Profile) -> Iterator[str]:
    core = of.company.core
    if of.subject.credit_code:
        yield f"u{of.subject.credit_code}"
    if of.domain:
        yield f"d{of.domain}"
    yield f"c{core}"
    if len(core) > 2:
        yield from (f"b{core[:2]}", f"e{core[-2:]}", f"s{''.join(sorted(core))}")


def _sorted(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    return tuple(sorted(pairs, key=lambda pair: (-pair.points, pair.first, pair.second)))
