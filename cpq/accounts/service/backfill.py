"""An account filled from registers of companies; what a person confirmed stays, and what the register says instead is kept beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import RowMapping

from cpq.accounts.kinds import ACCOUNT
from cpq.accounts.registry import CompanyRegistry, SampleRegistry
from cpq.accounts.store.companies import ImportedRegistry
from cpq.platform.act import Act
from cpq.platform.kinds_of_problems import FORBIDDEN
from cpq.platform.problems import Problem
from cpq.platform.records.origin import Source
from cpq.platform.records.store import change, found, may_write
from cpq.quote_json import Json, plain
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Filled:
    """From which register an account was filled, if one knows it; which fields were taken, and which only offered."""

    account: str
    registry: str | None
    taken: tuple[str, ...]
    offered: tuple[str, ...]


def backfill(act: Act, id: str, registries: Sequence[CompanyRegistry] | None = None) -> Filled:
    """Fills an account by its credit code from the first register that knows it: those imported, then the sample, unless others are given.

    Raises `Refused` where it has no code.
    """
    row = found(act.connection, act.caller, ACCOUNT, id, lock=True)
    if not may_write(act.connection, act.caller, row):
        raise Problem(FORBIDDEN, Text(zh="此记录只共享给您查看", en="this record is shared with you for reading only"))
    if row["credit_code"] is None:
        text = Text(zh="该客户没有统一社会信用代码；请先填写", en="the account has no credit code; write it first")
        raise Refused([Finding("no-credit-code", Place(""), text)])
    for each in registries or (ImportedRegistry(act.connection), SampleRegistry()):
        fields = each.company(row["credit_code"])
        if fields is not None:
            news = {name: value for name, value in fields.items() if _is_news(row, name, value)}
            after = change(act, ACCOUNT, row, news, Source("registry", each.name, each.confidence)) if news else row
            taken = tuple(name for name in sorted(news) if plain(after[name]) != plain(row[name]))
            origins = after["provenance"]
            offered = tuple(name for name in sorted(fields) if origins.get(name, {}).get("offered") is not None)
            return Filled(id, each.name, taken, offered)
    return Filled(id, None, (), ())


def _is_news(row: RowMapping, name: str, value: object) -> bool:
    """Whether it is not what the account has, nor what was offered before."""
    origin: Mapping[str, Mapping[str, Json]] = row["provenance"].get(name, {})
    offered = (origin.get("offered") or {}).get("value")
    return plain(value) not in (plain(row[name]), offered)
