"""Engines and what else one could use, side by side: `python benchmarks/configurator/measure.py [model …] [--seconds N]`."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, TemporaryFile
from time import monotonic, sleep

HERE = Path(__file__).resolve().parent
HOME = HERE.parents[1]
sys.path[:0] = [str(HOME), str(HERE.parent)]

from cases import MADE, RACK, names  # noqa: E402
from charts import bars  # noqa: E402
from table import MAIN, Row, compared, machine, rows_of  # noqa: E402

COMPARED = ["sat", "circuit", "coupled", "cp-sat", "one solve per literal", "clingo", "python-constraint2", "rc2"]
FOR_THE_RACK = ["sat", "coupled", "cp-sat"]
"""The clauses of sums that large say only half of them, so what reads clauses is no match; and it is no small model."""
CHARTS = HOME / "docs" / "assets"
PATIENCE = 3
"""How many times the processor time that one may take it may take by the clock: others may be at work, too."""
DRAWN = "import cases, sys; cases.case(sys.argv[1])"


def who_for(model: str, wanted: list[str]) -> list[str]:
    """Those for whom the model is."""
    return [who for who in wanted if (who in FOR_THE_RACK if model == RACK else who != "coupled")]


def measured(who: str, model: str, seconds: float) -> Row:
    """Everything that was done in that time."""
    row: Row = {"model": model, "by": who}
    if who == "clingo" and find_spec("clingo") is None:
        return row | {"note": "not installed"}
    with TemporaryFile("w+") as out, TemporaryFile("w+") as err:
        process = subprocess.Popen([sys.executable, str(HERE / "jobs.py"), who, model], stdout=out, stderr=err)
        if not _ends(process, seconds):
            row["stopped after"] = seconds
        said, wrong = (file.seek(0) or file.read() for file in (out, err))
    for line in said.splitlines():
        if line.endswith("}"):  # not one that was cut off
            row |= json.loads(line)
    if process.returncode > 0:
        assert "AssertionError" not in wrong, f"{model}, {who}: {wrong}"
        row["note"] = "does not compile" if "DidNotCompile" in wrong else wrong.strip().splitlines()[-1][:90]
    return row


def _ends(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Whether it ends within these seconds of processor time; else it is ended. A limit set on the process would coarsen its clock."""
    until = monotonic() + PATIENCE * seconds
    while process.poll() is None:
        sleep(0.05)
        if monotonic() > until or _spent(process.pid) > seconds:
            process.kill()
            process.wait()
            return False
    return True


def _spent(pid: int) -> float:
    """Seconds of processor time."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def same_answers(rows: list[Row]) -> None:
    """Whoever proved an answer gave the same one."""
    for key in ("= conflict", "= cheapest", "= repairs", "= count"):
        answers = {row["by"]: row[key] for row in rows if row.get(key) is not None}
        assert len(set(map(str, answers.values()))) <= 1, f"{rows[0]['model']}: {key[2:]} differs: {answers}"


def prepared(models: list[str], folder: Path) -> None:
    """Draws the clicks of models without recorded ones and makes the machine code, so that no measured process has to."""
    os.environ |= {"CPQ_DRAWN": str(folder), "CPQ_CACHE": str(folder)}
    os.environ["PYTHONPATH"] = os.pathsep.join([str(HOME), str(HERE)])
    for model in models:
        if model in MADE:
            subprocess.run([sys.executable, "-c", DRAWN, model], check=True)
    warm = "import jobs; [jobs.warmed(name) for name in jobs.ENGINES]"
    subprocess.run([sys.executable, "-c", warm], check=True)
    rmtree(folder / "circuits", ignore_errors=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", nargs="*", default=names())
    parser.add_argument("--by", nargs="*", default=COMPARED)
    parser.add_argument("--seconds", type=float, default=60, help="of processor time for one of them with one model")
    parser.add_argument("--at-once", type=int, default=2, help="processes side by side")
    given = parser.parse_args()
    rows: list[Row] = []
    with TemporaryDirectory() as folder, ThreadPoolExecutor(given.at_once) as pool:
        prepared(given.models, Path(folder))
        waiting = {
            model: [pool.submit(measured, who, model, given.seconds) for who in who_for(model, given.by)]
            for model in given.models
        }
        for each in waiting.values():
            found = [row.result() for row in each]
            same_answers(found)
            rows += found
            print("\n".join(rows_of(found, head=len(rows) == len(found))), flush=True)
    print("\n".join(["", *compared(rows), "", machine()]))
    if given.models == names() and given.by == COMPARED:
        CHARTS.mkdir(exist_ok=True)
        for column, title in MAIN.items():
            (CHARTS / f"configurator-{column}.svg").write_text(bars(title, column, rows), "utf-8")


if __name__ == "__main__":
    main()
