"""What was sent of accounts and contacts, in the one form in which it is kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, cast

from cpq.accounts.given import AccountFields, ContactFields
from cpq.bom.line import Where
from cpq.cleaning.characters import tidy
from cpq.cleaning.credit_codes import credit_code
from cpq.cleaning.emails import email
from cpq.cleaning.phones import PhoneNumberFound, phone_number
from cpq.cleaning.unclean import Unclean
from cpq.quote_json import plain
from cpq.rulebook.finding import Finding, Refused

T = TypeVar("T")
_NOT_FIELDS = frozenset({"base", "client_id"})
_LINES = frozenset({"notes"})
"""Texts of several lines; every other one is tidied to one line."""


def account_values(given: AccountFields, where: Where) -> dict[str, Any]:
    """Columns of what was written. Raises `Refused` with everything that cannot be brought into its form."""
    return _cleaned(given, {"credit_code": credit_code, "website": website, "phone": phone}, where)


def contact_values(given: ContactFields, where: Where) -> dict[str, Any]:
    """The same of a contact."""
    return _cleaned(given, {"phones": phone, "emails": lambda typed: email(typed).address}, where)


def _cleaned(given: AccountFields | ContactFields, ways: Mapping[str, Callable[[str], object]], where: Where) -> Any:
    found: list[Finding] = []
    values: dict[str, Any] = {}
    for name in sorted(given.model_fields_set - _NOT_FIELDS):
        said, way = getattr(given, name), ways.get(name)
        if way is not None and isinstance(said, tuple | list):
            values[name] = _each(cast("Sequence[str]", said), way, lambda index, name=name: where(name, index), found)
        elif isinstance(said, str) and name not in _LINES:
            values[name] = _tried(way or seen, said, lambda name=name: where(name), found)
        else:
            values[name] = said
    if found:
        raise Refused(found)
    return values


def _each(said: Sequence[str], way: Callable[[str], T], where: Callable[[int], Any], found: list[Finding]) -> list[T]:
    """Each once, in the order in which they were said."""
    cleaned = [_tried(way, each, lambda index=index: where(index), found) for index, each in enumerate(said)]
    kept: list[T] = []
    for each in cleaned:
        if each is not None and each not in kept:
            kept.append(each)
    return kept


def _tried(way: Callable[[str], T], said: str, where: Callable[[], Any], found: list[Finding]) -> T | None:
    try:
        return way(said)
    except Unclean as unclean:
        found.append(Finding(unclean.code, where(), unclean.text))
        return None


def phone(typed: str) -> dict[str, Any]:
    """A telephone number as it is kept."""
    return as_kept(phone_number(typed))


def as_kept(number: PhoneNumberFound) -> dict[str, Any]:
    """A number as a document: number in E.164, country, kind, extension and home."""
    return {
        "number": number.e164,
        "country": number.country,
        "kind": number.kind,
        "extension": number.extension,
        "home": plain(number.home),
    }


_SITE = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?([/?#][\x21\x23-\x3b\x3d\x3f-\x7e]*)?")


def website(typed: str) -> str:
    """An address of the web, https where nothing is said. Raises `Unclean` where it is none."""
    text = tidy(typed)
    whole = text if "://" in text else f"https://{text}"
    if not _SITE.fullmatch(whole) or "." not in whole:
        raise Unclean(
            "website", "不是网址，应如 https://example.com", "it is no address of the web such as https://example.com"
        )
    return whole


def seen(typed: str) -> str:
    """One line of text, its characters as they are: a registered name has its own brackets. Raises `Unclean` where nothing of it is seen."""
    kept = (" " if each.isspace() else each for each in typed if each.isspace() or each.isprintable())
    text = " ".join("".join(kept).split())
    if not text:
        raise Unclean("empty-text", "没有可见的文字", "there is nothing in it that is seen")
    return text
