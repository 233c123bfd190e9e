"""The stage log of one deal: entered late, gone back, skipped, opened again, corrected."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cpq.opportunities.stage_log import Entry, Visit, stage_at, visits


def march(day: int) -> datetime:
    return datetime(2026, 3, day, 9, tzinfo=UTC)


LOG = (
    Entry(1, "prospect", march(1), march(1), "ann"),
    Entry(2, "proposal", march(4), march(10), "ann"),  # written down six days late
    Entry(3, "prospect", march(12), march(12), "ann", "budget gone"),
    Entry(4, "won", march(20), march(20), "ann"),
    Entry(5, "proposal", march(15), march(21), "bob", "wrong customer", retracts=4),
    Entry(6, "lost", march(25), march(25), "bob"),
    Entry(7, "proposal", march(28), march(28), "bob", "they called again"),
)


def test_where_the_deal_was_and_where_it_was_thought_to_be() -> None:
    assert stage_at(LOG, march(5)) == "proposal"
    assert stage_at(LOG, march(5), march(9)) == "prospect"
    assert stage_at(LOG, march(20), march(20)) == "won"
    assert stage_at(LOG, march(20), march(21)) == "proposal"
    assert stage_at(LOG, march(28)) == "proposal"
    assert stage_at(LOG, march(1) - timedelta(seconds=1)) is None


def test_every_stay_has_its_length() -> None:
    assert [(each.stage, each.lasted(march(30)).days) for each in visits(LOG)] == [
        ("prospect", 3),
        ("proposal", 8),
        ("prospect", 3),
        ("proposal", 10),
        ("lost", 3),
        ("proposal", 2),
    ]
    assert visits(LOG, until=march(5))[-1] == Visit("proposal", march(4), None)


def test_taking_a_retraction_back_lets_the_entry_hold_again() -> None:
    log = (*LOG[:5], Entry(6, None, march(22), march(22), "bob", "right after all", retracts=5))
    assert stage_at(log, march(22)) == "won"
    assert stage_at(log, march(22), march(21)) == "proposal"
