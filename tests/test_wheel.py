"""What people install: the program, its types, its licence, and the workspaces to start from; nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

HOME = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of the files inside the built wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    done = subprocess.run(build, cwd=HOME, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return set(ZipFile(built).namelist())


def files_below(folder: str) -> set[str]:
    """The files of a folder of the checkout, by their path inside it."""
    root = HOME / folder
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("folder", "inside"),
    [
        ("rules", "cpq/starter/sample/rules"),
        ("quotes/templates", "cpq/starter/sample/quotes/templates"),
        ("examples/requests", "cpq/starter/sample/examples/requests"),
        ("examples/minimal", "cpq/starter/minimal"),
    ],
)
def test_a_workspace_to_start_from_is_in_the_wheel(wheel: set[str], folder: str, inside: str) -> None:
    files = files_below(folder)
    assert files, f"{folder} has no files"
    assert {f"{inside}/{file}" for file in files} <= wheel


def test_every_module_the_types_and_the_licence_are_in_the_wheel(wheel: set[str]) -> None:
    modules = {path.relative_to(HOME).as_posix() for path in HOME.glob("cpq/**/*.py")}
    assert modules | {"cpq/py.typed"} <= wheel
    assert any(file.endswith(".dist-info/licenses/LICENSE") for file in wheel)


def test_nothing_else_is_in_the_wheel(wheel: set[str]) -> None:
    assert {file.split("/")[0].split("-")[0] for file in wheel} == {"cpq"}
    assert [file for file in wheel if file.startswith("tests/") or "__pycache__" in file] == []
