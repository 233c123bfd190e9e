"""Reading a PDF back."""

from __future__ import annotations

import io
import json
import re
from typing import Any

from pypdf import PdfReader


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def pages(pdf: bytes) -> list[str]:
    """The text of every page, without the white space that layout puts between glyphs."""
    return [re.sub(r"\s+", "", page.extract_text()) for page in reader(pdf).pages]


def text(pdf: bytes) -> str:
    return "".join(pages(pdf))


def places(pdf: bytes, word: str) -> list[tuple[float, float]]:
    """Where the pieces of text that hold a word begin, in points from the lower left corner."""
    found: list[tuple[float, float]] = []

    def visit(text: str, user: list[float], place: list[float], *_: object) -> None:
        if word in text:
            x, y = place[4], place[5]
            found.append((user[0] * x + user[2] * y + user[4], user[1] * x + user[3] * y + user[5]))

    for page in reader(pdf).pages:
        page.extract_text(visitor_text=visit)
    return found


def attached(pdf: bytes) -> dict[str, Any]:
    files = reader(pdf).attachments
    assert list(files) == ["quote.json"]
    return json.loads(files["quote.json"][0])
