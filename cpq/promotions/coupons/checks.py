"""What is checked of series of coupons once a rulebook is read."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from cpq.promotions.coupons.digests import DigestFiles, Digests
from cpq.promotions.coupons.series import CouponSeries
from cpq.promotions.promotion import Promotion
from cpq.rulebook.finding import Finding, Severity, did_you_mean
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def digests_are_there(rulebook: Rulebook) -> Iterator[Finding]:
    """What is wrong with the digest files that series name, and a warning of codes that can be guessed and of files that nothing names."""
    found = rulebook.derived(DigestFiles)
    named = {series.digests for series in rulebook.all(CouponSeries).values()}
    for series in rulebook.all(CouponSeries).values():
        match found.read(series):
            case Digests() as digests:
                if series.is_guessable(len(digests)):
                    yield _too_many(series, len(digests))
            case None:
                yield (
                    _accepts_all(series)
                    if series.digests is None
                    else _no_codes(series, series.digests, found.files.keys() - named)
                )
            case findings:
                yield from findings
    for name, file in found.files.items():
        if name not in named:
            text = Text(
                zh=f"没有优惠券系列使用这个文件；请在系列里写 digests: {name}，或把它移出规则文件夹",
                en=f"no coupon series uses this file; write digests: {name} in one, or move it out of the rules folder",
            )
            yield Finding("unused-digests", Place(file.shown), text, Severity.WARNING)


def _accepts_all(series: CouponSeries) -> Finding:
    text = Text(
        zh=f"没有 digests，校验字符正确的码都有效，人人可造；请写 digests: coupons/{series.id}.digests，再用 cpq coupons generate 发码",
        en="without `digests` anybody can make up a code that is good; write "
        f"digests: coupons/{series.id}.digests, and make the codes with cpq coupons generate",
    )
    return Finding("guessable-coupons", series.place, text, Severity.WARNING)


def _no_codes(series: CouponSeries, name: str, free: Collection[str]) -> Finding:
    near = did_you_mean(name, free)
    text = Text(
        zh=f"规则文件夹里还没有“{name}”，该系列没有有效的码；请用 cpq coupons generate {series.id} --count 1000 --out codes.csv 发码{near.zh}",
        en=f'there is no "{name}" in the rules folder yet, so no code of the series is good; make some with '
        f"cpq coupons generate {series.id} --count 1000 --out codes.csv{near.en}",
    )
    return Finding("no-digests", series.value_at("digests"), text, Severity.WARNING)


def _too_many(series: CouponSeries, count: int) -> Finding:
    text = Text(
        zh=f"{count:,} 个码对 {series.length} 位随机字符太多，拿到摘要的人可以试出一个；新的码请另建 length 更大的系列",
        en=f"{count:,} codes are too many for {series.length} random characters: who has the digests can find one by trying; make new codes in "
        "a series of a larger `length`",
    )
    return Finding("guessable-coupons", series.at("length"), text, Severity.WARNING)


def prefixes_tell_series_apart(rulebook: Rulebook) -> Iterator[Finding]:
    """No code may belong to two series, or to a series and to the list of a promotion."""
    every = list(rulebook.all(CouponSeries).values())
    one: CouponSeries | None = None
    for other in sorted(
        every, key=lambda series: series.prefix
    ):  # what begins alike stands together, the shortest first
        if one is None or not other.prefix.startswith(one.prefix):
            one = other
        else:
            first, second = sorted((one, other), key=every.index)
            text = Text(
                zh=f"前缀“{second.prefix}”与系列“{first.id}”的“{first.prefix}”开头相同，分不清码属于哪个系列；请改其一",
                en=f'the prefix "{second.prefix}" and "{first.prefix}" of series "{first.id}" begin alike: whose a code is cannot be told; '
                "change one",
            )
            yield Finding("coupon-prefix", second.at("prefix"), text, related=(first.at("prefix"),))
    yield from _listed_like_a_series(rulebook, every)


def _listed_like_a_series(rulebook: Rulebook, every: list[CouponSeries]) -> Iterator[Finding]:
    for promotion in rulebook.all(Promotion).values():
        for number, code in enumerate(promotion.coupons or ()):
            series = next((each for each in every if code.startswith(each.prefix)), None)
            if series is not None:
                text = Text(
                    zh=f"“{code}”以系列“{series.id}”的前缀“{series.prefix}”开头；请换一个码，或改前缀",
                    en=f'"{code}" begins with the prefix "{series.prefix}" of series "{series.id}"; choose another code, or another prefix',
                )
                yield Finding("coupon-prefix", promotion.at("coupons", number), text, related=(series.at("prefix"),))


def series_are_used(rulebook: Rulebook) -> Iterator[Finding]:
    """A series that no promotion names gives its holders nothing."""
    named = {promotion.coupon_series for promotion in rulebook.all(Promotion).values()}
    for series in rulebook.all(CouponSeries).values():
        if series.id not in named:
            text = Text(
                zh=f"没有促销使用这个系列；请在促销里写 coupon_series: {series.id}",
                en=f"no promotion uses this series; write coupon_series: {series.id} in one",
            )
            yield Finding("unused-series", series.place, text, Severity.WARNING)


CHECKS = (digests_are_there, prefixes_tell_series_apart, series_are_used)
