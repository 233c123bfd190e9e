"""Where compiled things are kept between processes."""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder() -> Path:
    """`$CPQ_CACHE`, else `cpq` in `$XDG_CACHE_HOME`, else `~/.cache/cpq`. It need not exist, nor be writable."""
    own = os.environ.get("CPQ_CACHE")
    if own:
        return Path(own)
    shared = os.environ.get("XDG_CACHE_HOME")
    return Path(shared or os.path.expanduser("~/.cache")) / "cpq"  # noqa: PTH111 - Path.home raises without a home
