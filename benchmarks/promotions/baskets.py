"""Promotions on a basket: ours beside a hand-written indexed loop, Medusa's promotion module and Vendure's order calculator, in one run.

The workload is that of `benchmarks/pricing`: L distinct lines; P − 1 promotions "x % off product i" and one "10 % off the order from 100 up".
The peers are called inside one process of node, without a database; what is measured is the calculation alone, in its best run.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "pricing"), str(HERE.parent)]

from by_hand import full, full_book  # noqa: E402
from charts import Row, bars  # noqa: E402
from shop import OFF, START, percent, price, request, rulebook  # noqa: E402

from cpq.money import arithmetic  # noqa: E402
from cpq.promotions.book import PromotionBook  # noqa: E402
from cpq.quote import opened, price_quote  # noqa: E402
from cpq.written_request import where_of  # noqa: E402

SIZES = ((1, 10), (10, 10), (100, 100), (100, 1_000), (1_000, 100), (1_000, 1_000))
PEERS = ("medusa", "vendure")
CHART = HERE.parents[1] / "docs" / "assets" / "promotions-baskets.svg"
PATIENCE = 120
"""Seconds that a peer gets for all its runs of one size."""


def milliseconds(work: Callable[[], object], seconds: float = 0.5) -> float:
    """Processor time of the best run."""
    best, spent = float("inf"), 0.0
    while spent < seconds:
        begin = process_time()
        work()
        taken = process_time() - begin
        best, spent = min(best, taken), spent + taken
    return best * 1e3


def ours(lines: int, promotions: int) -> tuple[float, float, str]:
    """By hand, ours, and what is taken off."""
    book, asked = rulebook(lines, promotions), request(lines)
    quote = price_quote(book, asked)
    pairs = [(line.product, line.quantity) for line in asked.lines]
    with arithmetic():
        context, _ = opened(book, asked, where_of(asked))
        by_hand = full_book(book, book.derived(PromotionBook).now(context.situation).idle)
        made, said, totals = full(pairs, by_hand)
        assert (made, totals) == (quote.lines, quote.totals), "both say the same"
        assert said == quote.promotions or totals.net < START, "the loop has no words for what was not reached"
        loop = milliseconds(lambda: full(pairs, by_hand))
    return loop, milliseconds(lambda: price_quote(book, asked)), f"{quote.totals.discount:.2f}"


def peer(name: str, lines: int, promotions: int) -> tuple[float, str] | None:
    """Milliseconds and what is taken off; None where it takes longer than it may."""
    asked = {
        "lines": [
            {"product": line.product, "quantity": int(line.quantity), "price": float(price(number))}
            for number, line in enumerate(request(lines).lines)
        ],
        "promotions": [{"product": f"P{n}", "percent": float(percent(n) * 100)} for n in range(promotions - 1)],
        "order": {"from": float(START), "percent": float(OFF * 100)},
        "runs": 3 if lines * promotions > 10_000 else 20,
    }
    command = ["node", str(HERE / "peers" / f"{name}.cjs")]
    try:
        done = subprocess.run(
            command, input=json.dumps(asked), capture_output=True, text=True, check=True, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        return None
    said = json.loads(done.stdout.splitlines()[-1])
    return float(said["milliseconds"]), str(said["discount"])


def absent() -> str | None:
    """Why the peers cannot be run, or nothing."""
    if shutil.which("node") is None:
        return "node is not installed"
    folder = Path(os.environ.get("NODE_PATH", ""))
    if not (folder / "@medusajs").is_dir() or not (folder / "@vendure").is_dir():
        return "NODE_PATH does not lead to a folder with @medusajs/promotion and @vendure/core"
    return None


def main() -> None:
    """With `--chart` the picture in the docs is drawn, too."""
    why, rows = absent(), list[Row]()
    print("lines × promotions      by hand         ours   ÷ by hand" + "".join(f"{name:>22}" for name in PEERS))
    for lines, promotions in SIZES:
        loop, mine, off = ours(lines, promotions)
        size = f"{lines:,} × {promotions:,}"
        rows += [{"model": size, "by": "by hand", "ms": loop}, {"model": size, "by": "cpq", "ms": mine}]
        row = f"{lines:>5} × {promotions:<6} {loop:13.3f} ms {mine:9.3f} ms {mine / loop:8.1f} ×"
        for name in PEERS if why is None else ():
            found = peer(name, lines, promotions)
            agreed = found is None or abs(float(found[1]) - float(off)) <= 0.02 * lines
            assert agreed, f"{name} takes off {found}, ours {off}"
            rows += [{"model": size, "by": name, "ms": found[0]}] if found else []
            row += f"    > {PATIENCE} s" if found is None else f"{found[0]:12.2f} ms {found[0] / mine:6.1f} ×"
        print(row, f"  −{off}", flush=True)
    if why:
        print(f"peers left out: {why}")
    if "--chart" in sys.argv:
        CHART.write_text(bars("A quote, by lines × promotions", "ms", rows), "utf-8")


if __name__ == "__main__":
    main()
