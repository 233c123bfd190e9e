"""Who asks the same again gets the same bytes without the engine: never another question's, never what they may not see."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from itertools import product

import pytest

from cpq.api.desk import desk_for
from cpq.app import endpoints, layered
from cpq.kinds import SECTIONS
from cpq.platform.in_force import InForce, Planned
from cpq.platform.observing.metrics import Metrics
from cpq.platform.people.rights import Role
from cpq.platform.remembered import LARGEST_SHARE, OVERHEAD, Question, Remembered
from cpq.platform.settings import Settings
from cpq.platform.storage.database import Database
from cpq.rulebook.rulebook import Rulebook
from docs.generator.example import example_rulebook
from tests.service.caller import HEAD, Caller, key_of
from tests.service.databases import fresh_sqlite

QUOTE = {"id": "Q", **HEAD, "lines": [{"product": "GRN-64", "quantity": "1"}]}
CHOICE = {**HEAD, "configuration": {"heads": {"HEAD-STD": 3}}, "choice": {"name": "water", "option": "PLUMB-KIT"}}
CONFIGURATION = {each: CHOICE[each] for each in CHOICE if each != "choice"}
ASKED: Sequence[tuple[str, object]] = (
    ("/v1/prices", QUOTE),
    ("/v1/explanations", {"request": QUOTE, "line": "1"}),
    ("/v1/configurations/CRESTA", CONFIGURATION),
    ("/v1/configurations/CRESTA/complete", CONFIGURATION),
    ("/v1/configurations/CRESTA/repairs", CONFIGURATION),
    ("/v1/configurations/CRESTA/choose", CHOICE),
    ("/v1/configurations/CRESTA/explain", CHOICE),
)


def service_of(in_force: InForce, **settings: object) -> tuple[Caller, Caller]:
    """Who sees costs, and who does not, at one service."""
    database = Database(fresh_sqlite())
    app = layered(endpoints(desk_for(Settings.model_validate({"metrics": True, **settings}), in_force, database)))
    return Caller(app, key_of(database, Role.ADMIN)), Caller(app, key_of(database, Role.INTEGRATION))


def kept(service: Caller) -> tuple[int, int]:
    """How many answers were given again, and how many were made."""
    lines = service.get("/metrics").text.splitlines()
    found = {line.split()[0]: int(float(line.split()[1])) for line in lines if line.startswith("cpq_answers_asked_t")}
    return tuple(found.get(f'cpq_answers_asked_total{{kept="{each}"}}', 0) for each in ("yes", "no"))  # type: ignore[return-value]


def test_what_is_given_again_is_to_the_byte_what_the_engine_says() -> None:
    remembering, forgetful = (service_of(InForce(example_rulebook()), remembered_bytes=each) for each in (10**7, 0))
    for (path, body), role in product(ASKED, (0, 1)):
        said = [service[role].post(path, body) for service in (remembering, remembering, forgetful)]
        assert {each.status_code for each in said} == {200}, said[0].text
        assert said[0].content == said[1].content == said[2].content, path
    assert kept(remembering[0]) == (2 * len(ASKED), 2 * len(ASKED))
    assert kept(forgetful[0]) == (0, 2 * len(ASKED))


def test_who_sees_no_costs_never_gets_what_was_said_to_who_does() -> None:
    admin, integration = service_of(InForce(example_rulebook()))
    told, untold = admin.post("/v1/prices", QUOTE).json(), integration.post("/v1/prices", QUOTE).json()
    assert "cost" in told["totals"]
    assert "cost" not in untold["totals"]
    assert kept(admin) == (0, 2)


class Newer:
    """A shelf on which the example lies under another version."""

    def plan(self, now: datetime) -> Sequence[Planned]:
        return [Planned("newer", None, now)]

    def rulebook(self, version: str) -> Rulebook:
        return Rulebook(version, {section.kind: example_rulebook().all(section.kind) for section in SECTIONS})


def test_another_rulebook_is_asked_anew() -> None:
    in_force = InForce(example_rulebook(), Newer())
    service, _ = service_of(in_force)
    before = service.post("/v1/prices", QUOTE).json()
    in_force.look()
    after = service.post("/v1/prices", QUOTE).json()
    assert (before["rulebook_version"], after["rulebook_version"]) == (example_rulebook().version, "newer")


def test_what_is_refused_is_not_kept_and_told_in_the_readers_language() -> None:
    service, _ = service_of(InForce(example_rulebook()))
    wrong = {**QUOTE, "currency": "XXX"}
    said = [service.post("/v1/prices", wrong, accept_language=each) for each in ("zh", "en")]
    assert [each.headers["content-language"] for each in said] == ["zh", "en"]
    assert kept(service) == (0, 2)


def test_no_two_questions_are_one() -> None:
    parts = ("", "1", "11", "a", "1a")
    questions = [
        Question(version, costs, address, content.encode())
        for version, costs, address, content in product(parts, (True, False), parts, parts)
    ]
    assert len({each.digest for each in questions}) == len(questions)


def memory(most: int) -> Remembered:
    return Remembered(most, Metrics())


def test_the_oldest_make_room_and_no_more_is_kept_than_fits() -> None:
    answer = b"x" * 500
    most = LARGEST_SHARE * (len(answer) + OVERHEAD)
    full = memory(most)
    names = [str(number).encode() for number in range(LARGEST_SHARE + 1)]
    for name in names[:-1]:
        full.keep(name, answer)
    assert full.find(names[0]) == answer, "used last, so that the second goes first"
    full.keep(names[-1], answer)
    assert [full.find(name) is not None for name in names] == [True, False, *[True] * (LARGEST_SHARE - 1)]


@pytest.mark.parametrize("answer", [b"x" * 5_000, json.dumps({"proven": False}, separators=(",", ":")).encode()])
def test_what_is_large_or_not_proven_is_not_kept(answer: bytes) -> None:
    some = memory(10_000)
    some.keep(b"question", answer)
    assert some.find(b"question") is None
