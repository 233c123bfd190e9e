"""How customers pay."""

from __future__ import annotations

from cpq.rulebook.fields import Words
from cpq.rulebook.model import Entity


class PaymentTerm(Entity):
    """An agreed way to pay: 30 days net, half in advance.

    付款条件：如货到 30 天、预付 50%。
    """

    name: Words
    """Short name. / 名称。"""
    text: Words
    """The sentence on documents. / 单据上的条款文字。"""
