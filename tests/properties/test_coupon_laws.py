"""Laws of the codes of a series: what is made is sound, and no single slip of the hand turns one into another that is."""

from __future__ import annotations

from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from cpq.promotions.coupons.checksum import CLEAR, LONGEST, SIGNS, is_sound, with_checks
from cpq.promotions.coupons.digests import digest_of, heading, read_digests, written
from cpq.promotions.coupons.generating import new_codes
from cpq.promotions.coupons.series import CouponSeries
from cpq.rulebook.folder import RuleFile
from cpq.rulebook.text import Text


@st.composite
def series(draw: st.DrawFn) -> CouponSeries:
    prefix = draw(st.from_regex(r"\A[A-Z][A-Z0-9-]{0,15}\Z"))
    return CouponSeries(id="s", name=Text.same("S"), prefix=prefix, length=draw(st.integers(12, 18)))


@st.composite
def codes(draw: st.DrawFn) -> str:
    code = with_checks(draw(st.text(SIGNS, min_size=1, max_size=LONGEST - 2)))
    assume(code is not None)
    return str(code)


PLACE = st.integers(0, LONGEST - 1)


@given(series(), st.integers(0, 2**32))
def test_codes_are_of_their_series_sound_different_and_clear_to_read(kind: CouponSeries, seed: int) -> None:
    made = new_codes(kind, 5, set(), Random(seed))
    assert len(set(made)) == len(made) == 5
    for code, digest in made.items():
        assert is_sound(code)
        assert code.startswith(kind.prefix)
        assert len(code) == kind.code_length
        assert set(code[len(kind.prefix) :]) <= set(CLEAR)
        assert digest == digest_of(kind, code)


@given(series(), st.integers(0, 2**32))
def test_no_code_is_made_again(kind: CouponSeries, seed: int) -> None:
    first = new_codes(kind, 5, set(), Random(seed))
    again = new_codes(kind, 5, set(first.values()), Random(seed))
    assert not set(first) & set(again)


@given(codes(), PLACE, st.sampled_from(SIGNS))
def test_one_mistyped_character_is_always_seen(code: str, place: int, sign: str) -> None:
    place %= len(code)
    typed = code[:place] + sign + code[place + 1 :]
    assert is_sound(typed) == (typed == code)


@given(codes(), PLACE, PLACE, st.sampled_from(SIGNS), st.sampled_from(SIGNS))
def test_two_mistyped_characters_are_always_seen(code: str, one: int, other: int, sign: str, and_sign: str) -> None:
    typed = list(code)
    typed[one % len(code)], typed[other % len(code)] = sign, and_sign
    assert is_sound("".join(typed)) == ("".join(typed) == code)


@given(codes(), PLACE, PLACE)
def test_a_swap_is_always_seen(code: str, one: int, other: int) -> None:
    typed = list(code)
    one, other = one % len(code), other % len(code)
    typed[one], typed[other] = typed[other], typed[one]
    assert is_sound("".join(typed)) == ("".join(typed) == code)


@given(series(), st.sets(st.binary(min_size=12, max_size=12)), st.binary(min_size=12, max_size=12))
def test_a_file_has_the_digests_that_were_written_and_no_other(
    kind: CouponSeries, digests: set[bytes], other: bytes
) -> None:
    found = read_digests(RuleFile("d", "d", heading(kind) + written(digests)), kind)
    assert len(found) == len(digests)
    assert all(digest in found for digest in digests)
    assert (other in found) == (other in digests)


@given(st.binary(max_size=400))
def test_no_content_of_a_file_raises(content: bytes) -> None:
    kind = CouponSeries(id="s", name=Text.same("S"), prefix="S")
    read_digests(RuleFile("d", "d", content), kind)
    read_digests(RuleFile("d", "d", heading(kind) + content), kind)
