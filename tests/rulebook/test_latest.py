"""What was used lately is kept, the rest makes room: held against a plain list."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cpq.rulebook.latest import Latest

STEPS = st.lists(st.tuples(st.booleans(), st.integers(0, 6), st.integers(1, 5)), max_size=40)
ROOM = 9


@given(STEPS)
def test_the_latest_that_fit_are_known_and_no_others(steps: list[tuple[bool, int, int]]) -> None:
    kept, known = Latest[int, str](ROOM), list[tuple[int, int]]()
    for keeps, key, size in steps:
        place = next((each for each in known if each[0] == key), None)
        if keeps:
            kept.keep(key, str(key), size)
            if place is None:
                known.append((key, size))
                while sum(each for _, each in known) > ROOM:
                    known.pop(0)
        else:
            assert kept.get(key) == (None if place is None else str(key))
            if place is not None:
                known.append(known.pop(known.index(place)))


def test_what_is_larger_than_the_room_puts_nothing_out() -> None:
    kept = Latest[str, str](2)
    kept.keep("small", "small")
    kept.keep("large", "large", 3)
    assert (kept.get("small"), kept.get("large")) == ("small", None)
