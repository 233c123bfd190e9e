"""Unfair or ambiguous sets of promotions are found at load."""

from pathlib import Path

import pytest

from tests.pricing.books import loaded

BROKEN = {
    "equal priorities where the first is taken": (
        (
            "promotion_groups: {g: {name: G, pick: first}}\n"
            "promotions:\n"
            "  a: {name: A, group: g, benefit: {kind: percent, value: 1%}}\n"
            "  b: {name: B, group: g, priority: 0, benefit: {kind: percent, value: 2%}}\n"
        ),
        ["rules.yaml:4:26 equal-priority"],
    ),
    "equal priorities where the best is taken": (
        (
            "promotion_groups: {g: {name: G, pick: best}}\n"
            "promotions:\n"
            "  a: {name: A, group: g, benefit: {kind: percent, value: 1%}}\n"
            "  b: {name: B, group: g, benefit: {kind: percent, value: 2%}}\n"
        ),
        [],
    ),
    "a group over two phases": (
        (
            "promotion_groups: {g: {name: G}}\n"
            "promotions:\n"
            "  a: {name: A, group: g, benefit: {kind: percent, value: 1%}}\n"
            "  b: {name: B, group: g, benefit: {kind: amount, off: {CNY: 1}}}\n"
        ),
        ["rules.yaml:4:26 group-phases"],
    ),
    "a tier that gives nothing": (
        "promotions:\n  a: {name: A, benefit: {kind: threshold, tiers: [{from: 1}]}}\n",
        ["rules.yaml:2:51 tiers"],
    ),
    "tiers in different currencies": (
        (
            "promotions:\n"
            "  a:\n"
            "    name: A\n"
            "    benefit: {kind: threshold, tiers: [{from: {CNY: 1}, percent: 1%}, {from: {USD: 2}, percent: 2%}]}\n"
        ),
        ["rules.yaml:4:72 tiers"],
    ),
    "only in a currency that nobody sells in": (
        "promotions:\n  a: {name: A, benefit: {kind: amount, off: {EUR: 1}}}\n",
        ["rules.yaml:2:16 never-applies"],
    ),
    "a product that is none": (
        ("promotions:\n  a: {name: A, benefit: {kind: buy_get, buy: 1, get: 1, get_target: {products: [W9]}}}\n"),
        ["rules.yaml:2:81 unknown-product"],
    ),
    "a tag that no product has": (
        (
            "promotions:\n"
            "  a: {name: A, target: {tags: [sael]}, benefit: {kind: percent, value: 1%}}\n"
            "  b: {name: B, benefit: {kind: buy_get, buy: 1, get: 1, get_target: {tags: [gift]}}}\n"
        ),
        ["rules.yaml:2:32 unknown-tag", "rules.yaml:3:77 unknown-tag"],
    ),
    "an unknown kind": (
        "promotions:\n  a: {name: A, benefit: {kind: percnt, value: 1%}}\n",
        ["rules.yaml:2:32 unknown-kind"],
    ),
}


@pytest.mark.parametrize(("added", "expected"), BROKEN.values(), ids=BROKEN)
def test_a_broken_promotion_is_found_at_its_place(added: str, expected: list[str], tmp_path: Path) -> None:
    findings = loaded(tmp_path, added).findings
    assert [f"{each.place} {each.code}" for each in findings] == expected
