"""Functions compiled to machine code, and kept on disk so that a later process need not compile them again."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numba import config, njit  # pyright: ignore[reportUnknownVariableType]
from numpy.typing import NDArray

from cpq.bom.solve.circuit.folder import cache_folder

if TYPE_CHECKING:
    from collections.abc import Callable

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]
Signs = NDArray[np.int8]

Function = TypeVar("Function", bound="Callable[..., Any]")


def kernel(function: Function) -> Function:
    """Compiles the function when it is first called from Python. It lets other threads run meanwhile.

    The machine code is kept under a fingerprint of this package: a changed kernel is never mixed with an old one that
    calls it. Where nothing can be written it is compiled anew in each process.
    """
    settings: Any = config
    before = settings.CACHE_DIR
    settings.CACHE_DIR = str(_folder())
    try:
        return njit(nogil=True, no_cfunc_wrapper=True, cache=True)(function)
    except RuntimeError:  # no place to write
        return njit(nogil=True, no_cfunc_wrapper=True)(function)
    finally:
        settings.CACHE_DIR = before


def step(function: Function) -> Function:
    """A part of kernels, compiled with them. Python cannot call it."""
    return njit(nogil=True, no_cfunc_wrapper=True, no_cpython_wrapper=True)(function)


@cache
def _folder() -> Path:
    sources = sorted(Path(__file__).parent.glob("*.py"))
    fingerprint = sha256(b"\0".join(source.read_bytes() for source in sources)).hexdigest()[:16]
    return cache_folder() / f"kernels-{fingerprint}"
