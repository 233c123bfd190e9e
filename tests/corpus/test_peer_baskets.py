"""Worked baskets of other engines come out of ours, under the settings that each declares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from cpq.money import arithmetic
from cpq.rulebook.finding import Refused
from tests.corpus.basket_answers import difference
from tests.corpus.peer_cases import ABSENT, FILE, Case, of_kind, report

pytestmark = pytest.mark.skipif(not FILE.is_file(), reason=ABSENT)


def _gone_through(agreed: Counter[str]) -> Iterator[tuple[Case, str | None]]:
    """Each basket with what is wrong with it; counted are those that agree, by engine and portability."""
    for case in of_kind("basket"):
        try:
            with arithmetic():
                wrong = difference(case)
        except Refused as refused:
            wrong = "; ".join(each.line("en") for each in refused.findings)
        for row in (case["portability"], f"{case['peer']} {case['portability']}"):
            agreed[f"{row}: agree"] += wrong is None
            agreed[f"{row}: all"] += 1
        yield case, wrong


def test_the_baskets_of_other_engines_come_out_of_ours(record_property: Callable[[str, object], None]) -> None:
    """All that any engine must agree on, and 95 % of what depends on settings; what is one engine's own is reported."""
    agreed: Counter[str] = Counter()
    universal, configurable, count, own = report("basket", _gone_through(agreed))
    for row, number in sorted(agreed.items()):
        record_property(row, number)
    record_property("otherwise under the declared settings", configurable)
    record_property("one engine's own", own)
    assert agreed["universal: all"], "no basket must come out everywhere"
    assert count, "no basket depends on settings"
    assert not universal, "\n".join(universal)
    assert len(configurable) <= count * 0.05, "\n".join(configurable)
