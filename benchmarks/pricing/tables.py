"""A price list with a table of a million rows: how long it takes to open, checks included, and to look up."""

from __future__ import annotations

import random
import resource
from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO
from time import perf_counter

import pyarrow as pa
import pyarrow.parquet as pq

from cpq.pricing.tables.opened import open_table
from cpq.pricing.tables.table import PriceTable
from cpq.rulebook.folder import RuleFile

ROWS, RUNS, LOOKUPS = 1_000_000, 5, 20_000


def codes(*, shuffled: bool) -> Sequence[int]:
    numbers = list(range(ROWS))
    if shuffled:
        random.Random(1).shuffle(numbers)
    return numbers


def csv(numbers: Sequence[int]) -> bytes:
    return ("item,price\n" + "\n".join(f"P{n:07d},{n % 9973}.{n % 100:02d}" for n in numbers)).encode()


def parquet(numbers: Sequence[int]) -> bytes:
    prices = pa.array([f"{n % 9973}.{n % 100:02d}" for n in numbers]).cast(pa.decimal128(12, 2))
    buffer = BytesIO()
    pq.write_table(pa.table({"item": [f"P{n:07d}" for n in numbers], "price": prices}), buffer)
    return buffer.getvalue()


def main() -> None:
    print(f"{ROWS:,} rows          size     opened, best of {RUNS}    a lookup    memory so far")
    makers: tuple[tuple[str, Callable[[Sequence[int]], bytes], str], ...] = (
        ("CSV", csv, "t.prices.csv"),
        ("Parquet", parquet, "t.parquet"),
    )
    for shuffled in (False, True):
        for name, make, file in makers:
            content = RuleFile(file, file, make(codes(shuffled=shuffled)))
            best = float("inf")
            for _ in range(RUNS):
                begin = perf_counter()
                table = open_table(content)
                best = min(best, perf_counter() - begin)
                assert isinstance(table, PriceTable)
            asked = [f"P{random.Random(n).randrange(ROWS):07d}" for n in range(LOOKUPS)]
            begin = perf_counter()
            assert all(table.of(each, date(2026, 1, 1)) is not None for each in asked)
            lookup = (perf_counter() - begin) / LOOKUPS * 1e6
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            order = "shuffled" if shuffled else "sorted"
            print(
                f"{name:<8} {order:<9} {len(content.content) / 1e6:6.1f} MB {best:12.2f} s {lookup:14.0f} µs {memory:11.0f} MB"
            )


if __name__ == "__main__":
    main()
