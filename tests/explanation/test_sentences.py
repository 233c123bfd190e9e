"""A price in sentences: read as they are said, in both languages."""

import re
from decimal import Decimal

import pytest
from hypothesis import given, settings

from cpq.explanation import sentences, why_not_otherwise
from cpq.quote import price_quote
from cpq.rulebook.rulebook import Rulebook
from tests.pricing.books import book, quote
from tests.properties.shops import Line, priced, requests, shop

RULES = """
price_lists:
  L:
    name: {zh: 价目表, en: Price list}
    currency: CNY
    channel: direct
    entries:
      W1: 100
      W2: {method: volume, tiers: [{from: 1, price: 33.33}, {from: 5, price: 30}]}
      W3: {method: graduated, tiers: [{from: 1, price: 10}, {from: 4, price: 9}]}
      V1: {price: 7, surcharges: {colour: {red: 0.50}}}
      S1: 9.99
      D1: 800
      U1: 0.5
      SET: 500
      BOLT: {method: volume, tiers: [{from: 1, price: 10}, {from: 20, price: 8}]}
      NUT: {method: graduated, tiers: [{from: 1, price: 10}, {from: 13, price: 8}]}
      PIN: {price: 60, per: box}
      NAIL: {method: package, size: 10, price: 4, minimum: 20}
      CLIP: {method: volume, over: quote, tiers: [{from: 1, price: 0.10}, {from: 100, price: 0.08}]}
      HOOK: {method: graduated, over: customer, tiers: [{from: 1, price: 10}, {from: 11, price: 9}]}
products:
  SET: {kind: bundle, name: Set of things, category: things, tax_class: goods, components: {W1: 1}}
  BOLT: {kind: sku, name: Bolt, category: things, tax_class: goods, units: {box: {name: {zh: 箱, en: box}, contains: 12}}}
  NUT: {kind: sku, name: Nut, category: things, tax_class: goods, units: {box: {name: {zh: 箱, en: box}, contains: 12}}}
  PIN: {kind: sku, name: Pin, category: things, tax_class: goods, units: {box: {name: {zh: 箱, en: box}, contains: 12}}}
  NAIL: {kind: sku, name: Nail, category: things, tax_class: goods}
  CLIP: {kind: sku, name: Clip, category: things, tax_class: goods}
  HOOK: {kind: sku, name: Hook, category: things, tax_class: goods}
price_rules:
  far: {name: {zh: 偏远, en: Remote}, lines: quantity == 77, adjust: {percent: 3%}}
  fixed: {name: {zh: 特价, en: Special}, lines: quantity == 78, adjust: {price: {CNY: 50}}}
delivery_methods:
  post: {name: {zh: 邮寄, en: Post}, tax_class: goods, price: {CNY: 12}}
  free: {name: {zh: 货车, en: Van}, tax_class: goods, price: {CNY: 0}}
  ship: {name: {zh: 海运, en: Ship}, tax_class: goods}
contracts: {c: {name: {zh: 框架合同, en: Frame contract}, customer: SCHOOL, prices: {CNY: {W1: 88}}}}
promotions:
  three: {name: {zh: 买三付二, en: Three for two}, target: {products: [W3]}, benefit: {kind: buy_get, buy: 2, get: 1}}
  order: {name: {zh: 大单, en: Large order}, when: order.net > CNY(7000), benefit: {kind: percent, value: 2%, per: order}}
"""


