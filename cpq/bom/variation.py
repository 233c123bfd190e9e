"""Variants: which there are, what codes they have, and which one a choice means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product as combinations
from math import prod

from cpq.bom.article import Article
from cpq.bom.products.variants import Variants
from cpq.company.attribute import Attribute
from cpq.rulebook.text import Text

MOST_VARIANTS = 20_000
"""Of one product; more is reported by the checks, and none is made."""

Choice = Mapping[str, str]


def count_of(product: Variants) -> int:
    """How many combinations the axes have, made or not."""
    return prod(len(values) for values in product.axes.values())


def variants_of(product: Variants, attributes: Mapping[str, Attribute]) -> Iterator[Article]:
    """Every variant that is made, in the order of the axes' values."""
    if count_of(product) > MOST_VARIANTS:
        return
    own = {_key(choice): code for code, choice in product.codes.items()}
    for choice in _choices(product):
        if made(product, choice):
            yield _article(product, choice, own.get(_key(choice)), attributes)


def codes_not_made(product: Variants) -> Iterator[str]:
    """The codes of the combinations that `without` takes away."""
    if product.without and count_of(product) <= MOST_VARIANTS:
        yield from (code_of(product, choice) for choice in _choices(product) if not made(product, choice))


def _choices(product: Variants) -> Iterator[Choice]:
    for values in combinations(*product.axes.values()):
        yield dict(zip(product.axes, values, strict=True))


def made(product: Variants, choice: Choice) -> bool:
    """Whether a combination is made: no entry of `without` covers it."""
    return not any(without.items() <= choice.items() for without in product.without)


def _key(choice: Choice) -> frozenset[tuple[str, str]]:
    return frozenset(choice.items())


def _article(product: Variants, choice: Choice, own: str | None, attributes: Mapping[str, Attribute]) -> Article:
    return Article(
        code=own or code_of(product, choice),
        product=product,
        name=_name(product, choice, attributes),
        attributes={**product.attributes, **choice},
        place=product.at("codes", own) if own else product.at("code"),
    )


def code_of(product: Variants, choice: Choice) -> str:
    """The code that the pattern gives: `CAB-{length}-{colour}` with the values put in."""
    code = product.code
    for axis, value in choice.items():
        code = code.replace("{" + axis + "}", value)
    return code


def _name(product: Variants, choice: Choice, attributes: Mapping[str, Attribute]) -> Text:
    words = [_word(attributes.get(axis), value) for axis, value in choice.items()]
    return Text(
        zh=f"{product.name.zh}（{'，'.join(word.zh for word in words)}）",
        en=f"{product.name.en} ({', '.join(word.en for word in words)})",
    )


def _word(attribute: Attribute | None, value: str) -> Text:
    return attribute.values.get(value, Text.same(value)) if attribute else Text.same(value)
