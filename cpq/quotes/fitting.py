"""A stored request under another version of the rules: what that does not know any more is not counted."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import cast

from cpq.pricing.contract import Contract
from cpq.pricing.guardrail import Approver
from cpq.promotions.promotion import Promotion, PromotionGroup
from cpq.promotions.rebates.programme import RebateProgramme
from cpq.quotes.given import Given, given_of, text_of
from cpq.rulebook.rulebook import Rulebook


def fitted(told: str, rulebook: Rulebook) -> str:
    """What the engine was told of a quote, without counters, contracts, rebates and a seller's level that the rulebook does not have."""
    given = given_of(told)
    made = dict(given)
    counters = _mapping(given.get("counters"))
    if counters:
        known = {"promotions": rulebook.all(Promotion), "groups": rulebook.all(PromotionGroup)}
        made["counters"] = {
            name: _only(each, known[name]) if name in known else each for name, each in counters.items()
        }
    if "consumed" in given:
        made["consumed"] = _consumed(_mapping(given["consumed"]), rulebook)
    if "rebates" in given:
        made["rebates"] = _only(given["rebates"], rulebook.all(RebateProgramme))
    if given.get("sales_role") not in rulebook.all(Approver):
        made.pop("sales_role", None)
    return text_of(made)


def _consumed(consumed: Given, rulebook: Rulebook) -> Given:
    contracts: Mapping[str, Contract] = rulebook.all(Contract)
    return {id: _only(used, contracts[id].limits) for id, used in consumed.items() if id in contracts}


def _only(value: object, known: Container[str]) -> Given:
    return {id: each for id, each in _mapping(value).items() if id in known}


def _mapping(value: object) -> Given:
    return cast("Given", value) if isinstance(value, dict) else {}
