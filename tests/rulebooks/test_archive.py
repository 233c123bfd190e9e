"""An archive becomes a rulebook's files, and nothing in it can do more than that."""

from __future__ import annotations

import stat
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
import yaml

from cpq.rulebook.finding import Refused
from cpq.rulebooks.archive import read_archive
from cpq.rulebooks.archive_limits import ArchiveLimits
from tests.rulebooks.minimal import RULES, entry, workspace, zipped

NAMES = yaml.safe_load((Path(__file__).parents[1] / "cases/rulebooks/names.yaml").read_text("utf-8"))


def codes(content: bytes, limits: ArchiveLimits | None = None) -> list[str]:
    """Of everything that is said, whether the archive is taken or not."""
    try:
        return [each.code for each in read_archive(content, limits).findings]
    except Refused as refused:
        return [each.code for each in refused.findings]


def refused(content: bytes, limits: ArchiveLimits | None = None) -> list[str]:
    with pytest.raises(Refused) as found:
        read_archive(content, limits)
    return [each.code for each in found.value.findings]


def test_the_files_of_a_workspace_are_taken_as_they_are() -> None:
    archive = read_archive(zipped(workspace(**{"quotes/templates/quote.css": b"p {}"})))
    assert archive.contents.rules == RULES
    assert archive.contents.templates == {"quote.css": b"p {}"}
    assert archive.findings == ()


def test_a_folder_around_the_workspace_is_looked_through() -> None:
    around = {f"our-company-main/{name}": content for name, content in workspace().items()}
    assert read_archive(zipped(around)).contents.rules == RULES


@pytest.mark.parametrize("case", NAMES, ids=lambda case: repr(case["name"]))
def test_a_name(case: dict[str, Any]) -> None:
    found = codes(zipped({**workspace(), case["name"]: case.get("content", "x")}))
    assert found == ([case["code"]] if "code" in case else [])


def test_the_same_name_twice() -> None:
    content = zipped({**workspace(), "rules/products.yamm": b"products: {}"})
    assert refused(content.replace(b"products.yamm", b"products.yaml")) == ["archive-duplicate"]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFDIR], ids="lpcd")
def test_what_is_no_plain_file(kind: int) -> None:
    made = BytesIO(zipped(workspace()))
    with ZipFile(made, "a") as archive:
        archive.writestr(entry("rules/x.yaml", kind | 0o644), "/etc/passwd")
    assert refused(made.getvalue()) == ["archive-link"]


@pytest.mark.parametrize(
    ("raw", "name", "said"),
    [
        ("产品.yaml".encode(), "产品.yaml", []),
        ("产品.yaml".encode("gbk"), "产品.yaml", ["archive-encoding"]),
        ("höfe.yaml".encode("cp437"), None, ["archive-encoding"]),
    ],
    ids=["macOS", "Windows in Chinese", "a guess"],
)
def test_a_name_whose_encoding_is_not_said(raw: bytes, name: str | None, said: list[str]) -> None:
    placeholder = b"x" * (len(raw) - 5) + b".yaml"
    content = zipped({**workspace(), f"rules/{placeholder.decode()}": b"regions: {}"}).replace(placeholder, raw)
    archive = read_archive(content)
    assert [each.code for each in archive.findings] == said
    assert name is None or name in archive.contents.rules


def test_an_encrypted_file() -> None:
    content = bytearray(zipped(workspace()))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert refused(bytes(content)) == ["archive-encrypted"]


def test_another_method_of_packing() -> None:
    assert set(refused(zipped(workspace(), ZIP_BZIP2))) == {"archive-method"}


def test_a_file_that_unpacks_to_a_thousand_times_its_size() -> None:
    assert refused(zipped(workspace(**{"rules/x.csv": b"a" * 3_000_000}))) == ["archive-ratio"]


def test_a_file_that_says_it_is_small() -> None:
    """The directory says 11 bytes; what is packed holds 5 MB, of which no more than those is unpacked."""
    honest = zipped(workspace(**{"rules/x.csv": b"a" * 5_000_000}))
    lying = honest.replace((5_000_000).to_bytes(4, "little"), (11).to_bytes(4, "little"))
    assert lying != honest
    assert refused(lying) == ["archive-unreadable"]


def test_many_small_files_are_bounded_together() -> None:
    limits = ArchiveLimits(unpacked=50_000)
    many = {f"rules/{number}.csv": b"a,b\n" * 2_000 for number in range(10)}
    assert refused(zipped({**workspace(), **many}), limits) == ["archive-too-large"]


def test_more_files_than_are_read() -> None:
    many = {f"rules/{number}.yaml": "regions: {}" for number in range(30)}
    assert refused(zipped({**workspace(), **many}), ArchiveLimits(entries=20)) == ["archive-too-large"]


def test_an_archive_without_rules() -> None:
    assert refused(zipped({"products.yaml": "products: {}"})) == ["archive-no-rules", "archive-passed-over"]


def test_an_empty_archive() -> None:
    assert refused(zipped({})) == ["archive-no-rules"]


@pytest.mark.parametrize("method", [ZIP_STORED, ZIP_DEFLATED], ids=["stored", "deflated"])
def test_a_damaged_file(method: int) -> None:
    content = zipped(workspace(**{"rules/x.csv": b"colour,theme\nBlue,*\n"}), method)
    at = content.index(b"rules/x.csv") + len(b"rules/x.csv") + 3
    assert refused(content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]) == ["archive-unreadable"]


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"not a zip", zlib.compress(b"x" * 1000), b"PK\x05\x06" + b"\xff" * 18]
)
def test_what_is_no_archive(content: bytes) -> None:
    assert refused(content) == ["archive-unreadable"]
