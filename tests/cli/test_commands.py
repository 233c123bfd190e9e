"""The command line through its real door: a process, its output, its exit code."""

from __future__ import annotations

import json
import os
import re
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest

from cpq.cli.guard import guarded
from docs.generator.warm import warm_cpq

HOME = Path(__file__).resolve().parents[2]
REQUESTS = HOME / "examples" / "requests"


def cpq(*arguments: str, cwd: Path = HOME, stdin: str = "", lang: str = "en") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "CPQ_LANG": lang, "PYTHONPATH": str(HOME), "PYTHONUTF8": "1"}
    command = [*warm_cpq(), *arguments]
    return subprocess.run(command, cwd=cwd, input=stdin, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "company"
    assert cpq("init", str(folder)).returncode == 0
    return folder


def test_a_new_workspace_checks_and_quotes_at_once(company: Path) -> None:
    checked = cpq("check", cwd=company)
    quoted = cpq("quote", "requests/first.yaml", "--pdf", "--locale", "zh", "--locale", "en", cwd=company)
    assert (checked.returncode, quoted.returncode) == (0, 0), checked.stderr + quoted.stderr
    assert {path.suffixes[0] for path in (company / "out").iterdir()} == {".zh", ".en"}
    assert all(path.read_bytes().startswith(b"%PDF") for path in (company / "out").iterdir())


def test_a_workspace_is_never_made_over_files(company: Path) -> None:
    again = cpq("init", str(company))
    assert again.returncode == 1
    assert "not empty" in again.stderr


@pytest.mark.parametrize("command", [(), ("quote",), ("explain",)])
def test_a_flag_in_the_help_names_no_type(command: tuple[str, ...]) -> None:
    shown = cpq(*command, "--help").stdout
    assert "--help" in shown
    assert "bool" not in shown


def test_help_is_in_the_language_of_the_terminal() -> None:
    assert "检查规则" in cpq("--help", lang="zh").stdout
    assert "Check the rulebook" in cpq("--help", "--lang", "en", lang="zh").stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["qoute"], 2),
        (["quote"], 2),
        (["quote", "--nope"], 2),
        (["check", "--lang", "fr"], 2),
        (["check", "--lang"], 2),
        (["check", "--workspace", "nowhere"], 2),
        (["quote", "missing.yaml"], 1),
        (["quote", str(REQUESTS / "office.yaml"), "--locale", "fr"], 2),
        (["explain", str(REQUESTS / "office.yaml"), "--line", "99"], 1),
        (["configure", "NOPE"], 1),
        (["configure", "R240", "--set", "="], 1),
        (["configure", "R240", "--set", "cpu=NOPE"], 1),
        (["configure", "R240", "--set", "cpu=CPU-5464:-1"], 1),
        (["schema", "nope"], 1),
        (["products", "zzz"], 1),
        (["check", "--workspace", "/"], 1),
        (["check"], 0),
    ],
)
def test_exit_codes_tell_findings_from_wrong_usage(arguments: list[str], code: int) -> None:
    ended = cpq(*arguments)
    assert ended.returncode == code, ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    "name", ["broken-yaml", "huge-quantity", "impossible-configuration", "not-for-you", "no-tax-rate"]
)
def test_a_bad_request_names_its_place_and_writes_nothing(name: str, tmp_path: Path) -> None:
    request_file = REQUESTS / "bad" / f"{name}.yaml"
    ended = cpq("quote", str(request_file), "--pdf", "--out", str(tmp_path / "out"))
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"{request_file}:")
    assert "Traceback" not in ended.stderr
    assert ended.stdout == ""
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ofice.yaml", "cannot be opened: there is no such file — did you mean {folder}/office.yaml?"),
        ("office.yml", "cannot be opened: there is no such file — did you mean {folder}/office.yaml?"),
        ("zzz.yaml", "cannot be opened: there is no such file or folder; check the path"),
        ("bad", "cannot be opened: it is a folder; name a file"),
        (
            "../../rules/taxes.yaml",
            "this is a file of rules, not a request for a quote; name a request, such as those in requests/",
        ),
    ],
)
def test_what_cannot_be_a_request_says_what_to_do(name: str, said: str) -> None:
    ended = cpq("quote", str(REQUESTS / name))
    assert ended.returncode == 1
    assert ended.stderr.endswith(said.format(folder=REQUESTS) + "\n")


