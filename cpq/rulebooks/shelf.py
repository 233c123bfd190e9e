"""The versions in the database, loaded by their hash; their templates as folders, written once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp

from cpq.bom.solve.circuit.folder import cache_folder
from cpq.kinds import load_files
from cpq.platform.in_force import Planned, UnknownVersion
from cpq.platform.storage.database import Database
from cpq.rulebook.folder import folder_of
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebooks.contents import RULES, Files, unpacked
from cpq.rulebooks.store import archive_of, last_activation, to_come
from cpq.rulebooks.tables import RULEBOOKS, TEMPLATE_SETS
from cpq.workspace import starter


class DatabaseShelf:
    """Reads in transactions of its own, never within one: loading takes seconds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def plan(self, now: datetime) -> Sequence[Planned]:
        """What is in force, then what is to come."""
        rows = self._database.read(lambda connection: [last_activation(connection, now), *to_come(connection, now)])
        if rows[0] is None:
            return ()
        return tuple(Planned(row["version"], row["templates"], row["starts_at"]) for row in rows if row is not None)

    def rulebook(self, version: str) -> Rulebook:
        """A version. Raises `UnknownVersion` where it is not stored, or where this program can no longer read it."""
        archive = self._database.read(lambda connection: archive_of(connection, RULEBOOKS, version))
        if archive is None:
            raise UnknownVersion(version)
        loaded = load_files(folder_of(unpacked(archive), RULES)).rulebook
        if loaded is None or loaded.version != version:
            raise UnknownVersion(version)
        return loaded

    def templates(self, version: str | None) -> Path:
        """The folder of a version of the templates; the one that comes with the program where it is None. Raises `UnknownVersion`."""
        if version is None:
            return starter().templates
        folder = (cache_folder() or Path(mkdtemp(prefix="cpq-"))) / "templates" / version
        if not folder.is_dir():
            archive = self._database.read(lambda connection: archive_of(connection, TEMPLATE_SETS, version))
            if archive is None:
                raise UnknownVersion(version)
            _written(unpacked(archive), folder)
        return folder


def _written(files: Files, folder: Path) -> None:
    """Writes files beside the folder and moves them there at once: whoever else does the same has the same files."""
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = Path(mkdtemp(prefix=".new-", dir=folder.parent))
    try:
        for name, content in files.items():
            path = beside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        os.rename(beside, folder)  # noqa: PTH104  fails where the other was faster, as it should
    except OSError:
        if not folder.is_dir():
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
