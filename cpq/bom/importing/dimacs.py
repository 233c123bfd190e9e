"""DIMACS CNF: a Boolean formula, one variable a feature.

`p cnf VARIABLES CLAUSES`, then clauses of signed numbers, each ended by 0. Comments of the form `c 12 name` (also
`c 12$ name`, for features that a translation added) name the variables.
Satisfiability: suggested format, DIMACS challenge, 1993.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from cpq.bom.importing.imported import Imported
from cpq.bom.importing.names import unique_names
from cpq.bom.importing.text import read_text
from cpq.bom.importing.trouble import Trouble
from cpq.bom.solve import Clause, Is, Model, Variable
from cpq.bom.solve.soundness import MOST_VALUES
from cpq.rulebook.place import Place
from cpq.rulebook.wording import short

MOST_VARIABLES = MOST_VALUES // 2
MOST_CLAUSES = 500_000

_NAME = re.compile(r"c[ \t]+([0-9]{1,9})\$?[ \t]+(\S.*)")
_HEADER = re.compile(r"p\s+cnf\s+([0-9]{1,40})\s+([0-9]{1,40})\s*")


def read_dimacs(path: Path) -> Imported:
    """A CNF as a model: a variable of the values 0 and 1 for each feature, a clause with the rule id `clause N` for each clause.

    Variables are in the order of their numbers; one without a name is named by its number. Raises `Refused` with every
    error in the file.
    """
    trouble = Trouble(str(path))
    lines = read_text(path, trouble).split("\n")
    variables, announced, header = _header(lines, trouble)
    names = unique_names(_names(lines, variables, trouble), variables, trouble)
    clauses, places = _Clauses(names, trouble).read(lines, header)
    if len(clauses) != announced:
        trouble.error(
            "clause-count",
            trouble.place(header, 1),
            zh=f"文件头写有 {announced:,} 个子句，实际为 {len(clauses):,} 个；文件可能不完整，请核对",
            en=f"the header announces {announced:,} clauses, and there are {len(clauses):,}; the file may be incomplete",
        )
    findings = trouble.settle()
    model = Model(tuple(Variable(name, (0, 1)) for name in names), clauses)
    return Imported("dimacs", path.stem, model, places, findings=findings)


def _header(lines: Sequence[str], trouble: Trouble) -> tuple[int, int, int]:
    """Variables, clauses, and the header's line."""
    stated = ((number, line) for number, line in enumerate(lines, start=1) if line.strip() and line[0] != "c")
    number, line = next(stated, (0, ""))
    found = _HEADER.fullmatch(line)
    if found is None:
        trouble.stop(
            "dimacs-header",
            trouble.place(number, 1 if number else 0),
            zh="这里应为文件头“p cnf 变量数 子句数”",
            en="the header `p cnf VARIABLES CLAUSES` belongs here",
        )
    _check_size(int(found[1]), int(found[2]), trouble.place(number, 1), trouble)
    return int(found[1]), int(found[2]), number


def _check_size(variables: int, clauses: int, place: Place, trouble: Trouble) -> None:
    if variables > MOST_VARIABLES or clauses > MOST_CLAUSES:
        trouble.stop(
            "too-large",
            place,
            zh=f"模型太大：最多 {MOST_VARIABLES:,} 个变量、{MOST_CLAUSES:,} 个子句",
            en=f"the model is too large: {MOST_VARIABLES:,} variables and {MOST_CLAUSES:,} clauses at most",
        )


def _names(lines: Sequence[str], variables: int, trouble: Trouble) -> Iterator[tuple[int, str, Place]]:
    for line_number, line in enumerate(lines, start=1):
        found = _NAME.fullmatch(line) if line.startswith("c") else None
        if found is None:
            continue
        number, place = int(found[1]), trouble.place(line_number, found.start(2) + 1)
        if 1 <= number <= variables:
            yield number, found[2].strip(), place
        else:
            trouble.warning(
                "no-such-variable",
                place,
                zh=f"没有编号为 {number} 的变量，忽略此行；变量为 1 至 {variables}",
                en=f"there is no variable {number}, so this line is passed over; the variables are 1 to {variables}",
            )


class _Clauses:
    """Reads clauses; `_known` maps each literal as written to the literal."""

    def __init__(self, names: Sequence[str], trouble: Trouble) -> None:
        self._trouble = trouble
        self._count = len(names)
        positive = {str(number): Is(name, 1) for number, name in enumerate(names, start=1)}
        negative = {f"-{number}": Is(name, 0) for number, name in enumerate(names, start=1)}
        self._known = positive | negative
        self._made: list[Clause] = []
        self._places: dict[str, Place] = {}
        self._open: list[Is] = []
        self._begun: Place | None = None

    def read(self, lines: Sequence[str], header: int) -> tuple[tuple[Clause, ...], dict[str, Place]]:
        for number, line in enumerate(lines[header:], start=header + 1):
            if line.startswith("%"):  # the end of a formula in the files of SATLIB
                break
            if not line.startswith("c"):
                self._line(number, line)
        if self._begun is not None:
            self._trouble.error(
                "clause-end",
                self._begun,
                zh="这个子句没有以 0 结尾；文件可能不完整",
                en="this clause is not ended by 0; the file may be incomplete",
            )
        return tuple(self._made), self._places

    def _line(self, number: int, line: str) -> None:
        words = line.split()
        for place, word in enumerate(words):
            if word == "0":
                self._end(self._begun or self._place(number, line, words, place))
                continue
            if self._begun is None:
                self._begun = self._place(number, line, words, place)
            literal = self._known.get(word) or self._odd(word, self._place(number, line, words, place))
            if literal is not None:
                self._open.append(literal)

    def _place(self, number: int, line: str, words: Sequence[str], place: int) -> Place:
        """Of the word at that place in the line."""
        column = len(line) - len(line.lstrip())
        for word in words[:place]:
            column = line.index(word, column) + len(word)
        return self._trouble.place(number, line.index(words[place], column) + 1)

    def _end(self, begun: Place) -> None:
        rule = f"clause {len(self._made) + 1}"
        self._made.append(Clause(rule, tuple(self._open)))
        self._places[rule] = begun
        self._open, self._begun = [], None
        if len(self._made) > MOST_CLAUSES:
            _check_size(0, len(self._made), begun, self._trouble)

    def _odd(self, word: str, place: Place) -> Is | None:
        """A literal that is written in an unusual way, such as +5 or 007; anything else is an error."""
        if re.fullmatch(r"[+-]?[0-9]{1,12}", word) and 1 <= abs(int(word)) <= self._count:
            return self._known[str(int(word))]
        wrong = short(word)
        if re.fullmatch(r"[+-]?[0-9]+", word):
            self._trouble.error(
                "no-such-variable",
                place,
                zh=f"没有变量 {wrong}；文件头所写的变量为 1 至 {self._count}",
                en=f"there is no variable {wrong}; by the header the variables are 1 to {self._count}",
            )
        else:
            self._trouble.error(
                "dimacs-literal",
                place,
                zh=f"“{wrong}”不是文字；应为变量编号，取反则前面加负号",
                en=f'"{wrong}" is no literal; write the number of a variable, with a minus sign where it is negated',
            )
        return None
