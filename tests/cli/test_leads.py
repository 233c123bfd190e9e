"""Files of leads through the command line: imported, what is wrong written to a file."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from docs.generator.warm import warm_cpq
from tests.service.databases import fresh_sqlite

HOME = Path(__file__).resolve().parents[2]
FILE = "姓名,公司名称,手机号\n林怡,厦门鹭岛,138 0013 8000\nBo,,123\n"


def leads(folder: Path, *arguments: str, lang: str = "en") -> subprocess.CompletedProcess[str]:
    database = f"sqlite:///{folder / 'service.db'}"
    environment = {**os.environ, "CPQ_LANG": lang, "CPQ_DATABASE": database, "PYTHONPATH": str(HOME), "PYTHONUTF8": "1"}
    command = [*warm_cpq(), "leads", *arguments]
    return subprocess.run(command, cwd=HOME, env=environment, capture_output=True, text=True, check=False)


def test_a_file_is_imported_and_what_is_wrong_is_written_to_a_file(tmp_path: Path) -> None:
    fresh_sqlite(tmp_path)
    file, wrong = tmp_path / "leads.csv", tmp_path / "wrong.csv"
    file.write_bytes(FILE.encode("gb18030"))
    done = leads(tmp_path, "import", str(file), "--errors", str(wrong), lang="zh")
    assert (done.returncode, "2/2 行：新增 1，更新 0，无变化 0，有误 1" in done.stdout) == (1, True), (
        done.stdout + done.stderr
    )
    assert wrong.read_text("utf-8-sig").splitlines()[1].startswith("3,手机号,phone,phone,")


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    fresh_sqlite(tmp_path)
    file = tmp_path / "large.csv"
    with file.open("wb") as opened:
        opened.truncate(200_000_000)
    told = leads(tmp_path, "import", str(file))
    assert (told.returncode, "200,000,000" in told.stderr, "CPQ_MOST_IMPORT_BYTES" in told.stderr) == (1, True, True)
