"""Flags in the help: an option that takes no value names no type of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand, TyperGroup, TyperOption

if TYPE_CHECKING:
    from collections.abc import Iterable


def plain_flags(parameters: Iterable[Any]) -> None:
    """The command line library writes `<bool>` behind a flag unless it is given another word: none."""
    for each in parameters:
        if isinstance(each, TyperOption) and each.is_bool_flag:
            each.metavar = ""


class Command(TyperCommand):
    """A command whose flags are plain."""

    def get_params(self, ctx: Any) -> list[Any]:
        parameters: list[Any] = super().get_params(ctx)
        plain_flags(parameters)
        return parameters


class Commands(TyperGroup):
    """The list of commands, whose flags are plain."""

    def get_params(self, ctx: Any) -> list[Any]:
        parameters: list[Any] = super().get_params(ctx)
        plain_flags(parameters)
        return parameters
