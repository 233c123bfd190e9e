"""`cpq coupons`: codes are made once, written whole, and told from what is none."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.test_commands import cpq

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "example"
ON = ("--date", "2026-10-01")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLE, tmp_path / "shop")
    return tmp_path / "shop"


def generate(shop: Path, out: str, *more: str, count: int = 3) -> tuple[int, str]:
    done = cpq("coupons", "generate", "regulars", "--count", str(count), "--out", out, *more, cwd=shop)
    return done.returncode, done.stderr


def codes(file: Path) -> list[str]:
    return [row.split(",")[0] for row in file.read_text("utf-8").splitlines()[1:]]


def test_codes_that_are_made_are_good_and_only_their_digests_are_in_the_rules(shop: Path) -> None:
    digests = shop / "rules" / "coupons" / "regulars.digests"
    before = digests.read_bytes()
    assert generate(shop, "codes.csv")[0] == 0
    assert digests.read_bytes().startswith(before)
    assert digests.read_bytes().count(b"\n") == before.count(b"\n") + 3
    made = codes(shop / "codes.csv")
    assert len(set(made)) == 3
    assert not any(code.encode() in digests.read_bytes() for code in made)
    assert (shop / "codes.csv").stat().st_mode & 0o077 == 0
    told = cpq("coupons", "check", made[0].lower(), *ON, "--json", cwd=shop)
    answer = json.loads(told.stdout)
    assert (told.returncode, answer["state"], answer["series"]["id"]) == (0, "good", "regulars")
    assert [each["id"] for each in answer["promotions"]] == ["thanks"]
    assert [path.name for path in digests.parent.iterdir()] == ["regulars.digests"]


def test_a_spreadsheet_takes_no_cell_for_a_formula_or_a_number(shop: Path) -> None:
    assert generate(shop, "codes.csv", count=200)[0] == 0
    cells = [cell for row in (shop / "codes.csv").read_text("utf-8").splitlines() for cell in row.split(",")]
    assert [cell for cell in cells if not cell[:1].isalnum()] == []
    assert all(code[:1].isalpha() for code in codes(shop / "codes.csv"))


def test_nothing_is_written_over_and_nothing_half(shop: Path) -> None:
    digests = shop / "rules" / "coupons" / "regulars.digests"
    before = digests.read_bytes()
    (shop / "codes.csv").write_text("mine", "utf-8")
    code, said = generate(shop, "codes.csv")
    assert (code, "codes.csv: error" in said, (shop / "codes.csv").read_text("utf-8")) == (1, True, "mine")
    code, said = generate(shop, "rules/codes.csv")
    assert (code, "rules folder" in said, (shop / "rules" / "codes.csv").exists()) == (1, True, False)
    draft = digests.with_name(".regulars.digests.part")
    draft.touch()
    code, said = generate(shop, "more.csv")
    assert (code, "is running" in said, (shop / "more.csv").exists()) == (1, True, False)
    assert draft.exists()
    assert digests.read_bytes() == before


def test_codes_of_a_seed_are_the_same_and_said_to_be_guessable(shop: Path) -> None:
    (shop / "rules" / "coupons" / "regulars.digests").unlink()
    code, said = generate(shop, "one.csv", "--seed", "7")
    assert (code, "can be guessed" in said) == (0, True)
    first = codes(shop / "one.csv")
    assert generate(shop, "two.csv", "--seed", "7")[0] == 0
    assert not set(first) & set(codes(shop / "two.csv"))
    (shop / "rules" / "coupons" / "regulars.digests").unlink()
    assert generate(shop, "three.csv", "--seed", "7")[0] == 0
    assert codes(shop / "three.csv") == first


def test_what_is_no_good_is_told_in_both_languages(shop: Path) -> None:
    assert generate(shop, "codes.csv")[0] == 0
    good = codes(shop / "codes.csv")[0]
    wrong = good[:-1] + ("2" if good[-1] != "2" else "3")
    cases = [
        ((good, "--date", "2027-01-01"), "expired", "过期"),
        ((good, "--date", "2026-08-31"), "not valid yet", "尚未生效"),
        ((wrong, *ON), "mistyped", "输错"),
        (("OPEN2062", *ON), 'did you mean "OPEN2026"', "OPEN2026"),
        ((f"X{good}", *ON), "there is no coupon", "没有优惠券"),
    ]
    for arguments, en, zh in cases:
        for lang, expected in (("en", en), ("zh", zh)):
            done = cpq("coupons", "check", *arguments, cwd=shop, lang=lang)
            assert (done.returncode, expected in done.stderr) == (1, True), done.stderr
    assert cpq("coupons", "check", good, "--date", "1.1.2026", cwd=shop).returncode == 2
    assert cpq("coupons", "generate", "regular", "--count", "1", "--out", "x.csv", cwd=shop).returncode == 1
