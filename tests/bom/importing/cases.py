"""The cases of `tests/cases/importing`: a file, and what it means or why it is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from cpq.bom.importing import Imported, read_model

FOLDER = Path(__file__).parents[2] / "cases" / "importing"


def cases(wanted: str) -> list[Any]:
    """The cases that say `wanted`: "means" or "refused"."""
    return [
        pytest.param(case, id=f"{path.stem}: {case['name']}")
        for path in sorted(FOLDER.glob("*.yaml"))
        for case in yaml.safe_load(path.read_text("utf-8"))
        if wanted in case
    ]


def read(case: dict[str, Any], folder: Path, monkeypatch: pytest.MonkeyPatch) -> Imported:
    """Writes the file, so that its places are named by its bare name, and reads it."""
    monkeypatch.chdir(folder)
    content = bytes.fromhex(case.get("hex", "")) + case["text"].encode(case.get("encoding", "utf-8"))
    Path(case["file"]).write_bytes(content)
    return read_model(Path(case["file"]))
