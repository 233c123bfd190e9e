"""Which format a file is in, by how its name ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from cpq.bom.importing.dimacs import read_dimacs
from cpq.bom.importing.imported import Imported
from cpq.bom.importing.trouble import Trouble
from cpq.bom.importing.uvl import read_uvl
from cpq.bom.importing.xcsp import read_xcsp

READERS: Mapping[str, Callable[[Path], Imported]] = {
    ".cnf": read_dimacs,
    ".dimacs": read_dimacs,
    ".uvl": read_uvl,
    ".xcsp": read_xcsp,
    ".xml": read_xcsp,
}


def read_model(path: Path) -> Imported:
    """A model in any of the formats. Raises `Refused`."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(READERS)
        trouble = Trouble(str(path))
        trouble.stop(
            "unknown-format",
            trouble.place(),
            zh=f"按文件名的结尾认不出格式；可读取：{known}",
            en=f"the end of the file's name is that of no known format; what can be read: {known}",
        )
    return reader(path)
