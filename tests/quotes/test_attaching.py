"""Files that belong to a quote: safe names, and kinds that are what they say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpq.platform.problems import Problem
from cpq.quotes.attaching import (
    LONGEST_NAME,
    MOST_BYTES,
    MOST_FILES,
    checked_kind,
    download_headers,
    has_room,
    safe_name,
)


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("offer.pdf", "offer.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\temp\\报价单.pdf", "报价单.pdf"),
        ("..hidden.txt", "hidden.txt"),
        ("a\u202efdp.exe.txt", "a_fdp.exe.txt"),
        ("a\r\nSet-Cookie: x.txt", "a__Set-Cookie_ x.txt"),
        ('quo"te.png', "quo_te.png"),
        (f"{'x' * 300}.pdf", f"{'x' * 116}.pdf"),
    ],
)
def test_a_name_is_made_safe(given: str, safe: str) -> None:
    assert safe_name(given) == safe


@pytest.mark.parametrize("given", ["", "...", "/", "aux", "NUL.txt", "com1.pdf"])
def test_what_is_no_name_is_refused(given: str) -> None:
    with pytest.raises(Problem) as problem:
        safe_name(given)
    assert problem.value.kind.status == 422


@given(st.text(min_size=1, max_size=300))
def test_whatever_is_given_the_name_is_one_file_and_one_header(given: str) -> None:
    try:
        name = safe_name(given)
    except Problem:
        return
    assert 0 < len(name) <= LONGEST_NAME
    assert not set(name) & set('/\\<>:"|?*\r\n\0')
    assert not name.startswith(".")
    assert all(value.isascii() and value.isprintable() for value in download_headers(name).values())


@pytest.mark.parametrize(
    ("name", "kind", "content", "status"),
    [
        ("a.pdf", "application/pdf", b"%PDF-1.7", None),
        ("a.PNG", "image/png; charset=x", b"\x89PNG\r\n\x1a\n...", None),
        ("a.txt", "text/plain", "报价".encode(), None),
        ("a.html", "text/html", b"<script>", 415),
        ("a.svg", "image/svg+xml", b"<svg>", 415),
        ("a.exe", "application/pdf", b"%PDF-1.7", 422),
        ("a.pdf", "application/pdf", b"MZ", 422),
        ("a.txt", "text/plain", b"a\0b", 422),
        ("a.txt", "text/plain", b"\xff\xfe", 422),
        ("a.pdf", "application/pdf", b"", 422),
    ],
)
def test_type_name_and_content_fit_each_other(name: str, kind: str, content: bytes, status: int | None) -> None:
    if status is None:
        assert checked_kind(name, kind, content) == kind.split(";", maxsplit=1)[0]
        return
    with pytest.raises(Problem) as problem:
        checked_kind(name, kind, content)
    assert problem.value.kind.status == status


@pytest.mark.parametrize(("count", "size", "more"), [(MOST_FILES, 0, 1), (1, MOST_BYTES, 1)])
def test_a_quote_has_not_endless_room(count: int, size: int, more: int) -> None:
    has_room(count - 1, size - more if size else 0, more)
    with pytest.raises(Problem):
        has_room(count, size, more)
