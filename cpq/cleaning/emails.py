"""E-mail addresses, by syntax alone: no name server is asked."""

from __future__ import annotations

import re
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
        "qq.com", "vip.qq.com", "foxmail.com", "163.com", "vip.163.com", "126.com", "vip.126.com", "188.com", "yeah.net",
        "139.com", "189.cn", "wo.cn", "sina.com", "sina.cn", "vip.sina.com", "sohu.com", "aliyun.com", "21cn.com", "tom.com",
        "263.net", "88.com", "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "live.cn", "msn.com",
        "yahoo.com", "yahoo.cn", "yahoo.com.cn", "yahoo.com.hk", "yahoo.com.tw", "yahoo.co.jp", "icloud.com", "me.com", "gmx.com",
        "gmx.de", "gmx.net", "web.de", "t-online.de", "proton.me", "protonmail.com", "mail.com", "mail.ru", "aol.com", "yandex.com",
    )
)  # fmt: skip


_LABEL = re.compile(r"^(?:mailto|e-?mail|mail|邮箱|电子邮箱|电邮|郵箱|電郵)\s*:\s*", re.IGNORECASE)
_NAMED = re.compile(r"^[^<>@]*<([^<>]*)>$")
_AROUND = re.compile(r"\s*([@.])\s*")


def email(typed: str) -> Email:
    """The address, with full stop and @ of Chinese keyboards read as they were meant, without a label or a name around it.

    Raises `Unclean` where it is none: an address with a space inside may be two, and is not put together.
    """
    text = _LABEL.sub("", tidy(typed).replace("。", ".")).rstrip(" ,;、.")
    named = _NAMED.match(text)
    text = _AROUND.sub(r"\1", named[1].strip() if named else text)
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=True)
    except EmailNotValidError as trouble:
        raise _none(typed, text, trouble) from trouble
    domain = found.ascii_domain.lower()
    return Email(found.normalized, f"{found.local_part.lower()}@{domain}", domain, domain in _SHARED)


def _none(typed: str, text: str, trouble: EmailNotValidError) -> Unclean:
    """With the address that was probably meant, where a comma stands for a full stop, or the @ twice or as a word."""
    meant = re.sub(r"@+|\(at\)|\[at\]|#", "@", text, flags=re.IGNORECASE)
    near = f"{meant.partition('@')[0]}@{meant.partition('@')[2].replace(',', '.')}"
    try:
        found = validate_email(near, check_deliverability=False, allow_smtputf8=True).normalized
    except EmailNotValidError:
        found = ""
    zh, en = (f"；是否为 {found}？", f"; is it {found}?") if found else ("，应如 name@example.com", f": {trouble}")
    return Unclean("email", f"“{typed[:80]}”不是电子邮箱地址{zh}", f"“{typed[:80]}” is no e-mail address{en}")
