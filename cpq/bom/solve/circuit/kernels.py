"""Functions compiled to machine code, and kept on disk so that a later process need not compile them again."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Any, TypeVar

import numba
from numba.core import config

from cpq.bom.solve.circuit.folder import cache_folder, made

if TYPE_CHECKING:
    from collections.abc import Callable

Ints = Any
"""Arrays of 32-bit integers. This and the others are `Any` to a type checker: in a kernel an element is a plain number."""
Longs = Any
Bytes = Any
Floats = Any
Signs = Any
Words = Any
"""Of 64 bits, unsigned."""

MOST_VERSIONS = 3
"""Of this package whose machine code is kept, beside the present one."""

Function = TypeVar("Function", bound="Callable[..., Any]")


def kernel(function: Function) -> Function:
    """Compiles the function when it is first called from Python. It lets other threads run meanwhile.

    The machine code is kept under a fingerprint of this package: a changed kernel is never mixed with an old one that
    calls it. Where nothing can be written it is compiled anew in each process.
    """
    folder = _folder()
    if folder is None:
        return _compiled(function)
    settings: Any = config
    before = settings.CACHE_DIR
    settings.CACHE_DIR = str(folder)
    try:
        return _compiled(function, cache=True)
    finally:
        settings.CACHE_DIR = before


def step(function: Function) -> Function:
    """A part of kernels, compiled with them. Python cannot call it."""
    return _compiled(function, no_cpython_wrapper=True)


def _compiled(function: Function, **more: bool) -> Function:
    compiler: Any = numba
    return compiler.njit(nogil=True, no_cfunc_wrapper=True, **more)(function)


@cache
def _folder() -> Path | None:
    sources = [path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))]
    kernels = [source for source in sources if b"circuit.kernels import" in source]
    fingerprint = sha256(b"\0".join(kernels)).hexdigest()[:16]
    whole = cache_folder()
    if whole is None:
        return None
    folder = whole / f"kernels-{fingerprint}"
    if not folder.exists():
        _forget_old(whole)
    return made(folder)


def _forget_old(whole: Path) -> None:
    """Leaves the machine code of the last few versions."""
    with suppress(OSError):
        folders = sorted(whole.glob("kernels-*"), key=lambda folder: folder.stat().st_mtime)
        for folder in folders[:-MOST_VERSIONS]:
            rmtree(folder, ignore_errors=True)
