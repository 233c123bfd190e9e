"""The quote's waterfall: one row a rule, each with a name that says which."""

from pathlib import Path

from tests.pricing.books import book, quote

TIERS = "{method: volume, tiers: [{from: 1, price: 10}, {from: 5, price: 9}]}"
RULES = f"""
price_lists:
  L: {{name: The list, currency: CNY, channel: direct, entries: {{W1: 100, W2: {TIERS}, W3: 10, R1: 1200}}}}
contracts:
  L: {{name: The contract, customer: ACME, prices: {{CNY: {{W3: {TIERS}}}}}}}
price_rules:
  packing: {{name: Packing, target: {{products: [W1]}}, adjust: {{amount: {{CNY: 7}}}}}}
"""
OFF = "{percent: 10%, reason: Friend}"


def test_every_row_says_which_rule_it_is(tmp_path: Path) -> None:
    lines = ", ".join(
        [
            f"{{product: W1, quantity: 2, discount: {OFF}}}",
            "{product: W2, quantity: 10}",
            "{product: W3, quantity: 5}",
            "{product: R1, quantity: 1, term: 36}",
        ]
    )
    made = quote(book(tmp_path, RULES), f"lines: [{lines}], discount: {{amount: 1, reason: Round}}")
    # list 200 + 100 + 50 + 3 × 1200; the ramp's first year − 50 %, its second − 20 %; 10 % of 200 + 14
    # the last yuan off 192.60, 90, 45, 600, 960, 1200 in cents: 6, 3, 2, 19, 31, 39
    # tax 25.03 + 11.70 + 5.85 on goods, 35.99 + 57.58 + 71.98 on services
    assert [(row.label.en, str(row.amount), str(row.running)) for row in made.waterfall] == [
        ("List amount", "3950.00", "3950.00"),
        ("Quantity tiers (The list)", "-10.00", "3940.00"),
        ("Quantity tiers (The contract)", "-5.00", "3935.00"),
        ("Ramp, contract years 1–2 (Ramped seat)", "-840.00", "3095.00"),
        ("Packing", "14.00", "3109.00"),
        ("Manual line discounts", "-21.40", "3087.60"),
        ("Manual order discount", "-1.00", "3086.60"),
        ("Net", "0", "3086.60"),
        ("Tax", "208.13", "3294.73"),
        ("Total with tax", "0", "3294.73"),
    ]


def test_rows_stand_in_the_order_in_which_rules_are_applied(tmp_path: Path) -> None:
    """Whichever line comes first: promotions by priority, the discount on a line before the one on the whole."""
    rules = RULES + (
        "promotions:\n"
        "  late: {name: Late, benefit: {kind: percent, value: 1%}}\n"
        "  early: {name: Early, priority: 5, target: {products: [W1]}, benefit: {kind: percent, value: 1%}}\n"
    )
    lines = f"{{product: W2, quantity: 1}}, {{product: W1, quantity: 2, discount: {OFF}}}"
    made = quote(book(tmp_path, rules), f"lines: [{lines}], discount: {{amount: 1, reason: Round}}")
    assert [row.rule for row in made.waterfall if row.phase in ("line_discount", "manual")] == [
        "early",
        "late",
        "manual-line",
        "manual-order",
    ]


def test_a_ramp_names_only_the_years_of_the_contract(tmp_path: Path) -> None:
    made = quote(book(tmp_path, RULES), "lines: [{product: R1, quantity: 1, term: 12}]")
    assert [row.label.zh for row in made.waterfall if row.phase == "ramp"] == ["爬坡优惠，合同第 1 年（Ramped seat）"]


def test_a_surcharge_is_not_a_negative_discount(tmp_path: Path) -> None:
    made = quote(book(tmp_path, RULES), "lines: [{product: W1, quantity: 2}], discount: {amount: 10.70, reason: Round}")
    (line,), totals = made.lines, made.totals
    # 200 + 14 of packing, 5 % of 214 off
    assert [
        str(each) for each in (line.list_amount, line.surcharge, line.discount, line.net, round(line.off_list, 4))
    ] == [
        "200.00",
        "14.00",
        "10.70",
        "203.30",
        "-0.0165",
    ]
    assert (totals.list_amount, totals.surcharge, totals.discount, totals.net) == (
        line.list_amount,
        line.surcharge,
        line.discount,
        line.net,
    )
