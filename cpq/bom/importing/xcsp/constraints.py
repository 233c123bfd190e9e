"""The constraints of an XCSP instance, each by what it refers to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from cpq.bom.importing.trouble import Trouble
from cpq.bom.importing.xcsp.intensional import Formula, intensional
from cpq.bom.importing.xcsp.numbers import INTEGER
from cpq.bom.importing.xcsp.relations import Relation, extensional
from cpq.bom.importing.xcsp.xml import Element
from cpq.bom.solve import Constraint, Is, Variable, between
from cpq.rulebook.finding import did_you_mean
from cpq.rulebook.place import Place
from cpq.rulebook.wording import short

MOST_ROWS = 3_000_000
"""Tuples of all constraints, those of a relation counted each time that it is referred to."""


class Constraints:
    """Reads constraints into `made`; `places` are where they are written. What an error stood in is None."""

    def __init__(
        self,
        variables: Mapping[str, Variable],
        relations: Mapping[str, Relation | None],
        formulas: Mapping[str, Formula | None],
        trouble: Trouble,
    ) -> None:
        self._variables = variables
        self._relations = relations
        self._formulas = formulas
        self._trouble = trouble
        self._rows = 0
        self.made: list[Constraint] = []
        self.places: dict[str, Place] = {}

    def add(self, element: Element) -> None:
        """Reads one `constraint` element."""
        rule = element.attributes.get("name", "").strip() or f"constraint {len(self.places) + 1}"
        if rule in self.places:
            self._trouble.error(
                "xcsp-name",
                element.place,
                zh=f"约束名“{short(rule)}”重复",
                en=f'the constraint name "{short(rule)}" is taken',
            )
        self.places[rule] = element.place
        reference = element.attributes.get("reference", "")
        scope = self._scope(element)
        if scope is None:
            return
        if reference in self._relations:
            self._by_relation(rule, element, scope, self._relations[reference])
        elif reference in self._formulas:
            self._by_formula(rule, element, self._formulas[reference])
        elif reference.lower() == "global:alldifferent":
            self.made += _all_different(rule, scope)
        else:
            self._unknown(element, reference)

    def _scope(self, element: Element) -> list[Variable] | None:
        names = element.attributes.get("scope", "").split()
        found = [self._variable(name, element) for name in names]
        arity = element.attributes.get("arity", str(len(names))).strip()
        if arity != str(len(names)):
            self._trouble.error(
                "constraint-arity",
                element.place,
                zh=f"约束写明元数 {short(arity)}，scope 里却有 {len(names)} 个变量",
                en=f"the constraint has arity {short(arity)}, and its scope names {len(names)}",
            )
        known = [each for each in found if each is not None]
        return known if len(known) == len(found) else None

    def _variable(self, name: str, element: Element) -> Variable | None:
        if name in self._variables:
            return self._variables[name]
        near = did_you_mean(name, self._variables)
        self._trouble.error(
            "xcsp-reference",
            element.place,
            zh=f"没有变量“{short(name)}”{near.zh}",
            en=f'there is no variable "{short(name)}"{near.en}',
        )
        return None

    def _by_relation(self, rule: str, element: Element, scope: Sequence[Variable], relation: Relation | None) -> None:
        if relation is None:
            return
        if relation.arity != len(scope):
            self._trouble.error(
                "constraint-arity",
                element.place,
                zh=f"关系的元数是 {relation.arity}，scope 里却有 {len(scope)} 个变量",
                en=f"the relation has arity {relation.arity}, and the scope names {len(scope)}",
            )
            return
        self._rows += len(relation.tuples)
        if self._rows > MOST_ROWS:
            self._trouble.stop(
                "too-large",
                element.place,
                zh=f"各约束的元组合计超过 {MOST_ROWS:,} 个；请拆分模型",
                en=f"the constraints have more than {MOST_ROWS:,} tuples together; split the model",
            )
        self.made += extensional(rule, relation, scope)

    def _by_formula(self, rule: str, element: Element, formula: Formula | None) -> None:
        parameters = element.first("parameters")
        words = (parameters.text if parameters else element.attributes.get("scope", "")).split()
        given = [int(word) if INTEGER.fullmatch(word) else self._variable(word, element) for word in words]
        known = [each for each in given if each is not None]
        if formula is None or len(known) < len(given):
            return
        if len(known) != len(formula.parameters):
            self._trouble.error(
                "constraint-arity",
                element.place,
                zh=f"谓词有 {len(formula.parameters)} 个参数，这里给了 {len(known)} 个",
                en=f"the predicate has {len(formula.parameters)} parameters, and {len(known)} are given here",
            )
            return
        constraint = intensional(rule, formula, known, element, self._trouble)
        if constraint is not None:
            self.made.append(constraint)

    def _unknown(self, element: Element, reference: str) -> None:
        if reference.startswith("global:"):
            self._trouble.error(
                "xcsp-unsupported",
                element.place,
                zh=f"不支持全局约束“{short(reference)}”；只支持 global:allDifferent",
                en=f'the global constraint "{short(reference)}" is not supported; only global:allDifferent is',
            )
            return
        near = did_you_mean(reference, [*self._relations, *self._formulas])
        self._trouble.error(
            "xcsp-reference",
            element.place,
            zh=f"没有关系或谓词“{short(reference)}”{near.zh}",
            en=f'there is no relation or predicate "{short(reference)}"{near.en}',
        )


def _all_different(rule: str, scope: Sequence[Variable]) -> Iterable[Constraint]:
    """At most one of the variables has a value, for each value that two of them can have."""
    by_value: dict[int, list[Is]] = {}
    for each in scope:
        for value in each.domain:
            by_value.setdefault(value, []).append(Is(each.name, value))
    for having in by_value.values():
        if len(having) > 1:
            yield from between(rule, having, 0, 1)
