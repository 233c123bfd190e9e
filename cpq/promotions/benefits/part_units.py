"""Which units go to which part of a bundle: a line may be of several parts, but a unit is of one."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cpq.pricing.line import ZERO, Line
from cpq.promotions.benefits.benefit import Reach
from cpq.promotions.benefits.units import by_unit_price, unit_net


@dataclass(frozen=True, slots=True)
class Taking:
    """How many units of each line some bundles take, by its id, and how many each part of them then lacks."""

    lines: Mapping[str, int]
    flows: Sequence[Mapping[int, int]]
    lacking: Sequence[int]

    @property
    def full(self) -> bool:
        return not any(self.lacking)


class PartUnits:
    """The free units of lines, dearest first, and the parts that want them: for each its lines, and how many units one bundle has of it.

    So many bundles take the dearest units with which every part gets its own. A unit that was taken is moved to another of its parts
    where that makes room for the next one, as in a matching by augmenting paths; what is taken is therefore the dearest that there is.
    """

    def __init__(self, parts: Sequence[tuple[Sequence[Line], int]], reach: Reach) -> None:
        members: dict[str, list[int]] = {}
        for number, (lines, _) in enumerate(parts):
            for line in lines:
                members.setdefault(line.item.id, []).append(number)
        self._units = [units for _, units in parts]
        self._free = reach.free
        self._lines = by_unit_price([reach.start[id] for id in members], dearest=True)
        self._kinds = list(dict.fromkeys(tuple(each) for each in members.values()))
        numbers = {kind: number for number, kind in enumerate(self._kinds)}
        self._kind_of = {id: numbers[tuple(each)] for id, each in members.items()}
        self._taken: dict[int, Taking] = {}

    @property
    def possible(self) -> int:
        """For how many bundles each part by itself has units."""
        counts = [0] * len(self._units)
        for line in self._lines:
            for part in self._kinds[self._kind_of[line.item.id]]:
                counts[part] += self._free[line.item.id]
        return min((count // units for count, units in zip(counts, self._units, strict=True)), default=0)

    def gain(self, times: int) -> Decimal | None:
        """What the units of so many bundles cost more than those of one bundle fewer; None where there are not so many."""
        more, fewer = self.taking(times), self.taking(times - 1)
        if not more.full:
            return None
        prices = ((line.item.id, unit_net(line)) for line in self._lines)
        return sum(((more.lines.get(id, 0) - fewer.lines.get(id, 0)) * price for id, price in prices), ZERO)

    def of_parts(self, times: int) -> tuple[Mapping[str, int], ...]:
        """For each part how many units of which line so many bundles take."""
        taking = self.taking(times)
        left, given = [dict(flow) for flow in taking.flows], [dict[str, int]() for _ in self._units]
        for id, all_units in taking.lines.items():
            flow, count = left[self._kind_of[id]], all_units
            for part in flow:
                units = min(flow[part], count)
                if units:
                    given[part][id] = units
                    flow[part] -= units
                    count -= units
        return tuple(given)

    def taking(self, times: int) -> Taking:
        found = self._taken.get(times)
        if found is None:
            found = self._taken[times] = self._take([units * times for units in self._units])
        return found

    def _take(self, wanted: list[int]) -> Taking:
        flows: list[dict[int, int]] = [{} for _ in self._kinds]
        lines: dict[str, int] = {}
        for line in self._lines:
            id, left = line.item.id, self._free[line.item.id]
            while left and (units := self._place(self._kind_of[id], left, wanted, flows)):
                lines[id] = lines.get(id, 0) + units
                left -= units
        return Taking(lines, flows, wanted)

    def _place(self, kind: int, most: int, wanted: list[int], flows: list[dict[int, int]]) -> int:
        """Place some more units of a kind: into a part that wants some, where need be by moving others on. Returns how many."""
        came: dict[int, tuple[int, int | None]] = dict.fromkeys(self._kinds[kind], (kind, None))
        reached = deque(came)
        while reached:
            at = reached.popleft()
            if wanted[at]:
                return _moved(at, came, most, wanted, flows)
            for other, flow in enumerate(flows):
                if flow.get(at):
                    new = [part for part in self._kinds[other] if part not in came]
                    came.update((part, (other, at)) for part in new)
                    reached += new
        return 0


def _moved(
    end: int, came: Mapping[int, tuple[int, int | None]], most: int, wanted: list[int], flows: list[dict[int, int]]
) -> int:
    """Move units along the way that came to a part: for each part of it which kind comes from which part, None for new units."""
    way: list[tuple[int, int, int | None]] = []
    at: int | None = end
    while at is not None:
        kind, before = came[at]
        way.append((at, kind, before))
        at = before
    units = min(most, wanted[end], *(flows[kind][before] for _, kind, before in way if before is not None))
    for part, kind, before in way:
        flows[kind][part] = flows[kind].get(part, 0) + units
        if before is not None:
            flows[kind][before] -= units
    wanted[end] -= units
    return units
