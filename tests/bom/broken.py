"""What a load says of a broken piece of a rulebook."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from cpq.bom.category import Category
from cpq.bom.checks import CHECKS, DEEP_CHECKS
from cpq.bom.products import AnyProduct, Product
from cpq.bom.sellability import SellingRule
from cpq.bom.situation import quote_scope, sale_scope
from cpq.company.attribute import Attribute
from cpq.company.market import Channel, Customer, Region, Segment
from cpq.rulebook.finding import Finding, Severity
from cpq.rulebook.load import load
from cpq.rulebook.model import Entity
from cpq.rulebook.section import Section
from cpq.rulebook.text import Text


class TaxClass(Entity):
    """Stands for the tax classes, which the room above owns."""


def _section(name: str, kind: type[Entity], form: object = None) -> Section[Entity]:
    return Section(name, kind, Text.same(name), form)


SECTIONS = (
    _section("regions", Region),
    _section("channels", Channel),
    _section("segments", Segment),
    _section("customers", Customer),
    _section("attributes", Attribute),
    _section("tax_classes", TaxClass),
    _section("categories", Category),
    _section("products", Product, AnyProduct),
    _section("selling_rules", SellingRule),
)


def findings_of(before: str, text: str, tables: Mapping[str, str] = MappingProxyType({})) -> list[str]:
    """Every finding of the rulebook `before` + `text`, as `line:column code (severity) message`; lines count in `text`.

    `tables` are CSV files of the rulebook by name; a character up to U+00FF is one byte of them, any other is UTF-8.
    """
    with TemporaryDirectory() as folder:
        Path(folder, "before.yaml").write_text(before, encoding="utf-8")
        Path(folder, "text.yaml").write_text(text, encoding="utf-8")
        for name, content in tables.items():
            Path(folder, name).parent.mkdir(exist_ok=True)
            Path(folder, name).write_bytes(bytes_of(content))
        scopes = {"sale": sale_scope, "quote": quote_scope}
        loaded = load(Path(folder), SECTIONS, scopes, (*CHECKS, *DEEP_CHECKS))
    return [_line(finding) for finding in loaded.findings]


def bytes_of(content: str) -> bytes:
    return b"".join(bytes([ord(each)]) if ord(each) < 256 else each.encode() for each in content)


def _line(finding: Finding) -> str:
    place = str(finding.place).removeprefix("text.yaml:")
    severity = "" if finding.severity is Severity.ERROR else f" ({finding.severity})"
    also = ", ".join(str(each).removeprefix("text.yaml:") for each in finding.related)
    return f"{place} {finding.code}{severity}: {finding.text.en}" + (f" (see {also})" if also else "")
