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
    "equal priorities where only some are taken": (
        (
            "promotion_groups: {g: {name: G, pick: all, at_most: 1}}\n"
            "promotions:\n"
            "  a: {name: A, group: g, benefit: {kind: percent, value: 1%}}\n"
            "  b: {name: B, group: g, benefit: {kind: percent, value: 2%}}\n"
        ),
        ["rules.yaml:4:3 equal-priority"],
    ),
    "equal priorities where every one of them is taken": (
        (
            "promotion_groups: {g: {name: G, pick: all, at_most: 2}}\n"
            "promotions:\n"
            "  a: {name: A, group: g, priority: 2, benefit: {kind: percent, value: 1%}}\n"
            "  b: {name: B, group: g, priority: 2, benefit: {kind: percent, value: 2%}}\n"
            "  c: {name: C, group: g, priority: 1, benefit: {kind: percent, value: 2%}}\n"
        ),
        [],
    ),
    "equal priorities of what never meets": (
        (
            "promotion_groups: {g: {name: G, pick: first}}\n"
            "promotions:\n"
            "  a: {name: A, group: g, valid: {to: 2026-04-01}, benefit: {kind: percent, value: 1%}}\n"
            "  b: {name: B, group: g, valid: {from: 2026-04-02}, when: order.net < CNY(100), benefit: {kind: percent, value: 2%}}\n"
            '  c: {name: C, priority: 1, exclusive: order, when: channel == "direct", benefit: {kind: percent, value: 1%}}\n'
            '  d: {name: D, priority: 1, exclusive: order, when: channel == "dealer", benefit: {kind: percent, value: 2%}}\n'
            '  e: {name: E, exclusive: phase, hours: [{days: [mon], to: "12:00"}], priority: 3, benefit: {kind: percent, value: 2%}}\n'
            '  f: {name: F, hours: [{days: [mon], from: "12:00"}, {days: [tue]}], priority: 3, benefit: {kind: percent, value: 2%}}\n'
        ),
        [],
    ),
    "equal priorities of what does not go together": (
        (
            "promotion_groups: {g: {name: G, pick: best}}\n"
            "promotions:\n"
            "  a: {name: A, exclusive: order, benefit: {kind: percent, value: 1%}}\n"
            "  b: {name: B, group: g, benefit: {kind: percent, value: 2%}}\n"
            "  c: {name: C, group: g, exclusive: group, benefit: {kind: percent, value: 2%}}\n"
            "  d: {name: D, exclusive: phase, benefit: {kind: percent, value: 2%, per: order}}\n"
            "  e: {name: E, priority: 1, benefit: {kind: percent, value: 2%, per: order}}\n"
        ),
        ["rules.yaml:3:3 equal-priority"],
    ),
    "alone in a group, but in none": (
        "promotions:\n  a: {name: A, exclusive: group, benefit: {kind: percent, value: 1%}}\n",
        ["rules.yaml:2:16 exclusive"],
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
    "tiers that save less": (
        (
            "promotions:\n"
            "  a:\n"
            "    name: A\n"
            "    benefit: {kind: threshold, tiers: [{from: {CNY: 300}, percent: 20%}, {from: {CNY: 500}, percent: 10%}]}\n"
            "  b:\n"
            "    name: B\n"
            "    benefit: {kind: threshold, tiers: [{from: {CNY: 300}, percent: 20%}, {from: {CNY: 500}, amount: {CNY: 99}}]}\n"
            "  c:\n"
            "    name: C\n"
            "    benefit: {kind: threshold, tiers: [{from: {CNY: 300}, percent: 20%}, {from: {CNY: 500}, amount: {CNY: 100}}]}\n"
            "  d:\n"
            "    name: D\n"
            "    benefit: {kind: threshold, tiers: [{from: 3, amount: {CNY: 20}}, {from: 5, amount: {CNY: 19}}]}\n"
        ),
        [f"rules.yaml:{place} lower-tier" for place in ("4:74", "7:74", "13:70")],
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
    "only in a currency that has no prices": (
        (
            "price_lists: {L: {name: L, currency: CNY, channel: direct, entries: {W1: 1}}}\n"
            "promotions:\n"
            "  a: {name: A, benefit: {kind: set_total, total: {USD: 5}}}\n"
            "  b: {name: B, limits: {budget: {USD: 5}}, benefit: {kind: percent, value: 1%}}\n"
            "  c: {name: C, limits: {budget: {CNY: 5}}, benefit: {kind: percent, value: 1%}}\n"
        ),
        ["rules.yaml:3:16 never-applies", "rules.yaml:4:16 never-applies"],
    ),
    "more off than what it is for": (
        (
            "promotions:\n"
            "  a: {name: A, benefit: {kind: every, every: {CNY: 10}, off: {CNY: 50}}}\n"
            "  b: {name: B, benefit: {kind: every, every: 10, off: {CNY: 50}}}\n"
        ),
        ["rules.yaml:2:57 off-above-every"],
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
    "a gift that is no product": (
        "promotions:\n  a: {name: A, benefit: {kind: gift, product: W9}}\n",
        ["rules.yaml:2:38 unknown-code"],
    ),
    "a gift that takes a term or a variant": (
        "promotions:\n  a: {name: A, benefit: {kind: gift, choice: [W1, S1, V1]}}\n",
        ["rules.yaml:2:51 not-a-gift", "rules.yaml:2:55 not-a-gift"],
    ),
    "a gift that is one and a choice": (
        "promotions:\n  a: {name: A, benefit: {kind: gift, product: W1, choice: [W2]}}\n",
        ["rules.yaml:2:16 gift"],
    ),
    "a gift that is limited and given once": (
        "promotions:\n  a: {name: A, benefit: {kind: gift, product: W1, limit: 2}}\n",
        ["rules.yaml:2:51 gift"],
    ),
    "a tier that takes off more than it asks for": (
        "promotions:\n  a: {name: A, benefit: {kind: threshold, tiers: [{from: {CNY: 9}, amount: {CNY: 9.01}}]}}\n",
        ["rules.yaml:2:68 off-above-every"],
    ),
    "a combination that only one side wants": (
        (
            "promotions:\n"
            "  a: {name: A, combinable_with: [b], benefit: {kind: percent, value: 1%}}\n"
            "  b: {name: B, combinable_with: [c], benefit: {kind: percent, value: 1%}}\n"
            "  c: {name: C, combinable_with: [b, x], priority: 1, benefit: {kind: percent, value: 1%}}\n"
        ),
        ["rules.yaml:2:34 one-sided-combination", "rules.yaml:4:37 unknown-reference"],
    ),
    "limits that contradict each other": (
        (
            "promotions:\n"
            "  a: {name: A, limits: {uses: 3, per_customer: 5}, benefit: {kind: percent, value: 1%}}\n"
            "  b: {name: B, limits: {per_coupon: 1}, benefit: {kind: percent, value: 1%}}\n"
            "  c: {name: C, cap: {line: {CNY: 50}, order: {CNY: 20}}, benefit: {kind: percent, value: 1%}}\n"
        ),
        [f"rules.yaml:{place} contradictory-limits" for place in ("2:34", "3:16", "4:22")],
    ),
    "a deal of parts with a target": (
        (
            "promotions:\n"
            "  a: {name: A, target: {products: [W1]}, benefit: {kind: bundle, percent: 5%, parts: [{target: {products: [W2]}, quantity: 2}]}}\n"
        ),
        ["rules.yaml:2:16 idle-target"],
    ),
    "a bundle at two prices": (
        "promotions:\n  a: {name: A, benefit: {kind: bundle, quantity: 2, percent: 5%, price: {CNY: 5}}}\n",
        ["rules.yaml:2:16 bundle"],
    ),
    "one that is at most three": (
        "promotion_groups:\n  g: {name: G, pick: best, at_most: 3}\n",
        ["rules.yaml:2:28 at-most"],
    ),
    "a need that never holds": (
        "promotions:\n  a: {name: A, needs: [{quantity: {from: 5, to: 3}}], benefit: {kind: percent, value: 1%}}\n",
        ["rules.yaml:2:45 needs"],
    ),
    "hours that end before they begin": (
        'promotions:\n  a: {name: A, hours: [{from: "12:00", to: "09:00"}], benefit: {kind: percent, value: 1%}}\n',
        ["rules.yaml:2:40 hours"],
    ),
    "units of the whole order": (
        "promotions:\n  a: {name: A, benefit: {kind: percent, value: 1%, per: order, units: {at_most: 1}}}\n",
        ["rules.yaml:2:64 units"],
    ),
    "delivery at two prices": (
        "promotions:\n  a: {name: A, benefit: {kind: delivery, percent: 5%, off: {CNY: 5}}}\n",
        ["rules.yaml:2:16 delivery-benefit"],
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
