"""What code a line means, and whether so much of it can be ordered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import product as combinations

from cpq.bom.article import Article
from cpq.bom.catalogue import Catalogue
from cpq.bom.products import Product, Service, Usage, Variants
from cpq.bom.quantity import is_measured, nearest
from cpq.bom.variation import code_of, made
from cpq.rulebook.finding import did_you_mean
from cpq.rulebook.text import Text

Problem = tuple[str, Text]
"""A finding's code and text, without its place."""


def unknown_article(catalogue: Catalogue, code: str) -> Problem:
    """That there is no such code; of a variant that is not made, that it is not."""
    product = catalogue.not_made.get(code)
    if product is not None:
        return _not_made(product, code)
    near = did_you_mean(code, catalogue.articles)
    zh = f"没有编码为“{code}”的产品{near.zh or '，请用 cpq products 查看产品编码'}"
    en = f'there is no product with the code "{code}"{near.en or "; cpq products lists the codes"}'
    return "unknown-product", Text(zh=zh, en=en)


def variant_of(catalogue: Catalogue, article: Article, chosen: Mapping[str, str]) -> Article | Problem:
    """The variant that is meant: by its own code, or by the value of every axis."""
    product = article.product
    if not isinstance(product, Variants) or article.is_variant:
        return _no_choice_needed(article) if chosen else article
    problem = next(_axis_problems(product, chosen), None)
    if problem is not None:
        return problem
    if not made(product, chosen):
        return _not_made(product, code_of(product, chosen))
    found = (each for each in catalogue.variants_of(product) if chosen.items() <= each.attributes.items())
    return next(found, None) or _not_made(product, code_of(product, chosen))


def _no_choice_needed(article: Article) -> Problem:
    zh = f"“{article.code}”没有可选的变体，请去掉 variant"
    return "no-variants", Text(zh=zh, en=f'"{article.code}" has no variants to choose from; remove variant')


def _axis_problems(product: Variants, chosen: Mapping[str, str]) -> Iterator[Problem]:
    for axis in chosen.keys() - product.axes.keys():
        near = did_you_mean(axis, product.axes)
        zh = f"“{product.name.zh}”没有变体属性“{axis}”{near.zh or '；可用：' + '、'.join(product.axes)}"
        en = f'"{product.name.en}" does not vary by "{axis}"{near.en or "; it varies by: " + ", ".join(product.axes)}'
        yield "unknown-axis", Text(zh=zh, en=en)
    missing = [axis for axis in product.axes if axis not in chosen]
    if missing:
        example = _example(product, chosen)
        zh = f"请选定“{product.name.zh}”的 {'、'.join(missing)}，例如 variant: {example}，或直接写变体编码"
        en = (
            f'choose the {", ".join(missing)} of "{product.name.en}", such as variant: {example}, '
            "or write the variant's own code"
        )
        yield "variant-missing", Text(zh=zh, en=en)
    for axis, value in chosen.items():
        if axis in product.axes and value not in product.axes[axis]:
            near = did_you_mean(value, product.axes[axis])
            zh = f"“{axis}”不能是“{value}”{near.zh}；可选：{'、'.join(product.axes[axis])}"
            en = f'{axis} cannot be "{value}"{near.en}; it can be: {", ".join(product.axes[axis])}'
            yield "unknown-axis-value", Text(zh=zh, en=en)


def _example(product: Variants, chosen: Mapping[str, str]) -> str:
    """A whole choice that is made, with what was chosen where that can be kept; as YAML."""
    kept = ([chosen[axis]] if chosen.get(axis) in values else values for axis, values in product.axes.items())
    choices = (dict(zip(product.axes, values, strict=True)) for values in combinations(*kept))
    example = next((each for each in choices if made(product, each)), dict.fromkeys(product.axes, "…"))
    return f"{{{', '.join(f'{axis}: {value}' for axis, value in example.items())}}}"


def _not_made(product: Variants, code: str) -> Problem:
    zh = f"“{product.name.zh}”没有 {code} 这种组合，请换一个变体"
    return "variant-not-made", Text(zh=zh, en=f'"{product.name.en}" is not made as {code}; choose another variant')


def unknown_unit(product: Product, unit: str) -> Problem:
    """That the product is not sold by that unit, and by which it is."""
    near = did_you_mean(unit, product.units)
    others = "、".join(product.units), ", ".join(product.units)
    if not product.units:
        zh, en = (
            f"它只按{product.unit.zh}订购，请去掉 unit",
            f"it is ordered by the {product.unit.en} only; remove unit",
        )
    else:
        zh = f"可用：{others[0]}，或不写 unit（{product.unit.zh}）{near.zh}"
        en = f"there are {others[1]}, or no unit for the {product.unit.en}{near.en}"
    zh = f"“{product.name.zh}”没有计量单位“{unit}”；{zh}"
    return "unknown-unit", Text(zh=zh, en=f'"{product.name.en}" has no unit "{unit}"; {en}')


def quantity_problem(product: Product, quantity: Decimal) -> Problem | None:
    """What is wrong with the quantity ordered, or nothing. Pieces are whole; days of service and metered units need not be."""
    order, name = product.order, product.name
    within = order.least <= quantity and (order.max is None or quantity <= order.max)
    if within and not quantity % order.step:
        return None  # Multiples of a whole step are whole.
    if not isinstance(product, Service) and not is_measured(product) and quantity % 1:
        zh = f"“{name.zh}”的数量须为整数，不能是 {quantity:f}"
        return "quantity-whole", Text(zh=zh, en=f'the quantity of "{name.en}" is a whole number, not {quantity:f}')
    if quantity < order.least and not (isinstance(product, Usage) and order.min is None):
        zh = f"“{name.zh}”最少订 {order.least:f}，不能是 {quantity:f}"
        return "quantity-least", Text(
            zh=zh, en=f'at least {order.least:f} of "{name.en}" are ordered, not {quantity:f}'
        )
    if order.max is not None and quantity > order.max:
        zh = f"“{name.zh}”最多订 {order.max:f}，不能是 {quantity:f}"
        return "quantity-most", Text(zh=zh, en=f'at most {order.max:f} of "{name.en}" are ordered, not {quantity:f}')
    if not isinstance(product, Usage) and quantity % order.step:
        unit, near = product.unit, nearest(product, quantity)
        zh = f"“{name.zh}”须按 {order.step:f} {unit.zh}的整数倍订购，不能是 {quantity:f}；最接近的是 {near.zh}"
        en = f'"{name.en}" is ordered in multiples of {order.step:f} {unit.en}, not {quantity:f}; nearest: {near.en}'
        return "quantity-step", Text(zh=zh, en=en)
    return None
