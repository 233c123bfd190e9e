"""All questions of one answer draw on one account: however many they are, it ends, and says what it does not know."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from random import Random
from typing import cast
from unittest.mock import patch

import pytest

from cpq.bom.configuration import Choice, Configurator, Selection, configurator
from cpq.bom.configuration.completing import Defaults
from cpq.bom.products import Configurable, Product
from cpq.bom.solve import Clause, Engine, Is, Model, OutOfBudget, Status, Variable, account
from cpq.bom.solve import Selection as Entries
from cpq.bom.solve.effort import Effort
from cpq.bom.solve.errors import out_of_budget
from cpq.bom.solve.reference import ReferenceEngine
from cpq.bom.solve.repairs import Demand, ways_out
from cpq.bom.solve.sat import SatEngine
from tests.bom.books import book
from tests.bom.solve.test_limits import pigeons


@contextmanager
def an_answer_of(units: float, second_opinion: float = 0.0) -> Generator[None]:
    with patch.object(account, "ANSWER", units), patch.object(account, "SECOND_OPINION", second_opinion):
        yield


@pytest.fixture
def searches() -> Iterator[list[None]]:
    made: list[None] = []
    spend = Effort.spend

    def counted(self: Effort, conflicts: int, propagations: int) -> None:
        made.append(None)
        spend(self, conflicts, propagations)

    with patch.object(Effort, "spend", counted):
        yield made


def test_where_nothing_is_left_no_further_question_is_searched(searches: list[None]):
    with an_answer_of(0.02), SatEngine(pigeons(10)) as engine:
        with account.one_answer():
            with pytest.raises(OutOfBudget):
                engine.status({"on": 1}, ())
            begun = len(searches)
            with pytest.raises(OutOfBudget):
                engine.status({"on": 1, "seen": 1}, ())
            assert len(searches) == begun
        with account.one_answer():
            assert engine.status({"on": 0}, ()).possible


def test_an_answer_within_another_has_no_account_of_its_own():
    with an_answer_of(1.0), account.one_answer():
        mine = account.open_account()
        assert mine is not None
        mine.spend(0.5)
        with account.one_answer():
            assert account.open_account() is mine
        assert account.open_account() is mine
    assert account.open_account() is None


def test_ways_out_that_were_found_before_the_end_are_told():
    """Each of three pairs contradicts itself, so that there are eight ways; the engine gives up at some question."""
    names = [f"{letter}{place}" for place in range(3) for letter in "ab"]
    rules = [Clause(f"r{place}", (Is(f"a{place}", 0), Is(f"b{place}", 0))) for place in range(3)]
    model = Model(tuple(Variable(name, (0, 1)) for name in names), tuple(rules))
    demands = {name: Demand(name, frozenset((1,))) for name in names}
    with ReferenceEngine(model) as engine:
        every = ways_out(engine, {}, demands, 8)
        assert every.proven
        for questions in range(0, 40, 3):
            found = ways_out(cast("Engine", _Tired(engine, questions)), {}, demands, 8)
            assert found.proven is (len(found.found) == 8)
            assert found.found in (every.found[: len(found.found)], every.found[-1:])


class _Tired:
    """An engine that answers so many questions."""

    def __init__(self, engine: Engine, questions: int) -> None:
        self._engine = engine
        self._left = questions

    def __getattr__(self, name: str) -> object:
        return getattr(self._engine, name)

    def status(self, selection: Entries, only: tuple[str, ...]) -> Status:
        self._left -= 1
        if self._left < 0:
            raise out_of_budget()
        return self._engine.status(selection, only)


def entangled(options: int = 12, sums: int = 3, most: int = 8) -> Configurator:
    """Sums over all quantities, each of which counts once or twice, and each sum comes to half of what it can."""
    random = Random(1)
    weights = [[random.choice((1, 2)) for _ in range(options)] for _ in range(sums)]
    rules = {
        f"sum{place}": {
            "text": {"zh": "和", "en": "sum"},
            "require": " + ".join(f'{weight} * quantity_of("O{option}")' for option, weight in enumerate(each))
            + f" == {sum(each) * most // 2}",
        }
        for place, each in enumerate(weights)
    }
    name = {"zh": "件", "en": "Part"}
    parts = {f"O{option}": {"kind": "sku", "name": name} for option in range(options)}
    groups = {
        f"g{option}": {"name": name, "min": 0, "options": {f"O{option}": {"max": most}}} for option in range(options)
    }
    rulebook = book(
        {"products": {**parts, "P": {"kind": "configurable", "name": name, "groups": groups, "rules": rules}}}
    )
    product = rulebook.all(Product)["P"]
    assert isinstance(product, Configurable)
    return configurator(rulebook, product)


CHOSEN = Selection(options={"g0": {"O0": 3}, "g1": {"O1": 5}, "g2": {"O2": 1}})


def test_a_product_that_explodes_is_answered_all_the_same():
    """With what there is for the answer: what is possible is shown so, also of what was chosen, and said not to be proven."""
    with an_answer_of(0.3, 0.15):
        state = entangled().status(CHOSEN)
    assert not state.proven
    assert [option.quantities for option in state.groups["g0"]] == [tuple(range(9))]


@pytest.mark.parametrize("units", [0.0, 0.02])
def test_the_ways_out_of_such_a_product_are_answered_too(units: float):
    """Not refused: what was found until then, and that it is not proven."""
    with an_answer_of(units, units / 2):
        assert not entangled().repairs(CHOSEN, Choice("g3", "O3", 7)).proven


def test_a_way_out_is_told_though_it_is_not_known_what_stands_instead():
    asked = entangled(options=4, sums=1)
    choice = Choice("g3", "O3", 8)
    known = asked.repairs(CHOSEN, choice)
    assert all(way.instead for way in known.ways)
    with patch.object(Defaults, "plain", side_effect=out_of_budget()):
        short = asked.repairs(CHOSEN, choice)
    assert {way.given_up for way in short.ways} <= {way.given_up for way in asked.repairs(CHOSEN, choice, 25).ways}
    assert short.ways
    assert not any(way.instead for way in short.ways)
