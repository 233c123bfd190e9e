"""What is given on the command line, checked like what comes over HTTP."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import ValidationError

from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.model import Strict
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text

M = TypeVar("M", bound=Strict)


def given_as(model: type[M], **values: Any) -> M:
    """The values as a model. Raises `Refused` with everything that is wrong, by the name of the option."""
    try:
        return model(**values)
    except ValidationError as error:
        raise Refused(_finding(str(each["loc"][0]), each["msg"]) for each in error.errors()) from None


def _finding(name: str, message: str) -> Finding:
    return Finding("bad-value", Place(name), Text(zh=f"不能用：{message}", en=f"cannot be used: {message}"))