@pytest.mark.parametrize(
    ("discount", "meant"),
    [("5", "{amount: 5, reason: …}"), ("5%", "{percent: 5%, reason: …}"), ("12.50元", "{amount: 12.50, reason: …}")],
)
def test_a_discount_without_a_reason_is_answered_with_how_it_is_written(discount: str, meant: str) -> None:
    request = (REQUESTS / "office.yaml").read_text("utf-8") + f"discount: {discount}\n"
    ended = cpq("quote", "-", stdin=request)
    assert ended.returncode == 1
    assert ended.stderr.endswith(f"— did you mean {meant}?\n")


def test_json_findings_are_for_editors() -> None:
    ended = cpq("quote", str(REQUESTS / "bad" / "unknown-product.yaml"), "--json")
    findings = json.loads(ended.stdout)["findings"]
    assert {"code", "severity", "file", "line", "column", "message", "related"} == set(findings[0])
    assert set(findings[0]["message"]) == {"zh", "en"}


def test_a_quote_in_json_holds_amounts_as_strings_that_add_up() -> None:
    quote = json.loads(cpq("quote", str(REQUESTS / "office.yaml"), "--json").stdout)
    lines = [line for line in quote["lines"] if not line["estimated"]]
    assert sum(Decimal(line["net"]) for line in lines) == Decimal(quote["totals"]["net"])
    for line in quote["lines"]:
        assert sum(Decimal(step["amount"]) for step in line["trace"]) == Decimal(line["net"])


def test_a_request_may_come_from_standard_input() -> None:
    text = (REQUESTS / "office.yaml").read_text("utf-8")
    assert json.loads(cpq("quote", "-", "--json", stdin=text).stdout)["request"]["id"]


def test_an_explanation_names_the_rule_and_its_line() -> None:
    explained = cpq("explain", str(REQUESTS / "office.yaml"), "--line", "1").stdout
    assert "rules/prices/cny-direct-2026.yaml:" in explained


def test_an_explanation_of_the_whole_says_of_every_promotion_why_or_why_not() -> None:
    explained = cpq("explain", str(REQUESTS / "office.yaml"), lang="zh").stdout
    assert "新客立减" in explained
    assert "customer.segment ==" in explained
    assert "需要优惠券" in explained


def test_a_product_shows_what_it_is_built_from_and_where_it_is_used() -> None:
    shown = cpq("products", "ASM-FAN6056").stdout
    assert "BUY-ROTOR60" in shown
    assert "R240" in shown


def test_a_schema_for_every_section_is_valid_json(tmp_path: Path) -> None:
    assert cpq("schema", "--out", str(tmp_path)).returncode == 0
    names = {path.name.removesuffix(".schema.json") for path in tmp_path.iterdir()}
    assert {"rulebook", "products", "price_lists", "promotions", "request"} <= names
    assert all(json.loads(path.read_text("utf-8"))["$schema"] for path in tmp_path.iterdir())


def test_configuring_for_scripts_tells_every_state_and_the_price() -> None:
    ended = cpq("configure", "R240", "--set", "cpu=CPU-5464:2", "--json")
    answer = json.loads(ended.stdout)
    groups = answer["whole"]["groups"]
    states = {each["code"]: each["state"] for name in ("heatsink", "board") for each in groups[name]["options"]}
    assert (states["HSK-STD"], states["BRD-LS5X"], ended.returncode) == ("excluded", "forced", 0)
    assert answer["price"]["currency"] == "CNY"
    assert answer["completed"]["cpu"] == {"CPU-5464": 2}
    for lost in answer["given_up"]:
        assert ".yaml:" in lost["why"]["rules"][0]["place"]


def test_configuring_for_scripts_tells_a_contradiction_with_its_places_and_status_1() -> None:
    ended = cpq("configure", "R240", "--set", "cpu=CPU-5464:2", "--set", "heatsink=HSK-STD", "--json")
    answer = json.loads(ended.stdout)
    assert ended.returncode == 1
    assert (answer["possible"], answer["price"], answer["completed"]) == (False, None, None)
    assert {each["option"] for each in answer["conflict"]["choices"]} == {"CPU-5464", "HSK-STD"}
    assert ".yaml:" in answer["conflict"]["rules"][0]["place"]


