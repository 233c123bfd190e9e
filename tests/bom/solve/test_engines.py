"""Known problems with known answers, for every engine."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from cpq.bom.solve import (
    ANY,
    Clause,
    Conflict,
    Count,
    Derived,
    Engine,
    Is,
    Linear,
    MalformedModel,
    Model,
    Predicate,
    Table,
    Term,
    TooLarge,
    UnknownVariable,
    Variable,
    at_least,
    between,
)
from cpq.bom.solve.coupled.engine import CoupledEngine
from cpq.bom.solve.meaning import holds
from cpq.bom.solve.reference import ReferenceEngine
from cpq.bom.solve.sat import SatEngine
from tests.bom.solve.rack_server import rack_server

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(params=[ReferenceEngine, SatEngine, CoupledEngine])
def engine_of(request: pytest.FixtureRequest):
    return request.param


def ring(nodes: int, colours: int) -> Model:
    names = [f"n{place}" for place in range(nodes)]
    edges = [*pairwise(names), (names[-1], names[0])]
    return Model(
        tuple(Variable(name, tuple(range(colours))) for name in names),
        tuple(
            Clause(f"{one}-{other}", (Is(one, colour, positive=False), Is(other, colour, positive=False)))
            for one, other in edges
            for colour in range(colours)
        ),
    )


def test_an_odd_ring_needs_three_colours(engine_of: Callable[[Model], Engine]):
    assert engine_of(ring(5, 2)).conflict({}) == Conflict((), ("n0-n1", "n1-n2", "n2-n3", "n3-n4", "n4-n0"))
    assert engine_of(ring(5, 3)).solve({}) == {"n0": 0, "n1": 1, "n2": 0, "n3": 1, "n4": 2}


def test_counting_the_colourings_of_a_ring():
    assert ReferenceEngine(ring(5, 3)).count({}) == Count(2**5 - 2)
    assert ReferenceEngine(ring(5, 3)).count({"n0": 0}) == Count(10)


def coins(total: int) -> Model:
    purse = tuple(Variable(f"c{worth}", (0, 1)) for worth in (3, 5, 9, 14))
    terms = tuple(Term.times(coin, int(coin.name[1:])) for coin in purse)
    return Model(purse, (Linear("total", terms, "==", total),))


def test_a_subset_that_sums_to_the_total_is_found_and_one_that_does_not_is_refused(
    engine_of: Callable[[Model], Engine],
):
    assert engine_of(coins(17)).solve({}) == {"c3": 1, "c5": 0, "c9": 0, "c14": 1}
    assert engine_of(coins(14)).status({}).values == {"c3": (0,), "c5": (0, 1), "c9": (0, 1), "c14": (0, 1)}
    assert engine_of(coins(7)).conflict({}) == Conflict((), ("total",))


GPU = Variable("gpu", (0, 1, 2))
PSU = Variable("psu", (0, 1, 2, 3))
CABLES = Variable("cables", tuple(range(9)))
POWER = Linear("power", (Term.times(GPU, 350), Term("psu", ((1, -400), (2, -800), (3, -1600)))), "<=", -100)
WIRED = Linear("wired", (Term.times(CABLES, 1), Term.times(GPU, -2)), ">=", 0, when=(Is("gpu", 0, positive=False),))
SERVER = Model((GPU, PSU, CABLES), (POWER, WIRED))


def test_what_stands_against_an_option_is_named(engine_of: Callable[[Model], Engine]):
    engine = engine_of(SERVER)
    assert engine.why_not({"cables": 3, "psu": 1}, Is("gpu", 1)) == Conflict(("psu",), ("power",))
    assert engine.why_not({"cables": 3, "psu": 3}, Is("gpu", 2)) == Conflict(("cables",), ("wired",))
    assert engine.why_not({"psu": 3}, Is("gpu", 2)) is None


def test_the_entry_on_the_variable_asked_about_is_set_aside(engine_of: Callable[[Model], Engine]):
    assert engine_of(SERVER).why_not({"gpu": 1}, Is("gpu", 2)) is None


def test_a_value_outside_the_domain_stands_against_itself(engine_of: Callable[[Model], Engine]):
    assert engine_of(SERVER).why_not({}, Is("gpu", 7)) == Conflict((), ())
    assert engine_of(SERVER).conflict({"cables": 99}) == Conflict(("cables",), ())
    assert engine_of(SERVER).status({"cables": 99}).values == {"gpu": (), "psu": (), "cables": ()}


def test_a_selection_may_ask_for_at_least_one(engine_of: Callable[[Model], Engine]):
    status = engine_of(SERVER).status({"gpu": at_least(GPU, 1)}, only=["psu", "gpu"])
    assert status.values == {"psu": (2, 3), "gpu": (1, 2)}
    assert status.forced("psu") is None


def test_preferences_are_honoured_in_order_as_far_as_they_can_be(engine_of: Callable[[Model], Engine]):
    wishes = [Is("cables", 3), Is("gpu", 2), Is("gpu", 0, positive=False), Is("psu", 3)]
    assert engine_of(SERVER).solve({}, wishes) == {"gpu": 1, "psu": 3, "cables": 3}


def test_the_order_of_the_domain_decides_what_is_left(engine_of: Callable[[Model], Engine]):
    model = Model((Variable("size", (2, 0, 1)), Variable("colour", (1, 0))), (Clause("r", (Is("size", 0),)),))
    assert engine_of(model).solve({}) == {"size": 0, "colour": 1}


def test_a_row_of_a_table_may_accept_several_values_or_all(engine_of: Callable[[Model], Engine]):
    model = Model(
        (GPU, PSU, CABLES), (Table("fit", ("gpu", "psu", "cables"), ((0, ANY, 0), (1, frozenset({2, 3}), 2))),)
    )
    assert engine_of(model).status({"psu": 1}).values == {"gpu": (0,), "psu": (1,), "cables": (0,)}
    assert engine_of(model).status({"cables": 2}).values == {"gpu": (1,), "psu": (2, 3), "cables": (2,)}


def test_a_predicate_may_multiply(engine_of: Callable[[Model], Engine]):
    pairs = Derived("pairs", (Term.times(GPU, 1), Term.times(PSU, 1)))
    model = Model((GPU, PSU, CABLES), (Predicate("area", (pairs, "cables"), lambda each: each[0] * each[1] == 12),))
    assert engine_of(model).status({}).values == {"gpu": (0, 1, 2), "psu": (0, 1, 2, 3), "cables": (3, 4, 6)}


def test_a_cardinality_counts_the_options_that_are_chosen(engine_of: Callable[[Model], Engine]):
    ports = tuple(Variable(f"p{place}", (0, 1)) for place in range(4))
    model = Model(ports, between("ports", [Is(each.name, 1) for each in ports], 1, 2))
    assert engine_of(model).status({"p0": 1, "p3": 1}).values["p1"] == (0,)
    assert engine_of(model).conflict({"p0": 0, "p1": 0, "p2": 0, "p3": 0}) is not None


def test_a_model_without_variables_is_possible_unless_a_rule_says_no(engine_of: Callable[[Model], Engine]):
    assert engine_of(Model((), ())).solve({}) == {}
    assert engine_of(Model((), (Clause("never", ()),))).conflict({}) == Conflict((), ("never",))


def test_unknown_names_are_refused_with_the_nearest_known_one(engine_of: Callable[[Model], Engine]):
    with pytest.raises(UnknownVariable, match=r'"cable".*did you mean "cables"'):
        engine_of(SERVER).status({"cable": 1})
    with pytest.raises(MalformedModel, match=r'"psi".*did you mean "psu"'):
        Model((GPU, PSU), (Clause("r", (Is("psi", 1),)),))


@pytest.mark.parametrize(
    ("variables", "constraints", "says"),
    [
        ((GPU, GPU), (), 'variable "gpu" is given more than once'),
        ((Variable("x", (1, 1)),), (), "more than once"),
        ((Variable("x", (10**16,)),), (), "larger unit"),
        ((GPU,), (Linear("heavy", (Term("gpu", ((1, 10**16),)),), "<=", 1),), "heavy.*larger unit"),
        ((GPU,), (Table("ragged", ("gpu",), ((1, 2),)),), "row 1.*ragged.*2 cells; it needs 1"),
    ],
)
def test_a_model_that_is_none_is_refused(variables, constraints, says: str):
    with pytest.raises(MalformedModel, match=says):
        Model(variables, constraints)


def test_sizes_are_bounded_and_the_rule_is_named():
    wide = tuple(Variable(f"q{place}", tuple(range(100))) for place in range(4))
    with pytest.raises(TooLarge, match="reference engine"):
        ReferenceEngine(Model(wide, ()))
    with pytest.raises(TooLarge) as refused:
        SatEngine(Model(wide, (Predicate("volume", tuple(each.name for each in wide), lambda each: sum(each) > 1),)))
    assert refused.value.rule == "volume"
    with pytest.raises(TooLarge, match="500,000"):
        Model(tuple(Variable(f"q{place}", tuple(range(1000))) for place in range(501)), ())


def test_a_sum_may_have_thousands_of_terms():
    options = tuple(Variable(f"o{place}", (0, 1)) for place in range(3000))
    model = Model(options, (Linear("most", tuple(Term.times(each, 1) for each in options), "<=", 2),))
    with SatEngine(model) as engine:
        assert engine.status({"o7": 1, "o9": 1}, only=["o2999"]).values == {"o2999": (0,)}


def test_a_rack_server_is_configured_and_every_answer_keeps_every_rule():
    model = rack_server(watt_step=1, gram_step=10)
    with SatEngine(model) as engine:
        selection = {"chassis": 3, "gpu2": 2}
        left = engine.status(selection).values
        for name in ("psu", "cpu", "memory"):
            variable = next(each for each in left if each.startswith(name) and len(left[each]) > 1)
            solution = engine.solve(selection, [Is(variable, left[variable][-1])])
            assert solution is not None
            assert solution[variable] == left[variable][-1]
            assert all(holds(each, solution) for each in model.constraints)
