"""Jobs: done once, whoever does them; tried again where they fail; nothing is written by who no longer holds one."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Barrier, Event
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from cpq.platform.act import Act, acted
from cpq.platform.jobs import running
from cpq.platform.jobs.running import DIED, HELD, MOST_TRIES, Handler, Hopeless, Job, Jobs
from cpq.platform.jobs.tables import JOBS
from cpq.platform.people.caller import SYSTEM
from cpq.platform.people.tables import TEAMS
from cpq.platform.storage.database import Database
from cpq.platform.storage.tables import new_id
from cpq.platform.tidying import KIND as TIDY
from cpq.platform.tidying import ask_to_tidy, tidy


def ask(database: Database, *keys: str | None) -> list[str]:
    def work(act: Act) -> list[str]:
        return [act.job("team", {"name": key}, key=key) for key in keys]

    return database.write(lambda connection: acted(connection, SYSTEM, datetime.now(UTC), "r", work))


def makes_a_team(job: Job) -> Any:
    def outcome(act: Act) -> str:
        id = new_id("team")
        act.connection.execute(insert(TEAMS).values(id=id, name=str(job.content["name"]), created_at=act.now))
        return id

    return outcome


def jobs(database: Database, handler: Handler = makes_a_team) -> Jobs:
    return Jobs(database, {"team": handler})


def teams(database: Database) -> int:
    return database.read(lambda connection: connection.scalar(select(func.count()).select_from(TEAMS))) or 0


def states(database: Database) -> Counter[str]:
    return Counter(database.read(lambda connection: connection.scalars(select(JOBS.c.state)).all()))


def all_due(database: Database) -> None:
    past = datetime.now(UTC) - timedelta(days=1)
    database.write(lambda connection: connection.execute(update(JOBS).values(due=past, held_until=None)))


def test_of_one_key_there_is_one_job(database: Database) -> None:
    assert len(set(ask(database, "a", "a", "b"))) == 2
    assert jobs(database).do_what_is_due() == 2
    assert ask(database, "a") == ask(database, "a")
    assert jobs(database).do_what_is_due() == 0
    assert (teams(database), states(database)) == (2, Counter(done=2))


def test_what_is_regular_is_asked_for_once_an_hour(database: Database) -> None:
    several = [Jobs(database, {TIDY: tidy}, [ask_to_tidy]) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda each: each.ask_for_what_is_regular(), several))
    assert states(database).total() in (1, 2)  # the hour may turn meanwhile
    several[0].do_what_is_due()
    assert set(states(database)) == {"done"}


def test_many_workers_do_every_job_once(database: Database) -> None:
    ask(database, *[None] * 40)
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: jobs(database).do_what_is_due(), range(4)))
    assert (sum(done), teams(database), states(database)) == (40, 40, Counter(done=40))


def test_what_fails_is_tried_again_later_and_given_up_in_the_end(database: Database) -> None:
    ask(database, "a")
    tried: list[int] = []

    def fails(job: Job) -> Any:
        tried.append(job.tries)
        raise OSError("connection refused: secret-host")

    for _ in range(MOST_TRIES + 2):
        jobs(database, fails).do_what_is_due()
        all_due(database)
    assert tried == list(range(1, MOST_TRIES + 1))
    said = database.read(lambda connection: connection.execute(select(JOBS.c.state, JOBS.c.problem)).one())
    assert tuple(said) == ("failed", "OSError")


def test_what_is_hopeless_is_tried_once(database: Database) -> None:
    ask(database, "a")

    def hopeless(job: Job) -> Any:
        raise Hopeless("there is no such quote")

    jobs(database, hopeless).do_what_is_due()
    assert states(database) == Counter(failed=1)


def test_who_lost_the_job_writes_nothing(database: Database) -> None:
    ask(database, "a")

    def slow(job: Job) -> Any:
        all_due(database)  # it took longer than it may be held …
        jobs(database).do_what_is_due()  # … and another did it
        return makes_a_team(job)

    jobs(database, slow).do_what_is_due()
    assert (teams(database), states(database)) == (1, Counter(done=1))


def test_an_outcome_that_fails_leaves_nothing_of_itself(database: Database) -> None:
    ask(database, "a")

    def half(job: Job) -> Any:
        def outcome(act: Act) -> str:
            makes_a_team(job)(act)
            raise KeyError

        return outcome

    jobs(database, half).do_one()
    assert (teams(database), states(database)) == (0, Counter(waiting=1))


def test_a_job_is_held_as_long_as_it_is_being_done(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "RENEWED", 0.01)
    ask(database, "a")
    began = datetime.now(UTC)

    def slow(job: Job) -> Any:
        later = select(JOBS.c.id).where(JOBS.c.held_until > began + HELD + timedelta(seconds=0.05))
        while not database.read(lambda connection: connection.scalar(later)):
            time.sleep(0.01)
        return makes_a_team(job)

    jobs(database, slow).do_one()
    assert states(database) == Counter(done=1)


def test_a_job_that_ends_every_process_that_does_it_is_given_up(database: Database) -> None:
    ask(database, "a", "b")

    class Dies(BaseException):
        """As if the process had been killed."""

    def deadly(job: Job) -> Any:
        if job.content["name"] == "a":
            raise Dies
        return makes_a_team(job)

    for _ in range(MOST_TRIES):
        with suppress(Dies):
            jobs(database, deadly).do_what_is_due()
        all_due(database)
    jobs(database, deadly).do_what_is_due()
    said = database.read(lambda connection: connection.scalars(select(JOBS.c.problem).order_by(JOBS.c.key)).all())
    assert (states(database), said) == (Counter(done=1, failed=1), [DIED, None])


def test_a_long_job_keeps_no_other_waiting(database: Database) -> None:
    ask(database, "long", "short")
    begun, over = Barrier(2, timeout=60), Event()

    def waits(job: Job) -> Any:
        if job.content["name"] == "long":
            begun.wait()
            over.wait(60)
        return makes_a_team(job)

    running = jobs(database, waits)
    running.start()
    begun.wait()
    until = time.monotonic() + 60
    while teams(database) == 0 and time.monotonic() < until:
        time.sleep(0.01)
    assert states(database) == Counter(waiting=1, done=1)
    over.set()
    running.stop()
    assert states(database) == Counter(done=2)
