"""How long a basket takes: the engine beside hand-written loops that do the same, and with many rules that do not match."""

from __future__ import annotations

import cProfile
import pstats
import sys
from collections.abc import Callable, Sequence
from time import process_time

from by_hand import Asked, LeanBook, full, full_book, lean
from shop import percent, price, request, rulebook

from cpq.answer import answer
from cpq.money import arithmetic
from cpq.promotions.book import PromotionBook
from cpq.quote import opened, price_quote, waterfall
from cpq.written_request import where_of

RUNS = 9


def microseconds(work: Callable[[], object], lines: int) -> float:
    """Processor time of the best run for one line: a busy machine only makes a run longer."""
    return in_turn([work], lines)[0]


def in_turn(works: Sequence[Callable[[], object]], lines: int) -> list[float]:
    """The same for several that are compared: they run in turn, so that what slows the machine down slows all of them down."""
    best = [float("inf")] * len(works)
    for _ in range(max(RUNS, 10_000 // lines)):
        for number, work in enumerate(works):
            begin = process_time()
            work()
            best[number] = min(best[number], process_time() - begin)
    return [each * 1e6 / lines for each in best]


def basket(lines: int, promotions: int) -> list[float]:
    """Microseconds a line: lean loop, loop with the full answer, engine from items to answer, engine with everything."""
    book, asked = rulebook(lines, promotions), request(lines)
    quote = price_quote(book, asked)
    pairs: Asked = [(line.product, line.quantity) for line in asked.lines]
    with arithmetic():
        context, exploded = opened(book, asked, where_of(asked))
        by_hand = full_book(book, book.derived(PromotionBook).now(context.situation).idle)
        assert full(pairs, by_hand) == (quote.lines, quote.promotions, quote.totals), "both say the same"
        small = _lean_book(lines, promotions)
        assert lean(pairs, small)[2:] == (quote.totals.net, quote.totals.tax)
        works = (
            lambda: lean(pairs, small),
            lambda: full(pairs, by_hand),
            lambda: answer(waterfall(context), exploded.notes, context),
            lambda: price_quote(book, asked),
        )
        return in_turn(works, lines)


def _lean_book(lines: int, promotions: int) -> LeanBook:
    numbers = range(max(lines, promotions))
    prices = {f"P{n}": (price(n), f"prices.yaml:{n}:7") for n in numbers}
    percents = {f"P{n}": (f"off-{n}", percent(n), f"promotions.yaml:{n}:3") for n in range(promotions - 1)}
    return LeanBook(prices, percents)


def flat(lines: int, sizes: tuple[int, ...]) -> None:
    """The same matches in rulebooks of several sizes."""
    print(f"\n{lines} lines that {lines} promotions match, by the number of promotions in the rulebook")
    asked, first = request(lines), 0.0
    for size in sizes:
        book = rulebook(lines, size)
        price_quote(book, asked)
        taken = microseconds(lambda book=book: price_quote(book, asked), lines)
        first = first or taken
        print(f"{size:>10}  {taken:6.1f} µs a line   {taken / first:5.2f} ×")


def large(sizes: tuple[int, ...]) -> None:
    """Whole quotes with their trace, in a rulebook of 1,000 promotions."""
    book = rulebook(max(sizes), 1_000)
    print("\nwhole quotes, trace included")
    for lines in sizes:
        asked = request(lines)
        quote = price_quote(book, asked)
        steps = sum(len(line.trace) for line in quote.lines)
        taken = microseconds(lambda asked=asked: price_quote(book, asked), lines) * lines / 1e6
        print(f"{lines:>10,} lines  {steps:>7,} steps of trace  {taken:6.3f} s")


def subscriptions(lines: int) -> None:
    """Lines that are billed by month for a year, each with its calendar, and with the first invoice."""
    book, asked = rulebook(lines, 1, "subscription"), request(lines)
    quote = price_quote(book, asked)
    assert quote.contract is not None
    taken = microseconds(lambda: price_quote(book, asked), lines) * lines / 1e6
    print(f"{lines:>10,} subscriptions over a year  {taken:6.3f} s")


def table() -> None:
    print(
        "µs a line     lean loop   same answer   engine, priced   engine, all   priced ÷ same   all ÷ same   all ÷ lean"
    )
    for lines, promotions in ((100, 100), (1_000, 1_000)):
        small, same, priced, whole = basket(lines, promotions)
        print(
            f"{lines:>5} × {promotions:<5} {small:9.1f} {same:13.1f} {priced:16.1f} {whole:13.1f}"
            f" {priced / same:14.1f} × {whole / same:9.1f} × {whole / small:9.1f} ×"
        )
    flat(100, (101, 1_000, 10_000))
    large((1_000, 10_000))
    subscriptions(1_000)


def profile(lines: int) -> None:
    """Where the time of one quote goes."""
    book, asked = rulebook(lines, lines), request(lines)
    price_quote(book, asked)
    profiler = cProfile.Profile()
    profiler.runcall(price_quote, book, asked)
    pstats.Stats(profiler).sort_stats("tottime").print_stats(30)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--profile"]:
            profile(1_000)
        case _:
            table()
