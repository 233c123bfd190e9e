"""Series of coupons: which codes are good, what is said of the others, and what is wrong with a series."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from cpq.kinds import read_request
from cpq.priced_quote import PricedQuote
from cpq.promotions.coupons.digests import heading, written
from cpq.promotions.coupons.generating import new_codes
from cpq.promotions.coupons.series import CouponSeries
from cpq.quote import price_quote
from cpq.rulebook.load import Loaded
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text
from tests.pricing.books import PRICES, book, loaded, quote

SPRING = CouponSeries(id="spring", name=Text.same("Spring"), prefix="SPRING-", length=16)
CODES = new_codes(SPRING, 3, set(), Random(1))
GOOD, USED, STRANGE = CODES
FILE = heading(SPRING) + written([CODES[GOOD], CODES[USED]])
RULES = PRICES + (
    "coupon_series:\n"
    "  spring: {name: Spring, prefix: SPRING-, valid: {from: 2025-12-01, to: 2026-03-31}, digests: coupons/spring.digests}\n"
    "promotions:\n"
    "  ten: {name: Ten, coupon_series: spring, limits: {per_coupon: 2}, benefit: {kind: percent, value: 10%}}\n"
    "  five: {name: Five, coupons: [SPRIN-26], limits: {uses: 9}, when: order.net > CNY(100), benefit: {kind: percent, value: 5%}}\n"
)


def with_digests(folder: Path, content: bytes = FILE, rules: str = RULES) -> Loaded:
    (folder / "coupons").mkdir(parents=True, exist_ok=True)
    (folder / "coupons" / "spring.digests").write_bytes(content)
    return loaded(folder, rules)


def said(made: Loaded) -> list[str]:
    return [f"{each.place} {each.code}" for each in made.findings]


def remarks(folder: Path, request: str) -> list[tuple[str, str]]:
    with_digests(folder)
    made = quote(book(folder, RULES), request + ", lines: [{product: W1, quantity: 1}]")
    return [(each.code, each.text.en) for each in made.remarks]


def test_a_code_is_good_whose_digest_is_there(tmp_path: Path) -> None:
    assert said(with_digests(tmp_path)) == []
    assert remarks(tmp_path, f"coupons: [{GOOD.lower()}]") == []
    assert quote(book(tmp_path, RULES), f"coupons: [{GOOD}], lines: [{{product: W1, quantity: 1}}]").totals.net == 90


SWAPPED = GOOD[:-4] + GOOD[-3] + GOOD[-4] + GOOD[-2:]
REMARKS = {
    "a sound code that was never made": (
        f"coupons: [{STRANGE}]",
        ("unknown-coupon", f'there is no coupon "{STRANGE}"'),
    ),
    "a swap": (
        f"coupons: [{SWAPPED}]",
        (
            "mistyped-coupon",
            f'coupon "{SWAPPED}" is mistyped: its length or its check characters are wrong; compare it with the coupon',
        ),
    ),
    "one character less": (
        f"coupons: [{GOOD[:-1]}]",
        (
            "mistyped-coupon",
            f'coupon "{GOOD[:-1]}" is mistyped: its length or its check characters are wrong; compare it with the coupon',
        ),
    ),
    "after the last day": (
        f"coupons: [{GOOD}], date: 2026-04-01",
        ("expired-coupon", f'coupon "{GOOD}" has expired: it was valid to 2026-03-31'),
    ),
    "before the first day": (
        f"coupons: [{GOOD}], date: 2025-11-30",
        ("early-coupon", f'coupon "{GOOD}" is not valid yet: it is from 2025-12-01 on'),
    ),
    "used up itself": (
        f"coupons: [{USED}], counters: {{coupons: {{{USED}: {{uses: 2}}}}}}",
        ("used-up-coupon", f'coupon "{USED}" is used up: 2 of 2 uses'),
    ),
    "used up by all": (
        "coupons: [SPRIN-26], counters: {promotions: {five: {uses: 9}}}",
        ("used-up-coupon", 'coupon "SPRIN-26" was not used (promotion "five"): it is used up: 9 of 9 uses'),
    ),
    "not used": (
        "coupons: [SPRIN-26]",
        (
            "unused-coupon",
            'coupon "SPRIN-26" was not used (promotion "five"): this does not hold: order.net > CNY(100); 0.01 CNY more reaches it',
        ),
    ),
}


@pytest.mark.parametrize(("request_", "expected"), REMARKS.values(), ids=REMARKS)
def test_each_trouble_of_a_coupon_has_its_own_remark(request_: str, expected: tuple[str, str], tmp_path: Path) -> None:
    with_digests(tmp_path)
    rulebook = book(tmp_path, RULES)
    made = quote_on(rulebook, request_)
    assert [(each.code, each.text.en) for each in made.remarks] == [expected]
    assert all(each.text.zh and each.place for each in made.remarks)


def quote_on(rulebook: Rulebook, request: str) -> PricedQuote:
    head = "{id: Q1, currency: CNY, channel: direct, customer: ACME, lines: [{product: W1, quantity: 1}], "
    day = "" if "date:" in request else ", date: 2026-01-01"
    return price_quote(rulebook, read_request(head + request + day + "}", "request.yaml", rulebook))


def test_of_two_codes_that_are_used_up_each_is_told_of_itself(tmp_path: Path) -> None:
    used = f"counters: {{coupons: {{{GOOD}: {{uses: 2}}, {USED}: {{uses: 3}}}}}}"
    assert remarks(tmp_path, f"coupons: [{GOOD}, {USED}], {used}") == [
        ("used-up-coupon", f'coupon "{GOOD}" is used up: 2 of 2 uses'),
        ("used-up-coupon", f'coupon "{USED}" is used up: 3 of 2 uses'),
    ]


def test_a_promotion_says_what_is_wrong_with_its_code(tmp_path: Path) -> None:
    with_digests(tmp_path)
    made = quote(book(tmp_path, RULES), f"coupons: [{STRANGE}], lines: [{{product: W1, quantity: 1}}]")
    found = {each.promotion: each.reason.en for each in made.promotions}
    assert found == {"ten": f'there is no coupon "{STRANGE}"', "five": "it needs a coupon"}


def test_no_message_gives_a_code_of_a_series_away(tmp_path: Path) -> None:
    """Nearly a code of the series, with a prefix that is none: the hint may be a listed code, never one of the series."""
    typed = "SPRNG-" + GOOD.removeprefix("SPRING-")
    with_digests(tmp_path)
    made = quote(book(tmp_path, RULES), f"coupons: [{typed}, {GOOD}], lines: [{{product: W1, quantity: 1}}]")
    ((code, text),) = [(each.code, each.text) for each in made.remarks]
    assert code == "unknown-coupon"
    assert text.en == f'there is no coupon "{typed}"'
    assert remarks(tmp_path, "coupons: [SPRIN-62]") == [
        ("unknown-coupon", 'there is no coupon "SPRIN-62" — did you mean "SPRIN-26"?')
    ]


def test_the_digests_are_part_of_the_version_and_tell_nothing(tmp_path: Path) -> None:
    assert "SPRING" not in with_digests(tmp_path, FILE + GOOD.encode()).findings[0].text.en
    one, other = with_digests(tmp_path), with_digests(tmp_path, heading(SPRING))
    assert one.rulebook is not None
    assert other.rulebook is not None
    assert one.rulebook.version != other.rulebook.version
    assert not any(code.encode() in FILE for code in CODES)


ANOTHER = (
    "  more: {name: More, prefix: %s, digests: coupons/more.digests}\n"
    "promotions:\n  m: {name: M, coupon_series: more, benefit: {kind: percent, value: 1%%}}\n"
)
TROUBLES = {
    "a file of another series": (b"# series winter\n", RULES, ["coupons/spring.digests:1 digests-series"]),
    "no heading": (FILE.split(b"\n", 1)[1], RULES, ["coupons/spring.digests:1 digests-series"]),
    "nothing": (b"", RULES, ["coupons/spring.digests:1 digests-series"]),
    "a line that is none": (FILE + b"<<<<<<< HEAD\n", RULES, ["coupons/spring.digests:4 digests-line"]),
    "a code among the digests": (FILE + GOOD.encode(), RULES, ["coupons/spring.digests:4 digests-line"]),
    "an empty line": (FILE + b"\n" + b"0" * 24, RULES, ["coupons/spring.digests:4 digests-line"]),
    "lines of another system": (FILE.replace(b"\n", b"\r\n"), RULES, []),
    "no digests": (
        FILE,
        RULES.replace(", digests: coupons/spring.digests", ""),
        ["coupons/spring.digests unused-digests", "rules.yaml:5:3 guessable-coupons"],
    ),
    "another file": (
        FILE,
        RULES.replace("spring.digests", "sprin.digests"),
        ["coupons/spring.digests unused-digests", "rules.yaml:5:95 no-digests"],
    ),
    "a way out of the rules": (
        FILE,
        RULES.replace("coupons/spring.digests", "../spring.digests"),
        ["rules.yaml:5:95 wrong-form"],
    ),
    "no promotion": (
        FILE,
        RULES.replace("coupon_series: spring, limits: {per_coupon: 2}, ", ""),
        ["rules.yaml:5:3 unused-series"],
    ),
    "a listed code like those of the series": (
        FILE,
        RULES.replace("SPRIN-26", "SPRING-26"),
        ["rules.yaml:8:32 coupon-prefix"],
    ),
    "a series like another": (
        FILE,
        RULES.replace("promotions:\n", ANOTHER % "SPRING-B"),
        ["rules.yaml:6:22 coupon-prefix", "rules.yaml:6:49 no-digests"],
    ),
    "an unknown series": (
        FILE,
        RULES.replace("coupon_series: spring,", "coupon_series: sprin,"),
        ["rules.yaml:7:35 unknown-reference"],
    ),
    "a prefix like a number": (FILE, RULES.replace("prefix: SPRING-", "prefix: 2E"), ["rules.yaml:5:34 wrong-form"]),
}


@pytest.mark.parametrize(("content", "rules", "expected"), TROUBLES.values(), ids=TROUBLES)
def test_what_is_wrong_with_a_series_is_said_at_its_place(
    content: bytes, rules: str, expected: list[str], tmp_path: Path
) -> None:
    assert said(with_digests(tmp_path, content, rules)) == expected


def test_so_many_codes_that_one_can_be_found_by_trying_are_a_warning(tmp_path: Path) -> None:
    many = heading(SPRING) + b"".join(b"%024x\n" % number for number in range(50))
    assert said(with_digests(tmp_path, many)) == []
    short = RULES.replace("prefix: SPRING-", "prefix: SPRING-, length: 12")
    assert said(with_digests(tmp_path, many, short)) == ["rules.yaml:5:43 guessable-coupons"]
