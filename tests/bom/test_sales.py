"""Who may buy what, and which items a target means."""

from __future__ import annotations

from datetime import date

import pytest

from cpq.bom.calendar import add_months
from cpq.bom.catalogue import Catalogue
from cpq.bom.explosion import explode_request
from cpq.bom.matching import Matching
from cpq.bom.products import Product
from cpq.bom.sellability import why_not_sold
from cpq.bom.target import Target
from tests.bom.books import book, elsewhere, request, situation

BOOK = """
attributes: {size: {name: Size, type: choice, values: {s: S, l: L}}}
products:
  DISK: {kind: sku, name: {zh: 硬盘, en: Disk}, category: disk, tags: [fast]}
  OLD: {kind: sku, name: {zh: 旧款, en: Old}, valid: {to: 2025-12-31}, replaced_by: DISK}
  PART: {kind: sku, name: Part, sold_alone: false}
  CAP: {kind: variants, name: Cap, category: all, axes: {size: [s, l]}, code: "CAP-{size}"}
  BOX:
    kind: configurable
    name: Box
    category: all
    groups: {inside: {name: Inside, max: 2, options: {DISK: {default: 1}, CAP-s: {default: 1}}}}
selling_rules:
  china: {text: {zh: 仅在中国销售, en: sold in China only}, target: {categories: [hardware]}, only_when: '"CN" in customer.regions'}
  dealers: {text: {zh: 不供经销, en: not for dealers}, target: {tags: [fast]}, never_when: channel == "dealer"}
  later: {text: later, target: {}, valid: {from: 2030-01-01}, never_when: channel == "direct"}
  caps: {text: {zh: 小号停供, en: no small caps}, target: {products: [CAP-s]}, never_when: currency == "CNY"}
"""


def _why(product: str, code: str | None = None, *, alone: bool = True, **changed):
    given = book(BOOK)
    at = elsewhere(**changed) if changed else situation(given)
    return [reason.text.en for reason in why_not_sold(given, given.all(Product)[product], at, code, alone=alone)]


def test_a_region_inside_the_region_may_buy():
    assert _why("DISK") == []


def test_another_region_may_not_and_hears_why():
    assert _why("DISK", regions=("EU",)) == ["sold in China only"]


def test_every_reason_is_given_at_once():
    assert sorted(_why("DISK", regions=("EU",), channel="dealer")) == ["not for dealers", "sold in China only"]


def test_a_rule_that_is_not_yet_in_force_forbids_nothing():
    assert _why("CAP") == []
    assert _why("CAP", date=date(2030, 1, 1)) == ["later"]


def test_a_rule_on_one_variant_spares_the_others():
    assert _why("CAP", "CAP-s") == ["no small caps"]
    assert _why("CAP", "CAP-l") == []


def test_what_is_no_longer_sold_names_its_successor():
    assert _why("OLD") == ['"Old" is no longer sold since 2025-12-31; use DISK (Disk) instead']


def test_what_is_not_sold_alone_may_stand_inside():
    assert len(_why("PART")) == 1
    assert _why("PART", alone=False) == []


def _refused(configuration: object, **asked: object) -> list[tuple[str, str, str]]:
    given = book(BOOK)
    line = {"product": "BOX", "quantity": 1, "configuration": configuration}
    whole = request({**asked, "lines": [line]})
    found = explode_request(given, whole, situation(given, whole)).findings
    return [(str(each.place).removeprefix("request/lines/0/"), each.code, each.text.en) for each in found]


def test_an_option_that_was_chosen_is_refused_where_it_stands():
    assert _refused({"inside": {"DISK": 1, "CAP-s": 0}}, channel="dealer") == [
        ("configuration/inside", "not-sold", "not for dealers")
    ]


def test_a_configuration_for_which_nothing_is_sold_names_all_that_stands_against_it():
    ((place, code, text),) = _refused({}, channel="dealer")
    assert (place, code) == ("configuration", "impossible-configuration")
    assert '"Disk" is not sold here: not for dealers' in text
    assert '"Cap (S)" is not sold here: no small caps' in text


def test_a_default_that_is_not_sold_gives_way_to_what_is():
    assert _refused({}, channel="direct") == []


@pytest.mark.parametrize(
    ("target", "codes"),
    [
        ({}, {"BOX", "DISK", "CAP-s"}),
        ({"products": ["BOX"]}, {"BOX", "DISK", "CAP-s"}),
        ({"products": ["BOX"], "options_too": True}, {"BOX", "DISK", "CAP-s"}),
        ({"products": ["BOX"], "options_too": False}, {"BOX"}),
        ({"products": ["BOX"], "except": ["CAP"]}, {"BOX", "DISK"}),
        ({"products": ["BOX"], "except": ["CAP-s"]}, {"BOX", "DISK"}),
        ({"products": ["CAP"]}, {"CAP-s"}),
        ({"products": ["CAP-s"]}, {"CAP-s"}),
        ({"products": ["CAP-l"]}, set()),
        ({"categories": ["hardware"]}, {"DISK"}),
        ({"categories": ["all"], "options_too": False}, {"BOX", "DISK", "CAP-s"}),
        ({"tags": ["fast"]}, {"DISK"}),
        ({"categories": ["all"], "except": ["DISK"]}, {"BOX", "CAP-s"}),
    ],
)
def test_a_target_means_just_these_items(target, codes):
    given = book(BOOK)
    asked = request({"currency": "EUR", "lines": [{"product": "BOX", "quantity": 1}]})
    meant = Target.model_validate(target)
    items = explode_request(given, asked, situation(given, asked)).items
    assert len(items) == 3
    assert {item.code for item in items if given.derived(Matching).matches(meant, item)} == codes


def test_a_variant_has_its_own_code_name_and_attributes():
    article = book(BOOK).derived(Catalogue).articles["CAP-l"]
    assert (article.name.en, article.attributes, article.is_variant) == ("Cap (L)", {"size": "l"}, True)


def test_the_section_is_the_nearest_heading_above():
    catalogue = book(BOOK).derived(Catalogue)
    assert catalogue.section_of(catalogue.products["DISK"]).en == "Equipment"
    assert catalogue.section_of(catalogue.products["BOX"]).en == "All"


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
        (date(2026, 8, 31), 0, date(2026, 8, 31)),
    ],
)
def test_months_are_counted_to_the_same_day_or_the_last(day, months, then):
    assert add_months(day, months) == then
