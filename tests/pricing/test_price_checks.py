"""What is wrong with prices, taxes and guardrails is found at load, at its place."""

from pathlib import Path

import pytest

from tests.pricing.books import loaded

LIST = "price_lists:\n  L:\n    name: L\n    currency: CNY\n    channel: direct\n"

BROKEN = {
    "overlapping lists": (
        LIST + "  M: {name: M, currency: CNY, channel: direct, valid: {from: 2026-06-01}}\n",
        ["rules.yaml:6:3 overlap"],
    ),
    "a gap between lists": (
        (
            "price_lists:\n"
            "  A: {name: A, currency: CNY, channel: direct, valid: {to: 2026-05-31}}\n"
            "  B: {name: B, currency: CNY, channel: direct, valid: {from: 2026-06-03}}\n"
        ),
        ["rules.yaml:3:3 gap"],
    ),
    "lists for different regions do not overlap": (
        LIST + "  M: {name: M, currency: CNY, channel: direct, region: CN-SH}\n",
        [],
    ),
    "an unknown code": (LIST + "    entries: {W11: 1}\n", ["rules.yaml:6:15 unknown-product"]),
    "a price by a cost that is not known": (
        LIST + "    entries: {W3: {method: cost_plus, markup: 10%}, W1: {method: margin_target, margin: 10%}}\n",
        ["rules.yaml:6:15 price-without-cost"],
    ),
    "a formula of a cost that is not known": (
        LIST + "    entries: {W3: {method: formula, price: cost * 2}}\n",
        ["rules.yaml:6:15 price-without-cost"],
    ),
    "a formula of what the product does not have": (
        LIST
        + "    entries: {W2: {method: formula, price: product.watts * 2}, W1: {method: formula, price: product.watts * 2}}\n",
        ["rules.yaml:6:15 price-without-attribute"],
    ),
    "a matrix by what the product does not have": (
        LIST
        + "    entries: {W2: {method: matrix, rows: [{when: {watts: {below: 50}}, price: 1}, {when: {watts: {from: 50}}, price: 2}]}}\n",
        ["rules.yaml:6:15 price-without-attribute"],
    ),
    "a formula by the axis of a variant": (
        LIST + "    entries: {V1: {method: formula, price: '2 if product.colour == \"red\" else 1'}}\n",
        [],
    ),
    "a variant's code is known": (LIST + "    entries: {V1-red: 1}\n", []),
    "tiers that do not start at one": (
        LIST + "    entries: {W1: {method: volume, tiers: [{from: 2, price: 1}]}}\n",
        ["rules.yaml:6:45 tiers"],
    ),
    "tiers that do not ascend": (
        LIST + "    entries: {W1: {method: graduated, tiers: [{from: 1, price: 1}, {from: 1, price: 2}]}}\n",
        ["rules.yaml:6:69 tiers"],
    ),
    "a negative price": (LIST + "    entries: {W1: -1}\n", ["rules.yaml:6:19 out-of-range"]),
    "a sum without components": (
        LIST + "    entries: {W1: {method: sum_of_components}}\n",
        ["rules.yaml:6:15 no-components"],
    ),
    "a tier with two beginnings": (
        LIST + "    entries: {W1: {method: volume, tiers: [{from: 1, above: 1, price: 1}]}}\n",
        ["rules.yaml:6:44 tiers"],
    ),
    "rows of a matrix that meet": (
        LIST
        + "    entries: {W1: {method: matrix, rows: [{when: {watts: {below: 50}}, price: 1}, {when: {watts: {from: 49}}, price: 2}]}}\n",
        ["rules.yaml:6:83 matrix-overlap"],
    ),
    "rows of a matrix that are apart": (
        LIST
        + "    entries: {W1: {method: matrix, rows: [{when: {watts: {below: 50}}, price: 1}, {when: {watts: [50, 60]}, price: 2}]}}\n",
        [],
    ),
    "a matrix without a row for a value that no row names": (
        LIST
        + "    entries: {V1: {method: matrix, rows: [{when: {watts: {below: 50}}, price: 1}, {when: {watts: {from: 50}, colour: red}, price: 2}]}}\n",
        ["rules.yaml:6:15 price-without-attribute"],
    ),
    "a matrix without a span between two": (
        LIST
        + "    entries: {W1: {method: matrix, rows: [{when: {watts: {from: 0, below: 50}}, price: 1}, {when: {watts: {from: 51}}, price: 2}]}}\n",
        ["rules.yaml:6:36 matrix-gap"],
    ),
    "a matrix without one of the combinations of its values": (
        LIST
        + "    entries: {V1: {method: matrix, rows: [{when: {watts: [5, 6], colour: red}, price: 1}, {when: {watts: 5, colour: blue}, price: 2}]}}\n",
        ["rules.yaml:6:15 price-without-attribute", "rules.yaml:6:36 matrix-gap"],
    ),
    "a matrix of values that are none, and a span of colours": (
        LIST
        + "    entries: {V1: {method: matrix, rows: [{when: {colour: [red, green]}, price: 1}, {when: {colour: {from: 1}}, price: 2}]}}\n",
        ["rules.yaml:6:51 attribute-value", "rules.yaml:6:93 span"],
    ),
    "a surcharge for a number that is none, and one for the same number twice": (
        LIST + "    entries: {W1: {price: 1, surcharges: {watts: {40 W: 1, 2.5: 1, 2.50: 2}}}}\n",
        ["rules.yaml:6:51 unknown-value", "rules.yaml:6:68 duplicate-value"],
    ),
    "an empty span": (
        LIST + "    entries: {W1: {method: matrix, rows: [{when: {watts: {from: 5, below: 5}}, price: 1}]}}\n",
        ["rules.yaml:6:51 span"],
    ),
    "a price for a unit that the product does not have": (
        LIST + "    entries: {W1: {price: 1, per: box}}\n",
        ["rules.yaml:6:30 unknown-unit"],
    ),
    "percentages of each other": (
        LIST
        + "    entries: {W1: {method: percent_of, percent: 1%, of: {products: [W2]}}, W2: {method: percent_of, percent: 1%, of: {categories: [things]}}}\n",
        ["rules.yaml:6:53 share-cycle"],
    ),
    "percentages of each other, of which a list has one from the list that it is based on": (
        LIST
        + "    entries: {W1: {method: percent_of, percent: 1%, of: {products: [D1]}}}\n"
        + "  M: {name: M, currency: CNY, channel: dealer, based_on: {list: L}, entries: {D1: {method: percent_of, percent: 1%, of: {products: [W1]}}}}\n",
        ["rules.yaml:6:53 share-cycle"],
    ),
    "a set-up fee of what is sold once": (
        LIST + "    entries: {W1: {price: 1, setup: {price: 5}}}\n",
        ["rules.yaml:6:30 setup-once"],
    ),
    "a set-up fee of nothing": (
        LIST + "    entries: {S1: {price: 1, setup: {price: 0}}}\n",
        ["rules.yaml:6:45 out-of-range"],
    ),
    "tiers over lines of a product and a tag that there are not": (
        LIST
        + "    entries: {W1: {method: volume, over: {lines: {products: [W9], tags: [none]}}, tiers: [{from: 1, price: 1}]}}\n",
        ["rules.yaml:6:62 unknown-product", "rules.yaml:6:74 unknown-tag"],
    ),
    "tiers over what is no word": (
        LIST + "    entries: {W1: {method: volume, over: quotes, tiers: [{from: 1, price: 1}]}}\n",
        ["rules.yaml:6:42 unknown-value"],
    ),
    "a formula with a name that there is not": (
        LIST + "    entries: {W1: {method: formula, price: product.wats * 2}}\n",
        ["rules.yaml:6:44 expression-unknown-name"],
    ),
    "blocks after an endless tier": (
        LIST + "    entries: {W1: {method: block, tiers: [{size: 1, price: 1}, {size: 2, price: 1}]}}\n",
        ["rules.yaml:6:43 tiers"],
    ),
    "the least for an event above the most": (
        LIST + "    entries: {U1: {method: percentage, percent: 1%, least: 2, most: 1}}\n",
        ["rules.yaml:6:53 percentage"],
    ),
    "lists based on each other": (
        (
            "price_lists:\n"
            "  A: {name: A, currency: CNY, channel: direct, based_on: {list: B}}\n"
            "  B: {name: B, currency: CNY, channel: dealer, based_on: {list: A}}\n"
        ),
        ["rules.yaml:2:59 list-cycle"],
    ),
    "a tag that no product has, in a price rule, a contract, a guardrail and a share": (
        (
            "price_rules: {r: {name: R, target: {tags: [heavy, haevy]}, adjust: {percent: 1%}}}\n"
            "contracts: {c: {name: C, customer: ACME, discounts: [{target: {tags: [none]}, percent: 1%}]}}\n"
            "approvers: {boss: {name: Boss, level: 1}}\n"
            "guardrails: {g: {scope: line, when: discount > 0.1, approver: boss, text: G, target: {tags: [none]}}}\n"
            + LIST
            + "    entries: {D1: {method: percent_of, percent: 5%, of: {tags: [none]}}}\n"
        ),
        [
            "rules.yaml:1:51 unknown-tag",
            "rules.yaml:2:71 unknown-tag",
            "rules.yaml:4:94 unknown-tag",
            "rules.yaml:10:65 unknown-tag",
        ],
    ),
    "a table without a class that products use, in a region that no other covers": (
        "regions: {US: {name: US}}\ntaxes: {US: {region: US, rates: {goods: {name: Sales tax, rate: 8%}}}}\n",
        ["rules.yaml:2:26 no-tax-rate"],
    ),
    "a table without a class that the region around has": (
        "taxes: {SH: {region: CN-SH, rates: {goods: {name: VAT, rate: 12%}}}}\n",
        [],
    ),
    "a table without a class that a later table of the region has": (
        (
            "regions: {US: {name: US}}\n"
            "taxes:\n"
            "  one: {region: US, valid: {to: 2026-12-31}, rates: {goods: {name: T, rate: 8%}}}\n"
            "  two: {region: US, valid: {from: 2027-01-01}, rates: {goods: {name: T, rate: 9%}, services: {name: T, rate: 9%}}}\n"
        ),
        ["rules.yaml:3:46 no-tax-rate"],
    ),
    "cash rounded finer than the currency": (
        "currencies: {EUR: {name: Euro, cash_rounding: 0.005}}\n",
        ["rules.yaml:1:32 cash-rounding"],
    ),
    "a limit of units and of an amount": (
        "contracts: {c: {name: C, customer: ACME, limits: {all: {quantity: 5, amount: {CNY: 5}}}}}\n",
        ["rules.yaml:1:51 limit"],
    ),
    "a limit without one of the currencies of the prices": (
        "contracts: {c: {name: C, customer: ACME, prices: {CNY: {W1: 1}, USD: {W1: 1}}, limits: {all: {amount: {CNY: 5}}}}}\n",
        ["rules.yaml:1:95 limit-currency"],
    ),
    "a limit for what there is not": (
        "contracts: {c: {name: C, customer: ACME, limits: {all: {target: {products: [W9]}, quantity: 5}}}}\n",
        ["rules.yaml:1:77 unknown-product"],
    ),
    "another currency without a rate": (
        LIST + "  M: {name: M, currency: USD, channel: direct, based_on: {list: L}}\n",
        ["rules.yaml:6:59 list-currency"],
    ),
    "a surcharge for a value that is none": (
        LIST + "    entries: {V1: {price: 1, surcharges: {colour: {rd: 1}}}}\n",
        ["rules.yaml:6:52 unknown-value"],
    ),
    "two rates for one class": (
        "taxes: {X: {region: CN, rates: {goods: {name: V, rate: 9%}}}}\n",
        ["rules.yaml:1:33 overlap"],
    ),
    "two contracts of one customer for the same item": (
        (
            "contracts:\n"
            "  A: {name: A, customer: ACME, valid: {to: 2026-06-30}, prices: {CNY: {W1: 90, W2: 30}}}\n"
            "  B: {name: B, customer: ACME, valid: {from: 2026-06-01}, prices: {CNY: {W2: 31}, USD: {W1: 12}}}\n"
            "  C: {name: C, customer: SCHOOL, prices: {CNY: {W1: 80}}}\n"
        ),
        ["rules.yaml:3:74 overlap"],
    ),
    "two contracts with a discount for the same products": (
        (
            "contracts:\n"
            "  A: {name: A, customer: ACME, discounts: [{target: {categories: [things]}, percent: 5%}]}\n"
            "  B: {name: B, customer: ACME, discounts: [{target: {tags: [sale]}, percent: 5%}, {target: {categories: [things]}, percent: 6%}]}\n"
        ),
        ["rules.yaml:3:83 overlap"],
    ),
    "a contract after another, with days between": (
        (
            "contracts:\n"
            "  A: {name: A, customer: ACME, valid: {to: 2026-03-31}, prices: {CNY: {W1: 90}}}\n"
            "  B: {name: B, customer: ACME, valid: {from: 2026-06-01}, prices: {CNY: {W1: 91}}}\n"
        ),
        [],
    ),
    "products that are none, in every kind of target": (
        (
            "price_rules: {r: {name: R, target: {products: [W1, W4]}, adjust: {percent: 1%}}}\n"
            "guardrails: {g: {scope: line, when: below_floor, refuse: true, text: T, target: {except: [W5]}}}\n"
            "contracts: {C: {name: C, customer: ACME, discounts: [{target: {products: [W6]}, percent: 1%}]}}\n"
            "price_lists: {L: {name: L, currency: CNY, channel: direct, entries: {SUP: {method: percent_of, percent: 1%, of: {products: [W7]}}}}}\n"
        ),
        [
            "rules.yaml:1:52 unknown-product",
            "rules.yaml:2:91 unknown-product",
            "rules.yaml:3:75 unknown-product",
            "rules.yaml:4:125 unknown-product",
        ],
    ),
    "a guardrail that says neither who nor refuse": (
        "guardrails: {g: {scope: quote, when: discount > 0.1, text: T}}\n",
        ["rules.yaml:1:14 guardrail"],
    ),
    "a period that ends before it begins": (
        "price_rules: {r: {name: R, adjust: {percent: 1%}, valid: {from: 2026-02-01, to: 2026-01-01}}}\n",
        ["rules.yaml:1:51 validity"],
    ),
    "a rule that takes off more than there is": (
        "price_rules: {r: {name: R, adjust: {percent: -101%}}}\n",
        ["rules.yaml:1:46 out-of-range"],
    ),
    "a rule that sets a negative price": (
        "price_rules: {r: {name: R, adjust: {price: {CNY: -1}}}}\n",
        ["rules.yaml:1:50 out-of-range"],
    ),
    "a price below nothing, from the cost": (
        LIST + "    entries: {W1: {method: cost_plus, markup: -101%}}\n",
        ["rules.yaml:6:47 out-of-range"],
    ),
    "a percentage without its sign": (
        "price_rules: {r: {name: R, adjust: {percent: 1}}}\n",
        ["rules.yaml:1:46 wrong-type"],
    ),
    "a condition about a name that is none": (
        "price_rules: {r: {name: R, lines: quantty > 3, adjust: {percent: 1%}}}\n",
        ["rules.yaml:1:35 expression-unknown-name"],
    ),
}


