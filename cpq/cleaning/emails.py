"""E-mail addresses, by syntax alone: no name server is asked."""

from __future__ import annotations

from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from cpq.cleaning.characters import tidy
from cpq.cleaning.unclean import Unclean


@dataclass(frozen=True, slots=True)
class Email:
    """An address. `key` is what two notations of one mailbox have in common: small letters, the domain in ASCII."""

    address: str
    key: str
    domain: str
    """In ASCII; mail from the same domain is mostly from the same company, unless `shared`."""
    shared: bool
    """Whether everybody may have an address there."""


_SHARED = frozenset(
    (
        "qq.com", "foxmail.com", "163.com", "126.com", "yeah.net", "139.com", "189.cn", "wo.cn", "sina.com",
        "sina.cn", "sohu.com", "aliyun.com", "21cn.com", "tom.com", "gmail.com", "outlook.com", "hotmail.com",
        "live.com", "msn.com", "yahoo.com", "icloud.com", "me.com", "gmx.com", "gmx.de", "web.de", "proton.me",
        "protonmail.com", "mail.com", "aol.com", "yandex.com",
    )
)  # fmt: skip


def email(typed: str) -> Email:
    """The address, with full stop and @ of Chinese keyboards read as they were meant. Raises `Unclean` where it is none."""
    text = tidy(typed).replace("。", ".").replace(" ", "").removeprefix("mailto:")
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=True)
    except EmailNotValidError as trouble:
        zh = f"“{typed[:80]}”不是电子邮箱地址，应如 name@example.com"
        raise Unclean("email", zh, f"“{typed[:80]}” is no e-mail address: {trouble}") from trouble
    domain = found.ascii_domain.lower()
    return Email(found.normalized, f"{found.local_part.lower()}@{domain}", domain, domain in _SHARED)
