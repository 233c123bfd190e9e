"""A hint says what it stands beside: what keeps the promotion out even so, what is weighed against it, and what makes room for it."""

from pathlib import Path

import pytest

from cpq.cli.nearly_view import nearly
from cpq.pricing.outcome import Outcome
from tests.pricing.books import PRICES, book, quote

ORDER = "benefit: {kind: percent, value: 5%, per: order}"
FAR = "needs: [{target: {}, amount: {from: {CNY: 300}}}]"
CASES = {
    "withheld by an exclusive one of an earlier phase": (
        f"a: {{name: A, exclusive: order, target: {{products: [W1]}}, benefit: {{kind: percent, value: 5%}}}}\nb: {{name: B, {FAR}, {ORDER}}}",
        ("withholds", "a"),
        '205.00 CNY more reaches the 300.00 that it takes (now 95.00); but "a" goes before it and keeps it out even then',
    ),
    "gives way to one that goes first": (
        f"a: {{name: A, {ORDER}}}\nb: {{name: B, priority: 2, exclusive: phase, {FAR}, {ORDER}}}",
        ("gives_way", "a"),
        '200.00 CNY more reaches the 300.00 that it takes (now 100.00); it then takes the place of "a"',
    ),
    "weighed in its group": (
        f"a: {{name: A, group: best, {ORDER}}}\nb: {{name: B, group: best, {FAR}, {ORDER}}}",
        ("weighed", "a"),
        '200.00 CNY more reaches the 300.00 that it takes (now 100.00); it is then weighed against "a": what saves more is taken',
    ),
    "the one that applies, weighed against one that lost": (
        """a: {name: A, group: best, benefit: {kind: amount, off: {CNY: 1}}}
b: {name: B, group: best, benefit: {kind: every, every: {CNY: 60}, off: {CNY: 5}}}""",
        ("weighed", "a"),
        '20.00 CNY more and it counts once more; it is then weighed against "a": what saves more is taken',
    ),
    "kept out by the number of its group": (
        f"a: {{name: A, group: one, priority: 2, {ORDER}}}\nb: {{name: B, group: one, priority: 1, {FAR}, {ORDER}}}",
        ("withholds", "a"),
        '200.00 CNY more reaches the 300.00 that it takes (now 100.00); but "a" goes before it and keeps it out even then',
    ),
    "beside a budget that is not spent": (
        f"a: {{name: A, group: pool, priority: 2, {ORDER}}}\nb: {{name: B, group: pool, priority: 1, {FAR}, {ORDER}}}",
        ("shares", "a"),
        '200.00 CNY more reaches the 300.00 that it takes (now 100.00); as far as "a", which goes first, leaves something for it',
    ),
    "units that another deal takes first": (
        """a: {name: A, priority: 2, target: {products: [W3, W1]}, benefit: {kind: buy_get, buy: 1, get: 1}}
b: {name: B, target: {products: [W1]}, benefit: {kind: buy_get, buy: 1, get: 1}}""",
        ("shares", "a"),
        'it takes 2 units, there are 1; as far as "a", which goes first, leaves something for it',
    ),
    "nothing in the way": (
        f"a: {{name: A, target: {{products: [W3]}}, benefit: {{kind: percent, value: 5%}}}}\nb: {{name: B, {FAR}, {ORDER}}}",
        (None, None),
        "238.17 CNY more reaches the 300.00 that it takes (now 61.83)",
    ),
}  # fmt: skip
GROUPS = """
promotion_groups:
  best: {name: Best, pick: best}
  one: {name: One, pick: all, at_most: 1}
  pool: {name: Pool, pick: all, budget: {CNY: 6}}
promotions:
"""


def outcomes(folder: Path, rules: str, lines: str) -> dict[str, Outcome]:
    written = PRICES + GROUPS + "".join(f"  {rule}\n" for rule in rules.splitlines())
    return {each.promotion: each for each in quote(book(folder, written), f"lines: [{lines}]").promotions}


@pytest.mark.parametrize("name", CASES)
def test_a_hint_says_what_it_stands_beside(name: str, tmp_path: Path) -> None:
    rules, rivalry, reason = CASES[name]
    lines = {
        "units that another deal takes first": "{product: W3, quantity: 2}, {product: W1, quantity: 1}",
        "nothing in the way": "{product: W3, quantity: 3}, {product: W2, quantity: 1}",
    }
    found = outcomes(tmp_path, rules, lines.get(name, "{product: W1, quantity: 1}"))["b"]
    assert found.missing is not None, found.reason.en
    assert ((found.missing.rivalry, found.missing.rival), found.reason.en) == (rivalry, reason)


def test_the_terminal_hints_at_nothing_that_stays_out_even_so(tmp_path: Path) -> None:
    near = FAR.replace("300", "120")
    rules = (
        f"promotions:\n  a: {{name: A, exclusive: order, priority: 1, {ORDER}}}\n  b: {{name: B, {near}, {ORDER}}}\n"
    )
    lines = "lines: [{product: W1, quantity: 1}]"
    assert list(nearly(quote(book(tmp_path / "out", PRICES + rules), lines))) == []
    rules = rules.replace("priority: 1, ", "").replace("name: B", "name: B, priority: 1")
    (hint,) = nearly(quote(book(tmp_path / "in", PRICES + rules), lines))
    assert hint.plain.startswith('↗ CN¥20.00 more reaches "B"; it then takes the place of "a"  (')


def test_a_budget_of_the_group_that_is_spent_is_the_reason(tmp_path: Path) -> None:
    rules = f"a: {{name: A, group: pool, priority: 2, {ORDER}}}\nb: {{name: B, group: pool, priority: 1, {ORDER}}}"
    found = outcomes(tmp_path, rules, "{product: W1, quantity: 2}")["b"]
    assert (found.status, found.reason.en) == ("no_effect", 'the budget of its group "pool" is spent')
    assert found.reason.zh == "所在分组“pool”的预算已用完"


def test_what_is_excluded_loses_all_that_it_would_displace_also_of_later_phases(tmp_path: Path) -> None:
    """Instead of 100 for the unit that is free, 10 of the line and 4.50 of the order: 22 of all that was listed, at least 11."""
    rules = (
        "free: {name: Free, target: {products: [W1]}, benefit: {kind: buy_get, buy: 1, get: 1}}\n"
        "solo: {name: Solo, exclusive: order, priority: 9, benefit: {kind: percent, value: 11%}}\n"
        "line: {name: Line, benefit: {kind: percent, value: 10%}}\n"
        "order: {name: Order, benefit: {kind: percent, value: 5%, per: order}}"
    )
    lost = outcomes(tmp_path, rules, "{product: W1, quantity: 2}")["solo"]
    assert (lost.status, lost.lost_to, str(lost.lost_by), lost.lost_by_at_most) == ("lost", "free", "103.50", True)
