"""Parts that hang on a configuration: where they are written."""

from __future__ import annotations

from collections.abc import Iterator

from cpq.bom.configuration.vocabulary import Vocabulary
from cpq.bom.products.configurable import Configurable, ConfiguredPart
from cpq.rulebook.expressions import ExpressionError
from cpq.rulebook.finding import Finding

Path = tuple[str, ...]


def parts_written(product: Configurable) -> Iterator[tuple[Path, str, ConfiguredPart]]:
    """Every part of a configurable product and of its options that hangs on choices, with its path and its code."""
    for code, part in product.parts.items():
        if part.hangs_on_choices:
            yield ("parts", code), code, part
    for name, group in product.groups.items():
        for option, each in group.options.items():
            for code, part in each.parts.items():
                yield ("groups", name, "options", option, "parts", code), code, part


def unreadable_parts(product: Configurable, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Every condition and formula of a part that cannot be read, at the character that is wrong."""
    for path, _, part in parts_written(product):
        for field, text, read in (("when", part.when, vocabulary.tree), ("times", part.times, vocabulary.formula)):
            try:
                _ = text is None or read(text)
            except ExpressionError as error:
                yield Finding(error.code, product.place_inside((*path, field), error.offset), error.message)
