"""How long one evaluation of an expression takes: ours beside hand-written `Decimal` and other expression languages, in one run.

A peer that is not installed is left out and said so. The same values go to everybody, in the types that each works with: ours and the
hand-written functions get `Decimal`, the others what they document.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from time import process_time

from cpq.rulebook.expressions import Bool, Number, Scope, TextType, arithmetic, compile_expression
from cpq.rulebook.text import Text

RUNS, LOOPS = 9, 2_000
Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Case:
    """One expression, as ours and as the others write it, its values, and the same written by hand."""

    name: str
    ours: str
    others: str
    values: Mapping[str, Decimal | str]
    by_hand: Callable[[Mapping[str, object]], object]
    aim: str


def _predicate(values: Mapping[str, object]) -> object:
    return values["quantity"] >= TEN and values["segment"] == "gold" and values["net"] > LIMIT  # type: ignore[operator]


def _formula(values: Mapping[str, object]) -> object:
    discounted = values["net"] * (ONE - values["rate"])  # type: ignore[operator]
    return max(discounted * values["quantity"], LEAST) + FEE  # type: ignore[operator]


TEN, LIMIT, ONE, LEAST, FEE = Decimal(10), Decimal("499.90"), Decimal(1), Decimal("100.00"), Decimal("12.50")
CASES = (
    Case(
        "predicate",
        'quantity >= 10 and segment == "gold" and net > 499.90',
        'quantity >= 10 and segment == "gold" and net > 499.90',
        {"quantity": Decimal(12), "segment": "gold", "net": Decimal("512.35"), "rate": Decimal("0.075")},
        _predicate,
        "≥ 0.4 × by hand",
    ),
    Case(
        "formula",
        "max(net * (1 - rate) * quantity, 100.00) + 12.50",
        "max(net * (1 - rate) * quantity, 100.00) + 12.50",
        {"quantity": Decimal(12), "segment": "gold", "net": Decimal("512.35"), "rate": Decimal("0.075")},
        _formula,
        "≥ 0.9 × by hand",
    ),
)
SCOPE = Scope(
    {"quantity": Number(), "segment": TextType(), "net": Number(), "rate": Number()}, Text(zh="基准", en="a benchmark")
)


def ours(case: Case) -> Work:
    wanted = Bool() if case.name == "predicate" else Number()
    evaluate = compile_expression(case.ours, SCOPE, wanted).evaluate
    return lambda: evaluate(case.values)


def zen(case: Case) -> Work:
    """GoRules ZEN, compiled once; numbers go in as floats, its bindings know no others."""
    text = case.others.replace(", 100.00)", ", 100.00])").replace("max(", "max([")
    compiled = import_module("zen").compile_expression(text)
    values = _floats(case)
    return lambda: compiled.evaluate(values)


def cel_python(case: Case) -> Work:
    """cel-python: CEL in Python; it has no `max`, which is written as a choice."""
    celpy = import_module("celpy")
    types = import_module("celpy.celtypes")
    environment = celpy.Environment()
    program = environment.program(environment.compile(_cel(case)))
    values = {
        name: types.StringType(value) if isinstance(value, str) else types.DoubleType(value)
        for name, value in _floats(case).items()
    }
    return lambda: program.evaluate(values)


def cel_rust(case: Case) -> Work:
    """common-expression-language: bindings of CEL in Rust."""
    cel = import_module("cel")
    program = cel.compile(_cel(case))
    values = _floats(case)
    return lambda: program.execute(values)


def simpleeval(case: Case) -> Work:
    """simpleeval, parsed once; it works with whatever numbers it is given, literals are floats."""
    module = import_module("simpleeval")
    evaluator = module.SimpleEval(names=_floats(case), functions={"max": max})
    parsed = evaluator.parse(case.others)
    return lambda: evaluator.eval(case.others, previously_parsed=parsed)


def rule_engine(case: Case) -> Work:
    """rule-engine: typed, with decimals throughout; it has no `max`, which is written as a choice."""
    module = import_module("rule_engine")
    text = case.others
    if case.name == "formula":
        amount = "net * (1 - rate) * quantity"
        text = f"({amount} > 100.00 ? {amount} : 100.00) + 12.50"
    rule = module.Rule(text)
    return lambda: rule.evaluate(case.values)


PEERS: Mapping[str, Callable[[Case], Work]] = {
    "zen-engine": zen,
    "cel-python": cel_python,
    "CEL in Rust": cel_rust,
    "simpleeval": simpleeval,
    "rule-engine": rule_engine,
}


def _floats(case: Case) -> dict[str, float | str]:
    return {name: value if isinstance(value, str) else float(value) for name, value in case.values.items()}


def _cel(case: Case) -> str:
    if case.name == "predicate":
        return 'quantity >= 10.0 && segment == "gold" && net > 499.90'
    amount = "net * (1.0 - rate) * quantity"
    return f"({amount} > 100.0 ? {amount} : 100.0) + 12.5"


def nanoseconds(work: Work) -> float:
    """Processor time of one evaluation in the best of several runs."""
    best = float("inf")
    for _ in range(RUNS):
        begin = process_time()
        for _ in range(LOOPS):
            work()
        best = min(best, process_time() - begin)
    return best / LOOPS * 1e9


def row(case: Case) -> None:
    values = case.values
    by_hand = nanoseconds(lambda: case.by_hand(values))
    mine = nanoseconds(ours(case))
    print(f"\n{case.name}: {case.ours}\n  {'by hand':<12} {by_hand:9.0f} ns   {case.by_hand(values)}")
    print(
        f"  {'ours':<12} {mine:9.0f} ns   {ours(case)()}   {by_hand / mine:.2f} × as fast as by hand (aim: {case.aim})"
    )
    for name, peer in PEERS.items():
        try:
            work = peer(case)
        except ImportError:
            print(f"  {name:<12} not installed")
            continue
        taken = nanoseconds(work)
        print(f"  {name:<12} {taken:9.0f} ns   {work()}   ours is {taken / mine:.1f} × as fast")


def main() -> None:
    with arithmetic():
        for case in CASES:
            row(case)


if __name__ == "__main__":
    main()
