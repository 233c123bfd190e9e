"""Leads as sales people, forms and fairs leave them, with duplicates of which it is known that they are some, and near ones that are none.

What is planted, and how often, is in README.md. Nothing here looks at how duplicates are found.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

import yaml

_WORDS = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text("utf-8"))
CHARACTERS = _WORDS["characters"]
TRADES = _WORDS["trades"]
CITIES = _WORDS["cities"]
SURNAMES = _WORDS["surnames"]
GIVEN = _WORDS["given"]
FIRST = _WORDS["first"]
LAST = _WORDS["last"]
ENGLISH = _WORDS["english"]
ENGLISH_TRADES = _WORDS["english_trades"]
ENGLISH_FORMS = _WORDS["english_forms"]
SYLLABLES = _WORDS["syllables"]
SHARED = _WORDS["shared"]
PREFIXES = _WORDS["prefixes"]
TRADITIONAL = str.maketrans(_WORDS["simplified"], _WORDS["traditional"])
WIDE = {ord(each): ord(each) + 0xFEE0 for each in "0123456789@"}
"""Digits and signs of a Chinese keyboard."""


@dataclass
class Lead:
    """As it was typed; empty where it is not known."""

    person: str
    company: str
    phone: str
    email: str
    code: str


@dataclass
class Planted:
    """Leads in random order, the pairs of them that are one person at one company, and how often each thing was done."""

    leads: list[Lead]
    same: set[tuple[int, int]]
    done: Counter[str] = field(default_factory=Counter[str])


@dataclass
class Company:
    core: str
    trade: str
    city: str
    form: str
    domain: str
    code: str
    switchboard: str

    @property
    def chinese(self) -> bool:
        return not self.core.isascii()

    def name(self) -> str:
        return (
            f"{self.city}{self.core}{self.trade}{self.form}"
            if self.chinese
            else f"{self.core} {self.trade} {self.form}"
        )


@dataclass
class Contact:
    person: str
    company: Company
    mobile: str
    email: str


class Source:
    """Everything comes from one seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.done = Counter[str]()
        self._numbers = 0
        self._taken = Counter[str]()

    def chance(self, share: float, what: str = "") -> bool:
        happens = self.random.random() < share
        if happens and what:
            self.done[what] += 1
        return happens

    def company(self) -> Company:
        if self.random.random() < 0.75:
            core = "".join(self.random.choices(CHARACTERS, k=self.random.choice((2, 2, 3, 4))))
            trade, city, form = (
                self.random.choice(TRADES),
                self.random.choice(CITIES),
                self.random.choice(("有限公司", "有限公司", "有限责任公司", "股份有限公司")),
            )
        else:
            core = " ".join(self.random.sample(ENGLISH, self.random.choice((1, 2, 2))))
            trade, city, form = self.random.choice(ENGLISH_TRADES), "", self.random.choice(ENGLISH_FORMS)
        return self.founded(core, trade, city, form)

    def founded(self, core: str, trade: str, city: str, form: str, domain: str = "") -> Company:
        self._numbers += 1
        domain = domain or f"c{self._numbers}.{self.random.choice(('com', 'cn', 'com.cn'))}"
        code = (
            credit_code(
                "91"
                + "".join(self.random.choices("0123456789", k=6))
                + "".join(self.random.choices("0123456789ABCDEFGHJKLMNPQRTUWXY", k=9))
            )
            if city
            else ""
        )
        return Company(
            core,
            trade,
            city,
            form,
            domain,
            code,
            f"0{self.random.choice(('21', '10', '755', '571', '512'))}{self.random.randint(5_000_0000, 8_999_9999)}",
        )

    def person(self, chinese: bool) -> str:
        if chinese:
            return self.random.choice(SURNAMES) + "".join(self.random.choices(GIVEN, k=self.random.choice((1, 2, 2))))
        return f"{self.random.choice(FIRST)} {self.random.choice(LAST)}"

    def contact(self, company: Company, person: str = "") -> Contact:
        person = person or self.person(company.chinese)
        mobile = self.random.choice(PREFIXES) + f"{self.random.randint(0, 99_999_999):08}"
        domain = company.domain if self.random.random() < 0.7 else self.random.choice(SHARED)
        return Contact(person, company, mobile, self._address(person, domain))

    def _address(self, person: str, domain: str) -> str:
        """Of a name, with a number where another has it already."""
        local = person.lower().replace(" ", ".") if person.isascii() else ".".join(self.random.sample(SYLLABLES, 2))
        taken = self._taken[f"{local}@{domain}"]
        self._taken[f"{local}@{domain}"] += 1
        return f"{local}{taken or ''}@{domain}"


