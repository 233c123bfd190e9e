"""Constraints of UVL as clauses: each a disjunction of features taken or not, and of comparisons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial, reduce

from cpq.bom.importing.uvl.formulas import COMPARISONS
from cpq.bom.importing.uvl.hierarchy import taken
from cpq.bom.importing.uvl.names import Names, Unsupported
from cpq.bom.importing.uvl.tree import Constant, Node, Operation, Reference
from cpq.bom.solve import Is
from cpq.rulebook.text import Text

MOST_CLAUSES = 5_000


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison of numbers that is to hold, or not to."""

    node: Operation
    positive: bool


Atom = Is | Comparison
Disjunction = tuple[Atom, ...]


class Clauses:
    """Takes constraints apart."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._known: dict[tuple[int, bool], list[Disjunction]] = {}

    def of(self, node: Node) -> list[Disjunction]:
        """The clauses that together say the same. Raises `Unsupported`."""
        return self._of(node, positive=True)

    def _of(self, node: Node, *, positive: bool) -> list[Disjunction]:
        match node:
            case Constant(value=bool() as value):
                return _constant(value is positive)
            case Reference():
                return self._reference(node, positive=positive)
            case Operation(sign="!", parts=(inner,)):
                return self._of(inner, positive=not positive)
            case Operation(sign="&" | "|", parts=parts):
                return self._several(node, parts, positive=positive)
            case Operation(sign="=>" | "<=>", parts=(left, right)):
                return self._joined(node, left, right, positive=positive)
            case Operation(sign=sign) if sign in COMPARISONS:
                return self._comparison(node, positive=positive)
            case _:
                text = Text(
                    zh="这里应为条件：特征、比较，或它们的组合",
                    en="a condition is wanted here: a feature, a comparison",
                )
                raise Unsupported("uvl-type", node.place, text)

    def _several(self, node: Operation, parts: tuple[Node, ...], *, positive: bool) -> list[Disjunction]:
        found = [self._of(each, positive=positive) for each in parts]
        if positive is (node.sign == "&"):
            return [clause for clauses in found for clause in clauses]
        plain = [clauses[0] for clauses in found if len(clauses) == 1]
        together = list(_joined_clause(*plain))
        return reduce(partial(self._product, node), (each for each in found if len(each) != 1), together)

    def _joined(self, node: Operation, left: Node, right: Node, *, positive: bool) -> list[Disjunction]:
        if node.sign == "=>":
            parts = self._of(left, positive=not positive), self._of(right, positive=positive)
            return self._product(node, *parts) if positive else [*parts[0], *parts[1]]
        if (id(node), positive) not in self._known:  # each side is asked for twice: a chain would be without end
            same = self._of(left, positive=True), self._of(right, positive=positive)
            other = self._of(left, positive=False), self._of(right, positive=not positive)
            both = [*self._product(node, other[0], same[1]), *self._product(node, same[0], other[1])]
            self._known[id(node), positive] = both
        return self._known[id(node), positive]

    def _product(self, node: Operation, left: list[Disjunction], right: list[Disjunction]) -> list[Disjunction]:
        if len(left) * len(right) > MOST_CLAUSES:
            text = Text(
                zh=f"约束拆开后超过 {MOST_CLAUSES:,} 条；请分成几条约束",
                en=f"the constraint falls apart into more than {MOST_CLAUSES:,} clauses; split it into several",
            )
            raise Unsupported("too-large", node.place, text)
        return list(dict.fromkeys(_products(left, right)))

    def _reference(self, node: Reference, *, positive: bool) -> list[Disjunction]:
        feature = self._names.feature(node)
        if feature is None:
            owner, value = self._names.attribute(node)
            if not isinstance(value, bool):
                text = Text(
                    zh="这个属性不是真假值，请与一个值比较",
                    en="this attribute is not true or false; compare it with a value",
                )
                raise Unsupported("uvl-type", node.place, text)
            if not value:
                return _constant(not positive)
            feature = owner
        literal = taken(feature.name)
        return [(literal if positive else literal.negated(),)]

    def _comparison(self, node: Operation, *, positive: bool) -> list[Disjunction]:
        texts = [self._text(each) for each in node.parts]
        if None in texts or node.sign not in {"==", "!="}:
            return [(Comparison(node, positive),)]
        conditions = tuple(taken(owner) for each in texts if each is not None for owner in each[0])
        equal = len({each[1] for each in texts if each is not None}) == 1
        if not equal:
            return _constant((node.sign == "!=") is positive)
        if (node.sign == "==") is positive:
            return [(each,) for each in conditions]
        return [tuple(each.negated() for each in conditions)]

    def _text(self, node: Node) -> tuple[tuple[str, ...], str] | None:
        """The text that a node is, and the feature that must be taken for it; None where it is no text."""
        match node:
            case Constant(value=str() as value):
                return (), value
            case Reference() if self._names.feature(node) is None:
                owner, value = self._names.attribute(node)
                return ((owner.name,), value) if isinstance(value, str) else None
            case _:
                return None


def _constant(value: bool) -> list[Disjunction]:
    return [] if value else [()]


def _products(left: list[Disjunction], right: list[Disjunction]) -> Iterator[Disjunction]:
    for one in left:
        for other in right:
            yield from _joined_clause(one, other)


def _joined_clause(*clauses: Disjunction) -> Iterator[Disjunction]:
    """The clauses as one, unless it would go without saying."""
    atoms = dict.fromkeys(atom for clause in clauses for atom in clause)
    if not any(isinstance(each, Is) and each.negated() in atoms for each in atoms):
        yield tuple(atoms)
