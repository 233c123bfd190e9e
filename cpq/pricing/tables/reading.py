"""From the bytes of a price table to columns of text; numbers stay as they are written, so that none passes through a float."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from cpq.pricing.tables.arrow import Columns, arrow
from cpq.rulebook.characters import decoded
from cpq.rulebook.finding import Finding
from cpq.rulebook.folder import RuleFile
from cpq.rulebook.limits import MOST_BULK_BYTES
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text

NEEDED = ("item", "price")
KNOWN = (*NEEDED, "from", "floor", "valid_from", "valid_to")
"""The columns of a price table; `row` is added: the number of the row, from 0."""


def read_columns(file: RuleFile) -> Columns | Finding:
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
    return found if isinstance(found, Finding) else _known(file, found)


def _csv(file: RuleFile) -> Any:
    """Comma, semicolon or tab, whichever the first line has most of."""
    start = file.content[:65_536]
    text = decoded(file.shown, start[: start.rfind(b"\n") + 1] or start)
    if isinstance(text, Finding):
        return text
    head = text.split("\n", 1)[0]
    separator = max((",", ";", "\t"), key=head.count)
    names = [name.strip().strip('"') for name in head.strip().split(separator)]
    wrong = _wrong_columns(file, names)
    if wrong is not None:
        return wrong
    modules = arrow()
    words = modules.core.string()
    return modules.csv.read_csv(
        BytesIO(file.content.removeprefix(b"\xef\xbb\xbf")),
        read_options=modules.csv.ReadOptions(column_names=names, skip_rows=1),
        parse_options=modules.csv.ParseOptions(delimiter=separator, newlines_in_values=False),
        convert_options=modules.csv.ConvertOptions(
            column_types=dict.fromkeys(names, words), strings_can_be_null=True, null_values=[""], check_utf8=True
        ),
    )


def _parquet(content: bytes) -> Any:
    return arrow().parquet.read_table(BytesIO(content))


def _known(file: RuleFile, found: Any) -> Columns | Finding:
    """Only the columns that are known, as text."""
    return _wrong_columns(file, found.column_names) or _as_text(file, found)


def _wrong_columns(file: RuleFile, names: list[str]) -> Finding | None:
    missing = [name for name in NEEDED if name not in names]
    if missing or len(set(names)) < len(names):
        known, has = ", ".join(KNOWN), ", ".join(names)
        text = Text(
            zh=f"价格表须有 item 与 price 两列（可用的列：{known}），每列一次；这里有：{has}",
            en=f"a price table has the columns item and price (known are {known}), each once; here there are {has}",
        )
        return _finding(file, "table-columns", text)
    unknown = [name for name in names if name not in KNOWN]
    if unknown:
        text = Text(
            zh=f"不认识的列 {', '.join(unknown)}；可用的列：{', '.join(KNOWN)}",
            en=f"unknown columns {', '.join(unknown)}; known are {', '.join(KNOWN)}",
        )
        return _finding(file, "table-columns", text)
    return None


def _as_text(file: RuleFile, found: Any) -> Columns | Finding:
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
    rows = modules.core.array(range(found.num_rows), modules.core.int32())
    return modules.table({**columns, "row": rows})


def _finding(file: RuleFile, code: str, text: Text) -> Finding:
    return Finding(code, Place(file.shown), text)
