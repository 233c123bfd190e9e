"""The best combination of overlapping deals: what it saves beside the orders that a reader would take them in, and how long it takes.

D deals over the same products share units: half of them "buy n, get one at half price or free" of one to three products, half of them
bundles of two or three products at a percentage off. One group picks them all in order of the file, one with those first that save most
alone, one the best combination. What is measured is the whole quote with its trace, in processor time.

    .venv/bin/python benchmarks/promotions/combination.py
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from statistics import mean, quantiles
from tempfile import TemporaryDirectory
from time import process_time

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from charts import Row, bars  # noqa: E402

from cpq.kinds import load_rulebook, read_request  # noqa: E402
from cpq.priced_quote import PricedQuote  # noqa: E402
from cpq.quote import price_quote  # noqa: E402
from cpq.rulebook.rulebook import Rulebook  # noqa: E402

SIZES = ((5, 6), (10, 10), (20, 16), (50, 40), (100, 80))
"""Deals, and the products that they share."""
QUOTES = 40
CHART = HERE.parents[1] / "docs" / "assets" / "promotions-combination.svg"
AIMS: Mapping[int, str] = {20: "≤ 35", 50: "≤ 250"}

COMPANY = """
company: {name: Bench, short_name: Bench, address: Road 1, currency: CNY, region: CN}
currencies: {CNY: {name: Yuan}}
regions: {CN: {name: China}}
channels: {direct: {name: Direct}}
segments: {all: {name: All}}
customers: {C: {name: Customer, segment: all, region: CN}}
tax_classes: {goods: {name: Goods}}
taxes: {CN: {region: CN, rates: {goods: {name: VAT, rate: 13%}}}}
categories: {things: {name: Things}}
"""


@dataclass(frozen=True)
class Case:
    """Deals, prices and quantities of one quote."""

    deals: Sequence[str]
    prices: Sequence[int]
    quantities: Sequence[int]

    @staticmethod
    def drawn(deals: int, products: int, seed: int) -> Case:
        draw = random.Random(seed)
        prices = [draw.randint(20, 400) for _ in range(products)]
        return Case(
            [_deal(draw, products) for _ in range(deals)], prices, [draw.randint(1, 5) for _ in range(products)]
        )

    def rulebook(self, pick: str, first: Sequence[int] = ()) -> Rulebook:
        """`first`: the deals in the order in which they are taken."""
        rows = list(range(len(self.prices)))
        products = "\n".join(
            f"  P{each}: {{kind: sku, name: P{each}, category: things, tax_class: goods}}" for each in rows
        )
        entries = ", ".join(f"P{each}: {self.prices[each]}" for each in rows)
        order = first or range(len(self.deals))
        deals = "\n".join(
            f"  d{number}: {{name: Deal {number}, group: g, priority: {len(self.deals) - at}, {self.deals[number]}}}"
            for at, number in enumerate(order)
        )
        text = (
            f"{COMPANY}\nproducts:\n{products}\n"
            f"price_lists: {{L: {{name: L, currency: CNY, channel: direct, entries: {{{entries}}}}}}}\n"
            f"promotion_groups: {{g: {{name: G, pick: {pick}}}}}\npromotions:\n{deals}\n"
        )
        with TemporaryDirectory() as folder:
            Path(folder, "rules.yaml").write_text(text, "utf-8")
            loaded = load_rulebook(Path(folder))
        assert loaded.rulebook is not None, [each.line("en") for each in loaded.findings]
        return loaded.rulebook

    def quote(self, rulebook: Rulebook) -> PricedQuote:
        lines = [{"product": f"P{number}", "quantity": str(each)} for number, each in enumerate(self.quantities)]
        asked = {
            "id": "Q",
            "date": "2026-01-01",
            "currency": "CNY",
            "channel": "direct",
            "customer": "C",
            "lines": lines,
        }
        return price_quote(rulebook, read_request(json.dumps(asked), "bench.json", rulebook))


def _deal(draw: random.Random, products: int) -> str:
    some = draw.sample(range(products), draw.randint(1, 3))
    if draw.random() < 0.5 or len(some) == 1:
        names = ", ".join(f"P{each}" for each in some)
        percent, buy, limit = draw.choice([50, 100]), draw.randint(1, 3), draw.randint(1, 4)
        return f"target: {{products: [{names}]}}, benefit: {{kind: buy_get, buy: {buy}, get: 1, percent: {percent}%, limit: {limit}}}"
    parts = ", ".join(f"{{target: {{products: [P{each}]}}, quantity: {draw.randint(1, 2)}}}" for each in some)
    return f"benefit: {{kind: bundle, percent: {draw.randint(8, 30)}%, limit: {draw.randint(1, 3)}, parts: [{parts}]}}"


@dataclass(frozen=True)
class Measured:
    """Of one quote: milliseconds, whether proven, and what each order loses of what could be saved, as shares."""

    taken: float
    proven: bool
    listed: float
    dearest: float


def measured(case: Case) -> Measured:
    book = case.rulebook("combination")
    quote = case.quote(book)
    begin = process_time()
    case.quote(book)
    taken = (process_time() - begin) * 1e3
    best = saved(quote)
    by_saving = sorted(range(len(case.deals)), key=lambda number: -_alone(case, number))
    orders = [saved(case.quote(case.rulebook("all", first))) for first in ((), by_saving)]
    assert all(best >= each for each in orders), "nothing saves more than the best"
    lost = [float((best - each) / best) if best else 0.0 for each in orders]
    proven = all(each.optimality == "proven" for each in quote.promotions if each.status == "applied")
    return Measured(taken, proven, *lost)


def _alone(case: Case, number: int) -> Decimal:
    """What a deal saves where there is no other."""
    single = Case([case.deals[number]], case.prices, case.quantities)
    return saved(single.quote(single.rulebook("all")))


def saved(quote: PricedQuote) -> Decimal:
    return quote.totals.list_amount - quote.totals.net


def main() -> None:
    print(
        "| deals | in the order of the file: worse in, loses | largest saving first | median ms | p95 ms | aim p95 | proven |"
    )
    print("|---|---|---|---|---|---|---|")
    rows = list[Row]()
    for deals, products in SIZES:
        found = [measured(Case.drawn(deals, products, seed)) for seed in range(QUOTES)]
        times = quantiles([each.taken for each in found], n=20)
        orders = [_lost([each.listed for each in found]), _lost([each.dearest for each in found])]
        proven = sum(each.proven for each in found)
        aim = AIMS.get(deals, "")
        rows += [{"model": f"{deals} deals", "by": by, "ms": times[at]} for by, at in (("median", 9), ("p95", 18))]
        print(
            f"| {deals} | {orders[0]} | {orders[1]} | {times[9]:.1f} | {times[18]:.1f} | {aim} | {proven} of {QUOTES} |",
            flush=True,
        )
    if "--chart" in sys.argv:
        CHART.write_text(bars("The best combination of overlapping deals", "ms", rows), "utf-8")


def _lost(shares: Sequence[float]) -> str:
    worse = [each for each in shares if each > 0]
    return f"{len(worse) / len(shares):.0%}, {mean(worse) if worse else 0:.1%}"


if __name__ == "__main__":
    main()
