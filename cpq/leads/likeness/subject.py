"""What is compared: a lead, a contact or an account, by what is known of it in its clean form."""

from __future__ import annotations

from dataclasses import dataclass, field

from cpq.cleaning.company_names import CompanyName
from cpq.leads.likeness.companies import named
from cpq.leads.likeness.person_names import PersonName, person_name


@dataclass(frozen=True, slots=True)
class Telephone:
    """A number in E.164; one that many people of a company share, such as a switchboard's, is not `own`."""

    number: str
    own: bool
    extension: str | None = None

    @property
    def key(self) -> str:
        return self.number if self.extension is None else f"{self.number};{self.extension}"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address by its key (small letters, domain in ASCII); `shared` is a domain where everybody may have one."""

    key: str
    shared: bool


@dataclass(frozen=True, slots=True)
class Subject:
    """What is known of a record; `person` is empty for companies."""

    id: str
    person: str = ""
    company: str = ""
    phones: tuple[Telephone, ...] = ()
    mailboxes: tuple[Mailbox, ...] = ()
    credit_code: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """A subject taken apart once, for all its comparisons."""

    subject: Subject
    person: PersonName = field(compare=False)
    company: CompanyName = field(compare=False)
    domain: str = field(compare=False)
    """Of its company, from an address; empty where there is none."""


def profile(subject: Subject) -> Profile:
    """A subject taken apart."""
    domains = (each.key.rpartition("@")[2] for each in subject.mailboxes if not each.shared)
    return Profile(subject, person_name(subject.person), named(subject.company), next(domains, ""))
