"""From the bytes of a price table to columns of text; numbers stay as they are written, so that none passes through a float."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any, cast

from cpq.pricing.tables.arrow import Columns, arrow
from cpq.pricing.tables.lines import ragged_rows, written_lines
from cpq.rulebook.characters import decoded
from cpq.rulebook.finding import Finding
from cpq.rulebook.folder import RuleFile
from cpq.rulebook.limits import MOST_BULK_BYTES
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text

NEEDED = ("item", "price")
KNOWN = (*NEEDED, "from", "floor", "currency", "valid_from", "valid_to")
"""The columns of a price table; `row` is added: the line of the row, in a Parquet file its number from 1."""
UNITS = frozenset({"unit", "uom", "per"})


def read_columns(file: RuleFile) -> Columns | tuple[Finding, ...]:
    """The columns that a price table knows, each as text or empty. Never raises for any content."""
    if len(file.content) > MOST_BULK_BYTES:
        size = f"{MOST_BULK_BYTES // 1_000_000} MB"
        return _finding(
            file, "too-large", Text(f"价格表超过 {size}，请拆成几个文件", f"the table is larger than {size}; split it")
        )
    try:
        found = _parquet(file.content) if file.name.lower().endswith(".parquet") else _csv(file)
    except arrow().errors as error:
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        text = Text(zh=f"读不出表格：{reason}", en=f"the table cannot be read: {reason}")
        return _finding(file, "table-unreadable", text)
    return cast("tuple[Finding, ...]", found) if isinstance(found, tuple) else _known(file, found)


def _csv(file: RuleFile) -> Any:
    """Comma, semicolon or tab, whichever the first line has most of."""
    start = file.content[:65_536]
    text = decoded(file.shown, start[: start.rfind(b"\n") + 1] or start)
    if isinstance(text, Finding):
        return (text,)
    head = text.split("\n", 1)[0]
    separator = max((",", ";", "\t"), key=head.count)
    names = [name.strip().strip('"') for name in head.strip().split(separator)]
    return _wrong_columns(file, names) or _rows(file, names, separator)


def _rows(file: RuleFile, names: list[str], separator: str) -> Any:
    modules, content = arrow(), file.content.removeprefix(b"\xef\xbb\xbf")
    options = {
        "read_options": modules.csv.ReadOptions(column_names=names, skip_rows=1),
        "parse_options": modules.csv.ParseOptions(delimiter=separator, newlines_in_values=False),
    }
    converting = modules.csv.ConvertOptions(
        column_types=dict.fromkeys(names, modules.core.string()),
        strings_can_be_null=True,
        null_values=[""],
        check_utf8=True,
    )
    try:
        return modules.csv.read_csv(BytesIO(content), convert_options=converting, **options)
    except modules.errors:
        ragged = tuple(ragged_rows(file, content, options))
        if ragged:
            return ragged
        raise


def _parquet(content: bytes) -> Any:
    return arrow().parquet.read_table(BytesIO(content))


def _known(file: RuleFile, found: Any) -> Columns | tuple[Finding, ...]:
    """Only the columns that are known, as text."""
    return _wrong_columns(file, found.column_names) or _as_text(file, found)


def _wrong_columns(file: RuleFile, names: list[str]) -> tuple[Finding, ...]:
    """Nothing, or what is wrong with the columns."""
    missing = [name for name in NEEDED if name not in names]
    if missing or len(set(names)) < len(names):
        known, has = ", ".join(KNOWN), ", ".join(names)
        text = Text(
            zh=f"价格表须有 item 与 price 两列（可用的列：{known}），每列一次；这里有：{has}",
            en=f"a price table has the columns item and price (known are {known}), each once; here there are {has}",
        )
        return _finding(file, "table-columns", text)
    units = [name for name in names if name.lower() in UNITS]
    if units:
        text = Text(
            zh=f"不支持列 {units[0]}：表中的价格按产品自身的计量单位；请换算后去掉该列，或在价目表里写 price 与 per",
            en=f"there is no column {units[0]}: a table's prices are for the product's own unit; convert them and remove the column, or write "
            "`price` and `per` in the price list",
        )
        return _finding(file, "table-columns", text)
    unknown = [name for name in names if name not in KNOWN]
    if unknown:
        text = Text(
            zh=f"不认识的列 {', '.join(unknown)}；可用的列：{', '.join(KNOWN)}",
            en=f"unknown columns {', '.join(unknown)}; known are {', '.join(KNOWN)}",
        )
        return _finding(file, "table-columns", text)
    return ()


def _as_text(file: RuleFile, found: Any) -> Columns | tuple[Finding, ...]:
    modules = arrow()
    columns: dict[str, Any] = {}
    for name in found.column_names:
        column = found.column(name)
        if modules.core.types.is_floating(column.type):
            text = Text(
                zh=f"列 {name} 是浮点数，不能精确表示金额；请存为 decimal 或文字",
                en=f"column {name} holds floats, which are not exact; store it as decimal or as text",
            )
            return _finding(file, "table-floats", text)
        columns[name] = modules.compute.utf8_trim_whitespace(column.cast(modules.core.string())).combine_chunks()
    return modules.table({**columns, "row": modules.core.array(_lines(file, found.num_rows), modules.core.int32())})


def _lines(file: RuleFile, rows: int) -> Sequence[int]:
    """The line of each row below the heading, or its number from 1."""
    if file.name.lower().endswith(".parquet"):
        return range(1, rows + 1)
    lines = written_lines(file.content)
    return range(2, rows + 2) if lines is None else lines[1 : rows + 1]


def _finding(file: RuleFile, code: str, text: Text) -> tuple[Finding, ...]:
    return (Finding(code, Place(file.shown), text),)
