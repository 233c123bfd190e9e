"""Exclusions and tables name what there is; each kind of rule has its checks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from cpq.bom.catalogue import Catalogue
from cpq.bom.checks.table_files import file_findings
from cpq.bom.checks.written_tables import table_findings
from cpq.bom.configuration.written_tables import inline_table
from cpq.bom.products import Configurable
from cpq.bom.products.rules import Exclude, Require, Table, TableFile
from cpq.rulebook.finding import Finding, did_you_mean
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def rule_findings(rulebook: Rulebook, product: Configurable) -> Iterator[Finding]:
    """A group with an option that does not exist is passed over: what it was meant to be called is not known."""
    for name, rule in product.rules.items():
        match rule:
            case Require():
                pass
            case Exclude():
                yield from _exclude(rulebook, product, name, rule)
            case Table():
                yield from table_findings(
                    rulebook, product, inline_table(product, name, rule), product.at("rules", name, "columns")
                )
            case TableFile():
                yield from file_findings(rulebook, product, name, rule)
            case _:
                assert_never(rule)


def _exclude(rulebook: Rulebook, product: Configurable, name: str, rule: Exclude) -> Iterator[Finding]:
    articles = rulebook.derived(Catalogue).articles
    if any(not group.options.keys() <= articles.keys() for group in product.groups.values()):
        return
    options = {code for group in product.groups.values() for code in group.options}
    for number, code in enumerate(rule.exclude):
        if code not in options:
            near = did_you_mean(code, options)
            zh, en = f"此产品没有选项“{code}”{near.zh}", f'this product has no option "{code}"{near.en}'
            yield Finding("unknown-option", product.at("rules", name, "exclude", number), Text(zh=zh, en=en))
