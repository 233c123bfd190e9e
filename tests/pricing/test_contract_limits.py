"""A line that crosses the limit of a contract says so, in its trace, in sentences, and of what could be otherwise."""

from pathlib import Path

from cpq.explanation import sentences, why_not_otherwise
from cpq.kinds import read_request
from cpq.quote import price_quote
from tests.pricing.books import CASES, book

RULES = CASES / "pricing" / "contract_limits.yaml"


def test_both_parts_are_told(tmp_path: Path) -> None:
    rulebook = book(tmp_path, RULES.read_text("utf-8"))
    text = (
        "{id: Q, date: 2026-01-01, currency: CNY, channel: direct, customer: SCHOOL, "
        "consumed: {school: {widgets: 45}}, lines: [{product: W1, quantity: 9}]}"
    )
    request = read_request(text, "r.yaml", rulebook)
    made = price_quote(rulebook, request)
    (line,) = made.lines
    assert [(str(step.quantity), step.note and step.note.en, str(step.place)) for step in line.trace] == [
        ("5", "within the contract's limit", "rules.yaml:17:9"),
        ("4", "beyond the limit of “Frame contract”", "rules.yaml:6:15"),
    ]
    assert [each.en for each in sentences(line, made)][:2] == [
        "For 5 of them the price under “Frame contract” is CN¥88.00 each.",
        "For 4 of them the price under “List” is CN¥100.00 each.",
    ]
    near = [each for each in why_not_otherwise(rulebook, request, "1") if each.kind == "price_rule"]
    assert [(each.id, each.why.en) for each in near] == [
        ("bulk", "it applies where the quantity is at least 10; here it is 4; 6 more")
    ]
    assert [remark.code for remark in made.remarks] == ["contract-limit"]
    assert [(each.limit, str(each.before), str(each.here), str(each.left)) for each in made.consumption][:2] == [
        ("widgets", "45", "5", "0"),
        ("things", "0", "0", "15"),
    ]
