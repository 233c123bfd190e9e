"""`cpq opportunities` through its real door: a file is looked at, imported, imported again, listed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

from docs.generator.warm import warm_cpq

HOME = Path(__file__).resolve().parents[2]
MAPPING = """
columns: {external_id: id, owner: seller, account: account, stage: stage, began: began, closed: closed, amount: amount}
stages: {Talk: talk, Won: won}
pipeline: machines
currency: CNY
"""
DEALS = """id,seller,account,stage,began,closed,amount
1,Ann,武汉咖啡,Won,2026-01-10,2026-03-01,4800
2,Ann,,Talk,2026-05-01,,
3,Ann,Acme,Wonn,2026-05-01,,
"""


def cpq(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    database = f"sqlite:///{folder / 'service.db'}"
    environment = {**os.environ, "CPQ_LANG": "en", "PYTHONPATH": str(HOME), "PYTHONUTF8": "1", "CPQ_DATABASE": database}
    command = [*warm_cpq(), "opportunities", *arguments, "-w", str(folder / "shop")]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_a_file_is_looked_at_imported_once_and_listed(tmp_path: Path) -> None:
    shutil.copytree(HOME / "docs" / "example", tmp_path / "shop")
    (tmp_path / "map.yaml").write_text(MAPPING, "utf-8")
    (tmp_path / "deals.csv").write_text(DEALS, "gb18030")
    asked = ("import", "deals.csv", "--map", "map.yaml")
    looked = cpq(tmp_path, *asked, "--preview", "--json")
    assert (looked.returncode, json.loads(looked.stdout)["written"]) == (1, {}), looked.stderr
    told = [(each["row"], each["column"], each["code"]) for each in json.loads(looked.stdout)["problems"]]
    assert told == [(3, "account", "account-missing"), (4, "stage", "unknown-stage")]
    first = cpq(tmp_path, *asked, "--problems", "problems.csv")
    assert "written: new 2" in first.stdout
    assert "unknown-owner" in (tmp_path / "problems.csv").read_text("utf-8")
    assert "written: unchanged 2" in cpq(tmp_path, *asked).stdout
    listed = json.loads(cpq(tmp_path, "list", "--json").stdout)
    assert {(each["name"], each["status"], each["amount"]) for each in listed} == {
        ("2", "open", None),
        ("武汉咖啡", "won", "4800.00"),
    }
    (tmp_path / "map.yaml").write_text(MAPPING.replace("machines", "machine"), "utf-8")
    wrong = cpq(tmp_path, *asked)
    assert (wrong.returncode, "machines" in wrong.stderr) == (1, True)
