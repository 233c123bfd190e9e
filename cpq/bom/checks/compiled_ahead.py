"""Compiling the large products, so that reps get their answers from circuits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from cpq.bom.checks.configurables import readable_configurables
from cpq.bom.configuration.compiled import compile_product
from cpq.bom.solve.ahead import SECONDS, compile_ahead
from cpq.rulebook.finding import Finding, Refused, Severity
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def large_products_compile(rulebook: Rulebook) -> Iterator[Finding]:
    """Notes the products that SAT will answer for, as their circuits take too long to make."""
    for product in readable_configurables(rulebook):
        with suppress(Refused):
            if compile_ahead(compile_product(rulebook, product, {}).model) == "too-large":
                text = Text(
                    zh=f"此产品在 {SECONDS:g} 秒内编译不成电路，由 SAT 引擎作答：每次点选约需数十毫秒，而非不到一毫秒；结果相同",
                    en=f"this product does not compile to a circuit within {SECONDS:g} seconds, and the SAT engine answers: in "
                    "some ten milliseconds a click instead of under one; the answers are the same",
                )
                yield Finding("not-compiled", product.place, text, Severity.NOTE)
