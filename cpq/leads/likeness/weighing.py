"""Points for what agrees and against what does not, each with its reason; the sum says "same", "to review" or nothing.

The points are in the order of what each agreement is worth: a mobile number or a mailbox is one person's, a name many people's. None alone is enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import OSA

from cpq.leads.likeness.companies import companies_agree
from cpq.leads.likeness.person_names import persons_agree
from cpq.leads.likeness.subject import Mailbox, Profile, Telephone
from cpq.platform.records.masking import masked
from cpq.rulebook.text import Text

Verdict = Literal["same", "review"]
SAME = 70
"""Points from which two records are taken for one."""
REVIEW = 40
"""Points from which a person is asked."""
_ROLES = frozenset(
    {
        "info",
        "sales",
        "contact",
        "office",
        "admin",
        "service",
        "support",
        "hr",
        "market",
        "marketing",
        "mail",
        "kefu",
        "hello",
    }
)


_NAMED = 40
_COMMON = 35
"""The same name, and a Chinese one of a single given character, which more people share."""


@dataclass(frozen=True, slots=True)
class _Worth:
    """Points for the companies' agreement; `whole` is for name, trade and place alike."""

    code: int
    whole: int
    same: int
    slip: int
    near: int
    differs: int


_OF_PEOPLE = _Worth(code=40, whole=35, same=35, slip=30, near=20, differs=-40)
_OF_COMPANIES = _Worth(code=70, whole=70, same=60, slip=45, near=35, differs=-60)


@dataclass(frozen=True, slots=True)
class Reason:
    """What agrees or does not, in words, and its points."""

    code: str
    points: int
    text: Text


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one: `first` is the smaller id."""

    first: str
    second: str
    verdict: Verdict
    points: int
    reasons: tuple[Reason, ...]


def weighed(one: Profile, other: Profile) -> Pair | None:
    """The pair with its reasons; None where it is not worth a look."""
    people = bool(one.person.key or other.person.key)
    reasons = (*(_of_people(one, other) if people else _of_companies(one, other)), *_phones(one, other, people=people))
    points = sum(each.points for each in reasons)
    if points < REVIEW:
        return None
    first, second = sorted((one.subject.id, other.subject.id))
    return Pair(first, second, "same" if points >= SAME else "review", points, reasons)


def _of_people(one: Profile, other: Profile) -> Iterator[Reason]:
    agreed, both = persons_agree(one.person, other.person), f"{one.person.written} / {other.person.written}"
    match agreed:
        case "same":
            points = _COMMON if one.person.chinese and len(one.person.key) <= len(one.person.family) + 1 else _NAMED
            text = Text(zh=f"姓名相同：{one.person.written}", en=f"the name is the same: {one.person.written}")
            yield Reason("person", points, text)
        case "slip":
            yield Reason(
                "person-slip", 35, Text(zh=f"姓名只差一处：{both}", en=f"the names differ by one slip: {both}")
            )
        case "near":
            yield Reason("person-near", 20, Text(zh=f"姓名相近：{both}", en=f"the names are near: {both}"))
        case "different":
            yield Reason("person-differs", -60, Text(zh=f"姓名不同：{both}", en=f"the names differ: {both}"))
        case "unknown":
            pass
    yield from _company(one, other, _OF_PEOPLE)
    yield from _mailboxes(one.subject.mailboxes, other.subject.mailboxes)


def _of_companies(one: Profile, other: Profile) -> Iterator[Reason]:
    yield from _company(one, other, _OF_COMPANIES)
    if one.domain and one.domain == other.domain:
        yield Reason("domain", 25, _same_domain(one.domain))


def _company(one: Profile, other: Profile, worth: _Worth) -> Iterator[Reason]:
    """By the codes where both have one, else by the names, else by the domain of their addresses."""
    codes = one.subject.credit_code, other.subject.credit_code
    agreed, text = companies_agree(one.company, other.company)
    if all(codes) and codes[0] == codes[1]:
        text = Text(zh=f"统一社会信用代码相同：{codes[0]}", en=f"the credit code is the same: {codes[0]}")
        yield Reason("credit-code", worth.code, text)
    elif all(codes):
        text = Text(zh="统一社会信用代码不同", en="the credit codes differ")
        yield Reason("credit-code-differs", worth.differs - 20, text)
    elif agreed == "unknown" and one.domain and one.domain == other.domain:
        yield Reason("domain", worth.near, _same_domain(one.domain))
    elif agreed == "same":
        yield Reason("company", worth.whole if _whole(one, other) else worth.same, text)
    elif agreed in ("slip", "near"):
        yield Reason(f"company-{agreed}", worth.slip if agreed == "slip" else worth.near, text)
    elif agreed == "different":
        yield Reason("company-differs", worth.differs, text)


def _whole(one: Profile, other: Profile) -> bool:
    """Whether the names are alike in trade and place, too, and have them."""
    mine, theirs = one.company, other.company
    return mine.places == theirs.places != frozenset() and mine.trade == theirs.trade


def _same_domain(domain: str) -> Text:
    return Text(zh=f"邮箱域名相同：{domain}", en=f"the domain is the same: {domain}")


def _phones(one: Profile, other: Profile, *, people: bool) -> Iterator[Reason]:
    mine, theirs = one.subject.phones, other.subject.phones
    keys = {each.key for each in theirs}
    shared = next((each for each in mine if each.key in keys), None)
    slip = people and _slip(mine, theirs)
    if shared is not None:
        points = 60 if shared.own else 20
        yield Reason(
            "phone",
            points,
            Text(
                zh=f"电话相同：{masked(shared.number)}", en=f"the telephone number is the same: {masked(shared.number)}"
            ),
        )
    elif slip:
        yield Reason("phone-near", 25, Text(zh="手机号只差一处", en="the mobile numbers differ by one slip"))
    elif people and any(each.own for each in mine) and any(each.own for each in theirs):
        yield Reason("phone-differs", -25, Text(zh="手机号不同", en="the mobile numbers differ"))


def _slip(mine: Iterable[Telephone], theirs: Iterable[Telephone]) -> bool:
    pairs = ((a.number, b.number) for a in mine if a.own for b in theirs if b.own)
    return any(OSA.distance(a, b, score_cutoff=1) <= 1 for a, b in pairs)


def _mailboxes(mine: tuple[Mailbox, ...], theirs: tuple[Mailbox, ...]) -> Iterator[Reason]:
    keys = {each.key for each in theirs}
    shared = next((each.key for each in mine if each.key in keys), None)
    if shared is not None:
        role = shared.partition("@")[0] in _ROLES
        yield Reason(
            "email-of-many" if role else "email",
            15 if role else 60,
            Text(zh=f"邮箱相同：{shared}", en=f"the address is the same: {shared}"),
        )
    elif any(_mistyped(a.key, b.key) for a in mine for b in theirs):
        yield Reason("email-near", 25, Text(zh="邮箱只差一处", en="the addresses differ by one slip"))
    elif mine and theirs:
        yield Reason("email-differs", -15, Text(zh="邮箱不同", en="the addresses differ"))


def _mistyped(one: str, other: str) -> bool:
    name, _, domain = one.rpartition("@")
    theirs, _, their_domain = other.rpartition("@")
    if name == theirs:
        return OSA.distance(domain, their_domain, score_cutoff=2) <= 2
    return (
        domain == their_domain and min(len(name), len(theirs)) > 3 and OSA.distance(name, theirs, score_cutoff=1) <= 1
    )
