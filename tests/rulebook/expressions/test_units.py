"""The algebra of units."""

from __future__ import annotations

import pytest

from cpq.rulebook.expressions.units import divided, multiplied, raised


@pytest.mark.parametrize(
    ("left", "right", "product"),
    [
        (None, None, None),
        ("W", None, "W"),
        (None, "W", "W"),
        ("kW", "h", "h*kW"),
        ("h", "kW", "h*kW"),
        ("m", "m", "m^2"),
        ("m^2", "m", "m^3"),
        ("km/h", "h", "km"),
        ("1/s", "s", None),
    ],
)
def test_the_unit_of_a_product(left: str | None, right: str | None, product: str | None) -> None:
    assert multiplied(left, right) == product


@pytest.mark.parametrize(
    ("left", "right", "quotient"),
    [
        ("W", None, "W"),
        ("m", "m", None),
        (None, "s", "1/s"),
        ("h*kW", "h", "kW"),
        ("m", "s", "m/s"),
        ("m/s", "s", "m/s^2"),
        ("m^2", "m", "m"),
        ("kg*m", "s*A", "kg*m/A/s"),
    ],
)
def test_the_unit_of_a_quotient(left: str | None, right: str | None, quotient: str | None) -> None:
    assert divided(left, right) == quotient
    assert multiplied(quotient, right) == (left if right else quotient)


@pytest.mark.parametrize(
    ("unit", "exponent", "power"),
    [("m", 2, "m^2"), ("m/s", 2, "m^2/s^2"), ("m", 0, None), ("m", 1, "m"), (None, 3, None)],
)
def test_the_unit_of_a_power(unit: str | None, exponent: int, power: str | None) -> None:
    assert raised(unit, exponent) == power
