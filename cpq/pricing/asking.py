"""Whom a guardrail that is touched asks."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import cast

from cpq.pricing.authority import Asks, Cell, Limits, Matrix, MatrixRow, Measure
from cpq.pricing.context import Context
from cpq.pricing.guardrail import Approver, Guardrail
from cpq.rulebook.text import Text

_MEASURED: Mapping[Measure, Text] = {
    "discount": Text(zh="折扣", en="the discount"),
    "manual_discount": Text(zh="手工折扣", en="the manual discount"),
}


def asks(rule: Guardrail, measures: Mapping[str, object], net: Decimal, context: Context) -> Asks | None:
    """Who must approve where the condition of a guardrail holds; None where nobody is asked.

    `measures` are those of the line, section or quote, `net` is its net amount in the quote's currency.
    """
    if rule.limits is not None:
        return _beyond(rule.limits, cast("Decimal", measures[rule.limits.measure]), context)
    if rule.matrix is not None:
        return _field(rule.matrix, cast("Decimal", measures[rule.matrix.measure]), net, context)
    if rule.refuse:
        return Asks(refuse=True)
    return Asks((rule.approver,) if rule.approver is not None else tuple(rule.approvers))


def _beyond(limits: Limits, measured: Decimal, context: Context) -> Asks | None:
    """The lowest role above the rep whose limit covers the discount; None where the rep's own limit does."""
    if measured <= limits.everybody:
        return None
    approvers = context.rulebook.all(Approver)
    role = context.request.sales_role
    level = approvers[role].level if role is not None else 0
    within = [limit for id, limit in limits.roles.items() if approvers[id].level <= level]
    own = max([limits.everybody, *within])
    if measured <= own:
        return None
    covering = [
        approvers[id] for id, limit in limits.roles.items() if limit >= measured and approvers[id].level > level
    ]
    of, shown, most = _MEASURED[limits.measure], percent(measured, above=own), percent(own)
    why = Text(zh=f"{of.zh} {shown.zh}，销售权限为 {most.zh}", en=f"{of.en} is {shown.en}, the rep may give {most.en}")
    if not covering:
        return Asks(refuse=True, why=why)
    return Asks((min(covering, key=lambda each: each.level).id,), why=why)


def _field(matrix: Matrix, measured: Decimal, net: Decimal, context: Context) -> Asks | None:
    """The field of a matrix for a discount and an amount; without an exchange rate the row of the highest amounts."""
    reached = [number for number, above in enumerate(matrix.above) if measured > above]
    if not reached:
        return None
    rate = context.costs.rate
    row = matrix.rows[-1] if rate is None else _row(matrix, net * rate)
    cell: Cell = row.approvers[reached[-1]]
    if not cell.refuse and not cell.approvers:
        return None
    why = _figures(matrix, row, measured, matrix.above[reached[-1]], context)
    return Asks(tuple(cell.approvers), cell.refuse, why)


def _row(matrix: Matrix, net: Decimal) -> MatrixRow:
    return next(row for row in matrix.rows if row.net_up_to is None or net <= row.net_up_to)


def _figures(matrix: Matrix, row: MatrixRow, measured: Decimal, above: Decimal, context: Context) -> Text:
    of, shown, bound = _MEASURED[matrix.measure], percent(measured, above=above), percent(above)
    why = Text(zh=f"{of.zh} {shown.zh}，超过 {bound.zh}", en=f"{of.en} is {shown.en}, above {bound.en}")
    if len(matrix.rows) == 1:
        return why
    if context.costs.rate is None:
        doubt = context.costs.no_rate
        return Text(zh=f"{why.zh}；{doubt.zh}", en=f"{why.en}; {doubt.en}")
    if row.net_up_to is None:
        last = matrix.rows[-2].net_up_to or Decimal(0)
        band = Text(zh=f"净额超过 {last:,f}", en=f"the net amount above {last:,f}")
    else:
        band = Text(zh=f"净额不超过 {row.net_up_to:,f}", en=f"the net amount up to {row.net_up_to:,f}")
    return Text(zh=f"{why.zh}，{band.zh}", en=f"{why.en}, {band.en}")


def percent(fraction: Decimal, *, above: Decimal | None = None) -> Text:
    """`12.5 %`, and `12.5%` in Chinese: two digits, and as many more as it takes not to read like the bound that it is above."""
    digits = 2
    shown = round(fraction * 100, digits)
    while above is not None and shown == above * 100 and digits < 12 and fraction != above:
        digits += 2
        shown = round(fraction * 100, digits)
    figure = f"{shown.normalize():f}"
    return Text(zh=f"{figure}%", en=f"{figure} %")
