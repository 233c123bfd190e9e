"""What a coupon is, in the terminal and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from rich.table import Table

from cpq.cli.language import read, say
from cpq.promotions.coupons.book import CouponBook
from cpq.promotions.coupons.coupon import Coupon, State, Trouble
from cpq.quote_json import Json, plain
from cpq.rulebook.fields import Validity
from cpq.rulebook.text import Text

_STATES: Mapping[State, str] = {
    "good": say(zh="有效", en="good"),
    "unknown": say(zh="没有这个码", en="unknown"),
    "mistyped": say(zh="输错", en="mistyped"),
    "expired": say(zh="已过期", en="expired"),
    "early": say(zh="尚未生效", en="not yet valid"),
}


def trouble_on(coupon: Coupon, day: date, book: CouponBook) -> Trouble | None:
    """Why a coupon gives nothing on a day, whatever is bought; None where it can."""
    found = book.trouble(coupon)
    if found is not None or any(promotion.valid.covers(day) for promotion in coupon.promotions):
        return found
    text = Text(
        zh=f"{day} 没有使用优惠券“{coupon.code}”的促销在进行",
        en=f'no promotion that takes coupon "{coupon.code}" runs on {day}',
    )
    return "idle-coupon", text


def coupon_view(coupon: Coupon, day: date) -> Table:
    """A row for what is known of it, and one for each of its promotions."""
    table = Table.grid(padding=(0, 2))
    table.add_row(say(zh="券码", en="Coupon"), coupon.code)
    table.add_row(say(zh="状态", en="State"), f"{_STATES[coupon.state]} ({day})")
    if coupon.series is not None:
        series = coupon.series
        table.add_row(say(zh="系列", en="Series"), f"{series.id} · {read(series.name)} · {_days(series.valid)}")
    for promotion in coupon.promotions:
        about = f"{promotion.id} · {read(promotion.name)} · {_days(promotion.valid)} · {promotion.place}"
        table.add_row(say(zh="促销", en="Promotion"), about)
    return table


def _days(valid: Validity) -> str:
    if valid.from_ is None and valid.to is None:
        return say(zh="不限日期", en="on any day")
    return f"{valid.from_ or '…'} – {valid.to or '…'}"


def as_object(coupon: Coupon, day: date, trouble: Trouble | None) -> dict[str, Json]:
    series = coupon.series
    return {
        "code": coupon.code,
        "date": str(day),
        "state": coupon.state,
        "trouble": None if trouble is None else {"code": trouble[0], "text": plain(trouble[1])},
        "series": None
        if series is None
        else {"id": series.id, "name": plain(series.name), "valid": plain(series.valid)},
        "promotions": [
            {"id": each.id, "name": plain(each.name), "valid": plain(each.valid), "place": str(each.place)}
            for each in coupon.promotions
        ],
    }
