"""Codes: each stands for one article, and whatever is named exists and is of a kind that can stand there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cpq.bom.article import Article
from cpq.bom.catalogue import Catalogue
from cpq.bom.checks.variants import pattern_findings
from cpq.bom.graph import Use, uses_of
from cpq.bom.ordering import unknown_article
from cpq.bom.products import Bundle, Configurable, Usage, Variants
from cpq.bom.sellability import SellingRule
from cpq.bom.target import Target
from cpq.rulebook.finding import Finding, did_you_mean
from cpq.rulebook.model import Entity
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


def one_article_a_code(rulebook: Rulebook) -> Iterator[Finding]:
    """No variant has the code of a product or of another variant."""
    catalogue = rulebook.derived(Catalogue)
    for product in catalogue.products.values():
        if isinstance(product, Variants) and not any(pattern_findings(product)):
            taken = [(each, catalogue.articles[each.code]) for each in catalogue.variants_of(product)]
            first = next(((each, holder) for each, holder in taken if each is not holder), None)
            if first is not None:
                yield _collision(*first)


def _collision(article: Article, holder: Article) -> Finding:
    text = Text(
        zh=f"变体“{article.name.zh}”的编码 {article.code} 已属于“{holder.name.zh}”；请修改 code，或在 codes 中单独编码",
        en=f'the code {article.code} of the variant "{article.name.en}" belongs to "{holder.name.en}"; '
        "change code, or give this one its own under codes",
    )
    return Finding("code-taken", article.place, text, related=(holder.place,))


def known_codes(rulebook: Rulebook) -> Iterator[Finding]:
    """Every part, component, option and target names an article that exists."""
    catalogue = rulebook.derived(Catalogue)
    for product in catalogue.products.values():
        for use in uses_of(product):
            yield from unknown_codes(catalogue, [(use.child, use.place)])
    for rule in rulebook.all(SellingRule).values():
        yield from target_findings(catalogue, rule.target, rule, "target")


def target_findings(catalogue: Catalogue, target: Target, entity: Entity, *path: str | int) -> Iterator[Finding]:
    """What is wrong with the codes and the tags of a target that stands at `path` of an entity."""
    named = [(code, entity.at(*path, "products", number)) for number, code in enumerate(target.products)]
    excepted = [(code, entity.at(*path, "except", number)) for number, code in enumerate(target.except_)]
    yield from unknown_codes(catalogue, [*named, *excepted])
    for number, tag in enumerate(target.tags):
        if tag not in catalogue.tags:
            yield Finding("unknown-tag", entity.at(*path, "tags", number), _unknown_tag(catalogue, tag))


def _unknown_tag(catalogue: Catalogue, tag: str) -> Text:
    near = did_you_mean(tag, catalogue.tags)
    return Text(
        zh=f"没有产品带有标签“{tag}”{near.zh or '；请写到产品的 tags 里，或删去'}",
        en=f'no product has the tag "{tag}"{near.en or "; give it to a product under tags, or remove it"}',
    )


def unknown_codes(catalogue: Catalogue, named: Iterable[tuple[str, Place]]) -> Iterator[Finding]:
    """A finding for each code that stands for nothing."""
    for code, place in named:
        if catalogue.article(code) is None:
            name, text = unknown_article(catalogue, code)
            yield Finding(name, place, text)


def suitable_articles(rulebook: Rulebook) -> Iterator[Finding]:
    """What stands in a product is of a kind that can: no open choice is left in it."""
    catalogue = rulebook.derived(Catalogue)
    for product in catalogue.products.values():
        for use in uses_of(product):
            article = catalogue.article(use.child)
            text = _unsuitable(use, article) if article else None
            if text is not None:
                yield Finding("unsuitable", use.place, text)


def _unsuitable(use: Use, article: Article) -> Text | None:
    product, name = article.product, article.name
    if use.role == "nested":
        return None if isinstance(product, Configurable) else _plain_in_nested(name)
    if isinstance(product, Variants) and not article.is_variant:
        return Text(
            zh=f"“{name.zh}”有多种变体，这里要写具体变体的编码",
            en=f'"{name.en}" comes in variants; name one by its own code',
        )
    if isinstance(product, Configurable) and use.role != "part":
        return _configurable_option(name) if use.role == "option" else _configurable_component(name)
    if isinstance(product, Usage):
        return Text(
            zh=f"“{name.zh}”按用量计费，放在其他产品之内就无法为其用量开账单，请单独列为一行",
            en=f'"{name.en}" is metered, and what is used of it inside another product could not be billed; quote it on a line of its own',
        )
    if isinstance(product, Bundle) and use.role == "option":
        return Text(
            zh=f"“{name.zh}”是组合，不能作为选项，请单独列为一行",
            en=f'"{name.en}" is a bundle and cannot be an option; quote it on a line of its own',
        )
    return None


def _plain_in_nested(name: Text) -> Text:
    return Text(
        zh=f"“{name.zh}”不是可配置产品，请放到选项组 groups 中，而不是 nested",
        en=f'"{name.en}" is not configurable; put it into a group of options instead of nested',
    )


def _configurable_option(name: Text) -> Text:
    return Text(
        zh=f"“{name.zh}”自身需要配置，请放到 nested 中，而不是选项组 groups",
        en=f'"{name.en}" is configured itself; put it under nested instead of into a group of options',
    )


def _configurable_component(name: Text) -> Text:
    return Text(
        zh=f"“{name.zh}”自身需要配置，不能作为组合的组件，请让它单独成行报价",
        en=f'"{name.en}" is configured itself and cannot be a component; quote it on a line of its own',
    )
