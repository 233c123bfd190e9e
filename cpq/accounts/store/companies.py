"""What a register said, as it was imported."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from cpq.accounts.registry import Fields
from cpq.accounts.tables import COMPANIES
from cpq.platform.act import Act
from cpq.quote_json import plain

_AT_ONCE = 500


class ImportedRegistry:
    """What was imported from files."""

    confidence = 90

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.name = "import"

    def company(self, credit_code: str) -> Fields | None:
        query = select(COMPANIES).where(COMPANIES.c.credit_code == credit_code)
        row = self._connection.execute(query).mappings().first()
        if row is None:
            return None
        self.name = f"{row['file']} ({row['at']:%Y-%m-%d})"
        return row["content"]


def import_companies(act: Act, found: Mapping[str, Fields], file: str) -> int:
    """Keeps what a file says of each company, instead of what was said before; returns of how many."""
    codes = sorted(found)
    for start in range(0, len(codes), _AT_ONCE):
        some = codes[start : start + _AT_ONCE]
        act.connection.execute(delete(COMPANIES).where(COMPANIES.c.credit_code.in_(some)))
        act.connection.execute(insert(COMPANIES), [_row(each, found[each], file, act.now) for each in some])
    act.audit("companies.imported", "companies", file, None, {"companies": len(codes)})
    return len(codes)


def _row(code: str, fields: Fields, file: str, at: datetime) -> dict[str, object]:
    return {"credit_code": code, "content": plain(fields), "file": file, "at": at}
