"""The rules of the house that a linter does not know: sizes, locked requirements, licences, first commands."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from statistics import median, quantiles

import pytest

HOME = Path(__file__).resolve().parents[1]
GENERATED = {"cpq/client/schemas.py"}
"""Written by `python -m docs.generator`, as long as what it is written from."""
MODULES = sorted(path for path in HOME.glob("cpq/**/*.py") if path.relative_to(HOME).as_posix() not in GENERATED)
LOCKS = sorted(HOME.glob("requirements*.txt"))

KERNELS: dict[str, str] = {}
"""Files that may have up to 500 lines, each with the reason: `"cpq/bom/solve/circuit.py": "one tight loop"`."""

NOT_OURS = {"__pycache__", "build", "dist", "node_modules", "out", "site"}
HIDDEN_BUT_OURS = {".ci", ".github"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def name(path: Path) -> str:
    return path.relative_to(HOME).as_posix()


def our_files(folder: Path = HOME) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            hidden = path.name.startswith(".") and path.name not in HIDDEN_BUT_OURS
            if not hidden and path.name not in NOT_OURS:
                yield from our_files(path)
        elif not path.is_symlink() and path.name != ".git":  # a file in a second working tree
            yield path


def functions() -> Iterator[tuple[str, Function]]:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, Function):
                yield f"{name(path)}:{node.lineno} {node.name}", node


def length(function: Function) -> int:
    """Lines from `def` to the end, without the docstring."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is None:
        return lines
    return lines - ((first.end_lineno or first.lineno) - first.lineno + 1)


def nesting(node: ast.AST) -> int:
    """How many blocks the deepest statement stands in; `elif` and `case` open no block of their own."""
    deepest = 0
    for child in ast.iter_child_nodes(node):
        is_elif = isinstance(node, ast.If) and isinstance(child, ast.If) and child in node.orelse
        opens = isinstance(child, ast.If | ast.For | ast.While | ast.With | ast.Try | ast.Match) and not is_elif
        deepest = max(deepest, nesting(child) + opens)
    return deepest


def percentile_95(values: list[int]) -> float:
    return quantiles(values, n=20, method="inclusive")[-1]


def pins(lock: Path) -> dict[str, str]:
    """`{"networkx==3.6.1 ; python_version < '3.12'": the text up to the next pin}`."""
    blocks = re.split(r"^(?=[a-z0-9])", lock.read_text("utf-8"), flags=re.MULTILINE)
    return {block.split("\\")[0].strip(): block for block in blocks if block.strip()}


def locked_packages(lock: Path) -> set[str]:
    return {pin.split("==")[0] for pin in pins(lock)}


def licence_rows() -> dict[str, str]:
    """The package and the licence of every row of the page."""
    page = (HOME / "docs/reference/dependencies.md").read_text("utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("| ")
    ]
    return {row[0]: row[-1] for row in rows[1:]}


def test_every_module_has_a_docstring() -> None:
    assert [name(path) for path in MODULES if not ast.get_docstring(ast.parse(path.read_text("utf-8")))] == []


def test_no_module_is_long() -> None:
    lines = {name(path): len(path.read_text("utf-8").splitlines()) for path in MODULES}
    assert {path: n for path, n in lines.items() if n > (500 if path in KERNELS else 300)} == {}
    assert median(n for n in lines.values() if n > 1) <= 110


def test_every_kernel_still_needs_its_exception() -> None:
    assert [path for path in KERNELS if len((HOME / path).read_text("utf-8").splitlines()) <= 300] == []


def test_functions_are_short_and_flat() -> None:
    lengths = [length(function) for _, function in functions()]
    assert median(lengths) <= 7
    assert percentile_95(lengths) <= 30
    assert [where for where, function in functions() if nesting(function) > 3] == []


def test_there_are_no_section_banners() -> None:
    banner = re.compile(r"^\s*# ?[-=#*─═]{3,}", re.MULTILINE)
    assert [name(path) for path in MODULES if banner.search(path.read_text("utf-8"))] == []


def test_names_say_what_a_thing_is() -> None:
    empty = {"common", "data", "helper", "helpers", "info", "manager", "misc", "process", "util", "utils"}
    assert [name(path) for path in MODULES if empty & {path.stem, path.parent.name}] == []


def test_no_file_names_a_package_index_or_a_place_of_one_machine() -> None:
    hosts = ("py" + "pi.org", "python" + "hosted.org", "--" + "index-url", "--" + "extra-index-url")
    places = re.compile(r"(?<![\w.~/-])/(?:work|root|tmp/brief|opt/py" + r"pi)(?![\w-])")
    guilty = set[str]()
    for path in our_files():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        if places.search(text) or any(host in text for host in hosts):
            guilty.add(name(path))
    assert guilty == set()


@pytest.mark.parametrize("lock", LOCKS, ids=name)
def test_every_requirement_is_pinned_with_hashes(lock: Path) -> None:
    assert pins(lock)
    unlocked = [pin for pin, block in pins(lock).items() if "==" not in pin or "--hash=sha256:" not in block]
    assert unlocked == []


def test_development_installs_the_very_versions_that_users_get() -> None:
    users, developers = pins(HOME / "requirements.txt"), pins(HOME / "requirements-dev.txt")
    assert {pin.split(" ;")[0] for pin in users} <= {pin.split(" ;")[0] for pin in developers}


def test_every_dependency_of_the_project_is_locked() -> None:
    project = tomllib.loads((HOME / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {re.split(r"[^\w-]", requirement)[0] for requirement in project["dependencies"]}
    assert wanted <= locked_packages(HOME / "requirements.txt")


def test_the_page_of_dependencies_lists_every_package_that_users_get() -> None:
    assert set(licence_rows()) == locked_packages(HOME / "requirements.txt")


def test_no_package_asks_for_a_copyleft_licence() -> None:
    copyleft = {package: licence for package, licence in licence_rows().items() if "GPL" in licence.upper()}
    assert set(copyleft) <= {"pyphen"}, copyleft
    assert all("MPL" in licence for licence in copyleft.values())


@pytest.mark.parametrize(("package", "licence"), licence_rows().items())
def test_the_licence_is_the_one_that_the_package_states(package: str, licence: str) -> None:
    try:
        stated = metadata.metadata(package)
    except metadata.PackageNotFoundError:
        assert package in {"brotlicffi", "colorama"}, f"{package} is not installed"
        return
    texts = [stated["License-Expression"], stated["License"], *(stated.get_all("Classifier") or [])]
    known = " ".join(text for text in texts if text)
    assert all(word in known for word in re.split(r", | or ", licence)), known


def test_the_readme_opens_with_the_two_commands() -> None:
    readme = (HOME / "README.md").read_text("utf-8")
    commands = re.findall(r"^\s*(?:\$ )?(\./run \w+)", readme, flags=re.MULTILINE)
    assert commands[:2] == ["./run demo", "./run test"]
