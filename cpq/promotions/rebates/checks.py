"""What is checked of rebate programmes once a rulebook is read."""

from __future__ import annotations

from collections.abc import Iterator

from cpq.bom.catalogue import Catalogue
from cpq.bom.checks.codes import target_findings
from cpq.promotions.currencies import unnamed_currencies
from cpq.promotions.rebates.programme import RebateProgramme
from cpq.rulebook.finding import Finding
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def rebate_targets_exist(rulebook: Rulebook) -> Iterator[Finding]:
    """Every code and tag of a target is known."""
    catalogue = rulebook.derived(Catalogue)
    for programme in rulebook.all(RebateProgramme).values():
        yield from target_findings(catalogue, programme.target, programme, "target")
        if programme.usable is not None:
            yield from target_findings(catalogue, programme.usable.target, programme, "usable", "target")


def rebates_in_every_currency(rulebook: Rulebook) -> Iterator[Finding]:
    """The tiers begin somewhere in every currency that a quote can be in: none earns nothing because one was forgotten."""
    for programme in rulebook.all(RebateProgramme).values():
        missing = unnamed_currencies(programme.when, programme.tiers[0].from_, rulebook)
        if missing:
            named = ", ".join(missing)
            text = Text(
                zh=f"各档没有写 {named}，该币种的报价会得不到返利；请补上金额，或在 when 中用 currency 限定币种",
                en=f"the tiers do not name {named}, and a quote in it would earn nothing; add amounts, or confine `when` by `currency`",
            )
            yield Finding("rebate-currency", programme.at("tiers", 0, "from"), text)


CHECKS = (rebate_targets_exist, rebates_in_every_currency)
