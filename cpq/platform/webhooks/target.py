"""The URL that deliveries go to, taken apart and checked before anything is looked up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from cpq.rulebook.text import Text

LONGEST = 2_000
_PLAIN = re.compile(r"[\x21-\x7e]+")
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|[0-9a-f:.]+")


class BadTarget(Exception):
    """A URL that nothing can be sent to; says why in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(zh=zh, en=en)


@dataclass(frozen=True, slots=True)
class Target:
    """`path` has the query; `host` is without brackets where it is an IPv6 address."""

    secure: bool
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """As the header Host has it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.secure else 80) else f"{host}:{self.port}"


def target_of(url: str, *, plain_http: bool = False) -> Target:
    """Raises `BadTarget` for what is no URL of the form `https://host[:port]/path[?query]`."""
    if len(url) > LONGEST or not _PLAIN.fullmatch(url):
        raise BadTarget(
            f"网址至多 {LONGEST:,} 个字符，且只含可见的 ASCII 字符；其他字符请编码",
            f"a URL has at most {LONGEST:,} visible ASCII characters; encode what is not",
        )
    try:
        parts = urlsplit(url)
        port, host = parts.port, (parts.hostname or "").lower()
    except ValueError:
        raise BadTarget("网址无法解析", "the URL cannot be read") from None
    _possible(parts, host, plain_http=plain_http)
    secure = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(secure, host, port or (443 if secure else 80), path)


def _possible(parts: SplitResult, host: str, *, plain_http: bool) -> None:
    if parts.scheme != "https" and not (plain_http and parts.scheme == "http"):
        raise BadTarget("网址须以 https:// 开头", "a URL begins with https://")
    if "@" in parts.netloc or parts.fragment:
        raise BadTarget("网址不得含用户名、密码或 # 片段", "a URL has no user, password or fragment")
    if not _HOST.fullmatch(host) or ".." in host or parts.port == 0:
        raise BadTarget("网址缺少有效的主机名或端口", "the URL has no valid host or port")
