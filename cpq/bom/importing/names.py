"""Names of variables: each once, whatever the file says."""

from __future__ import annotations

from collections.abc import Container, Iterable

from cpq.bom.importing.trouble import Trouble
from cpq.rulebook.place import Place
from cpq.rulebook.wording import short


def unique_names(given: Iterable[tuple[int, str, Place]], count: int, trouble: Trouble) -> list[str]:
    """The names of the variables 1 to `count`. One without a name is named by its number.

    A name that an earlier variable has is told apart by the number, `name (12)`; a second name for one variable is
    passed over; both with a warning.
    """
    named: dict[int, tuple[str, Place]] = {}
    for number, name, place in given:
        if number not in named:
            named[number] = (name, place)
        elif named[number][0] != name:
            first, kept = short(named[number][0]), short(name)
            trouble.warning(
                "second-name",
                place,
                zh=f"变量 {number} 已命名为“{first}”，忽略名称“{kept}”",
                en=f'variable {number} is named "{first}" already, so the name "{kept}" is passed over',
            )
    taken: dict[str, int] = {}
    for number in range(1, count + 1):
        name, place = named.get(number, (str(number), trouble.place()))
        if name in taken:
            told_apart = _free(f"{name} ({number})", taken)
            trouble.warning(
                "same-name",
                place,
                zh=f"变量 {taken[name]} 与 {number} 同名“{short(name)}”，后者改称“{short(told_apart)}”",
                en=f'variables {taken[name]} and {number} are both named "{short(name)}"; the latter is called '
                f'"{short(told_apart)}"',
            )
            name = told_apart
        taken[name] = number
    return list(taken)


def _free(name: str, taken: Container[str]) -> str:
    while name in taken:
        name += "'"
    return name
