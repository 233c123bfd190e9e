"""The cases in tests/cases/loading: files, and every finding with its place in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from cpq.rulebook.finding import Severity
from cpq.rulebook.load import Loaded, load
from cpq.rulebook.place import Place
from tests.rulebook.shop import CHECKS, SCOPES, SECTIONS, Category, Offer, Product, load_shop

FOLDER = Path(__file__).parents[1] / "cases" / "loading"
SOUND = """
shop: {name: {zh: 店, en: Shop}, currency: CNY}
categories:
  hw: {name: Hardware}
  servers: {name: Servers, inside: hw}
products:
  R1: {kind: sku, name: Server, category: servers, cost: 12.50, tags: [new]}
  SET: {kind: bundle, name: Set, category: hw, parts: {R1: {quantity: 2}, R2: {}}}
offers:
  o1: {when: quantity >= 5, percent: 12.5%, valid: {from: 2026-01-01}}
"""


def cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{path.stem}: {case['name']}")
        for path in sorted(FOLDER.glob("*.yaml"))
        for case in yaml.safe_load(path.read_text("utf-8"))
    ]


SHOP = "shop: {name: Shop, currency: CNY}\n"


def with_shop(files: dict[str, str]) -> dict[str, str]:
    """The files of a case, and the section that must stand once where the case is not about it."""
    return files if any("shop" in content for content in files.values()) else files | {"z.yaml": SHOP}


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode())
    return folder


def as_case(loaded: Loaded) -> list[dict[str, str]]:
    return [
        {"code": each.code, "severity": each.severity.value, "en": each.line("en"), "zh": each.line("zh")}
        for each in loaded.findings
    ]


@pytest.mark.parametrize("case", cases())
def test_a_broken_rulebook_is_answered_with_every_finding_at_its_place(case: dict[str, Any], tmp_path: Path) -> None:
    loaded = load_shop(write(tmp_path, with_shop(case["files"])))
    assert as_case(loaded) == [{"severity": "error"} | each for each in case["findings"]]
    blocked = any(each.severity is Severity.ERROR for each in loaded.findings)
    assert (loaded.rulebook is None) == blocked


def test_there_are_more_than_a_hundred_cases() -> None:
    assert len(cases()) >= 100


def test_a_sound_rulebook_is_asked_by_kind(tmp_path: Path) -> None:
    loaded = load_shop(write(tmp_path, {"book.yaml": SOUND}))
    assert loaded.findings == ()
    assert (loaded.files, loaded.rules) == (1, 6)
    assert loaded.rulebook is not None
    assert list(loaded.rulebook.all(Category)) == ["hw", "servers"]
    assert [type(each).__name__ for each in loaded.rulebook.all(Product).values()] == ["Sku", "Bundle"]
    offer = loaded.rulebook.all(Offer)["o1"]
    assert str(offer.percent) == "0.125"
    assert offer.place == spot("o1")
    assert offer.at("valid", "from") == spot("from: 2026")
    assert offer.value_at("valid", "from") == spot("2026-01-01")
    assert offer.place_inside(["when"], 9) == spot(">= 5")


def test_a_default_has_the_place_of_what_it_belongs_to(tmp_path: Path) -> None:
    loaded = load_shop(write(tmp_path, {"book.yaml": SOUND}))
    assert loaded.rulebook is not None
    assert loaded.rulebook.all(Product)["SET"].at("parts", "R2", "quantity") == spot("R2")


def test_places_are_named_from_the_root_that_was_opened(tmp_path: Path) -> None:
    write(tmp_path, {"rules/a/book.yaml": SHOP + "wheels: {}\n"})
    loaded = load(tmp_path / "rules", SECTIONS, SCOPES, CHECKS, root=tmp_path)
    assert [str(each.place) for each in loaded.findings] == ["rules/a/book.yaml:2:1"]


def spot(words: str) -> Place:
    """Where words stand in the sound book."""
    before = SOUND[: SOUND.index(words)].split("\n")
    return Place("book.yaml", len(before), len(before[-1]) + 1)


def version_of(folder: Path, files: dict[str, str]) -> str:
    loaded = load_shop(write(folder, files))
    assert loaded.rulebook is not None
    return loaded.rulebook.version


def test_the_version_follows_names_and_content_and_nothing_else(tmp_path: Path) -> None:
    version = version_of(tmp_path / "one", {"a.yaml": SOUND, "b.yaml": ""})
    assert len(version) == 64
    assert version_of(tmp_path / "two", {"b.yaml": "", "a.yaml": SOUND, "readme.md": "x"}) == version
    assert version_of(tmp_path / "three", {"c.yaml": SOUND, "b.yaml": ""}) != version
    assert version_of(tmp_path / "four", {"a.yaml": SOUND + "# x\n", "b.yaml": ""}) != version


def test_no_two_folders_look_alike_by_moving_text_between_name_and_content(tmp_path: Path) -> None:
    one = version_of(tmp_path / "one", {"a.yaml": "# b", "c.yaml": SHOP})
    assert one != version_of(tmp_path / "two", {"a.yaml": "", "b.yaml": "#", "c.yaml": SHOP})


def codes(folder: Path) -> list[tuple[str, str]]:
    return [(each.code, str(each.place)) for each in load_shop(folder).findings]


def test_a_missing_folder_and_an_empty_one_are_findings(tmp_path: Path) -> None:
    assert [code for code, _ in codes(tmp_path / "none")] == ["no-folder"]
    assert [code for code, _ in codes(tmp_path)] == ["no-files"]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path, {"rules/a.yaml": SOUND, "secret.yaml": "shop: x", "more/b.yaml": "shop: x"})
    (tmp_path / "rules" / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (tmp_path / "rules" / "linked").symlink_to(tmp_path / "more")
    assert codes(tmp_path / "rules") == [("not-a-plain-file", "link.yaml"), ("not-a-plain-file", "linked")]


def test_a_link_to_a_file_inside_is_read_like_a_file(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": "categories: {hw: {name: H}}\n", "z.yaml": SHOP})
    (tmp_path / "b.yaml").symlink_to(tmp_path / "a.yaml")
    assert codes(tmp_path) == [("duplicate-id", "b.yaml:1:14")]


def test_a_file_that_is_no_file_is_refused(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": SOUND})
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "gone.yaml").symlink_to(tmp_path / "nothing.yaml")
    (tmp_path / "round.yaml").symlink_to(tmp_path / "round.yaml")
    assert codes(tmp_path) == [("not-a-plain-file", "gone.yaml"), ("not-a-plain-file", "round.yaml")]


def test_an_ending_in_capitals_is_read(tmp_path: Path) -> None:
    loaded = load_shop(write(tmp_path, {"A.YAML": SHOP}))
    assert (loaded.files, loaded.findings) == (1, ())


def test_an_ending_that_an_editor_appended_is_all_that_is_said(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": SOUND.replace("shop:", "# "), "b.yaml.txt": SHOP})
    (finding,) = load_shop(tmp_path).findings
    assert (finding.code, str(finding.place)) == ("file-name", "b.yaml.txt")
    assert finding.text.en == "a file of rules ends in .yaml; rename it to b.yaml"


def test_the_wide_encoding_of_an_editor_is_told_without_its_mark(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(SOUND.encode("utf-16-le"))
    (finding,) = load_shop(tmp_path).findings
    assert (finding.code, finding.text.en) == ("encoding", "the file is UTF-16; save it as UTF-8")


def test_a_file_that_may_not_be_read_has_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"a.yaml": SOUND})

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    (finding,) = load_shop(tmp_path).findings
    assert (finding.code, finding.text.en) == (
        "unreadable",
        "cannot be opened: it is not permitted; change the permissions, or choose another place",
    )


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": "# " + "x" * 2_000_000, "z.yaml": SHOP})
    assert codes(tmp_path) == [("too-large", "a.yaml")]


def test_files_beyond_the_number_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cpq.rulebook.folder.MOST_FILES", 2)
    write(tmp_path, {"a.yaml": SHOP, "b.yaml": "", "c.yaml": "", "d.yaml": ""})
    assert codes(tmp_path) == [("too-large", "c.yaml")]


def test_bytes_beyond_the_total_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cpq.rulebook.folder.MOST_BYTES", 10)
    write(tmp_path, {"a.yaml": "# 34567890", "b.yaml": "# 2", "c.yaml": "", "d.yaml": ""})
    assert codes(tmp_path) == [("too-large", "c.yaml")]


def test_a_file_in_another_encoding_is_named_with_the_place(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes("shop:\n  name: 商店\n".encode("gbk"))
    (tmp_path / "b.yaml").write_bytes("shop: {}\n".encode("utf-16"))
    assert codes(tmp_path) == [("encoding", "a.yaml:2:9"), ("encoding", "b.yaml")]


def test_a_byte_order_mark_and_windows_line_ends_change_no_place(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes("\ufeffcategories:\r\n  hw: {name: H}\r\n  sw: {nome: S, name: S}\r\n".encode())
    (tmp_path / "b.yaml").write_bytes(b"\xef\xbb\xbfwheels: {}\r\n")
    write(tmp_path, {"z.yaml": SHOP})
    assert codes(tmp_path) == [("unknown-field", "a.yaml:3:8"), ("unknown-section", "b.yaml:1:1")]


def test_what_must_stand_once_is_missed(tmp_path: Path) -> None:
    write(tmp_path, {"rules/a.yaml": "categories: {}\n", "rules/b.yaml": "wheels: {}\n"})
    loaded = load(tmp_path / "rules", SECTIONS, SCOPES, CHECKS, root=tmp_path)
    assert [each.line("en") for each in loaded.findings] == [
        "rules: there is no section `shop:` (The shop); write it once, in any of the files",
        'rules/b.yaml:1:1: there is no section "wheels"; the sections are shop, categories, products, offers',
    ]


def test_what_must_stand_once_is_not_missed_where_a_file_could_not_be_read(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": "categories: ["})
    assert codes(tmp_path) == [("syntax", "a.yaml:1:14")]


def test_checks_wait_until_everything_could_be_read(tmp_path: Path) -> None:
    overlapping = "offers:\n  o1: {when: quantity > 1}\n  o2: {when: quantity > 1}\n"
    write(tmp_path, {"a.yaml": SHOP + overlapping, "b.yaml": "wheels: {}\n"})
    assert codes(tmp_path) == [("unknown-section", "b.yaml:1:1")]


def test_ten_thousand_wrong_references_take_bounded_time(tmp_path: Path) -> None:
    known = "".join(f"  CAT-{number:05}: {{name: C}}\n" for number in range(5_000))
    wrong = "".join(f"  S{number}: {{name: S, inside: CAT-{number:05}X}}\n" for number in range(1_000))
    write(tmp_path, {"a.yaml": f"{SHOP}categories:\n{known}{wrong}"})
    findings = load_shop(tmp_path).findings
    assert len(findings) == 1_000
    assert findings[0].text.en.endswith('did you mean "CAT-00000"?')


def test_a_json_file_among_the_rules_is_passed_over_with_a_warning(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": SOUND, "more/prices.json": "{}", "rulebook.schema.json": "{}", ".settings.json": "{}"})
    loaded = load_shop(tmp_path)
    (finding,) = loaded.findings
    assert (finding.code, finding.severity.value, str(finding.place)) == ("file-name", "warning", "more/prices.json")
    assert "rename it to prices.yaml" in finding.text.en
    assert loaded.rulebook is not None
    assert loaded.files == 1


def test_a_folder_of_json_files_has_no_rules(tmp_path: Path) -> None:
    write(tmp_path, {"prices.json": "{}"})
    assert [each.code for each in load_shop(tmp_path).findings if each.severity.value == "error"] == ["no-files"]
