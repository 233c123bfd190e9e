"""Rulebooks of any size: the sample company's, with generated promotions and price rules added."""

from __future__ import annotations

import shutil
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
RULES_A_FILE = 500

PROMOTION = """\
  gen-promotion-{n}:
    name: {{zh: 生成的促销 {n}, en: "Generated promotion {n}"}}
    valid: {{from: 2026-{month:02}-01, to: 2026-{month:02}-28}}
    when: channel == "direct" and customer.segment in ["education", "government"] and order.net >= CNY({threshold})
    lines: quantity >= {quantity} and quantity < {more}
    target: {{categories: [servers, racks], tags: [cable]}}
    benefit: {{kind: percent, value: {percent}.5%, cap: {{CNY: {threshold}.00, USD: 500.00}}}}
    group: hardware_offers
    priority: {n}
"""
PRICE_RULE = """\
  gen-rule-{n}:
    name: {{zh: 生成的价格规则 {n}, en: "Generated price rule {n}"}}
    valid: {{from: 2026-{month:02}-01}}
    when: >-
      channel == "direct" and
      customer.segment == "government"
    lines: quantity >= {quantity} and "CN-WEST" not in customer.regions
    target: {{products: [R120, R240], options_too: true}}
    adjust: {{percent: -{percent}.25%}}
    priority: {n}
"""


def generate(folder: Path, rules: int) -> None:
    """Write the sample rulebook and `rules` more into a folder."""
    shutil.copytree(HOME / "rules", folder, dirs_exist_ok=True)
    for begin in range(0, rules, RULES_A_FILE):
        numbers = range(begin, min(begin + RULES_A_FILE, rules))
        (folder / f"generated-{begin:06}.yaml").write_text(_file(numbers), "utf-8")


def _file(numbers: range) -> str:
    promotions = "".join(_filled(PROMOTION, number) for number in numbers if number % 2 == 0)
    price_rules = "".join(_filled(PRICE_RULE, number) for number in numbers if number % 2)
    return f"promotions:\n{promotions}price_rules:\n{price_rules}"


def _filled(template: str, number: int) -> str:
    quantity = 2 + number % 50
    return template.format(
        n=number,
        month=1 + number % 12,
        threshold=1000 * (1 + number % 40),
        quantity=quantity,
        more=quantity + 100,
        percent=1 + number % 15,
    )
