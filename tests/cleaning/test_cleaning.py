"""Names, numbers and codes that people type, by cases, and laws of what comes out."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from cpq.cleaning.characters import tidy
from cpq.cleaning.company_names import company_name
from cpq.cleaning.credit_codes import ALPHABET, check_character, credit_code
from cpq.cleaning.emails import email
from cpq.cleaning.phones import phone_number
from cpq.cleaning.unclean import Unclean

CASES = Path(__file__).parents[1] / "cases" / "cleaning"
Case = dict[str, Any]


def cases(name: str) -> list[Any]:
    return [
        pytest.param(each, id=each["typed"]) for each in yaml.safe_load((CASES / f"{name}.yaml").read_text("utf-8"))
    ]


def refused(case: Case, caught: pytest.ExceptionInfo[Unclean]) -> None:
    trouble = caught.value
    assert trouble.code == case["refused"]
    texts = {"zh": trouble.text.zh, "en": trouble.text.en}
    assert all(texts.values())
    for language in [case["in"]] if "in" in case else texts:
        assert case.get("proposed", "") in texts[language]


@pytest.mark.parametrize("case", cases("phones"))
def test_phones(case: Case) -> None:
    if "refused" in case:
        with pytest.raises(Unclean) as caught:
            phone_number(case["typed"])
        return refused(case, caught)
    found = phone_number(case["typed"], case.get("country", "CN"))
    assert (found.e164, found.kind, found.extension) == (case["e164"], case["kind"], case.get("extension"))
    home = found.home and (found.home.place.zh, found.home.place.en, found.home.source)
    assert home == ((case["zh"], case["en"], case["source"]) if "zh" in case else None)
    return None


@pytest.mark.parametrize("case", cases("credit_codes"))
def test_credit_codes(case: Case) -> None:
    if "refused" in case:
        with pytest.raises(Unclean) as caught:
            credit_code(case["typed"])
        return refused(case, caught)
    assert credit_code(case["typed"]) == case["code"]
    return None


@pytest.mark.parametrize("case", cases("emails"))
def test_emails(case: Case) -> None:
    if "refused" in case:
        with pytest.raises(Unclean) as caught:
            email(case["typed"])
        return refused(case, caught)
    found = email(case["typed"])
    assert (found.address, found.key, found.shared) == (case["address"], case["key"], case["shared"])
    return None


@pytest.mark.parametrize("case", cases("company_names"))
def test_company_names(case: Case) -> None:
    found = company_name(case["typed"])
    assert (found.core, found.trade, sorted(found.places), found.form) == (
        case["core"],
        case["trade"],
        sorted(case["places"]),
        case["form"],
    )


BODIES = st.text(ALPHABET, min_size=17, max_size=17).filter(lambda body: bool(body.strip("0")))


@given(BODIES, st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_mistyped_character_never_fits(body: str, index: int, other: str) -> None:
    code = body + check_character(body)
    assert credit_code(code.lower()) == code
    if other != code[index]:
        with pytest.raises(Unclean):
            credit_code(code[:index] + other + code[index + 1 :])


@given(BODIES, st.integers(0, 15))
def test_two_exchanged_characters_never_fit(body: str, index: int) -> None:
    code = body + check_character(body)
    exchanged = code[:index] + code[index + 1] + code[index] + code[index + 2 :]
    if exchanged != code:
        with pytest.raises(Unclean):
            credit_code(exchanged)


@given(st.text())
@example("\ud800")
@example("ﷺ")
def test_any_text_is_tidied_once_and_for_all(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once
    assert once.isprintable() or not once
    name = company_name(text)
    assert bool(name.core) == bool(once)


@given(st.text())
def test_any_text_is_a_phone_number_and_an_address_or_is_refused(text: str) -> None:
    for read in (phone_number, email, credit_code):
        with suppress(Unclean):
            assert read(text)
