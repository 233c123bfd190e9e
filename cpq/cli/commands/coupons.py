"""`cpq coupons`: make the codes of a series, or say what a code is."""

from __future__ import annotations

import random
import secrets
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from cpq.cli.coupon_files import Issue, issue
from cpq.cli.coupon_view import as_object, coupon_view, trouble_on
from cpq.cli.failure import Exit, leave, misuse, refuse
from cpq.cli.flags import Command
from cpq.cli.language import say
from cpq.cli.opening import open_rulebook, working
from cpq.cli.options import JsonOption, WorkspaceOption
from cpq.cli.terminal import err, out, print_json
from cpq.promotions.coupons.book import CouponBook
from cpq.promotions.coupons.coupon import Coupon
from cpq.promotions.coupons.digests import DigestFiles
from cpq.promotions.coupons.generating import new_codes
from cpq.promotions.coupons.series import CouponSeries
from cpq.rulebook.fields import coupon_spelling
from cpq.rulebook.finding import did_you_mean
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

coupons = typer.Typer()


@coupons.command(cls=Command, help=say(zh="为系列生成新的券码", en="Make new codes of a series."))
def generate(
    series: Annotated[str, typer.Argument(help=say(zh="coupon_series 里的编号", en="An id in coupon_series."))],
    count: Annotated[int, typer.Option("--count", min=1, max=1_000_000, help=say(zh="生成几个", en="How many."))],
    output: Annotated[
        Path,
        typer.Option(
            "--out", "-o", help=say(zh="写入券码的新 CSV 文件", en="The new CSV file that the codes are written to.")
        ),
    ],
    workspace: WorkspaceOption = Path(),
    seed: Annotated[
        int | None,
        typer.Option(
            "--seed",
            help=say(
                zh="仅用于可重复的测试：由种子生成的码可被猜出",
                en="For repeatable tests only: such codes can be guessed.",
            ),
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    opened = open_rulebook(workspace, as_json=json)
    found = _series(series, opened.rulebook)
    known = opened.rulebook.derived(DigestFiles).digests(found)
    _check_room(found, len(known) + count)
    source = secrets.SystemRandom() if seed is None else random.Random(seed)  # noqa: S311  asked for, and said to be guessable
    with working(say(zh="生成券码", en="making codes")):
        codes = new_codes(found, count, known, source)
        made = issue(found, codes, output, opened)
    if json:
        written = str(made.digests) if made.digests else None
        print_json(
            {
                "series": found.id,
                "made": count,
                "codes": str(made.codes),
                "digests": written,
                "guessable": seed is not None,
            }
        )
    else:
        _announce(made, count, len(known) + count)
    if seed is not None:
        err.print(
            say(
                zh="注意：由 --seed 生成的码可被猜出，只用于测试，不可发放",
                en="note: codes made with --seed can be guessed; they are for tests, never give them out",
            ),
            style="yellow",
        )


def _series(id: str, rulebook: Rulebook) -> CouponSeries:
    found = rulebook.get(CouponSeries, id)
    if found is None:
        near = did_you_mean(id, rulebook.all(CouponSeries))
        text = Text(zh=f"coupon_series 里没有“{id}”{near.zh}", en=f'there is no "{id}" in coupon_series{near.en}')
        refuse("unknown-reference", id, text)
    return found


def _check_room(series: CouponSeries, codes: int) -> None:
    if series.digests is not None and series.is_guessable(codes):
        text = Text(
            zh=f"{codes:,} 个码对 {series.length} 位随机字符太多，会被试出；请另建 length 更大的系列",
            en=f"{codes:,} codes are too many for {series.length} random characters: one could be found by trying; make a series of a "
            "larger `length`",
        )
        refuse("guessable-coupons", str(series.at("length")), text)


def _announce(made: Issue, count: int, total: int) -> None:
    err.print(
        say(zh=f"已把 {count:,} 个券码写入 {made.codes}", en=f"wrote {count:,} codes to {made.codes}"), soft_wrap=True
    )
    if made.digests is not None:
        err.print(
            say(
                zh=f"已把摘要追加到 {made.digests}（共 {total:,} 个）；摘要入库，券码文件不要入库",
                en=f"appended their digests to {made.digests} ({total:,} in all); put the digests under version control, not the codes",
            ),
            soft_wrap=True,
        )


@coupons.command(
    cls=Command,
    help=say(zh="说明一个券码：促销、系列、有效期", en="Say what a code is: promotion, series, when it is good."),
)
def check(
    code: Annotated[str, typer.Argument(help=say(zh="券码，不分大小写", en="The code, in any case."))],
    on: Annotated[
        str | None,
        typer.Option(
            "--date", help=say(zh="哪一天，默认今天：2026-01-31", en="On which day: 2026-01-31; today by default.")
        ),
    ] = None,
    workspace: WorkspaceOption = Path(),
    json: JsonOption = False,
) -> None:
    day = _day(on)
    rulebook = open_rulebook(workspace, as_json=json).rulebook
    book, spelled = rulebook.derived(CouponBook), coupon_spelling(code)
    coupon = Coupon(code, "unknown") if spelled is None else book.coupon(spelled, day)
    trouble = trouble_on(coupon, day, book)
    if json:
        print_json(as_object(coupon, day, trouble))
        leave(Exit.FINDINGS if trouble else Exit.FINE)
    if coupon.series is not None or coupon.promotions:
        out.print(coupon_view(coupon, day))
    if trouble is not None:
        refuse(trouble[0], coupon.code, trouble[1])


def _day(written: str | None) -> date:
    if written is None:
        return datetime.now().astimezone().date()
    try:
        return date.fromisoformat(written)
    except ValueError:
        misuse(
            "--date", Text(zh=f"日期写成 2026-01-31，不是“{written}”", en=f'write a day as 2026-01-31, not "{written}"')
        )
