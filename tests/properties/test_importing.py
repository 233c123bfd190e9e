"""Laws of the importers: no file breaks them, and what was written is what is read."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpq.bom.importing import Imported, read_model
from cpq.bom.solve.meaning import holds
from cpq.rulebook.finding import Finding, Refused

SOUND = {
    ".cnf": "c 1 Shop\nc 2 Card\np cnf 3 2\n-1 2 3 0\n-2 -3 0\n",
    ".uvl": "namespace N\nfeatures\n  R {price 1}\n    or\n      A {x 'a'}\n      B cardinality [1..2]\n    [1..2]\n      C\n"
    "      D\nconstraints\n  A & !(B | C) => sum(price) * 2 <= 3 / avg(price)\n  A.x == 'a' <=> R\n",
    ".xml": '<instance><domains nbDomains="1"><domain name="D" nbValues="3">0..2</domain></domains><variables>'
    '<variable name="x" domain="D"/><variable name="y" domain="D"/></variables><relations><relation name="R" arity="2" '
    'nbTuples="2" semantics="conflicts">0 1|1 1</relation></relations><predicates><predicate name="P"><parameters>int A '
    "int B</parameters><expression><functional>eq(add(A,mul(B,2)),div(3,B))</functional></expression></predicate>"
    '</predicates><constraints><constraint name="C" arity="2" scope="x y" reference="R"/><constraint name="E" arity="2" '
    'scope="x y" reference="P"><parameters>x y</parameters></constraint></constraints></instance>',
}


def read(ending: str, content: bytes) -> Imported | None:
    """None where the file is refused; then in both languages and with a place."""
    with TemporaryDirectory() as folder:
        path = Path(folder, f"model{ending}")
        path.write_bytes(content)
        findings: tuple[Finding, ...] = ()
        try:
            return read_model(path)
        except Refused as refused:
            findings = refused.findings
        assert findings
        assert all(each.text.zh and each.text.en and each.place.file == str(path) for each in findings)
        return None


@pytest.mark.parametrize("ending", SOUND)
@given(content=st.binary(max_size=200))
def test_no_bytes_break_a_reader(ending: str, content: bytes) -> None:
    read(ending, content)


@pytest.mark.parametrize("ending", SOUND)
@given(data=st.data())
def test_no_slip_in_a_sound_file_breaks_a_reader(ending: str, data: st.DataObject) -> None:
    text = SOUND[ending]
    assert read(ending, text.encode()) is not None
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 12)))
    put = data.draw(st.text(alphabet="AR01-*/=<>!&|(){}[]\"'.,: \n\t\\轮é", max_size=6) | st.text(max_size=3))
    read(ending, (text[:start] + put + text[end:]).encode("utf-8", "surrogatepass"))


@given(st.integers(1, 5).flatmap(lambda n: st.tuples(st.just(n), st.lists(st.lists(
    st.integers(1, n).flatmap(lambda v: st.sampled_from([v, -v])), max_size=4), max_size=8))))  # fmt: skip
def test_a_formula_means_what_its_clauses_say(given_formula: tuple[int, list[list[int]]]) -> None:
    count, clauses = given_formula
    lines = [f"p cnf {count} {len(clauses)}", *(" ".join(map(str, [*clause, 0])) for clause in clauses), ""]
    imported = read(".cnf", "\n".join(lines).encode())
    assert imported is not None
    for values in product((0, 1), repeat=count):
        meant = all(any((values[abs(each) - 1] == 1) is (each > 0) for each in clause) for clause in clauses)
        named = {str(number): value for number, value in enumerate(values, start=1)}
        assert all(holds(each, named) for each in imported.model.constraints) is meant
