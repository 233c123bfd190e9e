"""Every section of a rulebook, once, in the order of reading: what is referred to while reading comes first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast

from cpq.bom.category import Category
from cpq.bom.checks import CHECKS as BOM_CHECKS
from cpq.bom.checks import DEEP_CHECKS as BOM_DEEP_CHECKS
from cpq.bom.products import AnyProduct, Product
from cpq.bom.request import QuoteRequest
from cpq.bom.sellability import SellingRule
from cpq.bom.situation import sale_scope
from cpq.company.attribute import Attribute
from cpq.company.company import Company
from cpq.company.currency import SellingCurrency
from cpq.company.market import Channel, Customer, Region, Segment
from cpq.company.payment import PaymentTerm
from cpq.pricing.checks import CHECKS as PRICING_CHECKS
from cpq.pricing.contract import Contract
from cpq.pricing.delivery_method import DeliveryMethod
from cpq.pricing.guardrail import AnyGuardrail, Approver, Guardrail
from cpq.pricing.pocket import PocketCost
from cpq.pricing.price_list import PriceList
from cpq.pricing.price_rule import PriceRule
from cpq.pricing.scopes import (
    line_guard_scope,
    line_scope,
    price_rule_scope,
    price_scope,
    quote_guard_scope,
    quote_scope,
)
from cpq.pricing.taxes import Tax, TaxClass
from cpq.promotions.checks import CHECKS as PROMOTION_CHECKS
from cpq.promotions.coupons.series import CouponSeries
from cpq.promotions.promotion import Promotion, PromotionGroup
from cpq.promotions.rebates.checks import CHECKS as REBATE_CHECKS
from cpq.promotions.rebates.programme import RebateProgramme
from cpq.rule_test import RuleTest
from cpq.rulebook.document import context_of, read_as
from cpq.rulebook.expressions import Scope
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.folder import Folder
from cpq.rulebook.load import Check, Loaded, load, load_opened
from cpq.rulebook.model import Entity
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.section import Section
from cpq.rulebook.text import Text
from cpq.selling.assignment import AssignmentPolicy, PublicPool
from cpq.selling.checks import CHECKS as SELLING_CHECKS
from cpq.selling.collection import CollectionStep
from cpq.selling.customer_value import RfmModel
from cpq.selling.deals import DealRisk, LossReason, PortraitAdvice
from cpq.selling.lead_test import LeadTest
from cpq.selling.leads import LeadField, LeadSource
from cpq.selling.pipeline import Pipeline
from cpq.selling.scopes import assignment_scope, lead_scope, opportunity_scope, rfm_scope
from cpq.selling.scores import AnyLeadScores, LeadScores
from cpq.selling.working_hours import WorkingHours
from cpq.written_request import WrittenRequest

__all__ = [
    "CHECKS",
    "DEEP_CHECKS",
    "SCOPES",
    "SECTIONS",
    "Loaded",
    "deep_findings",
    "load_files",
    "load_rulebook",
    "read_request",
]

SECTIONS: tuple[Section[Entity], ...] = (
    Section("company", Company, Text(zh="卖方", en="The seller"), single=True),
    Section("currencies", SellingCurrency, Text(zh="报价币种与汇率", en="Currencies and exchange rates")),
    Section("regions", Region, Text(zh="地区", en="Regions")),
    Section("channels", Channel, Text(zh="渠道", en="Channels")),
    Section("segments", Segment, Text(zh="客户分群", en="Customer segments")),
    Section("payment_terms", PaymentTerm, Text(zh="付款条件", en="Payment terms")),
    Section("customers", Customer, Text(zh="客户", en="Customers")),
    Section("attributes", Attribute, Text(zh="产品属性", en="Product attributes")),
    Section("tax_classes", TaxClass, Text(zh="税收分类", en="Tax classes")),
    Section("categories", Category, Text(zh="产品分类", en="Product categories")),
    Section("products", Product, Text(zh="产品", en="Products"), form=AnyProduct),
    Section("selling_rules", SellingRule, Text(zh="可售规则", en="Selling rules")),
    Section("price_lists", PriceList, Text(zh="价目表", en="Price lists")),
    Section("price_rules", PriceRule, Text(zh="价格规则", en="Price rules")),
    Section("contracts", Contract, Text(zh="客户合同", en="Contracts")),
    Section("delivery_methods", DeliveryMethod, Text(zh="配送方式", en="Delivery methods")),
    Section("taxes", Tax, Text(zh="税率", en="Tax rates")),
    Section("approvers", Approver, Text(zh="审批人", en="Approvers")),
    Section("guardrails", Guardrail, Text(zh="护栏", en="Guardrails"), form=AnyGuardrail),
    Section("pocket_costs", PocketCost, Text(zh="到袋成本", en="Costs to pocket")),
    Section("coupon_series", CouponSeries, Text(zh="优惠券系列", en="Series of coupons")),
    Section("promotion_groups", PromotionGroup, Text(zh="促销分组", en="Promotion groups")),
    Section("promotions", Promotion, Text(zh="促销", en="Promotions")),
    Section("rebates", RebateProgramme, Text(zh="返利计划", en="Rebate programmes")),
    Section("lead_fields", LeadField, Text(zh="线索字段", en="Fields of leads")),
    Section("lead_sources", LeadSource, Text(zh="线索来源", en="Sources of leads")),
    Section("lead_scores", LeadScores, Text(zh="线索评分", en="Scores of leads"), form=AnyLeadScores),
    Section("working_hours", WorkingHours, Text(zh="工作时间", en="Working hours")),
    Section("public_pools", PublicPool, Text(zh="公海", en="Public pools")),
    Section("assignment", AssignmentPolicy, Text(zh="线索分配", en="Assignment of leads")),
    Section("pipelines", Pipeline, Text(zh="销售流程", en="Pipelines")),
    Section("loss_reasons", LossReason, Text(zh="输单原因", en="Reasons of loss")),
    Section("portrait_advice", PortraitAdvice, Text(zh="控单建议", en="Advice by portrait")),
    Section("risks", DealRisk, Text(zh="商机风险", en="Risks of deals")),
    Section("rfm", RfmModel, Text(zh="客户价值分群", en="Customers by value")),
    Section("collection_steps", CollectionStep, Text(zh="催收步骤", en="Collection of what is overdue")),
    Section("tests", RuleTest, Text(zh="规则测试", en="Rule tests")),
    Section("lead_tests", LeadTest, Text(zh="评分测试", en="Tests of scores")),
)

SCOPES: Mapping[str, Callable[[Rulebook], Scope]] = {
    "sale": sale_scope,
    "quote": quote_scope,
    "price": price_scope,
    "line": line_scope,
    "price_rule": price_rule_scope,
    "line_guard": line_guard_scope,
    "quote_guard": quote_guard_scope,
    "lead": lead_scope,
    "assignment": assignment_scope,
    "opportunity": opportunity_scope,
    "rfm": rfm_scope,
}

CHECKS: tuple[Check, ...] = (*BOM_CHECKS, *PRICING_CHECKS, *PROMOTION_CHECKS, *REBATE_CHECKS, *SELLING_CHECKS)
"""What the whole book must keep."""

DEEP_CHECKS: tuple[Check, ...] = BOM_DEEP_CHECKS
"""What takes a solver to see: asked when a rulebook is checked, not at every load."""


def load_rulebook(folder: Path, root: Path | None = None) -> Loaded:
    """Load the rulebook of a folder, with every finding; places are relative to `root`, or to the folder."""
    return load(folder, SECTIONS, SCOPES, CHECKS, root)


def load_files(opened: Folder) -> Loaded:
    """Load the rulebook of files that were read already, such as those of an archive."""
    return load_opened(opened, SECTIONS, SCOPES, CHECKS)


def deep_findings(rulebook: Rulebook) -> tuple[Finding, ...]:
    """What the deep checks find in a rulebook that loads, in the order of places."""
    found = (finding for check in DEEP_CHECKS for finding in check(rulebook))
    return tuple(sorted(found, key=lambda finding: (finding.place, finding.code)))


def read_request(text: str | bytes, file: str, rulebook: Rulebook) -> QuoteRequest:
    """Read a request, YAML or JSON; `file` names it in places. Raises `Refused` with everything that is wrong with it."""
    document = read_as(WrittenRequest, text, file, context_of(rulebook, SECTIONS, SCOPES))
    if document.value is None and _is_rulebook(document.source.found()):
        raise Refused([Finding("not-a-request", document.source.at(), _NOT_A_REQUEST)])
    request = document.or_refuse()
    request.came_from(document.source)
    return request


_NOT_A_REQUEST = Text(
    zh="这是规则文件，不是报价请求；请写请求文件，例如 requests/ 里的",
    en="this is a file of rules, not a request for a quote; name a request, such as those in requests/",
)


def _is_rulebook(root: object) -> bool:
    names = set(cast("Mapping[str, object]", root)) if isinstance(root, dict) else set[str]()
    return bool(names) and names <= {section.name for section in SECTIONS}
