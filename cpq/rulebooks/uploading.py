"""An archive that is checked by a job: it outlives the process, and nobody has to wait for it. What was found is the job's result."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace

from cpq.platform.act import Act
from cpq.platform.jobs.running import Hopeless, Job, Outcome
from cpq.platform.people.caller import SYSTEM
from cpq.platform.people.store import caller_of_owner
from cpq.quote_json import Json, plain
from cpq.rulebook.finding import Refused
from cpq.rulebooks.archive import read_archive
from cpq.rulebooks.archive_limits import ArchiveLimits
from cpq.rulebooks.checking import checked
from cpq.rulebooks.service import stored
from cpq.rulebooks.versions import UploadQuery

CHECKING = "rulebooks.check"
"""The kind of the job."""


def ask_to_check(act: Act, archive: bytes, asked: UploadQuery) -> str:
    """The id of the job that checks an archive, and stores it where it is fine and that is wanted."""
    return act.job(CHECKING, asked.model_dump(), attachment=archive)


@dataclass(frozen=True, slots=True)
class Checker:
    """Does the jobs. `measured` is around the check."""

    limits: ArchiveLimits
    measured: Callable[[], AbstractContextManager[None]] = nullcontext

    def __call__(self, job: Job) -> Outcome:
        asked = UploadQuery.model_validate(job.content)
        try:
            archive = read_archive(job.attachment or b"", self.limits)
        except Refused as refused:
            raise Hopeless("; ".join(f"{each.text.en} · {each.text.zh}" for each in refused.findings)) from None
        with self.measured():
            found = checked(archive.contents, archive.findings)

        def outcome(act: Act) -> Json:
            owner = caller_of_owner(act.connection, job.owner) or SYSTEM
            is_stored = found.is_fine and not asked.check_only
            if is_stored:
                stored(replace(act, caller=owner), found, asked.note)
            return plain(found.report(stored=is_stored), internal=owner.sees_costs)

        return outcome
