"""New codes of a series."""

from __future__ import annotations

from collections.abc import Container, Mapping
from random import Random

from cpq.promotions.coupons.checksum import CLEAR, with_checks
from cpq.promotions.coupons.digests import digest_of
from cpq.promotions.coupons.series import CouponSeries


def new_codes(series: CouponSeries, count: int, known: Container[bytes], source: Random) -> Mapping[str, bytes]:
    """So many codes with their digests, none twice and none whose digest is known.

    `source` is `secrets.SystemRandom()`: codes from a generator with a seed can be computed by whoever finds the seed.
    """
    made: dict[str, bytes] = {}
    while len(made) < count:
        code = with_checks(series.prefix + "".join(source.choices(CLEAR, k=series.length)))
        if code is not None and code not in made and (digest := digest_of(series, code)) not in known:
            made[code] = digest
    return made
