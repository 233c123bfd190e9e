"""Series of coupons: codes that are made by the thousand, each for one letter, one mail, one customer."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints

from cpq.promotions.coupons.checksum import CHECKS, CLEAR, LONGEST, SIGNS
from cpq.rulebook.fields import ALWAYS, DIGESTS_PATTERN, PREFIX_PATTERN, Validity, Words, as_printed
from cpq.rulebook.model import Entity

LONGEST_BODY = 18
LONGEST_PREFIX = LONGEST - LONGEST_BODY - CHECKS

Prefix = Annotated[
    str, StringConstraints(pattern=PREFIX_PATTERN, max_length=LONGEST_PREFIX), BeforeValidator(as_printed)
]
DigestsFile = Annotated[str, StringConstraints(pattern=DIGESTS_PATTERN, max_length=200)]

FEWEST_TRIES = 2**56
"""So many codes someone who has the digests must try, on average, for one that is among them: weeks of a graphics processor."""


class CouponSeries(Entity):
    """Coupon codes that are made by the thousand: the prefix, random characters, and two that tell a mistyped code.

    成批生成的优惠券码：前缀、随机字符，以及两位识别输错的校验字符。
    """

    name: Words
    """Name. / 名称。"""
    prefix: Prefix
    """What all its codes begin with, and no other coupon does. / 本系列所有券码的开头；其他优惠券不得以此开头。"""
    length: Annotated[int, Field(ge=12, le=LONGEST_BODY)] = 16
    """How many random characters. / 随机字符的个数。"""
    valid: Validity = ALWAYS
    """When its codes are good. / 券码的有效日期。"""
    digests: DigestsFile | None = None
    """The file with the digests of the codes that there are, `coupons/spring.digests` in the rules folder, which `cpq coupons generate` writes.
    Without it every code with the right check characters is good.

    / 已发券码的摘要文件（规则文件夹内的 coupons/spring.digests），由 cpq coupons generate 写入；不写则校验字符正确的码都有效。"""

    @property
    def code_length(self) -> int:
        """Of a whole code."""
        return len(self.prefix) + self.length + CHECKS

    def is_guessable(self, codes: int) -> bool:
        """Whether one of so many codes is found too soon by trying: by someone who has the digests, and tries codes against them."""
        possible = len(CLEAR) ** (self.length + CHECKS) // len(SIGNS) ** CHECKS
        return possible < codes * FEWEST_TRIES
