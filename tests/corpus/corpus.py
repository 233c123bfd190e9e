"""Where the corpus of real models is, and how its recorded sessions read."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cpq.bom.importing import read_model
from cpq.bom.solve import Model, Selection

HOME = Path(__file__).resolve().parents[2]
CORPUS = Path(os.environ.get("CPQ_CORPUS", HOME.parent / "shared" / "corpus")) / "models"
ALL = bool(os.environ.get("CPQ_CORPUS_ALL"))
"""Whether everything recorded is gone through, and not a sample."""
ABSENT = f"there is no corpus of real models at {CORPUS}; $CPQ_CORPUS may name another folder"

SESSIONS = {
    "renault_medium": "csp_xcsp/renault_medium_domainsorted.xml",
    "pc_richmond": "dimacs/pc_richmond.dimacs",
    "decisionmaking": "dimacs/decisionmaking.dimacs",
    "automotive01": "dimacs/automotive01.dimacs",
    "freebsd": "dimacs/freebsd.dimacs",
    "baranov_freebsd-icse11": "dimacs/baranov_freebsd-icse11.cnf",
    "linux_2_6_33": "dimacs/linux_2_6_33.dimacs",
}
"""Models with recorded sessions."""

Values = dict[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Step:
    """A selection and what can be had with it, in domain order."""

    selection: Selection
    values: Values


@cache
def model(file: str) -> Model:
    return read_model(CORPUS / file).model


def sessions(name: str) -> list[list[Step]]:
    """The recorded sessions of a model, each from its first click on."""
    recorded = json.loads((CORPUS / "sessions" / f"{name}.json").read_text("utf-8"))
    return [list(_steps(model(SESSIONS[name]), clicks)) for clicks in recorded]


def _steps(model: Model, clicks: Sequence[Sequence]) -> Iterator[Step]:
    """Leaves are counted from 0 in what is possible, from 1 in a click; a Boolean's leaves are 1, then 0."""
    boolean = len(clicks[0]) == 2
    leaves = [
        (each.name, value) for each in model.variables for value in (reversed(each.domain) if boolean else each.domain)
    ]
    selection: dict[str, int] = {}
    for *click, possible in clicks:
        if click[-1] is not None:
            name, value = leaves[_leaf(click[-1]) if boolean else click[-1] - 1]
            selection[name] = value
        yield Step(dict(selection), _values(model, {leaves[leaf] for leaf in possible}))


def _leaf(literal: int) -> int:
    return 2 * (abs(literal) - 1) + (literal < 0)


def _values(model: Model, possible: set[tuple[str, int]]) -> Values:
    return {
        each.name: tuple(value for value in each.domain if (each.name, value) in possible) for each in model.variables
    }


def sample(steps: list[Step], size: int) -> list[Step]:
    """Every step, or the first, the last and some between."""
    return steps if ALL or len(steps) <= size else [*steps[:: -(-len(steps) // (size - 1))], steps[-1]]


def sold() -> list[Selection]:
    """The configurations of renault_medium that customers bought, each once."""
    names, *rows = (CORPUS / "sales" / "renault_config_medium_filtered.txt").read_text("utf-8").splitlines()
    return [dict(zip(names.split(), map(int, row.split()), strict=True)) for row in dict.fromkeys(rows)]


def counts() -> dict[str, int]:
    """The published numbers of solutions, by file."""
    known = {
        each["file"]: str(each.get("count") or "") for each in json.loads((CORPUS / "INDEX.json").read_text("utf-8"))
    }
    return {file: int(count.split()[0]) for file, count in known.items() if count}


def formulas() -> list[str]:
    """The files with nothing but clauses."""
    return sorted(f"dimacs/{path.name}" for path in (CORPUS / "dimacs").iterdir())
