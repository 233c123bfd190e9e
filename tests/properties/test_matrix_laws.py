"""Rows of a price matrix that meet, and combinations that none fits, are found: as many as there are by going through everything."""

from decimal import Decimal
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.pricing.checks.axes import axes_of
from cpq.pricing.methods.matrix import Matrix
from tests.pricing.books import loaded

numbers = st.integers(0, 6)


def spans(ends: tuple[int, int]) -> dict[str, int]:
    return {"from": min(ends), "below": max(ends) + 1}


cells = st.one_of(
    numbers,
    st.lists(numbers, min_size=1, max_size=3, unique=True),
    st.tuples(numbers, numbers).map(spans),
    numbers.map(lambda end: {"below": end}),
    numbers.map(lambda end: {"from": end}),
)
rows = st.lists(
    st.dictionaries(st.sampled_from(["watts", "volts"]), cells, min_size=1).map(
        lambda when: {"when": when, "price": 1}
    ),
    min_size=1,
    max_size=5,
)
HALVES = [Decimal(number) / 2 for number in range(-4, 18)]
"""Every number that a cell can tell from its neighbours."""


@settings(max_examples=80, deadline=None)
@given(rows)
def test_rows_that_can_fit_the_same_item_are_an_error_and_only_those(drawn: list[dict[str, object]]) -> None:
    matrix = Matrix.model_validate({"method": "matrix", "rows": drawn})
    fitting = [
        sum(row.fits({"product.watts": watts, "product.volts": volts}) for row in matrix.rows)
        for watts, volts in product(HALVES, HALVES)
    ]
    assert ("matrix-overlap" in found(drawn)) == (max(fitting) > 1)


@settings(max_examples=80, deadline=None)
@given(rows)
def test_a_combination_that_is_left_out_is_told_and_only_where_there_is_one(drawn: list[dict[str, object]]) -> None:
    matrix = Matrix.model_validate({"method": "matrix", "rows": drawn})
    axes = axes_of(matrix.rows)
    left_out = [
        values
        for values in product(*(axis.samples for axis in axes))
        if not any(
            row.fits({f"product.{axis.attribute}": value for axis, value in zip(axes, values, strict=True)})
            for row in matrix.rows
        )
    ]
    codes = found(drawn)
    if "matrix-overlap" not in codes:
        assert ("matrix-gap" in codes) == bool(left_out)


@given(rows)
def test_a_piece_of_an_axis_is_held_by_a_row_as_its_sample_is(drawn: list[dict[str, object]]) -> None:
    matrix = Matrix.model_validate({"method": "matrix", "rows": drawn})
    for axis in axes_of(matrix.rows):
        for row in matrix.rows:
            cell = row.when.get(axis.attribute)
            alone = row.model_copy(update={"when": {} if cell is None else {axis.attribute: cell}})
            fits = [
                position
                for position, value in enumerate(axis.samples)
                if alone.fits({f"product.{axis.attribute}": value})
            ]
            assert list(axis.held_by(cell)) == fits


def found(drawn: list[dict[str, object]]) -> set[str]:
    written = str(drawn).replace("'", "")
    rules = f"""
attributes: {{volts: {{name: Volts}}}}
price_lists: {{L: {{name: L, currency: CNY, channel: direct, entries: {{W1: {{method: matrix, rows: {written}}}}}}}}}
"""
    with TemporaryDirectory() as folder:
        return {each.code for each in loaded(Path(folder), rules).findings}
