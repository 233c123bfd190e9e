"""Racks are filled with cards at the least price (CSPLib problem 31), with the optima that are published for it."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from cpq.bom.solve import Linear, Model, Term, Variable
from cpq.bom.solve.cp_sat.engine import LIMIT, CpSatEngine
from cpq.bom.solve.meaning import holds
from tests.corpus.corpus import ABSENT, ALL, CORPUS

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason=ABSENT)

QUICKLY_PROVEN = {"csplib031_r1"}


@pytest.mark.parametrize(("file", "optimum"), [("csplib031_r1", 550), ("csplib031_r2", 1100)])
def test_the_cheapest_racks_are_found_and_proven_where_there_is_time(file: str, optimum: int):
    given = json.loads((CORPUS / "rack" / f"{file}.json").read_text("utf-8"))
    model, prices = racks(given["nRacks"], given["models"], given["cardTypes"])
    best = CpSatEngine(model, limit=40 if ALL else LIMIT).best({}, prices)
    assert best is not None
    assert best.total == optimum
    assert best.proven or not (ALL or file in QUICKLY_PROVEN)
    assert all(holds(each, best.solution) for each in model.constraints)


def racks(count: int, kinds: list[list[int]], cards: list[list[int]]) -> tuple[Model, tuple[Term, ...]]:
    """Each rack is of one kind, or 0 for none, which bounds the power and the number of its cards. Dearer racks come first."""
    racks = [Variable(f"rack{number}", tuple(range(len(kinds) + 1))) for number in range(count)]
    held = [[Variable(f"{rack.name}/{power}W", tuple(range(wanted + 1))) for power, wanted in cards] for rack in racks]
    constraints: list[Linear] = []
    for rack, own in zip(racks, held, strict=True):
        for rule, at, uses in (("power", 0, [power for power, _ in cards]), ("connectors", 1, [1] * len(cards))):
            room = Term(rack.name, tuple((number, -kind[at]) for number, kind in enumerate(kinds, start=1)))
            terms = [Term.times(card, use) for card, use in zip(own, uses, strict=True)]
            constraints.append(Linear(rule, (*terms, room), "<=", 0))
    for (power, wanted), same in zip(cards, zip(*held, strict=True), strict=True):
        constraints.append(Linear(f"{power}W", tuple(Term.times(card, 1) for card in same), "==", wanted))
    for one, next_one in pairwise(racks):
        constraints.append(Linear("order", (Term.times(one, 1), Term.times(next_one, -1)), ">=", 0))
    prices = tuple(Term(rack.name, tuple((n, kind[2]) for n, kind in enumerate(kinds, start=1))) for rack in racks)
    return Model((*racks, *(card for own in held for card in own)), tuple(constraints)), prices
