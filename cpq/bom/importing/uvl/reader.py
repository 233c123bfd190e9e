"""UVL, the Universal Variability Language: a feature tree with attributes, and constraints across it.

C. Sundermann and others, Yet another textual variability language?, SPLC 2021; the language levels are those of the
grammar of 2024. Features are Boolean; imports of other files, clones of subtrees and calculation with the values of typed
features are refused with their place.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cpq.bom.importing.imported import Imported
from cpq.bom.importing.text import read_text
from cpq.bom.importing.trouble import Trouble
from cpq.bom.importing.uvl.arithmetic import Arithmetic
from cpq.bom.importing.uvl.clauses import Clauses
from cpq.bom.importing.uvl.hierarchy import constraints_of, groupings_of, variable_of
from cpq.bom.importing.uvl.names import Names, Unsupported
from cpq.bom.importing.uvl.posting import posted
from cpq.bom.importing.uvl.sections import read_sections
from cpq.bom.importing.uvl.tree import Node, Written
from cpq.bom.solve import Constraint, Model, SolveError
from cpq.rulebook.place import Place
from cpq.rulebook.wording import short


def read_uvl(path: Path) -> Imported:
    """A feature model as a model: a variable for each feature, a rule for each group and for each constraint.

    A variable has the values 0 and 1, or 0 and the numbers of its cardinality. Raises `Refused` with every error in the
    file.
    """
    trouble = Trouble(str(path))
    written = read_sections(read_text(path, trouble), trouble)
    _check_names(written, trouble)
    trouble.settle()
    variables = {each.name: variable_of(each) for each in written.root.everything()}
    placed = list(groupings_of(written.root))
    constraints = [each for one in placed for each in constraints_of(one.grouping, variables)]
    places = {one.grouping.rule: one.place for one in placed}
    names = Names(written)
    arithmetic = Arithmetic(names, {each.name: each.domain for each in variables.values()})
    for number, node in enumerate(written.constraints, start=1):
        rule = f"constraint {number}"
        places[rule] = _beginning(node)
        constraints += _read(rule, node, names, arithmetic, trouble)
    findings = trouble.settle()
    try:
        model = Model(tuple(variables.values()), tuple(constraints))
    except SolveError as error:
        trouble.stop("too-large", written.root.place, zh=error.text.zh, en=error.text.en)
    groupings = tuple(one.grouping for one in placed)
    return Imported("uvl", written.name or path.stem, model, places, groupings, findings)


def _read(rule: str, node: Node, names: Names, arithmetic: Arithmetic, trouble: Trouble) -> Sequence[Constraint]:
    try:
        return list(posted(rule, Clauses(names).of(node), arithmetic))
    except Unsupported as error:
        trouble.error(error.code, error.place, zh=error.text.zh, en=error.text.en)
        return ()


def _beginning(node: Node) -> Place:
    """The leftmost part: an operation is placed at its sign."""
    return min([node.place, *(_beginning(each) for each in getattr(node, "parts", ()) if not isinstance(each, str))])


def _check_names(written: Written, trouble: Trouble) -> None:
    seen: dict[str, Place] = {}
    for feature in written.root.everything():
        name = short(feature.name)
        if feature.name in seen:
            trouble.error(
                "uvl-name",
                feature.place,
                zh=f"特征“{name}”在第 {seen[feature.name].line} 行已有",
                en=f'the feature "{name}" is there already, on line {seen[feature.name].line}',
            )
        seen.setdefault(feature.name, feature.place)
        if feature.type != "Boolean":
            trouble.warning(
                "uvl-typed-feature",
                feature.place,
                zh=f"“{name}”的值（{feature.type}）不属于可选范围，只读取是否选用",
                en=f'the value of "{name}" ({feature.type}) is not among the choices; only whether it is taken is read',
            )
