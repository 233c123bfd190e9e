"""Errors that a validator of ours raises: pydantic carries them in both languages, and `form` finds their places."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic_core import PydanticCustomError

from cpq.rulebook.meant import or_this
from cpq.rulebook.source import Step
from cpq.rulebook.text import Text

WANTED = "wanted"
"""The type of an error that means "of another kind"."""


def problem(code: str, text: Text, offset: int | None = None, below: Sequence[Step] = ()) -> PydanticCustomError:
    """An error for pydantic that keeps both languages.

    `offset` is the character of a text where it went wrong, `below` the way from the value to the part that is wrong:
    `(2, "from")` for the start of the third tier.
    """
    figures = {"zh": text.zh, "en": text.en, "offset": offset, "below": tuple(below)}
    return PydanticCustomError(code, "{en}", figures)  # pyright: ignore[reportArgumentType]


def wanted(text: Text, meant: str | None = None) -> PydanticCustomError:
    """An error for a value of another kind: `text` names the kind that is wanted; the message says what stands there.

    `meant` is what should probably be written instead.
    """
    near = or_this(meant)
    figures = {"wanted_zh": text.zh, "wanted_en": text.en, "near_zh": near.zh, "near_en": near.en}
    return PydanticCustomError(WANTED, "{wanted_en}", figures)
