"""The configurator of a product with nested places, whatever stands in them."""

from __future__ import annotations

from cpq.bom.configuration.any_parts import compile_with_any_parts
from cpq.bom.configuration.configurator import Configurator
from cpq.bom.configuration.prepared import OneShape, Prepared
from cpq.bom.products import Configurable
from cpq.rulebook.rulebook import Rulebook


def configurator_with_any_parts(rulebook: Rulebook, product: Configurable) -> Configurator:
    """Says of a product with nested places what is so whatever stands in them: what it excludes or forces always is.

    What it shows as possible may not be. Its places are not spoken of. Raises `Refused`.
    """
    compiled = compile_with_any_parts(rulebook, product)
    return Configurator(rulebook, compiled.product, OneShape(Prepared(compiled, "automatic")))
