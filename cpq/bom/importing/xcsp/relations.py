"""Relations of XCSP, and what a constraint by one of them means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from cpq.bom.importing.trouble import Trouble
from cpq.bom.importing.xcsp.numbers import tuples_of
from cpq.bom.importing.xcsp.xml import Element
from cpq.bom.solve import Clause, Constraint, Is, Table, Variable
from cpq.rulebook.wording import short

MOST_TUPLES = 2_000_000


@dataclass(frozen=True, slots=True)
class Relation:
    """Tuples that are supported, or that are in conflict."""

    arity: int
    supports: bool
    tuples: tuple[tuple[int, ...], ...]


def relation_of(element: Element, trouble: Trouble) -> Relation | None:
    """A relation; None after an error."""
    semantics = element.attributes.get("semantics", "supports")
    if semantics not in {"supports", "conflicts"}:
        trouble.error(
            "xcsp-unsupported",
            element.place,
            zh=f"不支持 semantics=“{short(semantics)}”的关系；只支持 supports 与 conflicts",
            en=f'relations with semantics="{short(semantics)}" are not supported; only supports and conflicts are',
        )
        return None
    arity = element.attributes.get("arity", "")
    if not (arity.isascii() and arity.isdigit() and len(arity) < 4 and int(arity) > 0):
        trouble.error(
            "xcsp-attribute",
            element.place,
            zh="关系需要 arity（元数），为 1 至 999 的整数",
            en="a relation needs its arity, an integer from 1 to 999",
        )
        return None
    if element.text.count("|") > MOST_TUPLES:
        trouble.stop(
            "too-large",
            element.place,
            zh=f"关系超过 {MOST_TUPLES:,} 个元组",
            en=f"the relation has more than {MOST_TUPLES:,} tuples",
        )
    return Relation(int(arity), semantics == "supports", tuple(tuples_of(element, int(arity), trouble)))


def extensional(rule: str, relation: Relation, scope: Sequence[Variable]) -> Iterator[Constraint]:
    """The relation over these variables: a table; of conflicts the complement or a clause a tuple, whichever is shorter."""
    names = tuple(each.name for each in scope)
    if relation.supports:
        yield _table(rule, names, relation.tuples)
        return
    combinations = prod(len(each.domain) for each in scope)
    if combinations <= 2 * len(relation.tuples):
        conflicts = frozenset(relation.tuples)
        rows = tuple(row for row in product(*(each.domain for each in scope)) if row not in conflicts)
        yield _table(rule, names, rows)
        return
    for conflict in relation.tuples:
        yield Clause(rule, tuple(Is(name, value, False) for name, value in zip(names, conflict, strict=True)))


def _table(rule: str, names: tuple[str, ...], rows: tuple[tuple[int, ...], ...]) -> Table:
    """A table in which each variable has one column, even where it stands twice in the scope."""
    once = tuple(dict.fromkeys(names))
    if once == names:
        return Table(rule, names, rows)
    columns = [names.index(name) for name in once]
    agreeing = (row for row in rows if all(row[names.index(name)] == row[at] for at, name in enumerate(names)))
    return Table(rule, once, tuple(dict.fromkeys(tuple(row[at] for at in columns) for row in agreeing)))
