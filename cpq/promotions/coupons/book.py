"""The coupons of a rulebook: which promotions a code activates."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from cpq.promotions.promotion import Promotion
from cpq.rulebook.rulebook import Rulebook


class CouponBook:
    """Made once for a rulebook: `rulebook.derived(CouponBook)`. `by_code` has the promotions that a listed code activates."""

    def __init__(self, rulebook: Rulebook) -> None:
        by_code: dict[str, list[Promotion]] = {}
        for promotion in rulebook.all(Promotion).values():
            for code in promotion.coupons or ():
                by_code.setdefault(code, []).append(promotion)
        self.by_code: Mapping[str, Sequence[Promotion]] = by_code

    def activated_by(self, code: str) -> Sequence[Promotion]:
        """The promotions that a code activates; none for a code that nobody knows."""
        return self.by_code.get(code, ())

    def codes_for(self, promotion: Promotion, codes: Collection[str]) -> tuple[str, ...]:
        """Those of the codes that activate a promotion, in alphabetical order."""
        return tuple(sorted(code for code in codes if promotion in self.activated_by(code)))
