"""What the document tests share: the sample company's templates, a copy of them to spoil, and one renderer."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cpq.documents import Press

SAMPLE = Path(__file__).parents[2] / "quotes" / "templates"


@pytest.fixture(scope="session")
def press() -> Iterator[Press]:
    with Press() as started:
        yield started


@pytest.fixture(scope="session")
def templates() -> Path:
    return SAMPLE


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A company's own template folder, free to change."""
    return Path(shutil.copytree(SAMPLE, tmp_path / "quotes" / "templates"))
