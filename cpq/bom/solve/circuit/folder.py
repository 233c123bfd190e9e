"""Where compiled things are kept between processes."""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder() -> Path | None:
    """`$CPQ_CACHE`, else `cpq` in `$XDG_CACHE_HOME`, else `~/.cache/cpq`; None where there is no home.

    It need not exist, nor be writable: nothing more is lost than time.
    """
    own = os.environ.get("CPQ_CACHE")
    if own:
        return Path(own)
    shared = os.environ.get("XDG_CACHE_HOME")
    if shared:
        return Path(shared) / "cpq"
    home = os.path.expanduser("~")  # noqa: PTH111 - Path.home raises where there is none
    return None if home.startswith("~") else Path(home) / ".cache" / "cpq"


LAYOUT = 5
"""Changes with the layout of the files, and whenever the same model may give another circuit: files of another one are not looked at."""

KIND = ".circuit"
"""In the names of all files, of every layout."""
SUFFIX = f".{LAYOUT}{KIND}"
"""Of the file of a circuit; its name is the fingerprint of its model."""


def circuit_folder() -> Path | None:
    """Where circuits are kept for this user."""
    folder = cache_folder()
    return None if folder is None else folder / "circuits"


def made(folder: Path | None) -> Path | None:
    """The folder, made for this user alone when it is not there yet; None when that cannot be."""
    if folder is None:
        return None
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None
