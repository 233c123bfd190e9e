"""Every case of `tests/cases/configuration`: a product, what the rep chose, what must come of it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path as Folder
from typing import Any

import pytest
import yaml

from cpq.bom.configuration import (
    Choice,
    Configuration,
    ConfigurationState,
    Explanation,
    NestedSelection,
    Repair,
    Selection,
    configurator,
    read_selection,
)
from cpq.bom.configuration.amounts import Amounts, OptionPlace
from cpq.bom.configuration.state import Path
from cpq.bom.explosion import nowhere
from cpq.bom.products import Configurable, Product
from cpq.bom.request import LineRequest
from cpq.bom.situation import Situation
from cpq.rulebook.rulebook import Rulebook
from tests.bom.books import Words, book, request, situation


def _by_place(case: dict[str, Any]) -> Amounts:
    """`RACK/SERVER/cpu/CPU-1`: the products, the group and the option."""
    places = {path: path.split("/") for path in case["amounts"]}
    return {
        OptionPlace(tuple(products), group, option): Decimal(str(case["amounts"][path]))
        for path, (*products, group, option) in places.items()
    }


FOLDER = Folder(__file__).parents[1] / "cases" / "configuration"
CASES = [
    pytest.param(
        document["rulebook"],
        {"amounts": document.get("amounts", {}), "situation": document.get("situation", False), **case},
        engine,
        id=f"{path.stem}: {case['name']} ({engine})",
    )
    for path in sorted(FOLDER.glob("*.yaml"))
    for document in [yaml.load(path.read_text(encoding="utf-8"), Words)]
    for case in document["cases"]
    for engine in case.get("engines", document.get("engines", ["sat", "reference"]))
]


def _ask(given: dict[str, Any], case: dict[str, Any], engine: Any):
    rulebook = book(given)
    product = rulebook.all(Product)[case["product"]]
    assert isinstance(product, Configurable)
    if "select" in case:  # as a program would, without anything being checked by name
        return configurator(rulebook, product, engine), _selected(case["select"])
    line = LineRequest.model_validate({"product": product.id, "quantity": 1, "configuration": case.get("choose", {})})
    selection, findings = read_selection(rulebook, product, line.configuration, nowhere)
    assert findings == ()
    return configurator(rulebook, product, engine, _situation(rulebook, case)), selection


def _situation(rulebook: Rulebook, case: dict[str, Any]) -> Situation | None:
    if not case["situation"]:
        return None
    channel = case.get("channel", "direct")
    return situation(rulebook, request({"channel": channel, "lines": [{"product": case["product"], "quantity": 1}]}))


def _selected(written: dict[str, Any]) -> Selection:
    nested = {
        place: tuple(
            NestedSelection(part["product"], _selected(part.get("select", {})), part.get("quantity", 1))
            for part in parts
        )
        for place, parts in written.get("nested", {}).items()
    }
    return Selection(written.get("options", {}), written.get("inputs", {}), nested)


@pytest.mark.parametrize(("rulebook", "case", "engine"), CASES)
def test_configuration_answers_as_the_case_says(rulebook: dict[str, Any], case: dict[str, Any], engine: str):
    asked, selection = _ask(rulebook, case, engine)
    for question, expected in case["expect"].items():
        assert ANSWERS[question](asked, selection, case) == expected, question


def _completed(asked, selection: Selection, case: Any):
    done = asked.complete(selection)
    if not isinstance(done, Configuration):
        return f"impossible: {done.text.en}"
    assert asked.check(done) == ()
    return {**done.options, **done.inputs}


def _given_up(asked, selection: Selection, case: Any):
    return [f"{each.text.en}: {each.why.text.en}" for each in asked.complete(selection).given_up]


def _states(asked, selection: Selection, case: Any):
    state, found = asked.status(selection), {}
    for path, wanted in case["expect"]["states"].items():
        *part, group = path.split("/")
        options = _state_of(state, _path(*part)).groups[group]
        found[path] = {option.code: option.state for option in options if option.code in wanted}
    return found


def _path(part: str = "") -> Path:
    """`shelves.0.nodes.1` as the path to a part."""
    return tuple(int(step) if step.isdecimal() else step for step in part.split(".")) if part else ()


def _state_of(state: ConfigurationState, path: Any) -> ConfigurationState:
    return _state_of(state.nested[path[0]][path[1]], path[2:]) if path else state


def _inside(asked, selection: Selection, case: Any):
    done = asked.complete(selection)
    assert asked.check(done) == ()
    parts = {path: _part(done, _path(path)) for path in case["expect"]["inside"]}
    return {path: {**part.options, **part.inputs} for path, part in parts.items()}


def _given_up_inside(asked, selection: Selection, case: Any):
    done = asked.complete(selection)
    parts = {path: _part(done, _path(path)) for path in case["expect"]["given_up_inside"]}
    return {path: [f"{each.text.en}: {each.why.text.en}" for each in part.given_up] for path, part in parts.items()}


def _part(done: Configuration, path: Any) -> Configuration:
    return _part(done.nested[path[0]][path[1]].configuration, path[2:]) if path else done


def _in_part(choice: Choice) -> str:
    return f"{choice.part.en}: {choice.text.en}" if choice.within else choice.text.en


def _quantities(asked, selection: Selection, case: Any):
    options = {option.code: option for group in asked.status(selection).groups.values() for option in group}
    return {code: list(options[code].quantities) for code in case["expect"]["quantities"]}


def _inputs(asked, selection: Selection, case: Any):
    inputs = asked.status(selection).inputs
    return {name: list(inputs[name].values) for name in case["expect"]["inputs"]}


def _why_not(asked, selection: Selection, case: Any):
    found = {}
    for path in case["expect"]["why_not"]:
        *part, group, option = path.split("/")
        why = asked.explain(selection, Choice(group, option, within=_path(*part)))
        found[path] = why.text.en if why else "nothing stands against it"
    return found


def _is_complete(asked, selection: Selection, case: Any):
    return asked.status(selection).complete


def _conflict(asked, selection: Selection, case: Any):
    conflict = asked.status(selection).conflict
    return conflict and conflict.text.en


def _hidden(asked, selection: Selection, case: Any):
    return {key: rule.text.en for key, rule in asked.status(selection).hidden.items()}


def _hidden_zh(asked, selection: Selection, case: Any):
    return {key: rule.text.zh for key, rule in asked.status(selection).hidden.items()}


def _unsold(asked, selection: Selection, case: Any):
    return {key: rule.text.en for key, rule in asked.status(selection).unsold.items()}


def _cheapest(asked, selection: Selection, case: Any):
    done = asked.complete(selection, _by_place(case))
    if not isinstance(done, Configuration):
        return f"impossible: {done.text.en}"
    assert done.proven
    assert asked.check(done) == ()
    return done.options


def _cheapest_inside(asked, selection: Selection, case: Any):
    done = asked.complete(selection, _by_place(case))
    return {path: _part(done, _path(path)).options for path in case["expect"]["cheapest_inside"]}


def _effects(asked, selection: Selection, case: Any):
    effects = asked.price_effects(selection, _by_place(case))
    assert effects.proven
    options = {code: amounts for group in effects.options.values() for code, amounts in group.items()}
    return {name: effects.total if name == "total" else options[name] for name in case["expect"]["effects"]}


def _numbers(asked, selection: Selection, case: Any):
    return {place: list(each.quantities) for place, each in asked.status(selection).numbers.items()}


def _parts(asked, selection: Selection, case: Any):
    done = asked.complete(selection)
    return {place: [each.configuration.product for each in parts] for place, parts in done.nested.items()}


def _why_not_so_many(asked, selection: Selection, case: Any):
    return {
        asking: _number_answer(asked.explain(selection, _so_many(asking)))
        for asking in case["expect"]["why_not_so_many"]
    }


def _number_answer(why: Explanation | None) -> str:
    return why.text.en if why else "nothing stands against it"


def _so_many(asking: str) -> Choice:
    """`shelves.0.nodes PRODUCT 3`."""
    path, *product, number = asking.split()
    *within, name = path.split(".")
    return Choice(name, product[0] if product else None, int(number), within=_path(".".join(within)))


def _repairs_for(asked, selection: Selection, case: Any):
    asking = case["expect"]["repairs_for"]
    return {each: [_said(way) for way in asked.repairs(selection, _so_many(each)).ways] for each in asking}


def _count(asked, selection: Selection, case: Any):
    count = asked.count(selection)
    assert count.exact
    return count.number


def _repairs(asked, selection: Selection, case: Any):
    found = {}
    for path in case["expect"]["repairs"]:
        *part, group, option = path.split("/") if path else ("", "")
        repairs = asked.repairs(selection, Choice(group, option, within=_path(*part)) if path else None)
        found[path] = [_said(repair) for repair in repairs.ways]
    return found


def _said(repair: Repair) -> str:
    given_up, instead = (", ".join(map(_in_part, side)) for side in (repair.given_up, repair.instead))
    return f"give up {given_up}; take {instead}" if given_up else "give up nothing"


ANSWERS = {
    "hidden": _hidden,
    "hidden_zh": _hidden_zh,
    "completed": _completed,
    "given_up": _given_up,
    "states": _states,
    "inside": _inside,
    "given_up_inside": _given_up_inside,
    "quantities": _quantities,
    "inputs": _inputs,
    "why_not": _why_not,
    "complete": _is_complete,
    "conflict": _conflict,
    "unsold": _unsold,
    "cheapest": _cheapest,
    "cheapest_inside": _cheapest_inside,
    "effects": _effects,
    "count": _count,
    "repairs": _repairs,
    "numbers": _numbers,
    "parts": _parts,
    "why_not_so_many": _why_not_so_many,
    "repairs_for": _repairs_for,
}
