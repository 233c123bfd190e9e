"""A workspace: a folder with `rules/` and `quotes/templates/`, what a company edits."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Workspace:
    """The two places of a workspace."""

    root: Path

    @property
    def rules(self) -> Path:
        return self.root / "rules"

    @property
    def templates(self) -> Path:
        """The workspace's own templates, or the starter's where it has none."""
        own = self.root / "quotes" / "templates"
        return own if own.is_dir() else starter().root / "quotes" / "templates"

    @property
    def requests(self) -> Path:
        """Requests to begin with; in a checkout the sample company's lie among the examples."""
        own = self.root / "requests"
        return own if own.is_dir() else self.root / "examples" / "requests"


def find_workspace(start: Path) -> Workspace | None:
    """The nearest folder that holds `rules/`: the one asked for, or one above it."""
    for folder in (start, *start.parents):
        if (folder / "rules").is_dir():
            return Workspace(folder)
    return None


def starter(name: str = "sample") -> Workspace:
    """A workspace that comes with the program: the sample company, or a small one (`minimal`).

    In an installed package they lie inside it; in a checkout they are the top-level folders themselves.
    """
    installed = Path(str(files("cpq"))) / "starter" / name
    if installed.is_dir():
        return Workspace(installed)
    checkout = Path(__file__).resolve().parents[1]
    return Workspace(checkout if name == "sample" else checkout / "examples" / name)
