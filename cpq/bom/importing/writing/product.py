"""An imported model as a configurable product in YAML, with everything that it refers to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import cast

from cpq.bom.importing.imported import Imported
from cpq.bom.importing.trouble import Trouble
from cpq.bom.importing.writing.codes import Taken, code_of
from cpq.bom.importing.writing.groups import MOST_OPTIONS, Group, groups_of
from cpq.bom.importing.writing.rules import Fields, Rules
from cpq.bom.importing.writing.vocabulary import Vocabulary, vocabulary_of
from cpq.bom.importing.writing.yaml import flow, quoted
from cpq.rulebook.limits import RULE_FILE
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text
from cpq.rulebook.wording import short

CATEGORY = "imported"
MOST_DETAILED = 2_000
"""Rules of which each has a text of its own; in larger models a rule is named by its number in the file, to stay in bounds."""


@dataclass(frozen=True, slots=True)
class Written:
    """Files of a rulebook by their names, and the code that each variable became."""

    files: Mapping[str, str]
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Rule:
    id: str
    fields: Fields
    origin: str


def write_product(imported: Imported, product: str, name: Text) -> Written:
    """The YAML of a product that means the same as the model.

    Features become options: a product each, that is not sold alone. Variables of several values become inputs. Raises
    `Refused` where a constraint cannot be written, or a file would be larger than a rulebook may hold.
    """
    trouble = Trouble(next(iter(imported.places.values())).file if imported.places else imported.name)
    vocabulary = vocabulary_of(imported, product)
    groups = list(groups_of(imported, vocabulary)) if vocabulary.options else []
    _check_groups(groups, imported, trouble)
    rules = Rules(vocabulary, imported.places, trouble)
    written = _rules(imported, groups, rules)
    trouble.settle()
    files = {f"{product}.yaml": "\n".join(_product(product, name, groups, written, imported, vocabulary)) + "\n"}
    if vocabulary.options:
        files["features.yaml"] = "\n".join(_features(rules, vocabulary)) + "\n"
    else:
        files["variables.yaml"] = "\n".join(_variables(vocabulary)) + "\n"
    _check_sizes(files, trouble)
    return Written(files, vocabulary.words)


def _check_groups(groups: Sequence[Group], imported: Imported, trouble: Trouble) -> None:
    for group in groups:
        if group.max > MOST_OPTIONS and group.rule is not None:
            trouble.error(
                "not-writable",
                imported.places[group.rule],
                zh=f"组里可选 {group.max} 项，选项组至多可选 {MOST_OPTIONS} 项；请拆成几个组",
                en=f"{group.max} of this group can be taken, and of a group of options {MOST_OPTIONS} at most; split it",
            )


def _check_sizes(files: Mapping[str, str], trouble: Trouble) -> None:
    for name, text in files.items():
        size = len(text.encode())
        if size > RULE_FILE.bytes:
            trouble.stop(
                "too-large",
                trouble.place(),
                zh=f"写出的 {name} 会有 {size:,} 字节，规则文件至多 {RULE_FILE.bytes:,} 字节；这个模型只能在内存中使用",
                en=f"{name} would have {size:,} bytes, and a file of a rulebook has {RULE_FILE.bytes:,} at most; this model "
                "can only be used in memory",
            )


def _rules(imported: Imported, groups: Sequence[Group], rules: Rules) -> list[_Rule]:
    """Of the groups first, then of the constraints that are not covered by a group, in the order of the model."""
    taken = Taken()
    made = [
        _Rule(taken.free(code_of(group.name, "group")), fields, _origin(imported.places[group.rule]))
        for group in groups
        if group.rule is not None
        for fields in group.rules
    ]
    covered = {group.rule for group in groups}
    constraints = [each for each in imported.model.constraints if each.rule not in covered]
    detailed = len(constraints) <= MOST_DETAILED
    for number, constraint in enumerate(constraints, start=1):
        for fields in rules.of(constraint):
            id = taken.free(code_of(constraint.rule, f"rule-{number}"), ".")
            shown = fields if detailed else {**fields, "text": Text(zh=f"约束 {number}", en=f"constraint {number}")}
            place = imported.places[constraint.rule]
            made.append(_Rule(id, shown, _origin(place) if detailed else f"  # line {place.line}"))
    return made


def _product(
    product: str,
    name: Text,
    groups: Sequence[Group],
    rules: Sequence[_Rule],
    imported: Imported,
    vocabulary: Vocabulary,
) -> Iterator[str]:
    yield "products:"
    yield f"  {quoted(product)}:"
    yield "    kind: configurable"
    yield f"    name: {flow(name)}"
    yield f"    category: {CATEGORY}"
    yield "    tax_class: goods"
    if groups:
        yield "    groups:"
        for group in groups:
            yield from _group(group, imported)
    elif vocabulary.words:
        yield "    inputs:"
        for variable, word in vocabulary.words.items():
            yield f"      {word}: {{attribute: {word}, values: {flow(vocabulary.domains[variable])}}}"
    if rules:
        yield "    rules:"
        for rule in rules:
            yield from _rule(rule)


def _group(group: Group, imported: Imported) -> Iterator[str]:
    origin = _origin(imported.places[group.rule]) if group.rule is not None else ""
    yield f"      {group.name}:{origin}"
    yield f"        name: {flow(group.title)}"
    yield f"        min: {group.min}"
    yield f"        max: {group.max}"
    yield "        options:"
    for code, fields in group.options.items():
        yield f"          {quoted(code)}: {flow(fields) if fields else ''}".rstrip()


def _rule(rule: _Rule) -> Iterator[str]:
    rows = rule.fields.get("rows")
    if not isinstance(rows, list):
        yield f"      {quoted(rule.id)}: {flow(rule.fields)}{rule.origin}"
        return
    yield f"      {quoted(rule.id)}:{rule.origin}"
    yield f"        text: {flow(rule.fields['text'])}"
    yield f"        columns: {flow(rule.fields['columns'])}"
    yield "        rows:"
    for row in cast("list[object]", rows):
        yield f"          - {flow(row)}"


def _origin(place: Place) -> str:
    """A comment that says where something was written."""
    return f"  # {short(PurePath(place.file).name)}:{place.line}"


def _category() -> Iterator[str]:
    yield "categories:"
    yield f"  {CATEGORY}: {{name: {{zh: 导入的模型, en: Imported model}}}}"


def _features(rules: Rules, vocabulary: Vocabulary) -> Iterator[str]:
    """The products that the options are, with the attributes that long sums add up."""
    yield from _category()
    if rules.weights:
        yield "attributes:"
        for name in rules.weights:
            yield f"  {name}: {{name: {flow(Text(zh=f'系数 {name}', en=f'Weight {name}'))}}}"
    yield "products:"
    for variable, code in vocabulary.words.items():
        attributes = {name: weights[variable] for name, weights in rules.weights.items() if weights.get(variable)}
        more = {"attributes": attributes} if attributes else {}
        fields = {
            "kind": "sku",
            "name": variable,
            "category": CATEGORY,
            "tax_class": "goods",
            "sold_alone": False,
            **more,
        }
        yield f"  {quoted(code)}: {flow(fields)}"


def _variables(vocabulary: Vocabulary) -> Iterator[str]:
    """The attributes that the inputs are values of."""
    yield from _category()
    yield "attributes:"
    for variable, word in vocabulary.words.items():
        yield f"  {word}: {{name: {quoted(variable)}}}"