@pytest.fixture(scope="module")
def rulebook(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    return book(tmp_path_factory.mktemp("told"), RULES)


def told(rulebook: Rulebook, line: str, number: str = "1") -> tuple[str, str]:
    made = quote(rulebook, f"lines: [{{{line}}}]")
    found = made.line(number)
    assert found is not None
    said = sentences(found, made)
    return " ".join(each.en for each in said).replace("\xa0", " "), "".join(each.zh for each in said)


SAID = [
    (
        "product: W1, quantity: 1",
        (
            "The list price is CN¥100.00 each (Price list). That comes to CN¥100.00 for 1. "
            "With VAT of 13 %, CN¥13.00, it is CN¥113.00."
        ),
        "目录单价为每件 ¥100.00（价目表）。合计 ¥100.00（1 件）。加上VAT 13%，¥13.00，共 ¥113.00。",
    ),
    (
        "product: W2, quantity: 6, discount: {percent: 10%, reason: secret friend}",
        (
            "The list price is CN¥33.33 each (Price list). Because you order 6, the price is CN¥30.00 each. "
            "We give a further 10 %, for this line CN¥18.00. That comes to CN¥162.00 for 6, CN¥27.00 each. "
            "With VAT of 13 %, CN¥21.06, it is CN¥183.06."
        ),
        (
            "目录单价为每件 ¥33.33（价目表）。由于订购 6 件，单价为每件 ¥30.00。我们再优惠 10%，本行为 ¥18.00。"
            "合计 ¥162.00（6 件，折合每件 ¥27.00）。加上VAT 13%，¥21.06，共 ¥183.06。"
        ),
    ),
    (
        "product: V1-red, quantity: 2, price: {unit: 7, reason: secret friend}",
        (
            "The list price is CN¥7.00 each (Price list). Colour: Red adds CN¥0.50 each. "
            "We set the price at CN¥7.00 each for you. That comes to CN¥14.00 for 2, CN¥7.00 each. "
            "With VAT of 13 %, CN¥1.82, it is CN¥15.82."
        ),
        (
            "目录单价为每件 ¥7.00（价目表）。Colour：Red加价每件 ¥0.50。我们为您将单价定为每件 ¥7.00。"
            "合计 ¥14.00（2 件，折合每件 ¥7.00）。加上VAT 13%，¥1.82，共 ¥15.82。"
        ),
    ),
    (
        "product: S1, quantity: 3, term: 12, discount: {per_unit: 0.99, reason: secret friend}",
        (
            "The list price is CN¥9.99 per seat and month (Price list). We give a further discount of CN¥35.64. "
            "That comes to CN¥324.00 for 3 seats over 12 months, CN¥9.00 per seat and month. "
            "With VAT of 6 %, CN¥19.44, it is CN¥343.44."
        ),
        "",
    ),
    (
        "product: W3, quantity: 3",
        (
            "The list price is CN¥10.00 each (Price list). “Three for two” takes off CN¥10.00. "
            "That comes to CN¥20.00 for 3, CN¥6.67 each. With VAT of 13 %, CN¥2.60, it is CN¥22.60."
        ),
        (
            "目录单价为每件 ¥10.00（价目表）。“买三付二”减 ¥10.00。合计 ¥20.00（3 件，折合每件 ¥6.67）。"
            "加上VAT 13%，¥2.60，共 ¥22.60。"
        ),
    ),
    (
        "product: W1, quantity: 77",
        (
            "The list price is CN¥100.00 each (Price list). “Remote” adds 3 %, that is CN¥231.00. "
            "“Large order” takes off 2 %, for this line CN¥158.62. That comes to CN¥7,772.38 for 77, CN¥100.94 each. "
            "With VAT of 13 %, CN¥1,010.41, it is CN¥8,782.79."
        ),
        (
            "目录单价为每件 ¥100.00（价目表）。“偏远”加 3%，即 ¥231.00。“大单”优惠 2%，本行为 ¥158.62。"
            "合计 ¥7,772.38（77 件，折合每件 ¥100.94）。加上VAT 13%，¥1,010.41，共 ¥8,782.79。"
        ),
    ),
    (
        "product: BOLT, quantity: 2, unit: box, price: {unit: 100, reason: secret friend}",
        (
            "The list price is CN¥120.00 per box (Price list). Because you order 2, the price is CN¥96.00 per box. "
            "We set the price at CN¥100.00 per box for you. That comes to CN¥200.00 for 2 boxes, CN¥100.00 per box. "
            "With VAT of 13 %, CN¥26.00, it is CN¥226.00."
        ),
        (
            "目录单价为每箱 ¥120.00（价目表）。由于订购 2 箱，单价为每箱 ¥96.00。我们为您将单价定为每箱 ¥100.00。"
            "合计 ¥200.00（2 箱，折合每箱 ¥100.00）。加上VAT 13%，¥26.00，共 ¥226.00。"
        ),
    ),
    (
        "product: NUT, quantity: 2, unit: box",
        (
            "The list price is CN¥120.00 per box (Price list). For 1 of them the price is CN¥96.00 per box. "
            "That comes to CN¥216.00 for 2 boxes, CN¥108.00 per box. With VAT of 13 %, CN¥28.08, it is CN¥244.08."
        ),
        "",
    ),
    (
        "product: PIN, quantity: 1, unit: box",
        (
            "The list price is CN¥60.00 per box (Price list). That comes to CN¥60.00 for 1 box. "
            "With VAT of 13 %, CN¥7.80, it is CN¥67.80."
        ),
        "",
    ),
    (
        "product: NAIL, quantity: 12",
        (
            "Under “Price list”, packs of 10, there is CN¥8.00 to pay. “Up to the minimum charge” adds CN¥12.00. "
            "That comes to CN¥20.00 for 12, CN¥1.67 each. With VAT of 13 %, CN¥2.60, it is CN¥22.60."
        ),
        (
            "“价目表”，每包 10：¥8.00。“补足最低收费”加 ¥12.00。合计 ¥20.00（12 件，折合每件 ¥1.67）。"
            "加上VAT 13%，¥2.60，共 ¥22.60。"
        ),
    ),
    (
        "product: W1, quantity: 78",
        (
            "The list price is CN¥100.00 each (Price list). With “Special” the price is CN¥50.00 each. "
            "That comes to CN¥3,900.00 for 78, CN¥50.00 each. With VAT of 13 %, CN¥507.00, it is CN¥4,407.00."
        ),
        "",
    ),
]


@pytest.mark.parametrize(("line", "en", "zh"), SAID)
def test_a_line_is_told_step_by_step_without_the_reason_of_a_discount(
    line: str, en: str, zh: str, rulebook: Rulebook
) -> None:
    said = told(rulebook, line)
    assert said[0] == en
    assert not zh or said[1] == zh
    assert "secret" not in "".join(said)


def test_an_agreed_price_names_its_contract(rulebook: Rulebook) -> None:
    made = quote(rulebook, "lines: [{product: W1, quantity: 2}]")
    school = made.request.model_copy(update={"customer": "SCHOOL"})
    agreed = price_quote(rulebook, school)
    assert sentences(agreed.lines[0], agreed)[0].en == "Under “Frame contract” the price is CN¥88.00 each."
    assert sentences(agreed.lines[0], agreed)[0].zh == "按“框架合同”，单价为每件 ¥88.00。"


@pytest.mark.parametrize(
    ("asked", "en", "zh"),
    [
        ("lines: [{product: CLIP, quantity: 60}, {product: CLIP, quantity: 60}]",
         "Because it is 120 in all, the price is CN¥0.08 each.", "由于合计 120 件，单价为每件 ¥0.08。"),
        ("cumulated: {HOOK: 8}, lines: [{product: HOOK, quantity: 5}]",
         "Because it is 13 in all, the price of 3 of them is CN¥9.00 each.", "由于合计 13 件，其中 3 件的单价为每件 ¥9.00。"),
        ("lines: [{product: CLIP, quantity: 120}]", "Because you order 120, the price is CN¥0.08 each.", "由于订购 120 件，单价为每件 ¥0.08。"),
    ],
)  # fmt: skip
def test_a_tier_that_other_lines_or_earlier_orders_help_to_reach_says_so(
    asked: str, en: str, zh: str, rulebook: Rulebook
) -> None:
    made = quote(rulebook, asked)
    said = sentences(made.lines[0], made)[1]
    assert (said.en.replace("\xa0", " "), said.zh) == (en, zh)


def test_what_is_paid_with_the_line_above_says_so(rulebook: Rulebook) -> None:
    assert told(rulebook, "product: SET, quantity: 1", "1.1") == (
        "It is paid with the line above.",
        "价格已含在上级行中。",
    )


@pytest.mark.parametrize(
    ("delivery", "en", "zh"),
    [
        (
            "post",
            "“Post” costs CN¥12.00. That comes to CN¥12.00 for 1 delivery. With VAT of 13 %, CN¥1.56, it is CN¥13.56.",
            "“邮寄”运费为 ¥12.00。合计 ¥12.00（1 次）。加上VAT 13%，¥1.56，共 ¥13.56。",
        ),
        (
            "free",
            "“Van” is free of charge. That comes to CN¥0.00 for 1 delivery.",
            "“货车”免运费。合计 ¥0.00（1 次）。",
        ),
        (
            "{method: ship, price: 5, reason: secret friend}",
            "“Ship” costs CN¥5.00. That comes to CN¥5.00 for 1 delivery. With VAT of 13 %, CN¥0.65, it is CN¥5.65.",
            "“海运”运费为 ¥5.00。合计 ¥5.00（1 次）。加上VAT 13%，¥0.65，共 ¥5.65。",
        ),
        (
            "{method: post, price: 5, reason: secret friend}",
            (
                "“Post” costs CN¥12.00. We set the price at CN¥5.00 per delivery for you. "
                "That comes to CN¥5.00 for 1 delivery. With VAT of 13 %, CN¥0.65, it is CN¥5.65."
            ),
            "“邮寄”运费为 ¥12.00。我们为您将单价定为每次 ¥5.00。合计 ¥5.00（1 次）。加上VAT 13%，¥0.65，共 ¥5.65。",
        ),
    ],
)
def test_a_delivery_is_told_by_its_method(delivery: str, en: str, zh: str, rulebook: Rulebook) -> None:
    made = quote(rulebook, f"lines: [{{product: W1, quantity: 1}}], deliveries: [{delivery}]")
    found = made.line("D1")
    assert found is not None
    said = sentences(found, made)
    assert " ".join(each.en for each in said).replace("\xa0", " ") == en
    assert "".join(each.zh for each in said) == zh
    assert why_not_otherwise(rulebook, made.request, "D1") == ()


SENTENCE = re.compile(r"[A-Z“].*[^ ]\.")


@settings(max_examples=40)
@given(requests)
def test_every_line_ends_in_its_net_amount_and_every_sentence_is_whole(lines: list[Line]) -> None:
    made = priced(lines, shop())
    for line in made.lines:
        said = sentences(line, made)
        assert all(SENTENCE.fullmatch(each.en) and each.zh.endswith("。") for each in said)
        assert not [each for each in said if "  " in each.en or "None" in each.en]
        assert any(f"CN¥{line.net.quantize(Decimal('0.01')):,f}" in each.en for each in said)
