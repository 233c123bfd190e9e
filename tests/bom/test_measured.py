"""What is said of quantities that are no multiple of a product's step, and which are told instead."""

import pytest

from cpq.bom.explosion import explode_request
from tests.bom.books import book, request, situation

GOODS = """
products:
  POWDER: {kind: sku, name: {zh: 粉末, en: Powder}, unit: kg, order: {step: 0.001, max: 25}, units: {bag: {name: Bag, contains: 2.5}}}
  CABLE: {kind: sku, name: {zh: 电缆, en: Cable}, unit: m, order: {min: 2, step: 0.5, max: 100}}
  SCREW: {kind: sku, name: {zh: 螺钉, en: Screw}, order: {step: 6}}
"""


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        (
            {"product": "POWDER", "quantity": "2.3751"},
            "quantity-step",
            '"Powder" is ordered in multiples of 0.001 kg, not 2.3751; nearest: 2.375, 2.376',
        ),
        (
            {"product": "POWDER", "quantity": "0.0001", "unit": "bag"},
            "quantity-least",
            'at least 0.001 of "Powder" are ordered, not 0.00025',
        ),
        (
            {"product": "CABLE", "quantity": "2.3"},
            "quantity-step",
            '"Cable" is ordered in multiples of 0.5 m, not 2.3; nearest: 2, 2.5',
        ),
        ({"product": "CABLE", "quantity": "1.5"}, "quantity-least", 'at least 2 of "Cable" are ordered, not 1.5'),
        (
            {"product": "SCREW", "quantity": 20},
            "quantity-step",
            '"Screw" is ordered in multiples of 6 pc, not 20; nearest: 18, 24',
        ),
        (
            {"product": "SCREW", "quantity": "6.5"},
            "quantity-whole",
            'the quantity of "Screw" is a whole number, not 6.5',
        ),
    ],
)
def test_a_quantity_between_two_steps_is_refused_with_its_neighbours(
    line: dict[str, object], code: str, said: str
) -> None:
    given = book(GOODS)
    asked = request({"lines": [line]})
    (finding,) = explode_request(given, asked, situation(given, asked)).findings
    assert (finding.code, finding.text.en) == (code, said)


@pytest.mark.parametrize("quantity", ["0.001", "2.375", "25", "24.999"])
def test_a_multiple_of_the_step_is_ordered_as_it_was_written(quantity: str) -> None:
    given = book(GOODS)
    asked = request({"lines": [{"product": "POWDER", "quantity": quantity}]})
    (item,) = explode_request(given, asked, situation(given, asked)).items
    assert f"{item.quantity:f}" == quantity
