"""What somebody wrote of a lead, in the form in which it is kept: the same at every door."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cpq.cleaning.characters import tidy
from cpq.cleaning.company_names import company_name
from cpq.cleaning.credit_codes import credit_code
from cpq.cleaning.emails import email
from cpq.cleaning.phones import phone_number
from cpq.cleaning.unclean import Unclean
from cpq.quote_json import Json, plain

LONGEST = 500
LONGEST_NOTES = 10_000
LARGEST_SIZE = 10_000_000
YES = frozenset({"true", "yes", "y", "1", "是", "同意", "已同意", "√"})
NO = frozenset({"false", "no", "n", "0", "否", "不同意", "未同意", "×"})
Value = str | int | bool | dict[str, Json] | None
Given = Mapping[str, str | int | bool | None]
"""Field → what was written; None takes a value away."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The values to keep, what they are found by, and what is wrong: field → why."""

    values: dict[str, Value] = field(default_factory=dict[str, Value])
    keys: dict[str, str | None] = field(default_factory=dict[str, "str | None"])
    wrong: dict[str, Unclean] = field(default_factory=dict[str, Unclean])


def cleaned(given: Given, country: str = "CN") -> Cleaned:
    """What is given of a lead, each field for itself: what is wrong in one keeps no other from being read."""
    made = Cleaned()
    for name, value in given.items():
        written = tidy(value) if isinstance(value, str) and name != "notes" else value
        try:
            _READ.get(name, _line)(made, name, None if written == "" else written, country)
        except Unclean as unclean:
            made.wrong[name] = unclean
    return made


Reader = Callable[[Cleaned, str, str | int | bool | None, str], None]


def _line(made: Cleaned, name: str, value: str | int | bool | None, _: str) -> None:
    made.values[name] = None if value is None else _bounded(str(value), LONGEST)


def _notes(made: Cleaned, name: str, value: str | int | bool | None, _: str) -> None:
    made.values[name] = None if value is None else _bounded(str(value).strip(), LONGEST_NOTES) or None


def _phone(made: Cleaned, name: str, value: str | int | bool | None, country: str) -> None:
    found = None if value is None else phone_number(str(value), country)
    made.values[name] = found.e164 if found else None
    made.values["phone_extension"] = found.extension if found else None
    home = found.home if found else None
    made.values["phone_home"] = (
        None if home is None else {"place": plain(home.place), "source": home.source, "confidence": home.confidence}
    )


def _email(made: Cleaned, name: str, value: str | int | bool | None, _: str) -> None:
    found = None if value is None else email(str(value))
    made.values[name], made.keys["email_key"] = (found.address, found.key) if found else (None, None)


def _company(made: Cleaned, name: str, value: str | int | bool | None, country: str) -> None:
    _line(made, name, value, country)
    made.keys["company_key"] = company_name(str(value)).key if value is not None else None


def _credit_code(made: Cleaned, name: str, value: str | int | bool | None, _: str) -> None:
    made.values[name] = None if value is None else credit_code(str(value))


def _size(made: Cleaned, name: str, value: str | int | bool | None, _: str) -> None:
    digits = str(value).replace(",", "").removesuffix("人") if value is not None else ""
    if digits and not (digits.isascii() and digits.isdecimal() and int(digits[:9]) == int(digits) <= LARGEST_SIZE):
        zh = f"“{digits[:40]}”不是人数，应为整数，例如 120"
        raise Unclean("size", zh, f"“{digits[:40]}” is no number of people; write a whole number such as 120")
    made.values[name] = int(digits) if digits else None


def _consent(made: Cleaned, name: str, value: str | int | bool | None, _: str) -> None:
    word = str(value).casefold() if value is not None else ""
    if word and word not in YES | NO:
        zh = f"“{word[:40]}”既不是“是”也不是“否”"
        raise Unclean("consent", zh, f"“{word[:40]}” is neither yes nor no")
    made.values[name] = word in YES if word else None


def _bounded(text: str, most: int) -> str:
    if len(text) > most:
        raise Unclean(
            "too-long",
            f"至多 {most:,} 个字符，这里有 {len(text):,} 个",
            f"at most {most:,} characters; these are {len(text):,}",
        )
    return text


_READ: Mapping[str, Reader] = {
    "notes": _notes,
    "phone": _phone,
    "email": _email,
    "company": _company,
    "credit_code": _credit_code,
    "size": _size,
    "consent": _consent,
}
