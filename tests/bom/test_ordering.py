"""What is said of a variant that is not chosen in full, or not made."""

import pytest

from cpq.bom.explosion import explode_request
from tests.bom.books import book, request, situation

HOSE = """
attributes:
  length: {name: Length, type: choice, values: {1m: 1 m, 3m: 3 m}}
  colour: {name: Colour, type: choice, values: {red: Red, blue: Blue}}
products:
  HOSE:
    kind: variants
    name: {zh: 软管, en: Hose}
    axes: {length: [1m, 3m], colour: [red, blue]}
    code: "HOSE-{length}-{colour}"
    without: [{length: 1m, colour: red}]
"""


@pytest.mark.parametrize(
    ("line", "said"),
    [
        # 1m in red is not made, so that the example is the next
        ({}, 'choose the length, colour of "Hose", such as variant: {length: 1m, colour: blue}'),
        (
            {"variant": {"colour": "red"}},
            'choose the length of "Hose", such as variant: {length: 3m, colour: red}',
        ),
    ],
)
def test_an_example_names_every_axis_and_keeps_what_was_chosen(line: dict[str, object], said: str) -> None:
    given = book(HOSE)
    asked = request({"lines": [{"product": "HOSE", "quantity": 1, **line}]})
    (finding,) = explode_request(given, asked, situation(given, asked)).findings
    assert finding.text.en == f"{said}, or write the variant's own code"
    assert said.partition("such as ")[2] in finding.text.zh


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("HOSE-1m-red", ("variant-not-made", '"Hose" is not made as HOSE-1m-red; choose another variant')),
        ("HOSE-1m-rde", ("unknown-product", 'there is no product with the code "HOSE-1m-rde" — did you mean "HOSE"?')),
    ],
)
def test_the_code_of_a_variant_that_is_not_made_is_no_unknown_code(code: str, found: tuple[str, str]) -> None:
    given = book(HOSE)
    asked = request({"lines": [{"product": code, "quantity": 1}]})
    (finding,) = explode_request(given, asked, situation(given, asked)).findings
    assert (finding.code, finding.text.en) == found


def test_a_number_out_of_a_span_is_told_the_span() -> None:
    given = book(
        "attributes: {length: {name: {zh: 长, en: Length}, unit: mm}}\n"
        "products: {SHELF: {kind: configurable, name: Shelf, inputs: {long: {attribute: length, min: 100, max: 3000, step: 50}}}}\n"
    )
    asked = request({"lines": [{"product": "SHELF", "quantity": 1, "configuration": {"long": 99}}]})
    (finding,) = explode_request(given, asked, situation(given, asked)).findings
    assert finding.text.en == '"Length" cannot be "99"; it can be: 100 to 3000 in steps of 50'
    assert finding.text.zh == "“长”不能是“99”；可填：100 至 3000，步长 50"
