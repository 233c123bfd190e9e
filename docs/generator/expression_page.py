"""The reference page of the expression language; every example on it is worked out by the language itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import cast, get_args

from cpq.bom.configuration.vocabulary import Vocabulary, vocabulary_of
from cpq.bom.products import Configurable, Product
from cpq.company.attribute import Attribute
from cpq.kinds import SCOPES
from cpq.rulebook.expressions import (
    FUNCTIONS,
    LIST_FUNCTIONS,
    Bag,
    Bool,
    Day,
    ExpressionError,
    MoneyType,
    Number,
    Scalar,
    Scope,
    TextSet,
    TextType,
    Type,
    arithmetic,
    compile_expression,
    type_name,
)
from cpq.rulebook.expressions.tree import ArithmeticOperator, ComparisonOperator
from cpq.rulebook.text import Text
from cpq.selling.leads import LeadField
from cpq.selling.scores import LeadScores
from docs.generator.example import example_rulebook
from docs.generator.expression_words import FUNCTION_EXAMPLES, INTRODUCTION, NAMES, OPERATORS, RULE_NAMES
from docs.generator.selling_words import NAMES_OF_SELLING

SAMPLE: Mapping[str, tuple[Type, object]] = {
    "quantity": (Number(), Decimal(12)),
    "customer.segment": (TextType(frozenset(("cafe", "office"))), "cafe"),
    "product.tags": (TextSet(), frozenset(("consumable",))),
    "order.net": (MoneyType(), Decimal(1000)),
    "date": (Day(), date(2026, 4, 10)),
    "currency": (TextType(), "CNY"),
    "power": (Bag(Number("W")), (Decimal(300), Decimal(1100), Decimal(1100))),
    "plumbed": (Bag(Bool()), (True, False)),
}
"""The names that the examples on the page use, and their values."""

RESULTS: tuple[Scalar, ...] = (Bool(), Number(), MoneyType(), Day(), Number("W"))


def expression_page() -> str:
    """The whole page."""
    parts = [
        "# Expressions · 表达式",
        INTRODUCTION,
        _sample(),
        "## Operators · 运算符",
        _operators(),
        "## Functions · 函数",
    ]
    parts += [_functions(), "## Names · 名称 { #names }", *(_scope(name) for name in SCOPES), _rule_names()]
    return "\n\n".join(parts) + "\n"


def _sample() -> str:
    rows = [f"| `{name}` | {_both(type_name(kind))} | `{_shown(value)}` |" for name, (kind, value) in SAMPLE.items()]
    return "\n".join(["| In the examples below · 以下示例中 | Type · 类型 | Value · 值 |", "|---|---|---|", *rows])


def _operators() -> str:
    known = {
        "and",
        "or",
        "not",
        "in",
        "not in",
        "if else",
        *get_args(ArithmeticOperator),
        *get_args(ComparisonOperator),
    }
    if known != set(OPERATORS):
        raise KeyError(f"operators without words, or words without operator: {sorted(known ^ set(OPERATORS))}")
    rows = [_example_row(f"`{name}`", meaning, example) for name, (meaning, example) in OPERATORS.items()]
    return "\n".join([_HEAD.format("Operator · 运算符"), *rows])


_HEAD = "| {} | Meaning · 含义 | Example · 示例 | Value · 值 |\n|---|---|---|---|"


def _functions() -> str:
    rows = [
        _example_row(f"`{each.signature}`", each.doc, FUNCTION_EXAMPLES[each.signature])
        for each in (*FUNCTIONS, *LIST_FUNCTIONS)
    ]
    return "\n".join([_HEAD.format("Function · 函数"), *rows])


def _example_row(what: str, meaning: Text, example: str) -> str:
    return f"| {what} | {_both(meaning)} | `{example}` | `{_shown(_value(example))}` |"


def _value(example: str) -> object:
    scope = Scope({name: kind for name, (kind, _) in SAMPLE.items()}, Text.same("the reference"))
    values = {name: value for name, (_, value) in SAMPLE.items()}
    refused: list[ExpressionError] = []
    for wanted in RESULTS:
        try:
            with arithmetic():
                return compile_expression(example, scope, wanted).evaluate(values)
        except ExpressionError as error:
            refused.append(error)
    raise ValueError(f"{example}: {refused[0]}")


def _shown(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case Decimal():
            return f"{value:f}"
        case tuple():
            return ", ".join(map(_shown, cast("tuple[object, ...]", value)))
        case frozenset():
            return ", ".join(sorted(cast("frozenset[str]", value)))
        case _:
            return str(value)


def _scope(name: str) -> str:
    scope = SCOPES[name](example_rulebook())
    declared, words = _declared(), {**NAMES, **NAMES_OF_SELLING}
    rows = [_name_row(each, words[each], kind) for each, kind in scope.names.items() if each not in declared]
    patterns = dict.fromkeys(declared[each] for each in scope.names if each in declared)
    rows += [_name_row(pattern, words[pattern], None) for pattern in patterns]
    rows += [
        _name_row(f'{each}("…")', words[f'{each}("…")'], next(iter(of.values()))) for each, of in scope.asked.items()
    ]
    title = (
        f"### {scope.what.en[:1].upper()}{scope.what.en[1:]} · {scope.what.zh} {{ #scope-{name.replace('_', '-')} }}"
    )
    return "\n".join([title, "", *_NAME_HEAD, *rows])


def _declared() -> dict[str, str]:
    """Names that the example declares itself → what the page calls all of their kind."""
    book = example_rulebook()
    names = {f"product.{id}": "product.<attribute>" for id in book.all(Attribute)}
    names |= {f"lead.{id}": "lead.<field>" for id in book.all(LeadField)}
    names |= {f"score.{id}": "score.<set>" for id in book.all(LeadScores)}
    return names | {f"grade.{id}": "grade.<set>" for id in book.all(LeadScores)}


_NAME_HEAD = ("| Name · 名称 | Type · 类型 | What it is · 含义 |", "|---|---|---|")


def _name_row(name: str, meaning: Text, kind: Type | None) -> str:
    of = Text("依声明而定", "as declared") if kind is None else _type(kind)
    return f"| `{name}` | {_both(of)} | {_both(meaning)} |"


def _type(kind: Type) -> Text:
    match kind:
        case TextType(frozenset()):
            return Text("文字（已知的编号）", "a text (one of the known ids)")
        case _:
            return type_name(kind)


def _rule_names() -> str:
    """The names of configuration rules, held against the vocabulary of the example's machines."""
    rulebook = example_rulebook()
    products = [each for each in rulebook.all(Product).values() if isinstance(each, Configurable)]
    found = {pattern for product in products for pattern in _patterns(product, vocabulary_of(rulebook, product))}
    if found != set(RULE_NAMES) - {"has(…)", "quantity_of(…)"}:
        raise KeyError(
            f"names of configuration rules that the page does not explain: {sorted(found ^ set(RULE_NAMES))}"
        )
    rows = [f"| `{name}` | {_both(meaning)} |" for name, meaning in RULE_NAMES.items()]
    title = "### A rule of a configurable product · 可配置产品的规则 { #scope-configuration }"
    return "\n".join([title, "", "| Name · 名称 | What it is · 含义 |", "|---|---|", *rows])


def _patterns(product: Configurable, vocabulary: Vocabulary) -> Iterable[str]:
    for name in vocabulary.types:
        first, dot, rest = name.partition(".")
        place = "<group>" if first in product.groups else "<nested>" if first in product.nested else ""
        if place and rest in vocabulary.attributes:
            yield f"{place}.<attribute>"
        elif place:
            yield f"{place}{dot}{rest}"
        elif name in product.inputs:
            yield "<input>"
        else:
            yield "<attribute>" if name in vocabulary.attributes else name


def _both(text: Text) -> str:
    return text.en if text.en == text.zh else f"{text.en}<br>{text.zh}"
