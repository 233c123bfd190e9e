"""Price tables: there is the file, its rows are sound, and its items are sold."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from cpq.bom.catalogue import Catalogue
from cpq.pricing.price_list import PriceList
from cpq.pricing.tables import PriceTable, PriceTables
from cpq.rulebook.finding import Finding, Severity, did_you_mean
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

_MOST_NAMED = 5


def price_tables(rulebook: Rulebook) -> Iterator[Finding]:
    """What is wrong with the tables that price lists name, and a warning of each that none does."""
    tables, codes = rulebook.derived(PriceTables), rulebook.derived(Catalogue).articles
    named: set[str] = set()
    for price_list in rulebook.all(PriceList).values():
        if price_list.table is None:
            continue
        if price_list.table not in tables.names:
            yield Finding("no-table", price_list.value_at("table"), _missing(price_list.table, tables.names))
            continue
        opened = tables.opened(price_list.table)
        if isinstance(opened, PriceTable):
            yield from _other_currencies(opened, price_list)
        if price_list.table not in named:
            named.add(price_list.table)
            yield from _unknown_items(opened, codes, price_list) if isinstance(opened, PriceTable) else opened
    for name in tables.names:
        if name not in named:
            text = Text(
                zh=f"没有价目表使用这个价格表；请在价目表里写 table: {name}，或把它移出规则文件夹",
                en=f"no price list uses this table; write table: {name} in one, or move it out of the rules folder",
            )
            yield Finding("unused-table", Place(rulebook.bulk[name].shown), text, Severity.WARNING)


def _missing(name: str, names: Sequence[str]) -> Text:
    near = did_you_mean(name, names)
    listed = ", ".join(names[:8])
    also = (f"有：{listed}；", f"there are: {listed}; ") if listed and not near.en else ("", "")
    zh, en = f"规则文件夹里没有价格表“{name}”", f'there is no price table "{name}" in the rules folder'
    return Text(
        zh=f"{zh}；{also[0]}文件名须以 .prices.csv 或 .parquet 结尾{near.zh}",
        en=f"{en}; {also[1]}its name ends in .prices.csv or .parquet{near.en}",
    )


def _other_currencies(table: PriceTable, price_list: PriceList) -> Iterator[Finding]:
    """A row in another currency than the list's would be charged as if it were in it."""
    others = table.currencies_but(price_list.currency)
    if others.count:
        shown, rows = ", ".join(dict.fromkeys(others.first)), "1 row" if others.count == 1 else f"{others.count} rows"
        text = Text(
            zh=f"价目表 {price_list.id} 的币种是 {price_list.currency}，表中有 {others.count} 行是 {shown}；请每个币种各用一个文件",
            en=f"price list {price_list.id} is in {price_list.currency}, and its table has {rows} in {shown}; "
            "make a file for each currency",
        )
        yield Finding("table-currency", others.place, text, related=(price_list.at("currency"),))


def _unknown_items(table: PriceTable, codes: Collection[str], price_list: PriceList) -> Iterator[Finding]:
    unknown = table.items_not_in(codes)
    if unknown.count:
        shown = ", ".join(unknown.first[:_MOST_NAMED])
        codes_of = f"{unknown.count} {'code' if unknown.count == 1 else 'codes'}"
        text = Text(
            zh=f"表中有 {unknown.count} 个编码不是任何产品（{shown}{' 等' if unknown.count > _MOST_NAMED else ''}），其价格用不到",
            en=f"{codes_of} of the table {'is' if unknown.count == 1 else 'are'} no product's ({shown}"
            f"{', …' if unknown.count > _MOST_NAMED else ''}), and {'its price is' if unknown.count == 1 else 'their prices are'} never used",
        )
        yield Finding("unknown-product", unknown.place, text, Severity.WARNING, related=(price_list.at("table"),))
