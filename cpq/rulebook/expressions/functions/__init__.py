"""The functions that an expression may call. The reference page is generated from these two tuples.

To add one: a `Function` (or `ListFunction`) in the file of its kind, and a case in `tests/cases/expressions`.
"""

from collections.abc import Mapping

from cpq.rulebook.expressions.functions.days import DAY_FUNCTIONS
from cpq.rulebook.expressions.functions.lists import LIST_FUNCTIONS
from cpq.rulebook.expressions.functions.numbers import NUMBER_FUNCTIONS
from cpq.rulebook.expressions.functions.signature import Function, ListFunction
from cpq.rulebook.expressions.functions.texts import TEXT_FUNCTIONS

FUNCTIONS: tuple[Function, ...] = NUMBER_FUNCTIONS + DAY_FUNCTIONS + TEXT_FUNCTIONS
FUNCTIONS_BY_NAME: Mapping[str, Function] = {each.name: each for each in FUNCTIONS}
LIST_FUNCTIONS_BY_NAME: Mapping[str, ListFunction] = {each.name: each for each in LIST_FUNCTIONS}

__all__ = ["FUNCTIONS", "FUNCTIONS_BY_NAME", "LIST_FUNCTIONS", "LIST_FUNCTIONS_BY_NAME", "Function", "ListFunction"]
