"""Contradictions, and the ways out of them, told as near as can be: inside one part where that alone is the matter.

What a part by itself rules out, the whole rules out too; and of the way out of it, nothing outside the part is needed. So a
part is asked before what it stands in, and the whole last. That is also by far the cheapest order. What a part says is told where the
whole needs every choice of it: one that the whole rules out by itself is told of by the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from cpq.bom.configuration.state import Path
from cpq.bom.configuration.whole import Whole
from cpq.bom.configuration.wishes import Demands
from cpq.bom.solve import Conflict, Engine
from cpq.bom.solve.repairs import Demand, Way, Ways, together, ways_out


@dataclass(frozen=True, slots=True)
class Circle:
    """A part with what is inside it, or the whole: an engine that knows of nothing else, and how its names begin in the whole."""

    engine: Engine
    prefix: str

    def own(self, demands: Demands) -> Demands:
        """The demands made inside, by the names used there."""
        inside = (name for name in demands if name.startswith(self.prefix))
        return {name.removeprefix(self.prefix): demands[name] for name in inside}

    def conflict(self, demands: Demands) -> Conflict | None:
        """What is contradictory of the demands inside, by the names of the whole."""
        found = self.engine.conflict(self.own(demands))
        return found and replace(found, entries=self._whole(found.entries), rules=self._whole(found.rules))

    def ways(self, asked: Demands, others: Mapping[str, Demand], most: int) -> Ways:
        """The other choices inside that could be given up, by the names of the whole."""
        inside = {
            name.removeprefix(self.prefix): Demand(each.variable.removeprefix(self.prefix), each.left)
            for name, each in others.items()
            if each.variable.startswith(self.prefix)
        }
        ways = ways_out(self.engine, self.own(asked), inside, most)
        return replace(ways, found=tuple(map(self._whole, ways.found)))

    def _whole(self, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self.prefix + name for name in names)


@dataclass(frozen=True, slots=True)
class Circles:
    """The whole, and the parts in it; `alone` gives the engine of a part by itself."""

    engine: Engine
    whole: Whole
    alone: Callable[[Whole], Engine]

    def conflict(self, demands: Demands, within: Path | None) -> Conflict | None:
        """Why the demands cannot hold together: as far inside as can be on the way to a part, or (None) in any part."""
        every = self._around(within) if within is not None else self._every()
        return next(
            (found for each in every if (found := each.conflict(demands)) and self._told(each, found, demands)), None
        )

    def _told(self, circle: Circle, conflict: Conflict, demands: Demands) -> bool:
        """Whether in the whole, too, none of the choices could be left out of the contradiction."""
        if circle.engine is self.engine:
            return True
        kept = {name: demands[name] for name in conflict.entries}
        return all(self._can_be({name: kept[name] for name in kept if name != left}) for left in kept)

    def _can_be(self, demands: Demands) -> bool:
        return self.engine.status(demands, ()).possible

    def ways(self, asked: Demands, others: Mapping[str, Demand], within: Path, most: int) -> Ways:
        """See `ways_out`. What is asked for belongs to the part, and there the ways are, where the whole allows all of them."""
        for circle in self._around(within):
            ways = circle.ways(asked, others, most)
            if ways.found != ((),) and all(self._open(asked, others, way) for way in ways.found):
                return ways
        return Ways(((),))

    def _open(self, asked: Demands, others: Mapping[str, Demand], way: Way) -> bool:
        kept = together(each for name, each in others.items() if name not in way)
        return self._can_be({**asked, **kept})

    def _around(self, path: Path) -> Iterator[Circle]:
        """The part at a path, what it stands in, and so on."""
        for length in range(len(path), 0, -2):
            yield self._circle(self.whole.at(path[:length]))
        yield Circle(self.engine, "")

    def _every(self) -> Iterator[Circle]:
        for part in self.whole.every():
            if part.path:
                yield self._circle(part)
        yield Circle(self.engine, "")

    def _circle(self, part: Whole) -> Circle:
        return Circle(self.alone(part), part.prefix)
