"""Where the database is: as the settings say, else a file in the user's data folder, one for each workspace."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from cpq.platform.settings import Settings
from cpq.workspace import Workspace


def database_of(settings: Settings, workspace: Workspace) -> str:
    """The URL of the database; the folder of a file is made."""
    if settings.database is not None:
        return settings.database
    root = workspace.root.resolve()
    folder = _data_folder() / f"{root.name}-{sha256(str(root).encode()).hexdigest()[:8]}"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return f"sqlite:///{folder / 'service.db'}"


def _data_folder() -> Path:
    """As the XDG Base Directory Specification has it."""
    given = os.environ.get("XDG_DATA_HOME", "")
    return (Path(given) if Path(given).is_absolute() else Path.home() / ".local" / "share") / "cpq"
