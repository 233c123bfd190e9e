"""CP-SAT answers as enumeration does: what is possible, what is best, and what each value costs at least."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.bom.solve import Model, Objective, Term
from cpq.bom.solve.cp_sat import CpSatEngine
from cpq.bom.solve.reference import ReferenceEngine
from tests.properties.test_engines import models, selections


@st.composite
def objectives(draw: st.DrawFn, model: Model) -> Objective:
    weight = st.integers(-9, 20)
    return tuple(Term(each.name, tuple((value, draw(weight)) for value in each.domain)) for each in model.variables)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_cp_sat_answers_as_enumeration_does(data: st.DataObject):
    model = data.draw(models())
    selection, objective = data.draw(selections(model)), data.draw(objectives(model))
    reference = ReferenceEngine(model)
    with CpSatEngine(model) as engine:
        assert engine.status(selection) == reference.status(selection)
        assert engine.best(selection, objective) == reference.best(selection, objective)
        assert engine.least(selection, objective) == reference.least(selection, objective)
