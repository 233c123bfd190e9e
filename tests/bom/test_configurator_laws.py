"""Laws of the configurator on random small products: engines agree, and every answer keeps the rules as written."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import product as combinations
from typing import Any

from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st

from cpq.bom.configuration import Configuration, Selection, configurator
from cpq.bom.configuration.amounts import OptionPlace
from cpq.bom.configuration.compiled import compile_product
from cpq.bom.configuration.keeping import broken_rules
from cpq.bom.products import Product
from cpq.bom.solve import Count
from cpq.rulebook.finding import Refused
from tests.bom.books import book

OPTIONS = ["A", "B", "C"]
VALUES: dict[str, Any] = {
    "attributes": {
        "power": {"name": "Power"},
        "kind": {"name": "Kind", "type": "choice", "values": {"x": "X", "y": "Y"}},
        "safe": {"name": "Safe", "type": "yes_no"},
    },
    "products": {
        "A": {"kind": "sku", "name": "A", "attributes": {"power": Decimal("1.5"), "kind": "x"}},
        "B": {"kind": "sku", "name": "B", "attributes": {"power": Decimal(-2), "kind": "y"}},
        "C": {"kind": "sku", "name": "C", "attributes": {"kind": "x"}},
    },
}
NUMBERS = st.sampled_from(
    ["1", "0.5", "3", "one.quantity", "two.count", "one.power", "sum(power)", "sum(two.power)", "factor",
     "one.power * factor", "sum(two.power) * one.quantity", 'quantity_of("A")', "two.quantity // 2", "min(factor, 2)",
     "two.quantity % 2", "sum(power) % 3", "sum(two.power) * two.quantity", "max(two.power) - min(power)",
     "1 / sum(two.power)", "sum(two.power) / 3", "max(sum(two.power), factor)", "(two.count if one.power > 0 else factor)",
     "sum(two.power * factor)", "count(power > one.power)", "round(sum(power) * 0.3)",
     "sum(power) % (factor - 2)", "sum(two.power) / (factor - 2) % 2", "sum(power) * 0 / 2"]
)  # fmt: skip
COMPARISONS = st.builds(
    lambda left, sign, right: f"{left} {sign} {right}",
    NUMBERS,
    st.sampled_from(["<", "<=", ">", ">=", "==", "!="]),
    NUMBERS,
)
ATOMS = COMPARISONS | st.sampled_from(
    ['has("A")', "safe", 'one == "B"', "one.kind == \"x\"", "any(two.power > 1)", "all(power < factor)",
     "max(two.power) <= factor", "min(power) > one.power", 'one in ["A", "C"]', '"C" in chosen', "count(two.power > 0) < 2",
     "two.quantity in [1, 3]", "sum(power) not in [0, 1.5]", "safe == (two.count > 1)", "one in chosen",
     "one.kind != (\"y\" if two.quantity > 2 else \"x\")"]
)  # fmt: skip
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: (
        st.builds(lambda a, word, b: f"({a} {word} {b})", inner, st.sampled_from(["and", "or"]), inner)
        | st.builds(lambda a: f"not ({a})", inner)
    ),
    max_leaves=4,
)


CONDITIONAL = st.sampled_from([None, "A", "two", "factor"])
"""What is on offer under a condition; the condition may ask for anything, even for itself."""

ROWS = st.lists(
    st.tuples(st.sampled_from(["A", "*", ["B", "C"]]), st.sampled_from(["*", True, False])).map(list),
    min_size=1,
    max_size=2,
)


@st.composite
def products(draw: st.DrawFn):
    conditional, condition = draw(CONDITIONAL), draw(ATOMS)

    def when(key: str) -> dict[str, Any]:
        return {"when": condition} if key == conditional else {}

    rules: dict[str, Any] = {
        f"r{number}": {
            "text": f"rule {number}",
            "require": draw(CONDITIONS),
            **draw(st.sampled_from([{}, {"when": "safe"}])),
        }
        for number in range(draw(st.integers(1, 3)))
    }
    asked = st.sampled_from([{}, {"when": "safe"}]) | st.fixed_dictionaries({"when": CONDITIONS})
    if draw(st.booleans()):
        rules["no"] = {"text": "no", "exclude": draw(st.permutations(OPTIONS))[:2], **draw(asked)}
    if draw(st.booleans()):
        rules["rows"] = {"text": "rows", "columns": ["one", "safe"], "rows": draw(ROWS), **draw(asked)}
    groups = {
        "one": {
            "name": "One",
            "min": draw(st.integers(0, 1)),
            "options": {"A": {"max": 2, "default": 1, **when("A")}, "B": {}, "C": {}},
        },
        "two": {
            "name": "Two",
            "min": draw(st.integers(0, 1)),
            "max": 2,
            "options": {"A": {"max": 2}, "B": {"max": 3, "default": 3}},
            **when("two"),
        },
    }
    inputs = {
        "factor": {"attribute": "power", "values": [Decimal("0.5"), 2, 3], "default": 2, **when("factor")},
        "safe": {"attribute": "safe"},
    }
    made = {"kind": "configurable", "name": "P", "groups": groups, "inputs": inputs, "rules": rules}
    return book({**VALUES, "products": {**VALUES["products"], "P": made}})


SELECTIONS = st.builds(
    Selection,
    st.fixed_dictionaries(
        {},
        optional={
            "one": st.dictionaries(st.sampled_from(OPTIONS), st.sampled_from([None, 0, 1]), max_size=1),
            "two": st.dictionaries(st.sampled_from(["A", "B"]), st.sampled_from([None, 0, 1, 2]), max_size=2),
        },
    ),
    st.fixed_dictionaries({}, optional={"safe": st.booleans()}),
)


@settings(max_examples=60, deadline=None)
@given(products(), SELECTIONS)
def test_engines_agree_and_what_is_completed_keeps_every_rule(rulebook, selection):
    product = rulebook.all(Product)["P"]
    sat, reference = (configurator(rulebook, product, engine) for engine in ("sat", "reference"))
    done = sat.complete(selection)
    try:
        enumerated = reference.complete(selection)
    except Refused:  # too many assignments to enumerate
        reject()
    assert done == enumerated
    assert replace(sat.status(selection), engine=None) == replace(reference.status(selection), engine=None)
    if isinstance(done, Configuration):
        assert sat.check(done) == ()
    else:
        assert sat.status(selection).conflict == done


@settings(max_examples=40, deadline=None)
@given(products())
def test_an_option_is_selectable_just_where_some_choice_of_everything_keeps_the_rules(rulebook):
    product = rulebook.all(Product)["P"]
    values = compile_product(rulebook, product, {}).values
    variables = values.vocabulary.decisions.variables
    whole = [
        dict(zip([each.name for each in variables], values, strict=True))
        for values in combinations(*(each.domain for each in variables))
    ]
    kept = [assignment for assignment in whole if not any(broken_rules(values, assignment))]
    state = configurator(rulebook, product).status(Selection())
    assert state.possible == bool(kept)
    assert configurator(rulebook, product).count(Selection()) == Count(len(kept))
    for slot in values.vocabulary.decisions.slots:
        picks = [slot.picks.get(assignment[slot.variable.name], ("", 0)) for assignment in kept]
        for option in state.groups[slot.group]:
            if option.code in slot.codes:
                assert option.quantities == tuple(sorted({q if code == option.code else 0 for code, q in picks}))


AMOUNTS = st.dictionaries(st.sampled_from([("one", "A"), ("one", "B"), ("two", "A"), ("two", "B")]), st.integers(-3, 5))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(products(), AMOUNTS)
def test_of_the_cheapest_the_one_is_taken_that_gives_up_the_fewest_defaults(rulebook, amounts):
    product = rulebook.all(Product)["P"]
    places = {OptionPlace(("P",), *place): Decimal(amount) for place, amount in amounts.items()}
    found = [
        configurator(rulebook, product, engine).complete(Selection(), places) for engine in ("sat", "circuit", "cp-sat")
    ]
    assert found[0] == found[1] == found[2]
    values = compile_product(rulebook, product, {}).values
    assume(not values.vocabulary.decisions.offers)
    variables = values.vocabulary.decisions.variables
    whole = (
        dict(zip([each.name for each in variables], row, strict=True))
        for row in combinations(*(each.domain for each in variables))
    )
    kept = [_chosen(values, each) for each in whole if not any(broken_rules(values, each))]
    if isinstance(found[0], Configuration):
        assert found[0].proven
        assert _rank(found[0].options, found[0].inputs, amounts) == min(_rank(*each, amounts) for each in kept)
    else:
        assert not kept


def _chosen(values, assignment):
    """The options and inputs of an assignment."""
    options: dict[str, dict[str, int]] = {}
    for slot in values.vocabulary.decisions.slots:
        code, quantity = slot.picks.get(assignment[slot.variable.name], (None, 0))
        if code:
            options.setdefault(slot.group, {})[code] = quantity
    entries = values.vocabulary.decisions.entries
    return options, {name: entry.element(assignment[name]) for name, entry in entries.items()}


def _rank(options, inputs, amounts) -> tuple[int, int]:
    """What is added up, and how many of the three defaults are not there."""
    total = sum(amounts.get((group, code), 0) * many for group, own in options.items() for code, many in own.items())
    kept = [options.get("one", {}).get("A") == 1, options.get("two", {}).get("B") == 3, inputs.get("factor") == 2]
    return total, kept.count(False)
