"""Customers that are exempt from tax."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from pydantic import Field

from cpq.rulebook.fields import ALWAYS, Ref, Validity
from cpq.rulebook.model import Strict


class Exemption(Strict):
    """A certificate by which a customer is exempt from the taxes of a region and of those inside it.

    免税证明：凭此证明，客户免缴该地区及其下级地区的税。
    """

    certificate: Annotated[str, Field(min_length=1, max_length=64)]
    """Its number, as it is printed. / 证明编号，印在单据上。"""
    region: Annotated[str, Ref("regions")] | None = None
    """Only the taxes of this region and those inside it; else all. / 仅限该地区及其下级的税；不写则全部。"""
    classes: Sequence[Annotated[str, Ref("tax_classes")]] = ()
    """Only products of these tax classes; else all. / 仅限这些税收分类；不写则全部。"""
    valid: Validity = ALWAYS
    """When it is in force. / 有效期。"""

    def holds(self, regions: Sequence[str], tax_class: str, day: date) -> bool:
        """Whether it exempts from a tax on a class whose region, and those around it, are `regions`."""
        here = self.region is None or self.region in regions
        return here and (not self.classes or tax_class in self.classes) and self.valid.covers(day)
