"""The coupons of a rulebook: which promotions a code activates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cpq.promotions.coupons.checksum import is_sound
from cpq.promotions.coupons.coupon import Coupon, State, Trouble
from cpq.promotions.coupons.digests import DigestFiles, digest_of
from cpq.promotions.coupons.series import CouponSeries
from cpq.promotions.promotion import Promotion
from cpq.rulebook.finding import did_you_mean
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

MOST_REMEMBERED = 16
"""For how many sets of codes it is kept what they do."""


@dataclass(frozen=True, slots=True)
class _Given:
    """What several codes do together: promotion → the codes that activate it; series → why the first of its codes that is no good is not."""

    activating: dict[str, list[str]]
    why_not: dict[str, Text]


class CouponBook:
    """Made once for a rulebook: `rulebook.derived(CouponBook)`.

    `by_code` has the promotions that a listed code activates. Codes of series are in no such list: only whoever has one can ask for it.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        promotions = rulebook.all(Promotion).values()
        by_code: dict[str, dict[str, Promotion]] = {}
        by_series: dict[str, list[Promotion]] = {}
        for promotion in promotions:
            for code in promotion.coupons or ():
                by_code.setdefault(code, {})[promotion.id] = promotion
            if promotion.coupon_series is not None:
                by_series.setdefault(promotion.coupon_series, []).append(promotion)
        self.by_code: Mapping[str, Sequence[Promotion]] = {code: tuple(each.values()) for code, each in by_code.items()}
        self._by_series: Mapping[str, Sequence[Promotion]] = by_series
        self._by_prefix = {each.prefix: each for each in rulebook.all(CouponSeries).values()}
        self._lengths = sorted({len(prefix) for prefix in self._by_prefix})
        self._digests = rulebook.derived(DigestFiles)
        self._given: dict[tuple[frozenset[str], date], _Given] = {}

    def coupon(self, code: str, day: date) -> Coupon:
        """What a code is, on a day."""
        listed = self.by_code.get(code)
        if listed is not None:
            return Coupon(code, "good", None, listed)
        series = self._series_of(code)
        if series is None:
            return Coupon(code, "unknown")
        return Coupon(code, self._state(code, series, day), series, self._by_series.get(series.id, ()))

    def trouble(self, coupon: Coupon) -> Trouble | None:
        """Why a code is not good, and what was probably meant: a listed code. Those of a series are secrets, and are never hinted at."""
        if coupon.trouble is None or coupon.series is not None:
            return coupon.trouble
        (name, text), near = coupon.trouble, did_you_mean(coupon.code, self.by_code)
        return name, Text(zh=text.zh + near.zh, en=text.en + near.en)

    def codes_for(self, promotion: Promotion, codes: frozenset[str], day: date) -> Sequence[str]:
        """Those of the codes that activate a promotion, in alphabetical order."""
        return self._sorted_out(codes, day).activating.get(promotion.id, ())

    def lacking(self, promotion: Promotion, codes: frozenset[str], day: date) -> Text | None:
        """Why none of the codes activates a promotion that takes one: what is wrong with one of its series, else that there is none."""
        given = self._sorted_out(codes, day)
        if promotion.id in given.activating:
            return None
        return given.why_not.get(promotion.coupon_series or "", Text(zh="需要优惠券", en="it needs a coupon"))

    def _sorted_out(self, codes: frozenset[str], day: date) -> _Given:
        found = self._given.get((codes, day))
        if found is None:
            if len(self._given) >= MOST_REMEMBERED:
                self._given.clear()
            found = self._given[codes, day] = self._sort_out(codes, day)
        return found

    def _sort_out(self, codes: Iterable[str], day: date) -> _Given:
        given = _Given({}, {})
        for coupon in (self.coupon(code, day) for code in sorted(codes)):
            for promotion in coupon.activates:
                given.activating.setdefault(promotion.id, []).append(coupon.code)
            trouble = coupon.trouble
            if coupon.series is not None and trouble is not None:
                given.why_not.setdefault(coupon.series.id, trouble[1])
        return given

    def _series_of(self, code: str) -> CouponSeries | None:
        """The series whose prefix a code begins with; no prefix begins with another."""
        found = (self._by_prefix.get(code[:length]) for length in self._lengths)
        return next((series for series in found if series is not None), None)

    def _state(self, code: str, series: CouponSeries, day: date) -> State:
        if len(code) != series.code_length or not is_sound(code):
            return "mistyped"
        if series.digests is not None and digest_of(series, code) not in self._digests.digests(series):
            return "unknown"
        if series.valid.covers(day):
            return "good"
        return "early" if series.valid.from_ is not None and day < series.valid.from_ else "expired"
