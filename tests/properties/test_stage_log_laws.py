"""Laws of the stage log: it answers for every moment by what was known at every other one, as a naive account of the same history does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cpq.opportunities.stage_log import Entry, holding, stage_at, visits

START = datetime(2026, 1, 1, tzinfo=UTC)
HOURS = st.integers(0, 40)
STAGES = st.sampled_from(["prospect", "proposal", "won", "lost"])


def hour(number: int) -> datetime:
    return START + timedelta(hours=number)


@st.composite
def histories(draw: st.DrawFn) -> list[Entry]:
    """What people write: stages entered now or before, mistakes taken back, mistakes corrected, retractions taken back."""
    log: list[Entry] = []
    known = 0
    for number in range(1, draw(st.integers(1, 8)) + 1):
        known += draw(st.integers(0, 6))
        kind = draw(st.sampled_from(["enter", "enter", "retract", "correct"])) if log else "enter"
        retracts = None if kind == "enter" else draw(st.integers(1, len(log)))
        stage = None if kind == "retract" else draw(STAGES)
        entered = draw(st.integers(0, known)) if stage else known
        log.append(Entry(number, stage, hour(entered), hour(known), "ann", retracts=retracts))
    return log


def believed(log: Sequence[Entry], known: datetime) -> list[Entry]:
    """Naively: an entry counts where nothing that counts and was known by then takes it back."""
    told = [each for each in log if each.known <= known]

    def counts(entry: Entry) -> bool:
        return not any(counts(each) for each in told if each.retracts == entry.number)

    return [each for each in told if each.stage is not None and counts(each)]


def naive_stage(log: Sequence[Entry], moment: datetime, known: datetime) -> str | None:
    """Naively: hour by hour, the deal is moved by whatever was entered then."""
    stage = None
    for now in range(41):
        for each in believed(log, known):
            if each.entered == hour(now) and each.entered <= moment:
                stage = each.stage
    return stage


@given(histories(), HOURS, HOURS)
def test_the_stage_at_a_moment_is_what_was_believed_of_it_then(log: list[Entry], moment: int, known: int) -> None:
    assert stage_at(log, hour(moment), hour(known)) == naive_stage(log, hour(moment), hour(known))


@given(histories(), HOURS)
def test_what_was_known_does_not_change_with_what_is_written_later(log: list[Entry], known: int) -> None:
    until = [each for each in log if each.known <= hour(known)]
    assert holding(log, hour(known)) == holding(until)
    assert visits(log, hour(known)) == visits(until)


@given(histories(), HOURS)
def test_the_stays_follow_on_each_other_and_say_the_stage_of_every_hour(log: list[Entry], moment: int) -> None:
    stays = visits(log)
    assert all(one.left == next_.entered and one.stage != next_.stage for one, next_ in pairwise(stays))
    assert all(each.left is not None for each in stays[:-1])
    held = [each for each in stays if each.entered <= hour(moment) and (each.left is None or hour(moment) < each.left)]
    assert stage_at(log, hour(moment)) == (held[-1].stage if held else None)
    assert visits(log, until=hour(moment)) == tuple(
        each if each.left is not None and each.left <= hour(moment) else type(each)(each.stage, each.entered, None)
        for each in stays
        if each.entered <= hour(moment)
    )


@given(histories(), st.randoms())
def test_the_order_of_reading_changes_nothing(log: list[Entry], random: object) -> None:
    shuffled = list(log)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert holding(shuffled) == holding(log)
