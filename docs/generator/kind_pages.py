"""The reference pages of the sections of a rulebook, and of the request for a quote."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from cpq.bom.request import QuoteRequest
from cpq.bom.target import Target
from cpq.kinds import SECTIONS
from cpq.pricing.methods import Fixed
from cpq.promotions.benefits import Percent
from cpq.rulebook.fields import Validity
from cpq.rulebook.model import Entity, Strict
from cpq.rulebook.section import Section
from cpq.rulebook.text import Text
from docs.generator.example import EXAMPLE
from docs.generator.models import anchor, models_in, section

PAGES: Mapping[str, tuple[Text, Sequence[str]]] = {
    "company": (
        Text("公司与市场", "Company and market"),
        ("company", "currencies", "regions", "channels", "segments", "payment_terms", "customers", "collection_steps"),
    ),
    "products": (Text("产品与可售规则", "Products"), ("attributes", "categories", "products", "selling_rules")),
    "prices": (
        Text("价格与税", "Prices and tax"),
        ("price_lists", "price_rules", "contracts", "delivery_methods", "tax_classes", "taxes"),
    ),
    "promotions": (Text("促销", "Promotions"), ("promotion_groups", "promotions", "coupon_series", "rebates")),
    "approvals": (
        Text("审批、护栏与到袋成本", "Approvals, guardrails and costs to pocket"),
        ("approvers", "guardrails", "pocket_costs"),
    ),
    "leads": (
        Text("线索", "Leads"),
        ("lead_fields", "lead_sources", "lead_scores", "assignment", "public_pools", "working_hours"),
    ),
    "deals": (
        Text("商机与客户价值", "Deals and customers by value"),
        ("pipelines", "loss_reasons", "portrait_advice", "risks", "rfm"),
    ),
    "tests": (Text("规则测试", "Rule tests"), ("tests", "lead_tests")),
}
"""Page → title and sections. Every section of a rulebook stands on one page."""

SHARED: tuple[type[Strict], ...] = (Target, Validity)
REQUEST_PAGE = "request"


def kind_pages() -> dict[str, str]:
    """File name → content."""
    missing = {each.name for each in SECTIONS} ^ {name for _, names in PAGES.values() for name in names}
    if missing:
        raise KeyError(f"sections that stand on no page, or on a page but do not exist: {sorted(missing)}")
    homes: dict[type[Strict], str] = dict.fromkeys(models_in(QuoteRequest), REQUEST_PAGE)
    homes |= dict.fromkeys(SHARED, "shared")
    texts = {page: _page(page, title, names, homes) for page, (title, names) in PAGES.items()}
    texts["shared"] = _shared()
    texts[REQUEST_PAGE] = _request(homes)
    return {f"reference/{page}.md": _linked(text, page, homes) for page, text in texts.items()}


def _page(page: str, title: Text, names: Sequence[str], homes: dict[type[Strict], str]) -> str:
    sections = {each.name: each for each in SECTIONS}
    parts = [f"# {title.en} · {title.zh}"]
    parts += [_section(sections[name], page, homes) for name in names]
    return "\n\n".join(parts) + "\n"


HEADINGS: Mapping[type[Strict], str] = {
    Fixed: "## Price methods · 计价方法 { #price-methods }",
    Percent: "## Benefits · 优惠 { #benefits }",
}
"""Headings that stand before the first kind of a union."""


def _section(which: Section[Entity], page: str, homes: dict[type[Strict], str]) -> str:
    models = list(models_in(which.form or which.kind))
    kinds = " · ".join(f"[{model.__name__}]({model.__name__})" for model in models if issubclass(model, which.kind))
    head = f"## {which.about.en} · {which.about.zh} {{ #section-{which.name} }}"
    parts = [head, f"`{which.name}:` {kinds}" if which.single else f"`{which.name}:` id → {kinds}"]
    for model in models:
        if model not in homes:
            homes[model] = page
            parts += [*filter(None, [HEADINGS.get(model)]), section(model)]
    return "\n\n".join(parts)


def _shared() -> str:
    intro = "# Shared parts · 通用部分\n\nParts that many kinds have.\n\n多种配置项共有的部分。"
    return "\n\n".join([intro, *(section(model, 2) for model in SHARED)]) + "\n"


def _request(homes: Mapping[type[Strict], str]) -> str:
    requests = "\n\n".join(
        f'```yaml title="requests/{path.name}"\n{path.read_text("utf-8").rstrip()}\n```'
        for path in sorted((EXAMPLE / "requests").glob("*.yaml"))
    )
    intro = (
        "# Request for a quote · 报价请求\n\n"
        "A request file holds one request, in YAML or JSON. It and the rulebook are all that a quote depends on.\n\n"
        "一个请求文件写一份报价请求，YAML 或 JSON 均可。报价只取决于它和规则。"
    )
    models = [section(model, 2, example=False) for model in models_in(QuoteRequest) if homes[model] == REQUEST_PAGE]
    return "\n\n".join([intro, requests, *models]) + "\n"


def _linked(text: str, page: str, homes: Mapping[type[Strict], str]) -> str:
    """`[Target](Target)` becomes a link to where the class is described."""
    by_name = {model.__name__: model for model in homes}

    def link(found: re.Match[str]) -> str:
        model = by_name[found[1]]
        file = "" if homes[model] == page else f"{homes[model]}.md"
        return f"[{found[1]}]({file}#{anchor(model)})"

    return re.sub(r"\[(\w+)\]\(\1\)", link, text)
