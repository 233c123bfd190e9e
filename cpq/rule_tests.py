"""Running the worked cases of a rulebook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from cpq.answer.schedule import schedule_of
from cpq.kinds import Loaded, deep_findings
from cpq.money import arithmetic
from cpq.priced_quote import PricedLine, PricedQuote
from cpq.quote import price_quote
from cpq.rule_test import ExpectedLine, ExpectedRebate, RuleTest
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text
from cpq.selling.lead_tests import run_lead_tests


def every_finding(loaded: Loaded) -> tuple[Finding, ...]:
    """All that a check says: of loading, and of what only shows when products are solved and the rule tests are priced."""
    book = loaded.rulebook
    if book is None:
        return loaded.findings
    return (*loaded.findings, *deep_findings(book), *run_rule_tests(book), *run_lead_tests(book))


def run_rule_tests(rulebook: Rulebook) -> tuple[Finding, ...]:
    """What the rule tests of a rulebook find: one finding for each value that is not the expected one."""
    return tuple(finding for test in rulebook.all(RuleTest).values() for finding in _run(test, rulebook))


def _run(test: RuleTest, rulebook: Rulebook) -> Iterator[Finding]:
    def where(*path: str | int) -> Place:
        return test.at("request", *path)

    try:
        quote = price_quote(rulebook, test.request, where)
    except Refused as refused:
        yield from _refused(test, refused)
        return
    if test.expect.refused is not None:
        yield _differs(test, ("refused",), test.expect.refused, Text(zh="却报出了价格", en="but it was priced"))
        return
    yield from _totals(test, quote)
    yield from _lines(test, quote)
    yield from _asides(test, quote)
    yield from _promotions(test, quote)
    yield from _rebates(test, quote)
    yield from _invoices(test, quote)
    yield from _approvers(test, quote)


def _refused(test: RuleTest, refused: Refused) -> Iterator[Finding]:
    codes = {finding.code for finding in refused.findings}
    if test.expect.refused in codes:
        return
    if test.expect.refused is not None:
        yield _differs(test, ("refused",), test.expect.refused, _but(", ".join(sorted(codes))))
        return
    for finding in refused.findings:
        text = Text(
            zh=f"规则测试“{test.name.zh}”被拒绝：{finding.text.zh}",
            en=f'rule test "{test.name.en}" is refused: {finding.text.en}',
        )
        yield Finding("test-refused", finding.place, text, related=finding.related)


def _totals(test: RuleTest, quote: PricedQuote) -> Iterator[Finding]:
    totals = quote.totals
    computed: Mapping[str, Decimal] = {
        "list": totals.list_amount,
        "surcharge": totals.surcharge,
        "discount": totals.discount,
        "net": totals.net,
        "tax": totals.tax,
        "gross": totals.gross,
        "payable": totals.payable,
        "delivery": totals.delivery,
        "one_off": totals.one_off,
        "usage_estimate": totals.usage_estimate,
        **_contract(quote),
    }
    for name, expected in test.expect.totals.items():
        yield from _compared(test, ("totals", name), expected, computed[name])


def _contract(quote: PricedQuote) -> Mapping[str, Decimal]:
    """Without anything that recurs, the contract is worth what is paid once."""
    worth = quote.contract
    if worth is None:
        return {"tcv": quote.totals.before_tax, "acv": Decimal(0), "mrr": Decimal(0), "arr": Decimal(0)}
    return {"tcv": worth.tcv, "acv": worth.acv, "mrr": worth.mrr, "arr": worth.arr}


def _promotions(test: RuleTest, quote: PricedQuote) -> Iterator[Finding]:
    computed = {outcome.promotion: outcome.amount + outcome.points for outcome in quote.promotions}
    for id, expected in test.expect.promotions.items():
        yield from _compared(test, ("promotions", id), expected, computed[id])
    if test.expect.points is not None:
        yield from _compared(test, ("points",), Decimal(test.expect.points), Decimal(quote.points))


def _rebates(test: RuleTest, quote: PricedQuote) -> Iterator[Finding]:
    computed = {rebate.programme: rebate for rebate in quote.rebates}
    for id, expected in test.expect.rebates.items():
        if id not in computed:
            named = ", ".join(computed) or "–"
            why = Text(zh=f"而适用的计划为 {named}", en=f"but the programmes in force are {named}")
            yield _differs(test, ("rebates", id), id, why)
            continue
        for name, value in _expected(expected):
            known: Decimal | None = getattr(computed[id], name)
            yield from _compared(test, ("rebates", id, name), Decimal(value), Decimal(known or 0))


def _invoices(test: RuleTest, quote: PricedQuote) -> Iterator[Finding]:
    if not test.expect.invoices:
        return
    with arithmetic():
        computed = {invoice.date: invoice.net for invoice in schedule_of(quote).invoices}
    for day, expected in test.expect.invoices.items():
        if day in computed:
            yield from _compared(test, ("invoices", str(day)), expected, computed[day])
        else:
            days = ", ".join(map(str, list(computed)[:12]))
            yield _differs(
                test,
                ("invoices", str(day)),
                str(day),
                Text(zh=f"而账单日为 {days}", en=f"but there are invoices on {days}"),
            )


def _lines(test: RuleTest, quote: PricedQuote) -> Iterator[Finding]:
    for number, expected in test.expect.lines.items():
        line = quote.line(number)
        if line is None:
            numbers = ", ".join(each.number for each in quote.lines[:20])
            yield _differs(
                test, ("lines", number), number, Text(zh=f"而各行为 {numbers}", en=f"but the lines are {numbers}")
            )
            continue
        for name, value in _expected(expected):
            yield from _compared(test, ("lines", number, name), value, _computed(line)[name])


def _asides(test: RuleTest, quote: PricedQuote) -> Iterator[Finding]:
    computed = {aside.number: aside.net for aside in quote.asides}
    for number, expected in test.expect.asides.items():
        if number in computed:
            yield from _compared(test, ("asides", number), expected, computed[number])
        else:
            numbers = ", ".join(computed) or "–"
            why = Text(zh=f"而可选行与备选行为 {numbers}", en=f"but the options and alternatives are {numbers}")
            yield _differs(test, ("asides", number), number, why)


def _expected(line: ExpectedLine | ExpectedRebate) -> Iterator[tuple[str, Decimal]]:
    for name in line.model_fields_set:
        value: Decimal | None = getattr(line, name)
        if value is not None:
            yield name, value


def _computed(line: PricedLine) -> Mapping[str, Decimal]:
    return {
        "list": line.list_amount,
        "net": line.net,
        "unit_list": line.unit_list,
        "unit_net": line.unit_net,
        "tax": line.tax.amount,
        "gross": line.gross,
        "share": line.share or Decimal(0),
    }


def _approvers(test: RuleTest, quote: PricedQuote) -> Iterator[Finding]:
    if test.expect.approvers is not None:
        computed = [signature.approver for step in quote.route for signature in step.signatures]
        if computed != list(test.expect.approvers):
            expected = ", ".join(test.expect.approvers) or "–"
            yield _differs(test, ("approvers",), expected, _but(", ".join(computed) or "–"))


def _compared(test: RuleTest, path: tuple[str, ...], expected: Decimal, computed: Decimal) -> Iterator[Finding]:
    if expected != computed:
        yield _differs(test, path, f"{expected:f}", _but(f"{computed:f}"))


def _differs(test: RuleTest, path: tuple[str, ...], expected: str, computed: Text) -> Finding:
    what = ".".join(path)
    text = Text(
        zh=f"规则测试“{test.name.zh}”的 {what}：预期 {expected}，{computed.zh}",
        en=f'rule test "{test.name.en}", {what}: {expected} expected, {computed.en}',
    )
    return Finding("test-failed", test.at("expect", *path), text)


def _but(computed: str) -> Text:
    return Text(zh=f"算得 {computed}", en=f"{computed} computed")
