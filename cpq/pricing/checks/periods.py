"""Dates of lists, taxes and rules."""

from __future__ import annotations

from collections.abc import Iterator

from cpq.pricing.contract import Contract
from cpq.pricing.guardrail import Guardrail
from cpq.pricing.price_list import PriceList
from cpq.pricing.price_rule import PriceRule
from cpq.pricing.taxes import Tax
from cpq.rulebook.fields import Validity
from cpq.rulebook.finding import Finding
from cpq.rulebook.model import Entity
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text
from cpq.rulebook.validity import Dated, grouped, succession


def lists_follow_one_another(rulebook: Rulebook) -> Iterator[Finding]:
    """Of lists for the same currency, channel, region, segment and customer one is in force on each day."""
    lists = rulebook.all(PriceList).values()
    keyed = (
        (
            (each.currency, each.channel, each.region, each.segment, each.customer),
            Dated(each.id, each.valid, each.place),
        )
        for each in lists
    )
    yield from succession(grouped(keyed), Text(zh="价目表", en="price list"))


def taxes_follow_one_another(rulebook: Rulebook) -> Iterator[Finding]:
    """Of the rates for the same region and tax class one is in force on each day."""
    keyed = (
        ((tax.region, tax_class), Dated(tax.id, tax.valid, tax.at("rates", tax_class)))
        for tax in rulebook.all(Tax).values()
        for tax_class in tax.rates
    )
    yield from succession(grouped(keyed), Text(zh="税率", en="tax rate"))


def periods_run_forward(rulebook: Rulebook) -> Iterator[Finding]:
    """Nothing ends before it begins."""
    for kind in (PriceList, PriceRule, Contract, Tax, Guardrail):
        for entity in rulebook.all(kind).values():
            yield from backwards(entity, entity.valid)


def backwards(entity: Entity, valid: Validity) -> Iterator[Finding]:
    """That something ends before it begins."""
    if valid.from_ is not None and valid.to is not None and valid.from_ > valid.to:
        text = Text(
            zh=f"起始日 {valid.from_} 晚于截止日 {valid.to}，请对调或改正",
            en=f"it begins on {valid.from_}, after it ends on {valid.to}; swap or mend the dates",
        )
        yield Finding("validity", entity.at("valid"), text)
