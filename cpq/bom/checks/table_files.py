"""CSV files that rules name: they exist inside the rules folder, and hold a table."""

from __future__ import annotations

from collections.abc import Iterator

from cpq.bom.checks.written_tables import table_findings
from cpq.bom.configuration.written_tables import sheet_table
from cpq.bom.products import Configurable, Product
from cpq.bom.products.rules import TableFile
from cpq.company.attribute import Attribute
from cpq.rulebook.finding import Finding, Severity, did_you_mean
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.sheet import Sheet
from cpq.rulebook.text import Text
from cpq.rulebook.wording import short

LEAST_COLUMNS, MOST_COLUMNS = 2, 12


def file_findings(rulebook: Rulebook, product: Configurable, name: str, rule: TableFile) -> Iterator[Finding]:
    """What is wrong with a rule's file, and with the table in it."""
    sheet = rulebook.sheets.get(rule.file)
    if sheet is None:
        yield Finding("no-table", product.value_at("rules", name, "file"), _missing(rule.file, rulebook))
        return
    text = _size(sheet)
    if text is not None:
        yield Finding("table-size", sheet.head[0].place, text, related=(product.at("rules", name, "file"),))
        return
    table = sheet_table(product, rulebook.all(Attribute), sheet)
    yield from table_findings(rulebook, product, table, sheet.head[0].place)


def tables_are_used(rulebook: Rulebook) -> Iterator[Finding]:
    """Warns of a CSV file in the rules folder that no rule names."""
    rules = (
        rule
        for product in rulebook.all(Product).values()
        if isinstance(product, Configurable)
        for rule in product.rules.values()
    )
    named = {rule.file for rule in rules if isinstance(rule, TableFile)}
    for name, sheet in rulebook.sheets.items():
        if name not in named:
            text = Text(
                zh=f"没有规则使用这个表格；请在规则里写 file: {name}，或把它移出规则文件夹",
                en=f"no rule uses this table; write file: {name} in a rule, or move it out of the rules folder",
            )
            yield Finding("unused-table", Place(sheet.name), text, Severity.WARNING)


def _missing(file: str, rulebook: Rulebook) -> Text:
    shown = short(file)
    if file.startswith(("/", "\\")) or ":" in file or ".." in file.replace("\\", "/").split("/"):
        return Text(
            zh=f"“{shown}”不在规则文件夹以内；表格须放在规则文件夹里，写成 tables/名称.csv 的样子",
            en=f'"{shown}" leads out of the rules folder; put the table inside and write it like tables/name.csv',
        )
    known = rulebook.sheets.keys()
    near = did_you_mean(file.replace("\\", "/"), known)
    zh = "、".join(list(known)[:8]) if known else ""
    also_zh = f"；有：{zh}" if zh else "；规则文件夹里没有 .csv 文件"
    also_en = f"; there are: {', '.join(list(known)[:8])}" if known else "; there is no .csv file in it"
    return Text(
        zh=f"规则文件夹里没有表格“{shown}”{near.zh or also_zh}",
        en=f'there is no table "{shown}" in the rules folder{near.en or also_en}',
    )


def _size(sheet: Sheet) -> Text | None:
    columns = len(sheet.head)
    if not LEAST_COLUMNS <= columns <= MOST_COLUMNS:
        return Text(
            zh=f"兼容表有 {LEAST_COLUMNS} 至 {MOST_COLUMNS} 列，这里读出 {columns} 列；列之间用逗号、分号或制表符分隔",
            en=f"a compatibility table has {LEAST_COLUMNS} to {MOST_COLUMNS} columns, and {columns} can be read here; "
            "separate columns by commas, semicolons or tabs",
        )
    if not sheet.rows:
        return Text(
            zh="表格只有列名；请在下面写允许的组合",
            en="the table has names of columns only; write the combinations that fit below",
        )
    return None
