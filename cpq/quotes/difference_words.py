"""The difference of two versions in sentences, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import cast

from cpq.quote_json import Json
from cpq.quotes.difference import Amounts, Difference, LineDifference, StepChange
from cpq.quotes.request_changes import RequestChange
from cpq.rulebook.text import Locale, Text

HEX_SHOWN = 12
NOTHING: tuple[object, ...] = (None, [], {})


def sentences(difference: Difference) -> tuple[Text, ...]:
    """The total, what was asked for differently, the rulebook, the lines with their reasons, and the approvals."""
    return tuple(_sentences(difference))


def _sentences(found: Difference) -> Iterator[Text]:
    yield _total(found)
    if found.rulebook_before != found.rulebook_after:
        was, now = found.rulebook_before[:HEX_SHOWN], found.rulebook_after[:HEX_SHOWN]
        yield Text(zh=f"规则版本由 {was} 变为 {now}", en=f"the rulebook is version {now}, not {was}")
    for change in found.request:
        yield _request(change)
    for line in found.lines:
        yield from _line(line)
    for names, zh, en in (
        (found.approvals_added, "新增审批", "approval is needed now"),
        (found.approvals_gone, "不再需要审批", "approval is not needed any more"),
    ):
        if names:
            yield Text(
                zh=f"{zh}：{'、'.join(each.zh for each in names)}", en=f"{en}: {', '.join(each.en for each in names)}"
            )


def _total(found: Difference) -> Text:
    net, was, now = found.totals["net"], found.currency_before, found.currency_after
    if was != now:
        return Text(
            zh=f"币种由 {was} 改为 {now}，净额为 {_plain(net.after)}",
            en=f"the currency is {now}, not {was}; the net amount is {_plain(net.after)}",
        )
    if not net.change:
        return Text(
            zh=f"净额不变，仍为 {_plain(net.after)} {now}", en=f"the net amount stays {_plain(net.after)} {now}"
        )
    return Text(
        zh=f"净额 {_signed(net.change)} {now}：由 {_plain(net.before)} 变为 {_plain(net.after)}",
        en=f"the net amount changes by {_signed(net.change)} {now}: from {_plain(net.before)} to {_plain(net.after)}",
    )


def _request(change: RequestChange) -> Text:
    number = change.number
    match change.kind:
        case "line_added":
            zh, en = _ordered(_json(change.after), "zh"), _ordered(_json(change.after), "en")
            return Text(zh=f"新增第 {number} 行：{zh}", en=f"line {number} was added: {en}")
        case "line_removed":
            zh, en = _ordered(_json(change.before), "zh"), _ordered(_json(change.before), "en")
            return Text(zh=f"删去原第 {number} 行：{zh}", en=f"line {number} was removed: {en}")
        case "line_moved":
            return Text(
                zh=f"原第 {change.before} 行移到第 {number} 行", en=f"line {change.before} was moved to line {number}"
            )
        case "header" | "line_changed":
            return _field(change)


def _field(change: RequestChange) -> Text:
    of = Text(zh=f"第 {change.number} 行的 ", en=f"line {change.number}, ") if change.number else Text("", "")
    was, now = _json(change.before), _json(change.after)
    zh, en = (f"{_said(was, each)} → {_said(now, each)}" for each in ("zh", "en"))
    return Text(zh=f"{of.zh}{change.field}：{zh}", en=f"{of.en}{change.field}: {en}")


def _json(value: object) -> Json:
    """What stands in a request."""
    return cast("Json", value)


def _ordered(line: Json, locale: Locale) -> str:
    """`SW-A48 × 2`."""
    return f"{line['product']} × {_said(line['quantity'], locale)}" if isinstance(line, dict) else ""


def _line(line: LineDifference) -> Iterator[Text]:
    amounts = line.usage_estimate if line.usage_estimate.change else line.net
    about = _about(line)
    yield Text(zh=f"{about.zh}：{_moved(amounts, '由', '变为')}", en=f"{about.en}: {_moved(amounts, 'from', 'to')}")
    for step in line.steps:
        yield _step(step)


def _about(line: LineDifference) -> Text:
    number = line.number_after or line.number_before
    zh, en = f"第 {number} 行（{line.name.zh}）", f"line {number} ({line.name.en})"
    if line.number_before is None:
        return Text(zh=f"{zh}，新增", en=f"{en}, new")
    if line.number_after is None:
        return Text(zh=f"原{zh}，已删去", en=f"the former {en}, removed")
    return Text(zh=zh, en=en)


def _moved(amounts: Amounts, start: str, end: str) -> str:
    return f"{_signed(amounts.change)}, {start} {_plain(amounts.before)} {end} {_plain(amounts.after)}"


def _step(step: StepChange) -> Text:
    """`  Volume tier (VOL, rules/prices.yaml:3:4) appeared: -20.00`."""
    kinds = {"appeared": ("新增", "appeared"), "went": ("不再适用", "went"), "changed": ("变动", "changed")}
    zh, en = kinds[step.kind]
    where = f"{step.rule}, {step.place}" if step.place else step.rule
    amount = _signed(step.amounts.change)
    return Text(zh=f"　{step.label.zh}（{where}）{zh}：{amount}", en=f"  {step.label.en} ({where}) {en}: {amount}")


def _plain(amount: Decimal) -> str:
    return f"{amount:,f}"


def _signed(amount: Decimal) -> str:
    return f"{amount:+,f}" if amount else f"{amount:,f}"


def _said(value: Json, locale: Locale) -> str:
    """A value of a request in words: nothing is a dash, a text is in the reader's language."""
    if value in NOTHING:
        return "–"
    match value:
        case bool():
            return {"zh": {True: "是", False: "否"}, "en": {True: "yes", False: "no"}}[locale][value]
        case {"zh": str(zh), "en": str(en), **rest} if not rest:
            return zh if locale == "zh" else en
        case dict():
            parts = (f"{name} {_said(each, locale)}" for name, each in value.items() if each not in NOTHING)
            return ", ".join(parts)
        case list():
            return ", ".join(_said(each, locale) for each in value)
        case _:
            return str(value)