def credit_code(body: str) -> str:
    """With its check character (GB 32100-2015)."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    return body + alphabet[-sum(alphabet.index(each) * pow(3, at, 31) for at, each in enumerate(body)) % 31]


def planted(count: int, seed: int) -> Planted:
    """So many leads."""
    source = Source(seed)
    groups: list[list[Lead]] = []
    while sum(map(len, groups)) < count:
        for company in _related(source):
            groups.extend(_leads_of(source, contact) for contact in _contacts(source, company))
    places = list(range(sum(map(len, groups))))
    source.random.shuffle(places)
    leads, same, at = [Lead("", "", "", "", "")] * len(places), set[tuple[int, int]](), 0
    for group in groups:
        mine = places[at : at + len(group)]
        at += len(group)
        for place, lead in zip(mine, group, strict=True):
            leads[place] = lead
        same.update((min(pair), max(pair)) for pair in combinations(mine, 2))
    return Planted(leads, same, source.done)


def _related(source: Source) -> list[Company]:
    """A company, and at times others that are like it and are others."""
    first = source.company()
    made = [first]
    if first.chinese and source.chance(0.10, "subsidiaries in other cities, by the same name"):
        made += [
            source.founded(first.core, first.trade, city, first.form, first.domain)
            for city in source.random.sample(CITIES, 2)
            if city != first.city
        ]
    if first.chinese and source.chance(0.05, "companies of one slip's difference"):
        other = source.random.choice(CHARACTERS)
        made.append(source.founded(other + first.core[1:], first.trade, first.city, first.form))
    if source.chance(0.05, "companies of the same name in another trade"):
        made.append(
            source.founded(
                first.core, source.random.choice(TRADES if first.chinese else ENGLISH_TRADES), first.city, first.form
            )
        )
    return made


def _contacts(source: Source, company: Company) -> list[Contact]:
    made = [source.contact(company)]
    while source.chance(0.45, "second contacts of a company"):
        made.append(source.contact(company))
    if company.chinese and source.chance(0.04, "colleagues of one character's difference"):
        made.append(source.contact(company, made[0].person[:-1] + source.random.choice(GIVEN)))
    if source.chance(0.004, "two people of one name in a company"):
        made.append(source.contact(company, made[0].person))
    if source.chance(0.02, "colleagues who give one mobile number"):
        made.append(source.contact(company))
        made[-1].mobile = made[0].mobile
    return made


def _leads_of(source: Source, contact: Contact) -> list[Lead]:
    made = [_first(source, contact)]
    while len(made) < 4 and source.chance(0.16, "duplicates"):
        made.append(_again(source, contact))
    return made


def _first(source: Source, contact: Contact) -> Lead:
    phone = _phone(source, contact)
    email = contact.email if source.random.random() < 0.65 else ""
    return Lead(
        contact.person,
        contact.company.name(),
        phone,
        email,
        contact.company.code if source.random.random() < 0.3 else "",
    )


def _phone(source: Source, contact: Contact) -> str:
    kind = source.random.random()
    if kind < 0.70:
        return contact.mobile
    return contact.company.switchboard if kind < 0.80 else ""


def _again(source: Source, contact: Contact) -> Lead:
    """The same person once more, typed by somebody else."""
    lead = _first(source, contact)
    lead.company = _company_again(source, contact.company)
    lead.person = _person_again(source, contact.person)
    lead.phone = _phone_again(source, lead.phone)
    if lead.email and source.chance(0.3, "addresses in capitals or full width"):
        lead.email = source.random.choice((lead.email.upper(), lead.email.translate(WIDE), f" {lead.email.title()}"))
    elif lead.email and source.chance(0.05, "mistyped addresses"):
        lead.email = slipped(source, lead.email, "abcdefghijklmnopqrstuvwxyz", until=lead.email.index("@"))
    elif lead.email and source.chance(0.05, "other addresses"):
        lead.email = f"x{source.random.randint(10_000, 99_999_999)}@{source.random.choice(SHARED)}"
    return lead


def _company_again(source: Source, company: Company) -> str:
    if not company.chinese:
        return _english_again(source, company)
    core = company.core
    if source.chance(0.06, "slips in a company's name"):
        core = slipped(source, core, CHARACTERS)
    ways = {
        "company with the place in brackets": f"{core}{company.trade}（{company.city}）{company.form}",
        "company with 市": f"{company.city}市{core}{company.trade}{company.form}",
        "company without its form": f"{company.city}{core}{company.trade}",
        "company without place and form": f"{core}{company.trade}",
        "company by its short name": core,
        "company with blanks": f" {company.city} {core} {company.trade}{company.form}",
    }
    name = company.city + core + company.trade + company.form
    if source.chance(0.5):
        way = source.random.choice(list(ways))
        source.done[way] += 1
        name = ways[way]
    return name.translate(TRADITIONAL) if source.chance(0.08, "companies in traditional characters") else name


def _english_again(source: Source, company: Company) -> str:
    core = (
        slipped(source, company.core, "abcdefghijklmnopqrstuvwxyz")
        if source.chance(0.08, "slips in a company's name")
        else company.core
    )
    ways = (
        f"{core} {company.trade}",
        f"{core} {company.trade} {company.form}".upper(),
        core,
        f"{core} {company.trade}, {company.form.replace('.', '')}",
        f"{core} {company.trade} {company.form}",
    )
    return source.random.choice(ways)


def _person_again(source: Source, person: str) -> str:
    if source.chance(0.05, "slips in a person's name"):
        return person[:1] + slipped(source, person[1:], GIVEN if not person.isascii() else "abcdefghijklmnopqrstuvwxyz")
    if person.isascii():
        first, last = person.split()
        ways = (person, person, person, person.upper(), f"{last}, {first}", f"{first[0]}. {last}", f"Mr. {person}")
        return source.random.choice(ways)
    if source.chance(0.06, "persons in traditional characters"):
        return person.translate(TRADITIONAL)
    if source.chance(0.06, "a surname and a title"):
        return person[0] + source.random.choice(("总", "经理", "先生", "女士"))
    return person + source.random.choice(("", "", "", "", "先生", " ", "经理"))


def _phone_again(source: Source, phone: str) -> str:
    if phone.startswith("1"):
        if source.chance(0.03, "mistyped mobile numbers"):
            phone = phone[:3] + slipped(source, phone[3:], "0123456789", keep_length=True)
        elif source.chance(0.03, "other mobile numbers"):
            phone = source.random.choice(PREFIXES) + f"{source.random.randint(0, 99_999_999):08}"
        forms = (
            phone,
            f"+86 {phone}",
            f"0086{phone}",
            f"{phone[:3]}-{phone[3:7]}-{phone[7:]}",
            f"86 {phone[:3]} {phone[3:7]} {phone[7:]}",
            phone.translate(WIDE),
        )
        return source.random.choice(forms)
    return phone


def slipped(source: Source, text: str, letters: str, *, until: int | None = None, keep_length: bool = False) -> str:
    """One slip: a character wrong, missing, doubled, or exchanged with the next."""
    size = len(text) if until is None else until
    at = source.random.randrange(size)
    wrong = text[:at] + source.random.choice(letters) + text[at + 1 :]
    exchanged = text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :] if at + 1 < size else wrong
    if keep_length or size < 3:
        return source.random.choice((wrong, exchanged))
    return source.random.choice(
        (wrong, exchanged, text[:at] + text[at + 1 :], text[:at] + text[at] * 2 + text[at + 1 :])
    )