def test_configuring_for_scripts_completes_for_what_is_asked_and_says_whether_it_is_proven() -> None:
    plain, cheapest, margin = (
        json.loads(cpq("configure", "CRESTA", "-w", "docs/example", "--json", *more).stdout)
        for more in ((), ("--complete", "cheapest"), ("--complete", "margin"))
    )
    assert plain["completion"] is None
    assert cheapest["completion"] == {"by": "cheapest", "proven": True, "not_weighed": []}
    assert margin["completion"]["proven"] is True
    totals = [each["price"]["totals"] for each in (plain, cheapest, margin)]
    lists = [Decimal(each["list_amount"]) for each in totals]
    margins = [Decimal(each["net"]) - Decimal(each["cost"]) for each in totals]
    assert lists[1] == min(lists) < lists[0]
    assert margins[2] == max(margins) > margins[0]
    contradiction = cpq(
        "configure", "R240", "-s", "cpu=CPU-5464:2", "-s", "heatsink=HSK-STD", "--json", "--complete", "closest"
    )
    assert contradiction.returncode == 1
    assert json.loads(contradiction.stdout)["completion"] is None


def test_configuring_for_scripts_has_yes_and_no_as_json_has_them() -> None:
    answer = json.loads(cpq("configure", "PC", "-w", "examples/pc", "--json", "--set", "internet=yes").stdout)
    internet = answer["whole"]["inputs"]["internet"]
    assert [each["value"] for each in internet["values"]] == [False, True]
    assert internet["entered"] is True


def test_a_configuring_dialogue_explains_takes_back_and_saves(tmp_path: Path) -> None:
    saved = tmp_path / "server.yaml"
    typed = [
        "cpu CPU-5464 2",
        "why heatsink HSK-STD",
        "memory MEM-32-5600 17",
        "memori MEM-32-5600 8",
        "undo",
        "cpu CPU-5416 1",
        f"save {saved}",
        "quit",
    ]
    ended = cpq("configure", "R240", stdin="\n".join(typed))
    assert ended.returncode == 0
    assert "r240.yaml:" in ended.stdout
    assert "Not taken" in ended.stdout
    assert 'did you mean "memory"' in ended.stderr
    assert cpq("quote", str(saved)).returncode == 0


def test_a_product_is_found_by_a_variants_code_and_shows_what_can_be_chosen() -> None:
    assert "CUP-CLASSIC, " in cpq("products", "CUP-large-black", "-w", "docs/example").stdout
    machine = re.sub(r" +", " ", cpq("products", "CRESTA", "-w", "docs/example").stdout)
    assert "water Water: TANK-3L, PLUMB-KIT" in machine
    assert "counter Width: 400–2,000 mm, step 100" in machine
    assert "machines Machines: 1–3 × CRESTA" in re.sub(r" +", " ", cpq("products", "BAR", "-w", "docs/example").stdout)


def test_a_long_input_is_shown_as_a_range_and_values_by_their_names() -> None:
    shown = cpq("configure", "CRESTA", "-w", "docs/example", stdin="show\n", lang="zh").stdout
    assert "500–2,000 mm，步长 100" in shown
    assert "不锈钢 · steel, 黑 · black, 红 · red" in shown


def test_a_price_that_is_worked_out_is_explained_as_it_is_multiplied() -> None:
    request = ("docs/example/requests/second.yaml", "-w", "docs/example")
    grinders = cpq("explain", *request, "--line", "1.1.4").stdout
    assert re.search(r"2 × 2,650\.00 × 180% +\+9,540\.00", grinders)
    starter = cpq("explain", *request, "--line", "3").stdout
    assert re.search(r"4,084\.00 × 88% +\+3,593\.92", starter)
    care = cpq("explain", "docs/example/requests/first.yaml", "-w", "docs/example", "--line", "4").stdout
    assert re.search(r"34,733\.40 × 9% × 1 year +\+3,126\.01", care)


def test_a_saved_request_keeps_numbers_as_numbers(tmp_path: Path) -> None:
    saved = tmp_path / "machine.yaml"
    typed = f"counter 1400\nbody black\nsave {saved}\nquit\n"
    assert cpq("configure", "CRESTA", "-w", "docs/example", stdin=typed).returncode == 0
    assert "counter: 1400\n" in saved.read_text("utf-8")
    quoted = cpq("quote", str(saved), "-w", "docs/example", "--json")
    assert json.loads(quoted.stdout)["request"]["lines"][0]["configuration"] == {"counter": "1400", "body": "black"}


