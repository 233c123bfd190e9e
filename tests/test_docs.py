"""The documentation says what the program does: reference pages are generated, tutorial and how-to pages are run."""

from __future__ import annotations

import re
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from cpq.kinds import SECTIONS, load_rulebook, read_request
from docs.generator.example import EXAMPLE, example_rulebook
from docs.generator.pages import DOCS, generated_pages
from docs.generator.running import Command, FileBlock, answers, runnable_pages, steps_of

PAGES = runnable_pages()
CHINESE_PAGES = [page for page in PAGES if page.is_relative_to(DOCS / "zh")]
ENGLISH_PAGES = [page for page in PAGES if page not in CHINESE_PAGES]
FACT = re.compile(r"[+-]?\d[\d,]*\.\d\d|[\w/-]+\.yaml:\d+(?::\d+)?|\b[0-9a-f]{12}\b")
"""What an output says in any language: amounts, places, the rulebook's version."""


def name(page: Path) -> str:
    return page.relative_to(DOCS).as_posix()


def english(page: Path) -> Path:
    return DOCS / page.relative_to(DOCS / "zh")


@pytest.fixture(scope="module")
def generated() -> dict[str, str]:
    return generated_pages()


def test_the_reference_is_what_the_program_says(generated: dict[str, str]) -> None:
    old = [path for path, content in generated.items() if (DOCS / path).read_text("utf-8") != content]
    assert old == [], "run `python -m docs.generator` and look at what changed"


def test_every_section_is_in_the_reference(generated: dict[str, str]) -> None:
    headings = "\n".join(generated.values())
    assert [each.name for each in SECTIONS if f"{{ #section-{each.name} }}" not in headings] == []


@pytest.mark.parametrize("page", [*ENGLISH_PAGES, DOCS / "zh" / "tutorial.md"], ids=name)
def test_what_a_page_shows_is_what_happens(page: Path) -> None:
    steps = steps_of(page.read_text("utf-8"))
    commands = [step for step in steps if isinstance(step, Command)]
    shown = [f"$ {each.text}\n{each.output}" for each in commands]
    happened = [f"$ {each.text}\n{answer}" for each, answer in zip(commands, answers(page, steps), strict=True)]
    assert happened == shown, "run `python -m docs.generator --outputs` and look at what changed"


@pytest.mark.parametrize("page", ENGLISH_PAGES, ids=name)
def test_every_block_of_yaml_or_python_in_a_page_is_a_file_that_is_tried(page: Path) -> None:
    blocks = re.findall(r"^```(?:ya?ml|python)(.*)$", page.read_text("utf-8"), flags=re.MULTILINE)
    assert [block for block in blocks if not block.startswith(' title="')] == []


@pytest.mark.parametrize("page", CHINESE_PAGES, ids=name)
def test_a_chinese_page_shows_the_same_files_and_commands_as_the_english_one(page: Path) -> None:
    here, there = steps_of(page.read_text("utf-8")), steps_of(english(page).read_text("utf-8"))
    assert [_essence(step) for step in here] == [_essence(step) for step in there]


@pytest.mark.parametrize("page", CHINESE_PAGES, ids=name)
def test_a_chinese_page_answers_with_the_same_figures_as_the_english_one(page: Path) -> None:
    """The English page is run; the Chinese one must not be older."""
    here, there = (_facts(each) for each in (page, english(page)))
    assert here == there, "run `python -m docs.generator --outputs` and look at what changed"


def _facts(page: Path) -> list[list[str]]:
    return [
        sorted(FACT.findall(step.output)) for step in steps_of(page.read_text("utf-8")) if isinstance(step, Command)
    ]


def _essence(step: FileBlock | Command) -> tuple[str, ...]:
    """File and content, or the command; one that prints a text asks for it in the page's language."""
    return (step.path, step.content) if isinstance(step, FileBlock) else (step.text.replace('["zh"]', '["en"]'),)


def test_every_code_that_a_case_expects_is_in_the_reference(generated: dict[str, str]) -> None:
    known = set(
        re.findall(r"^\| `(?:expression-)?([a-z-]+)` \|", generated["reference/findings.md"], flags=re.MULTILINE)
    )
    cases = [*Path(__file__).parent.glob("cases/**/*.yaml"), *(DOCS.parent / "rules").rglob("*.yaml")]
    expected = {
        code
        for case in cases
        for code in re.findall(r"\b(?:refused|code): ([a-z]+(?:-[a-z]+)+)\b", case.read_text("utf-8"))
    }
    assert expected
    assert {code.removeprefix("expression-") for code in expected} - known == set()


def test_the_architecture_page_names_every_layer() -> None:
    contracts = tomllib.loads((DOCS.parent / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = {name for layer in contracts[0]["layers"] for name in re.findall(r"\w+", layer)} - {"__main__"}
    page = (DOCS / "explanation" / "architecture.md").read_text("utf-8")
    assert [layer for layer in sorted(layers) if f"`cpq.{layer}`" not in page] == []


@pytest.mark.parametrize("request_file", sorted((EXAMPLE / "requests").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_examples_requests_can_be_read(request_file: Path) -> None:
    assert read_request(request_file.read_text("utf-8"), request_file.name, example_rulebook()).lines


def test_the_example_loads_without_a_word() -> None:
    loaded = load_rulebook(EXAMPLE / "rules", EXAMPLE)
    assert loaded.rulebook is not None
    assert [each.line("en") for each in loaded.findings] == []


class _Assets(HTMLParser):
    """What a page has a browser fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        fetched = given.get("src") if tag != "link" else given.get("href") if given.get("rel") != "canonical" else None
        if fetched:
            self.found.add(fetched)


def test_the_site_builds_strictly_and_fetches_nothing_from_elsewhere(tmp_path: Path) -> None:
    with (DOCS.parent / "mkdocs.yml").open("rb") as config:
        build(load_config(config, site_dir=str(tmp_path), strict=True))
    elsewhere: set[str] = set()
    for page in tmp_path.rglob("*.html"):
        assets = _Assets()
        assets.feed(page.read_text("utf-8"))
        elsewhere |= {each for each in assets.found if re.match(r"(https?:)?//", each)}
    assert (tmp_path / "zh" / "tutorial.html").exists()
    assert elsewhere == set()
