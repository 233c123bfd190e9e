"""What is paid once beside a recurring price."""

from __future__ import annotations

from typing import Literal

from cpq.pricing.methods.change import Change
from cpq.rulebook.fields import Positive, Words
from cpq.rulebook.model import Strict
from cpq.rulebook.text import Text


class Setup(Strict):
    """A fee that is charged once when a subscription begins: a line of its own, which no rule, promotion or discount works on.

    订阅开始时一次性收取的费用：单独成行，价格规则、促销与折扣均不作用于它。
    """

    price: Positive
    """The fee. / 费用金额。"""
    per: Literal["line", "unit"] = "line"
    """Once for the line, or for each unit. / 按行收一次，或按每单位收。"""
    name: Words = Text(zh="开通费", en="Set-up fee")
    """What it is called in the quote. / 在报价单上的名称。"""

    def changed(self, change: Change) -> Setup:
        """The fee of a list that is based on another."""
        return self.model_copy(update={"price": change.addition(self.price)})
