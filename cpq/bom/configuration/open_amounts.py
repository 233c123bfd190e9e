"""Which parts the cheapest configuration has, where what stands in open places is weighed, too.

The fewest parts are looked at first. More of them are left out where they cannot be cheaper: what stands around them costs at
least as much as with anything in the places, and each part as much as the cheapest by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from cpq.bom.configuration.amounts import Amounts, OptionPlace, weighing
from cpq.bom.configuration.asked import Asked
from cpq.bom.configuration.fillings import Contents, Numbers
from cpq.bom.configuration.open_model import number_of
from cpq.bom.configuration.open_question import OpenQuestion
from cpq.bom.configuration.state import Explanation
from cpq.bom.configuration.whole import Whole
from cpq.bom.solve import Term


def weighs_parts(question: OpenQuestion, amounts: Amounts) -> bool:
    """Whether amounts say what the parts in the open places are worth themselves; else they are as few as go."""
    fitting, outer = question.fillings.fitting, question.means.product.id
    return all(
        OptionPlace((outer,), place, each) in amounts for place, products in fitting.items() for each in products
    )


@dataclass
class CheapestParts:
    """`proven` is whether nothing was left out that could be cheaper."""

    question: OpenQuestion
    amounts: Amounts
    proven: bool = True
    _least: Decimal | None = None
    _contents: Contents | None = None
    _alone: dict[tuple[str, str], Decimal] = field(default_factory=dict[tuple[str, str], Decimal])

    def found(self) -> Contents | None:
        """The parts; None where there is no configuration, or none was found within the limits."""
        without = self.question.without
        if isinstance(without, Explanation):
            return None
        bound, _ = without.left(*self.question.variables)
        for numbers in self.question.fillings.every_number():
            if all(number in bound[number_of(place)] for place, number in numbers.items()):
                self._look_at(numbers, without)
            if self.question.short:
                break
        self.proven = self.proven and not self.question.short
        return self._contents

    def _look_at(self, numbers: Numbers, without: Asked) -> None:
        """Equal parts first: where they cost the least that is possible, others need not be looked at."""
        least: Decimal | None = None
        for contents in self._fillings(numbers):
            least = self._at_least(numbers, without) if least is None else least
            if least is not None and self._least is not None and self._least <= least:
                return
            asked = self.question.asked(contents)
            if self.question.short:
                return
            if asked is not None:
                self._weigh(contents, asked)

    def _fillings(self, numbers: Numbers) -> Iterator[Contents]:
        yield from self.question.alike(numbers)
        yield from self.question.apart(numbers)

    def _weigh(self, contents: Contents, asked: Asked) -> None:
        for place in contents:
            for part in asked.whole.inside[place]:
                self._remember(place, part, asked)
        weighed = weighing(asked.whole, self.amounts)
        best = asked.engine.best(asked.demands, weighed.objective)
        if best is None:
            return
        self.proven = self.proven and best.proven
        total = weighed.amount(best.total) + self._parts(asked.whole)
        if self._least is None or total < self._least:
            self._least, self._contents = total, contents

    def _parts(self, whole: Whole) -> Decimal:
        """What the parts inside are worth themselves."""
        inside = (each for each in whole.every() if len(each.path) > len(whole.path))
        return sum((self._own(each) * each.times for each in inside), Decimal(0))

    def _own(self, part: Whole) -> Decimal:
        return self.amounts.get(OptionPlace(part.above, str(part.path[-2]), part.product.id), Decimal(0))

    def _remember(self, place: str, part: Whole, asked: Asked) -> None:
        """What one such part by itself costs at least."""
        key = place, part.product.id
        if key in self._alone:
            return
        weighed = weighing(part, self.amounts)
        objective = [Term(each.variable.removeprefix(part.prefix), each.weights) for each in weighed.objective]
        best = asked.alone(part).best({}, objective)
        if best is not None and best.proven:
            inside = (weighed.amount(best.total) + self._parts(part)) / part.times
            self._alone[key] = inside + self._own(part)

    def _at_least(self, numbers: Numbers, without: Asked) -> Decimal | None:
        """No configuration with so many parts costs less; None where that is not known."""
        each = {place: self._cheapest(place) for place, number in numbers.items() if number}
        if any(amount is None for amount in each.values()):
            return None
        weighed = weighing(without.whole, self.amounts)
        demands = {number_of(place): frozenset((number,)) for place, number in numbers.items()}
        around = without.engine.best({**without.demands, **demands}, weighed.objective)
        if around is None:
            return Decimal("Infinity")
        if not around.proven:
            return None
        inside = (numbers[place] * amount for place, amount in each.items() if amount is not None)
        return weighed.amount(around.total) + self._parts(without.whole) + sum(inside, Decimal(0))

    def _cheapest(self, place: str) -> Decimal | None:
        """Of the products that fit in a place; None where one is not known yet."""
        known = [self._alone.get((place, each)) for each in self.question.fillings.fitting[place]]
        return min((each for each in known if each is not None), default=None) if None not in known else None
