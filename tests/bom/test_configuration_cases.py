"""Every case of `tests/cases/configuration`: a product, what the rep chose, what must come of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from cpq.bom.configuration import Choice, Configuration, Selection, configurator, read_selection
from cpq.bom.explosion import nowhere
from cpq.bom.products import Configurable, Product
from cpq.bom.request import LineRequest
from tests.bom.books import Words, book

FOLDER = Path(__file__).parents[1] / "cases" / "configuration"
CASES = [
    pytest.param(document["rulebook"], case, engine, id=f"{path.stem}: {case['name']} ({engine})")
    for path in sorted(FOLDER.glob("*.yaml"))
    for document in [yaml.load(path.read_text(encoding="utf-8"), Words)]
    for case in document["cases"]
    for engine in case.get("engines", document.get("engines", ["sat", "reference"]))
]


def _ask(given: dict[str, Any], case: dict[str, Any], engine: Any):
    rulebook = book(given)
    product = rulebook.all(Product)[case["product"]]
    assert isinstance(product, Configurable)
    line = LineRequest.model_validate({"product": product.id, "quantity": 1, "configuration": case.get("choose", {})})
    selection, findings = read_selection(rulebook, product, line.configuration, nowhere)
    assert findings == ()
    return configurator(rulebook, product, engine), selection


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
    groups = asked.status(selection).groups
    wanted = case["expect"]["states"]
    return {
        group: {option.code: option.state for option in groups[group] if option.code in wanted[group]}
        for group in wanted
    }


def _quantities(asked, selection: Selection, case: Any):
    options = {option.code: option for group in asked.status(selection).groups.values() for option in group}
    return {code: list(options[code].quantities) for code in case["expect"]["quantities"]}


def _inputs(asked, selection: Selection, case: Any):
    inputs = asked.status(selection).inputs
    return {name: list(inputs[name].values) for name in case["expect"]["inputs"]}


def _why_not(asked, selection: Selection, case: Any):
    found = {}
    for path in case["expect"]["why_not"]:
        group, option = path.split("/")
        why = asked.explain(selection, Choice(group, option))
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


ANSWERS = {
    "hidden": _hidden,
    "hidden_zh": _hidden_zh,
    "completed": _completed,
    "given_up": _given_up,
    "states": _states,
    "quantities": _quantities,
    "inputs": _inputs,
    "why_not": _why_not,
    "complete": _is_complete,
    "conflict": _conflict,
}
