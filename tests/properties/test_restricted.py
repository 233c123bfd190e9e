"""Values ruled out beside a model are ruled out as if the model said so."""

from __future__ import annotations

from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from cpq.bom.solve import Clause, Conflict, Is, Model, Term, Variable
from cpq.bom.solve.reference import ReferenceEngine
from cpq.bom.solve.restricted import RestrictedEngine, RuledOut
from cpq.bom.solve.sat import SatEngine
from tests.properties.test_engines import LAWS, VALUES, models, selections


@st.composite
def restrictions(draw: st.DrawFn) -> tuple[Model, list[RuledOut]]:
    model = draw(models())
    drawn = draw(
        st.lists(
            st.tuples(st.sampled_from([each.name for each in model.variables]), st.frozensets(VALUES, min_size=1)),
            min_size=1,
            max_size=3,
        )
    )
    return model, [RuledOut(f"out{number}", name, values) for number, (name, values) in enumerate(drawn)]


def written(model: Model, ruled_out: list[RuledOut]) -> Model:
    """The model that says it all itself."""
    clauses = [
        Clause(each.rule, (Is(each.variable, value, positive=False),))
        for each in ruled_out
        for value in sorted(each.values)
    ]
    return Model(model.variables, (*model.constraints, *clauses))


@LAWS
@given(restrictions(), st.data())
def test_what_is_possible_is_what_the_model_with_the_rules_in_it_makes_possible(restricted, data: st.DataObject):
    model, ruled_out = restricted
    selection = data.draw(selections(model))
    objective = [Term.times(each, 3 - number) for number, each in enumerate(model.variables)]
    whole = ReferenceEngine(written(model, ruled_out))
    engine = RestrictedEngine(SatEngine(model), ruled_out)
    assert engine.status(selection) == whole.status(selection)
    assert engine.count(selection) == whole.count(selection)
    assert engine.solve(selection) == whole.solve(selection)
    assert engine.best(selection, objective) == whole.best(selection, objective)
    assert engine.least(selection, objective) == whole.least(selection, objective)


@LAWS
@given(restrictions(), st.data())
def test_a_conflict_is_one_and_nothing_of_it_could_be_left_out(restricted, data: st.DataObject):
    model, ruled_out = restricted
    selection = data.draw(selections(model))
    everything = written(model, ruled_out)
    conflict = RestrictedEngine(SatEngine(model), ruled_out).conflict(selection)
    assert (conflict is None) == (ReferenceEngine(everything).solve(selection) is not None)
    if conflict is None or conflict == ReferenceEngine(everything).conflict(selection):
        return

    def possible(entries, rules) -> bool:
        kept = tuple(each for each in everything.constraints if each.rule in rules)
        part = ReferenceEngine(Model(model.variables, kept))
        return part.solve({name: selection[name] for name in entries}) is not None

    assert not possible(conflict.entries, conflict.rules)
    for entry in conflict.entries:
        assert possible([name for name in conflict.entries if name != entry], everything.rules)
    for rule in conflict.rules:
        assert possible(conflict.entries, [each for each in conflict.rules if each != rule])


def test_a_conflict_that_is_the_models_own_is_one_question():
    """Whatever else is ruled out: a page explains several defaults that were given up."""
    model = Model(tuple(Variable(name, (0, 1)) for name in "abc"), (Clause("not both", (Is("a", 0), Is("b", 0))),))
    with SatEngine(model) as engine, patch.object(engine, "conflict", wraps=engine.conflict) as asked:
        restricted = RestrictedEngine(engine, [RuledOut("out", "c", frozenset((1,)))])
        with (
            patch.object(engine, "status", side_effect=AssertionError),
            patch.object(engine, "solve", side_effect=AssertionError),
        ):
            assert restricted.conflict({"a": 1, "b": 1}) == Conflict(("a", "b"), ("not both",))
    assert asked.call_count == 1


def test_a_value_that_there_is_not_is_no_reason_where_nothing_can_be_had_anyway():
    nothing = Model((Variable("a", (1,)), Variable("b", (0,))), (Clause("never", ()),))
    restricted = RestrictedEngine(SatEngine(nothing), [RuledOut("out", "a", frozenset())])
    assert restricted.conflict({"b": 1}) == Conflict((), ("never",))


@LAWS
@given(restrictions(), st.data())
def test_why_not_answers_just_where_the_value_cannot_be_had(restricted, data: st.DataObject):
    model, ruled_out = restricted
    selection = data.draw(selections(model))
    literal = Is(data.draw(st.sampled_from([each.name for each in model.variables])), data.draw(VALUES))
    why = RestrictedEngine(SatEngine(model), ruled_out).why_not(selection, literal)
    whole = ReferenceEngine(written(model, ruled_out)).why_not(selection, literal)
    assert (why is None) == (whole is None)
    assert why is None or literal.variable not in why.entries
