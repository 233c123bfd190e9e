"""The price tables of a rulebook, each opened once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from cpq.pricing.tables.arrow import Columns, arrow
from cpq.pricing.tables.checking import malformed, overlapping, without_a_first_tier
from cpq.pricing.tables.days import days_without_a_first_tier, swapped_days
from cpq.pricing.tables.reading import read_columns
from cpq.pricing.tables.table import PriceTable
from cpq.rulebook.finding import Finding
from cpq.rulebook.folder import RuleFile
from cpq.rulebook.rulebook import Rulebook

ENDINGS = (".prices.csv", ".parquet")

Opened = PriceTable | Sequence[Finding]


class PriceTables:
    """Made once for a rulebook: `rulebook.derived(PriceTables).opened("prices/2026.prices.csv")`."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._files = {name: file for name, file in rulebook.bulk.items() if name.lower().endswith(ENDINGS)}
        self._opened: dict[str, Opened] = {}

    @property
    def names(self) -> Sequence[str]:
        return tuple(self._files)

    def opened(self, name: str) -> Opened:
        """The table, or everything that is wrong with it. Raises `KeyError` for a file that there is not."""
        if name not in self._opened:
            self._opened[name] = open_table(self._files[name])
        return self._opened[name]

    def table(self, name: str) -> PriceTable:
        """A table of a rulebook that was checked: one with a broken table is not loaded."""
        return cast("PriceTable", self.opened(name))


def open_table(file: RuleFile) -> Opened:
    """The table in a file, sorted by item, tier and first day; or its findings."""
    columns = read_columns(file)
    if isinstance(columns, tuple):
        return columns
    findings = tuple(malformed(file, columns)) or tuple(swapped_days(file, columns))
    if findings:
        return findings
    ordered = _ordered(columns)
    checks = (overlapping, without_a_first_tier, days_without_a_first_tier)
    return tuple(finding for check in checks for finding in check(file, ordered)) or PriceTable(file, ordered)


def _ordered(columns: Columns) -> Columns:
    modules = arrow()
    item = columns.column("item")
    if "from" in columns.column_names:
        tiers = modules.compute.fill_null(columns.column("from"), "0")
        columns = columns.append_column("tier", modules.compute.cast(tiers, modules.core.decimal128(38, 12)))
    if "valid_from" in columns.column_names:
        columns = columns.append_column("since", modules.compute.fill_null(columns.column("valid_from"), "0000-01-01"))
    keys = [name for name in ("item", "tier", "since") if name in columns.column_names]
    if keys == ["item"] and modules.compute.all(modules.compute.less(item[:-1], item[1:])).as_py() is not False:
        return columns  # exports come sorted, and sorting is what takes longest
    order = modules.compute.sort_indices(columns, sort_keys=[(key, "ascending") for key in keys])
    taken = columns.take(order)
    return modules.table({name: taken.column(name).combine_chunks() for name in taken.column_names})
