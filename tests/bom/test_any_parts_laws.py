"""What is said of a product whatever stands in its nested places is so with every number of every part."""

from __future__ import annotations

from itertools import combinations_with_replacement
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.bom.configuration import NestedSelection, Selection, configurator, configurator_with_any_parts
from cpq.bom.products import Product
from tests.bom.books import book

VALUES: dict[str, Any] = {
    "attributes": {"power": {"name": "Power"}},
    "products": {
        "X": {"kind": "sku", "name": "X", "attributes": {"power": 1}},
        "Y": {"kind": "sku", "name": "Y", "attributes": {"power": 3}},
        "SMALL": {"kind": "configurable", "name": "Small", "groups": {"cpu": {"name": "CPU", "options": {"X": {"max": 2}}}}},
        "LARGE": {"kind": "configurable", "name": "Large", "groups": {"cpu": {"name": "CPU", "options": {"X": None, "Y": None}}}},
    },
}  # fmt: skip
CONDITIONS = st.sampled_from(
    ['one == "X"', 'one != "X"', 'has("Y")', "one.quantity > 1", "size > 2", "size <= parts.quantity", "parts.quantity >= 2",
     "parts.quantity < 3", "parts.quantity * size == 4", "sum(parts.power) <= 4", "5 > sum(parts.power)", "sum(parts.power) > 2",
     "sum(parts.power) != 3", "sum(power) < 7", "sum(parts.power) > size", "max(parts.power) < 3", "parts.count == 1",
     "sum(parts.power * 2) > 4", "not (sum(parts.power) == 6)", "2 < sum(parts.power) < 6", "one.quantity == parts.quantity"]
)  # fmt: skip
RULES = st.lists(st.builds(lambda when, require: {"text": "t", "when": when, "require": require}, CONDITIONS, CONDITIONS)
                 | st.builds(lambda require: {"text": "t", "require": require}, CONDITIONS), min_size=1, max_size=4)  # fmt: skip


def _rulebook(rules: list[Any], least: int, when: str | None):
    box = {
        "kind": "configurable",
        "name": "Box",
        "groups": {"one": {"name": "One", "min": 0, "options": {"X": {"max": 3}, "Y": None}}},
        "inputs": {"size": {"attribute": "power", "values": [1, 2, 3]}},
        "nested": {"parts": {"name": "Parts", "products": ["SMALL", "LARGE"], "min": least, "max": 3, "when": when}},
        "rules": {f"r{number}": rule for number, rule in enumerate(rules)},
    }
    return book({**VALUES, "products": {**VALUES["products"], "BOX": box}})


@given(
    RULES, st.integers(0, 2), st.none() | CONDITIONS.filter(lambda text: "parts" not in text and "power" not in text)
)
@settings(max_examples=30, deadline=None)
def test_what_is_excluded_or_forced_whatever_stands_there_is_so_with_every_part(
    rules: list[Any], least: int, when: str | None
):
    rulebook: Any = _rulebook(rules, least, when)
    product: Any = rulebook.all(Product)["BOX"]
    anyhow = configurator_with_any_parts(rulebook, product).status(Selection())
    exact = configurator(rulebook, product)
    for number in range(least if when is None else 0, 4):
        for parts in combinations_with_replacement(["SMALL", "LARGE"], number):
            nested = {"parts": tuple(NestedSelection(part, Selection()) for part in parts)}
            state = exact.status(Selection(nested=nested))
            if state.possible:
                assert anyhow.possible
                for mine, all_of_them in zip(state.groups["one"], anyhow.groups["one"], strict=True):
                    assert set(mine.quantities) <= set(all_of_them.quantities)
                assert set(state.inputs["size"].values) <= set(anyhow.inputs["size"].values)
