"""The names that a configurable product's rules may use, with their types, and the rules read with them.

For a group `cpu`: `cpu` (the chosen option's code, "" for none) where one option is chosen at most, `cpu.quantity`,
`cpu.count`, and `cpu.<attribute>`. For an input its own name. For a nested place `servers.quantity`, `servers.count` and
`servers.<attribute>`. A bare attribute name is the list over everything: the product itself, all groups, all nested
parts. `chosen` is the set of the chosen options' codes. Groups go before inputs, both before bare attributes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cpq.bom.configuration.names import CHOSEN
from cpq.bom.configuration.questions import questions_in
from cpq.bom.configuration.rewriting import plain
from cpq.bom.configuration.variables import decisions_of, is_single
from cpq.bom.configuration.written_tables import WrittenTable, written_table
from cpq.bom.products.configurable import Configurable
from cpq.bom.products.rules import Table, TableFile
from cpq.company.attribute import Attribute
from cpq.rulebook.expressions import (
    Bag,
    Bool,
    ExpressionError,
    Number,
    Scalar,
    Scope,
    Span,
    TextSet,
    TextType,
    Type,
    compile_expression,
)
from cpq.rulebook.expressions.tree import Node
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


class Vocabulary:
    """The names of one product, whatever is chosen. Made once: `vocabulary_of(rulebook, product)`."""

    def __init__(self, rulebook: Rulebook, product: Configurable) -> None:
        self.product = product
        self._sheets = rulebook.sheets
        self.attributes = rulebook.all(Attribute)
        self.decisions = decisions_of(product, self.attributes)
        self.options = frozenset(code for slot in self.decisions.slots for code in slot.codes)
        self.types: Mapping[str, Type] = dict(self._names())
        self._trees: dict[tuple[str, Scalar], Node] = {}

    def tree(self, text: str) -> Node:
        """The typed tree of a condition, made plain. Raises `ExpressionError`."""
        return self._tree(text, Bool())

    def formula(self, text: str) -> Node:
        """The typed tree of a number. Raises `ExpressionError`."""
        return self._tree(text, Number())

    def _tree(self, text: str, wanted: Scalar) -> Node:
        if (text, wanted) not in self._trees:
            self._trees[text, wanted] = self._read(text, wanted)
        return self._trees[text, wanted]

    def table(self, name: str, rule: Table | TableFile) -> WrittenTable:
        """The table of the rule of that name."""
        return written_table(self.product, self.attributes, self._sheets, name, rule)

    def _names(self) -> Iterator[tuple[str, Type]]:
        """Of two with one name the later counts."""
        kinds = {attribute.id: attribute.expression_type() for attribute in self.attributes.values()}
        product = self.product
        for attribute, kind in kinds.items():
            yield attribute, Bag(kind)
        for name in (*product.nested, *product.groups):
            single = name in product.groups and is_single(product.groups[name])
            yield f"{name}.quantity", Number()
            yield f"{name}.count", Number()
            yield from ((f"{name}.{attribute}", Bag(kind, single=single)) for attribute, kind in kinds.items())
        for name, each in product.inputs.items():
            yield name, _with_nothing(kinds[each.attribute]) if each.when is not None else kinds[each.attribute]
        for name, group in product.groups.items():
            if is_single(group):
                yield name, TextType(frozenset(group.options) | {""})
        yield CHOSEN, TextSet(self.options)

    def _read(self, text: str, wanted: Scalar) -> Node:
        replaced, questions = questions_in(text, self.options)
        names: Mapping[str, Type] = {**self.types, **{name: asked.type for name, asked in questions.items()}}
        whose = self.product.name
        scope = Scope(names, Text(zh=f"“{whose.zh}”的规则", en=f'a rule of "{whose.en}"'))
        try:
            tree = compile_expression(replaced, scope, wanted).tree
        except ExpressionError as error:
            raise self._about_groups(error, replaced) from None
        return plain(tree, questions)

    def _about_groups(self, error: ExpressionError, text: str) -> ExpressionError:
        """A group of several options, or a nested place, is no value: say what can be asked of it."""
        name = text[error.offset : error.offset + error.length]
        group = self.product.groups.get(name)
        if name not in self.product.nested and (group is None or is_single(group)):
            return error
        message = Text(
            zh=f'“{name}”可有多项，不是一个值；请写 {name}.quantity、sum({name}.属性) 或 has("编码")',
            en=f'"{name}" can hold several things and is no value; write {name}.quantity, sum({name}.attribute) or '
            'has("CODE")',
        )
        return ExpressionError("several", message, Span(error.offset, error.offset + error.length))


def _with_nothing(kind: Scalar) -> Scalar:
    """The type of an input that may have no value: a word may be "" then."""
    return TextType(kind.values | {""}) if isinstance(kind, TextType) and kind.values is not None else kind


class _Vocabularies:
    """Every vocabulary of a rulebook, made when it is first asked for."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._made: dict[str, Vocabulary] = {}

    def of(self, product: Configurable) -> Vocabulary:
        if product.id not in self._made:
            self._made[product.id] = Vocabulary(self._rulebook, product)
        return self._made[product.id]


def vocabulary_of(rulebook: Rulebook, product: Configurable) -> Vocabulary:
    """The rulebook's vocabulary of a product."""
    return rulebook.derived(_Vocabularies).of(product)
