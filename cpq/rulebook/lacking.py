"""Fields that are missing and fields that nobody knows: in one mapping they are often the same field, misspelt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cpq.rulebook.finding import nearest
from cpq.rulebook.source import Step
from cpq.rulebook.unions import Located, NoneFits

MISSING = "missing"
UNKNOWN = "extra_forbidden"


@dataclass(slots=True)
class Lacking:
    """Of one mapping: the fields that are missing, and which of them each unknown one was probably meant for."""

    missing: list[str] = field(default_factory=list[str])
    unknown: list[Located] = field(default_factory=list[Located])
    meant: dict[str, str] = field(default_factory=dict[str, str])

    def pair(self) -> None:
        """Take an unknown field that is near a missing one for it; and the only unknown one for the only missing one."""
        alone = len(self.missing) == len(self.unknown) == 1
        for located in self.unknown:
            name = str(located.path.written[-1])
            meant = nearest(name, self.missing)
            if meant is None and alone and not _is_known(name, located):
                meant = self.missing[0]
            if meant is not None:
                self.meant[name] = meant
                self.missing.remove(meant)

    def is_said_elsewhere(self, located: Located) -> bool:
        """Whether a missing field is told of together with others, or as the one that an unknown field was meant for."""
        return located.error["type"] == MISSING and located.path.written[-1] not in self.missing[:1]


def _is_known(name: str, located: Located) -> bool:
    """Whether the name is near another field, or is a field of another kind."""
    path = located.path
    return nearest(name, path.fields) is not None or any(name in fields for fields in path.kin.values())


def lacking(errors: Iterable[Located | NoneFits]) -> dict[Sequence[Step], Lacking]:
    """Both for each mapping, by the way to it."""
    found: dict[Sequence[Step], Lacking] = {}
    for each in errors:
        if isinstance(each, NoneFits) or each.error["type"] not in (MISSING, UNKNOWN):
            continue
        *above, last = each.path.written
        here = found.setdefault(tuple(above), Lacking())
        if each.error["type"] == MISSING:
            here.missing.append(str(last))
        else:
            here.unknown.append(each)
    for here in found.values():
        here.pair()
    return found
