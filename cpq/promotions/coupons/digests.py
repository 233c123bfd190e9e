"""The codes of a series as digests, so that who reads the rulebook does not read the codes.

A file has the line `# series ID`, then one digest a line: the first 12 bytes (96 bits) of a code's SHA-256 in hexadecimal. The series' id
is hashed with the code, so that equal codes of two series look different; the line with it is there because under another id none would match.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import cast

from cpq.promotions.coupons.series import CouponSeries
from cpq.rulebook.finding import Finding
from cpq.rulebook.folder import RuleFile
from cpq.rulebook.limits import MOST_BULK_BYTES
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

ENDING = ".digests"
SIZE = 12
"""Bytes of a digest."""
MOST_FINDINGS = 20

_LINE = 2 * SIZE + 1
_ONE = re.compile(rb"[0-9a-f]{24}")


def digest_of(series: CouponSeries, code: str) -> bytes:
    return sha256(f"coupon\0{series.id}\0{code}".encode()).digest()[:SIZE]


def heading(series: CouponSeries) -> bytes:
    return f"# series {series.id}\n".encode()


def written(digests: Iterable[bytes]) -> bytes:
    """Digests as they stand in a file."""
    return b"".join(digest.hex().encode() + b"\n" for digest in digests)


class Digests:
    """Many digests in as many bytes as they have, searched by halving: no object for each. Safe to share between threads."""

    def __init__(self, ordered: bytes) -> None:
        self._bytes = ordered

    def __len__(self) -> int:
        return len(self._bytes) // SIZE

    def __contains__(self, digest: bytes) -> bool:
        place = bisect_left(range(len(self)), digest, key=self._at)
        return self._at(place) == digest

    def _at(self, place: int) -> bytes:
        return self._bytes[place * SIZE : (place + 1) * SIZE]


NO_DIGESTS = Digests(b"")

Read = Digests | Sequence[Finding]


class DigestFiles:
    """The digest files of a rulebook, each read once. Made once for a rulebook: `rulebook.derived(DigestFiles).read(series)`."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.files = {name: file for name, file in rulebook.bulk.items() if name.lower().endswith(ENDING)}
        self._read: dict[str, Read] = {}

    def read(self, series: CouponSeries) -> Read | None:
        """The digests of a series, or everything that is wrong with its file; None where it names none, or there is none yet."""
        file = self.files.get(series.digests or "")
        if file is None:
            return None
        if series.id not in self._read:
            self._read[series.id] = read_digests(file, series)
        return self._read[series.id]

    def digests(self, series: CouponSeries) -> Digests:
        """Those of a rulebook that was checked: one with a broken file is not loaded."""
        return cast("Digests", self.read(series) or NO_DIGESTS)


def read_digests(file: RuleFile, series: CouponSeries) -> Read:
    """The digests in a file, or its findings. Never raises for any content."""
    if len(file.content) > MOST_BULK_BYTES:
        size = f"{MOST_BULK_BYTES // 1_000_000} MB"
        text = Text(f"摘要文件超过 {size}；请另建系列", f"the file is larger than {size}; make another series")
        return (Finding("too-large", Place(file.shown), text),)
    head, _, rest = file.content.replace(b"\r\n", b"\n").partition(b"\n")
    if head + b"\n" != heading(series):
        return (Finding("digests-series", Place(file.shown, 1), _other_series(series)),)
    rest += b"" if rest.endswith(b"\n") or not rest else b"\n"
    if not _is_well_formed(rest):
        return tuple(_malformed(file, rest))
    return Digests(bytes.fromhex(b"".join(sorted(rest.split())).decode()))


def _is_well_formed(rest: bytes) -> bool:
    """Whether nothing but digits and ends of lines is there, and those at the end of every 24 digits; ten times as fast as a pattern."""
    ends = b"\n" * (len(rest) // _LINE)
    return rest.translate(None, b"0123456789abcdef") == ends == rest[_LINE - 1 :: _LINE] and len(rest) % _LINE == 0


def _other_series(series: CouponSeries) -> Text:
    line = heading(series).decode().strip()
    return Text(
        zh=f"第一行须为“{line}”：摘要只对写入时的系列编号有效；每个系列用自己的文件，编号改过就改回来",
        en=f'the first line is "{line}": digests hold for the id that their series had when they were written; give each series a file '
        "of its own, and take back a changed id",
    )


def _malformed(file: RuleFile, rest: bytes) -> Iterator[Finding]:
    """The lines that are none; what stands there is not repeated, for it may be a code."""
    wrong = [line for line, text in enumerate(rest.removesuffix(b"\n").split(b"\n"), 2) if not _ONE.fullmatch(text)]
    for number, line in enumerate(wrong[:MOST_FINDINGS], 1):
        more = len(wrong) - number if number == MOST_FINDINGS else 0
        said = Text(
            zh="每行须是一个摘要（24 位小写十六进制），这一行不是；请恢复 cpq coupons generate 所写的内容"
            + (f"；另有 {more} 行同样" if more else ""),
            en="each line is one digest of 24 small hexadecimal digits, and this is none; restore what cpq coupons generate wrote"
            + (f"; so it is in {more} more lines" if more else ""),
        )
        yield Finding("digests-line", Place(file.shown, line), said)