def test_a_configuring_dialogue_mends_completes_cheaply_and_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CPQ_CACHE", str(tmp_path))  # without a circuit
    typed = [
        "cpu CPU-5464 2",
        "fix heatsink HSK-STD",
        "cheapest",
        "undo",
        "margin",
        "undo",
        "closest",
        "count",
        "fix raid RAID5",
        "quit",
    ]
    shown = cpq("configure", "R240", stdin="\n".join(typed))
    assert shown.returncode == 0
    assert "Give up" in shown.stdout
    assert "proven the cheapest at list prices" in shown.stdout
    assert "the highest margin" in shown.stdout
    assert "proven to give up the fewest defaults" in shown.stdout
    assert "configurations are left" in shown.stdout
    assert shown.stderr == ""


def test_a_defect_shows_no_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    def broken() -> None:
        raise ZeroDivisionError

    assert guarded(broken, debug=False) == 3
    assert "Traceback" not in capsys.readouterr().err


def test_the_sample_company_can_be_taken_home(tmp_path: Path) -> None:
    folder = tmp_path / "lanridge"
    assert cpq("init", str(folder), "--sample").returncode == 0
    assert "errors" in cpq("check", cwd=folder).stderr
    assert cpq("quote", "requests/office.yaml", cwd=folder).returncode == 0


def test_a_name_with_brackets_is_shown_as_it_is() -> None:
    text = (REQUESTS / "office.yaml").read_text("utf-8")
    customer = '{name: "[/bold] [red]Evil :smile:", segment: enterprise, region: CN-JS}'
    shown = cpq("quote", "-", stdin=re.sub(r"^customer: .*$", f"customer: {customer}", text, flags=re.MULTILINE))
    assert shown.returncode == 0, shown.stderr
    assert "[/bold] [red]Evil :smile:" in shown.stdout


MODEL = "features\n  Car\n    mandatory\n      Gear\n        alternative\n          Manual\n          Auto\n"


def test_a_model_is_summed_up_and_written_as_a_workspace_once(tmp_path: Path) -> None:
    (tmp_path / "car.uvl").write_text(MODEL, "utf-8")
    summary = json.loads(cpq("import-model", "car.uvl", "--json", cwd=tmp_path).stdout)
    assert (summary["variables"], summary["possible"], summary["count"]) == (4, True, "2")
    written = cpq("import-model", "car.uvl", "--to", "shop", "--product", "CAR", "--json", cwd=tmp_path)
    assert json.loads(written.stdout)["words"] == {"Car": "Car-2", "Gear": "Gear", "Manual": "Manual", "Auto": "Auto"}
    assert cpq("check", "-w", "shop", cwd=tmp_path).returncode == 0
    again = cpq("import-model", "car.uvl", "--to", "shop", cwd=tmp_path, lang="zh")
    assert again.returncode == 1
    assert "已存在且不为空" in again.stderr


def test_a_model_that_cannot_be_read_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "car.uvl").write_text(f"{MODEL}constraints\n  Carr => Auto\n", "utf-8")
    refused = cpq("import-model", "car.uvl", "--to", "shop", cwd=tmp_path)
    assert refused.returncode == 1
    assert 'car.uvl:9:3: error: there is no feature and no numeric attribute "Carr"' in refused.stderr
    assert not (tmp_path / "shop").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["CRETSA"], 'CRETSA: error: there is no such product — did you mean "CRESTA"?'),
        (["cresta", "espreso"], 'espreso: error: there is no such product — did you mean "espresso"?'),
        (["cresta", "wand"], "cresta wand: error: no product has all of these words; write fewer"),
    ],
)
def test_a_search_that_finds_nothing_says_what_is_near(words: list[str], said: str) -> None:
    ended = cpq("products", *words, "-w", "docs/example")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.strip() == said
    answer = json.loads(cpq("products", *words, "-w", "docs/example", "--json").stdout)
    assert [each["code"] for each in answer["findings"]] == ["unknown-product"]


def test_another_language_is_wrong_usage() -> None:
    ended = cpq("quote", str(REQUESTS / "office.yaml"), "--locale", "fr")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.strip() == '--locale: a language is zh or en, not "fr"'
