"""The sandbox that company templates run in: Jinja2's, with the doors that it leaves open closed."""

from __future__ import annotations

import re
from collections.abc import Sized
from functools import partial
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound, UndefinedError, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from cpq.documents.compiled import CompiledTemplates
from cpq.documents.folder import OutsideFolder, TemplateFolder

_LONGEST_REPEAT = 10_000
_MOST_BITS = 4_096
_UNBROKEN = re.compile("[!-~\u00a1-\u024f]{40}(?=[!-~\u00a1-\u024f]{12})")


class UnknownName(UndefinedError):
    """A template asks for something that is not there."""

    def __init__(self, owner: object, name: object, message: str | None = None) -> None:
        super().__init__(message)
        self.name = str(name)
        self.known: tuple[str, ...] = tuple(str(key) for key in owner) if isinstance(owner, dict) else ()  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


class Unknown(StrictUndefined):
    """Undefined that remembers what was looked for, and where."""

    __slots__ = ()

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: type[Exception] = UndefinedError,
    ) -> None:
        raised: Any = partial(UnknownName, obj, name) if exc is UndefinedError else exc
        super().__init__(hint, obj, name, raised)


class FolderLoader(BaseLoader):
    """Templates of the folder, and no others."""

    def __init__(self, folder: TemplateFolder) -> None:
        self._folder = folder
        self.loaded: set[str] = set()

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, None]:
        try:
            source = self._folder.read(template).decode()
        except (OutsideFolder, UnicodeDecodeError) as error:
            raise TemplateNotFound(template) from error
        self.loaded.add(template)
        return source, template, None


class Sandbox(ImmutableSandboxedEnvironment):
    """Immutable, strict about names, and without `*` and `**` that make gigabytes. Time and memory are bounded by the process.

    `|safe` is taken away: what customers write is always escaped.
    """

    intercepted_binops = frozenset({"*", "**"})

    def __init__(self, loader: FolderLoader, compiled: CompiledTemplates) -> None:
        super().__init__(
            loader=loader,
            bytecode_cache=compiled,
            autoescape=True,
            undefined=Unknown,
            optimized=False,  # no expression is worked out before the template runs, where its line is known
            finalize=_breakable,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        del self.filters["safe"]

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        for one, other in ((left, right), (right, left)):
            if isinstance(one, Sized) and isinstance(other, int) and len(one) * other > _LONGEST_REPEAT:
                raise SecurityError(f"repeats a text or list to more than {_LONGEST_REPEAT} items")
        if operator == "**" and isinstance(left, int) and left.bit_length() * abs(right) > _MOST_BITS:
            raise SecurityError(f"works out a number of more than {_MOST_BITS} bits")
        return super().call_binop(context, operator, left, right)


@pass_context  # which also keeps Jinja from working out constant expressions while it compiles
def _breakable(_context: Context, value: object) -> object:
    """Very long words get places to break at: without them the time to break lines grows with the square of their length."""
    return _UNBROKEN.sub("\\g<0>\u200b", value) if type(value) is str else value
