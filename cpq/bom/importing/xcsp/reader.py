"""XCSP 2.1: finite domains, relations as lists of tuples, predicates, and constraints by them.

O. Roussel, C. Lecoutre, XML representation of constraint networks: format XCSP 2.1, 2009. What is read: extensional
constraints by supports and conflicts, intensional ones by functional expressions, and allDifferent.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from cpq.bom.importing.imported import Imported
from cpq.bom.importing.text import read_text
from cpq.bom.importing.trouble import Trouble
from cpq.bom.importing.xcsp.constraints import Constraints
from cpq.bom.importing.xcsp.intensional import Formula, formula_of
from cpq.bom.importing.xcsp.numbers import domain_of
from cpq.bom.importing.xcsp.relations import Relation, relation_of
from cpq.bom.importing.xcsp.xml import Element, read_xml
from cpq.bom.solve import Model, SolveError, Variable
from cpq.rulebook.finding import did_you_mean
from cpq.rulebook.wording import short

T = TypeVar("T")

_SECTIONS = {
    "domains": "domain",
    "variables": "variable",
    "relations": "relation",
    "predicates": "predicate",
    "constraints": "constraint",
}


def read_xcsp(path: Path) -> Imported:
    """An instance as a model: variables with their domains as they stand, constraints with their names as rule ids.

    Raises `Refused` with every error in the file.
    """
    trouble = Trouble(str(path))
    root = read_xml(read_text(path, trouble), trouble)
    _check_format(root, trouble)
    variables = _variables(root, trouble)
    reading = Constraints(variables, _relations(root, trouble), _formulas(root, trouble), trouble)
    for element in _of(root, "constraints", trouble):
        reading.add(element)
    findings = trouble.settle()
    presentation = root.first("presentation")
    name = presentation.attributes.get("name", "") if presentation else ""
    try:
        model = Model(tuple(variables.values()), tuple(reading.made))
    except SolveError as error:
        trouble.stop("too-large", root.place, zh=error.text.zh, en=error.text.en)
    return Imported("xcsp", name if name not in {"", "?"} else path.stem, model, reading.places, findings=findings)


def _check_format(root: Element, trouble: Trouble) -> None:
    if root.tag != "instance":
        trouble.stop(
            "xcsp-format",
            root.place,
            zh=f"根元素是“{short(root.tag)}”，XCSP 文件的根元素应为 instance",
            en=f'the root element is "{short(root.tag)}"; that of an XCSP file is instance',
        )
    presentation = root.first("presentation")
    stated = {**(presentation.attributes if presentation else {}), **root.attributes}
    version, kind = stated.get("format", "XCSP 2.1"), stated.get("type", "CSP")
    if not version.startswith("XCSP 2") or kind != "CSP":
        trouble.stop(
            "xcsp-format",
            root.place,
            zh=f"只读取 XCSP 2.1 的 CSP；此文件为“{short(version)}”、类型“{short(kind)}”",
            en=f'only XCSP 2.1 of type CSP is read; this is "{short(version)}" of type "{short(kind)}"',
        )


def _of(root: Element, section: str, trouble: Trouble) -> list[Element]:
    """The named elements of a section, of which there must be as many as it says; other elements are refused."""
    found: list[Element] = []
    for part in root.every(section):
        wanted = _SECTIONS[section]
        for each in part.children:
            if each.tag == wanted:
                found.append(each)
            else:
                _unsupported(each, trouble)
        announced = part.attributes.get(f"nb{section.capitalize()}")
        if announced is not None and announced.strip() != str(len(part.children)):
            _wrong_count(part, announced, len(part.children), trouble)
    return found


def _unsupported(element: Element, trouble: Trouble) -> None:
    trouble.error(
        "xcsp-unsupported",
        element.place,
        zh=f"不支持元素“{short(element.tag)}”",
        en=f'the element "{short(element.tag)}" is not supported',
    )


def _wrong_count(element: Element, announced: str, count: int, trouble: Trouble) -> None:
    trouble.error(
        "xcsp-count",
        element.place,
        zh=f"“{short(element.tag)}”写明 {short(announced)} 项，实际为 {count} 项；文件可能不完整，请核对",
        en=f'"{short(element.tag)}" announces {short(announced)}, and there are {count}; the file may be incomplete',
    )


def _named(element: Element, known: dict[str, T], trouble: Trouble) -> str | None:
    """The name of an element, which none of its kind may have already; None after an error."""
    name = element.attributes.get("name", "").strip()
    if name and name not in known:
        return name
    trouble.error(
        "xcsp-name",
        element.place,
        zh=f"名称“{short(name)}”重复" if name else "缺少 name（名称）",
        en=f'the name "{short(name)}" is taken' if name else "the name is missing",
    )
    return None


def _variables(root: Element, trouble: Trouble) -> dict[str, Variable]:
    domains: dict[str, tuple[int, ...]] = {}
    for element in _of(root, "domains", trouble):
        name = _named(element, domains, trouble)
        if name is not None:
            domains[name] = domain_of(element, trouble)
            announced = element.attributes.get("nbValues")
            if announced is not None and announced.strip() != str(len(domains[name])):
                _wrong_count(element, announced, len(domains[name]), trouble)
    variables: dict[str, Variable] = {}
    for element in _of(root, "variables", trouble):
        name, domain = _named(element, variables, trouble), element.attributes.get("domain", "")
        if domain not in domains:
            near = did_you_mean(domain, domains)
            trouble.error(
                "xcsp-reference",
                element.place,
                zh=f"没有值域“{short(domain)}”{near.zh}",
                en=f'there is no domain "{short(domain)}"{near.en}',
            )
        if name is not None:
            variables[name] = Variable(name, domains.get(domain, ()))
    return variables


def _relations(root: Element, trouble: Trouble) -> dict[str, Relation | None]:
    relations: dict[str, Relation | None] = {}
    for element in _of(root, "relations", trouble):
        name, relation = _named(element, relations, trouble), relation_of(element, trouble)
        announced = element.attributes.get("nbTuples")
        if relation and announced is not None and announced.strip() != str(len(relation.tuples)):
            _wrong_count(element, announced, len(relation.tuples), trouble)
        if name is not None:
            relations[name] = relation
    return relations


def _formulas(root: Element, trouble: Trouble) -> dict[str, Formula | None]:
    formulas: dict[str, Formula | None] = {}
    for element in _of(root, "predicates", trouble):
        name, formula = _named(element, formulas, trouble), formula_of(element, trouble)
        if name is not None:
            formulas[name] = formula
    return formulas