@pytest.mark.parametrize(("added", "expected"), BROKEN.values(), ids=BROKEN)
def test_a_broken_rule_is_found_at_its_place(added: str, expected: list[str], tmp_path: Path) -> None:
    findings = loaded(tmp_path, added).findings
    assert [f"{each.place} {each.code}" for each in findings] == expected
    assert all(each.text.zh and each.text.en for each in findings)


def test_a_guardrail_on_the_margin_names_the_products_that_have_no_cost(tmp_path: Path) -> None:
    head = "approvers: {boss: {name: Boss, level: 1}}\nguardrails:\n"
    rules = (
        "  whole: {scope: quote, approver: boss, text: W, when: margin < 0.2}\n"
        "  widgets: {scope: line, approver: boss, text: W, when: margin < 0.2, target: {categories: [widgets]}}\n"
        "  things: {scope: line, approver: boss, text: T, when: discount < 1 and margin < 0.2, target: {categories: [things]}}\n"
        "  discount: {scope: quote, approver: boss, text: D, when: discount > 0.2}\n"
    )
    products = (
        "products:\n"
        "  N1: {kind: sku, name: Bought inside, category: work, tax_class: goods, sold_alone: false}\n"
        "  N2: {kind: usage, name: Metered, category: work, tax_class: goods}\n"
        "  N3: {kind: bundle, name: Set, category: work, tax_class: goods, cost: 4, components: {N1: 1}}\n"
    )
    found = [each for each in loaded(tmp_path, head + rules + products).findings if each.code == "no-cost"]
    assert [(each.place.line, each.severity.value) for each in found] == [(3, "warning"), (5, "warning")]
    assert "1 product has no cost (W3)" in found[0].text.en
    assert "1 个产品没有成本（W3）" in found[0].text.zh


def test_what_a_price_lacks_is_told_with_what_to_do(tmp_path: Path) -> None:
    entries = "{W3: {method: cost_plus, markup: 10%}, W2: {method: formula, price: product.watts * 2}}"
    cost, attribute = loaded(tmp_path, f"{LIST}    entries: {entries}\n").findings
    assert cost.text.en == (
        '"W3" is priced from its cost, and no cost is written for W3: it cannot be quoted; write its `cost`, or use another method'
    )
    assert cost.text.zh == "“W3”按成本计价，但 W3 没有写成本，无法报价；请在产品中写上 cost，或改用其他计价方法"
    assert attribute.text.en == (
        '"W2" is priced by attributes, and the product has no watts: it cannot be quoted; write it in the product, or correct the price'
    )
    assert attribute.text.zh == "“W2”按属性计价，但产品没有 watts，无法报价；请在产品中写上，或改正价格"
