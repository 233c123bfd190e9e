"""At a start the service takes over the workspace that it is given: at first, and whenever its files have changed since."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from cpq.kinds import Loaded, load_files
from cpq.platform.act import Act, acted
from cpq.platform.in_force import InForce
from cpq.platform.people.caller import SYSTEM
from cpq.platform.storage.database import Database
from cpq.rulebook.finding import Refused
from cpq.rulebook.folder import Folder, open_folder
from cpq.rulebooks.checking import Checked
from cpq.rulebooks.contents import TEMPLATES, Contents, kept, templates_in
from cpq.rulebooks.service import activated, stored
from cpq.rulebooks.shelf import DatabaseShelf
from cpq.rulebooks.store import last_activation
from cpq.rulebooks.versions import ActivationGiven
from cpq.workspace import Workspace, starter

_log = logging.getLogger("cpq.rulebooks")
_FAR = datetime.max.replace(tzinfo=UTC)


def in_force_of(database: Database, workspace: Workspace) -> InForce:
    """What is in force after the start. Raises `Refused` where the workspace is to be taken over and has errors.

    A workspace that comes with the program is taken over only where nothing else ever was: a newer program brings a newer sample.
    """
    shelf = DatabaseShelf(database)
    folder = open_folder(workspace.rules, workspace.root)
    contents = Contents(kept(folder), templates_in(workspace.root / TEMPLATES))
    rulebook = None
    if _is_news(database, folder, contents, workspace):
        loaded = load_files(folder)
        if loaded.rulebook is None:
            raise Refused(loaded.findings)
        rulebook = loaded.rulebook
        _adopt(database, _checked(loaded, contents, folder), workspace)
    planned = shelf.plan(datetime.now(UTC))[0]
    same = rulebook is not None and rulebook.version == planned.version
    in_force = InForce(rulebook if rulebook is not None and same else shelf.rulebook(planned.version), shelf)
    in_force.look()
    return in_force


def _is_news(database: Database, folder: Folder, contents: Contents, workspace: Workspace) -> bool:
    last = database.read(lambda connection: last_activation(connection, _FAR, "workspace"))
    anything = database.read(lambda connection: last_activation(connection, datetime.now(UTC)))
    if workspace == starter():
        return anything is None
    return anything is None or last is None or _key(folder, contents) != (last["version"], last["templates"])


def _key(folder: Folder, contents: Contents) -> tuple[str, str | None]:
    return folder.version, contents.templates_version


def _checked(loaded: Loaded, contents: Contents, folder: Folder) -> Checked:
    return Checked(contents, folder.version, loaded.rulebook, loaded.findings, loaded.files, loaded.rules)


def _adopt(database: Database, found: Checked, workspace: Workspace) -> None:
    """Stores and activates it; of several processes that start at once one does, and the others see that it is done."""
    now, note = datetime.now(UTC), f"{workspace.root.name}/"
    given = ActivationGiven(version=found.version, note=note)

    def work(act: Act) -> str | None:
        stored(act, found, note)
        last = last_activation(act.connection, _FAR, "workspace")
        if last is not None and (last["version"], last["templates"]) == (
            found.version,
            found.contents.templates_version,
        ):
            return None
        before = last_activation(act.connection, act.now)
        activated(act, given, "workspace")
        return before["version"] if before is not None else ""

    before = database.write(lambda connection: acted(connection, SYSTEM, now, "start", work))
    if before is not None:
        after = f"; before it was {before[:12]}" if before else ""
        _log.warning("rulebook %s of %s is stored and in force%s", found.version[:12], workspace.root, after)
