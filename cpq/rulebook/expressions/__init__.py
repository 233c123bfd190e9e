"""Conditions and formulas in rules: a small typed language, checked at load and compiled to Python.

    text → Python syntax tree (reading) → typed tree (checking) → function (generating)

`compile_expression` is the way in; `FUNCTIONS` and `LIST_FUNCTIONS` are what the language offers.
"""

from cpq.money import arithmetic
from cpq.rulebook.expressions.contradiction import contradiction, exclude
from cpq.rulebook.expressions.error import (
    CurrencyMismatch,
    EvaluationError,
    ExpressionError,
    MissingValue,
    NothingChosen,
    Span,
)
from cpq.rulebook.expressions.expression import Expression, compile_expression
from cpq.rulebook.expressions.functions import FUNCTIONS, LIST_FUNCTIONS
from cpq.rulebook.expressions.terms import (
    AtLeast,
    Equality,
    Holding,
    Lookup,
    Range,
    Residual,
    at_least,
    lookup,
)
from cpq.rulebook.expressions.tree import Value
from cpq.rulebook.expressions.types import (
    Bag,
    Bool,
    Day,
    MoneyType,
    Number,
    Scalar,
    Scope,
    TextSet,
    TextType,
    Type,
    asked_name,
    is_name,
    type_name,
)

__all__ = [
    "FUNCTIONS",
    "LIST_FUNCTIONS",
    "AtLeast",
    "Bag",
    "Bool",
    "CurrencyMismatch",
    "Day",
    "Equality",
    "EvaluationError",
    "Expression",
    "ExpressionError",
    "Holding",
    "Lookup",
    "MissingValue",
    "MoneyType",
    "NothingChosen",
    "Number",
    "Range",
    "Residual",
    "Scalar",
    "Scope",
    "Span",
    "TextSet",
    "TextType",
    "Type",
    "Value",
    "arithmetic",
    "asked_name",
    "at_least",
    "compile_expression",
    "contradiction",
    "exclude",
    "is_name",
    "lookup",
    "type_name",
]
