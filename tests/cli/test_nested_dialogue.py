"""Choosing inside nested parts, as a rep types it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.test_commands import REQUESTS, cpq

HEAD = """
id: N
date: 2026-04-10
currency: CNY
channel: direct
customer: {name: N, segment: cafe, region: CN-ZJ}
lines: [{product: BAR, quantity: 1}]
"""


@pytest.fixture
def head(tmp_path: Path) -> Path:
    file = tmp_path / "head.yaml"
    file.write_text(HEAD, "utf-8")
    return file


def typed(head: Path, *lines: str, lang: str = "en", product: str = "BAR") -> tuple[str, str]:
    """What a dialogue about a bar of machines says, on stdout and stderr, with the spaces of tables taken out."""
    arguments = ("configure", product, "-w", "docs/example", "--like", str(head))
    ended = cpq(*arguments, stdin="\n".join(lines) + "\nquit\n", lang=lang)
    assert ended.returncode == 0, ended.stderr
    assert "Traceback" not in ended.stderr
    return re.sub(r"[ │]+", " ", ended.stdout), ended.stderr


def saved(head: Path, *lines: str, product: str = "BAR") -> dict[str, Any]:
    """The configuration that a dialogue leads to, as it is saved."""
    file = head.with_name("saved.yaml")
    _, errors = typed(head, *lines, f"save {file}", product=product)
    assert errors == f"wrote {file}\n"
    quoted = cpq("quote", str(file), "-w", "docs/example", "--json")
    assert quoted.returncode == 0, quoted.stderr
    return yaml.safe_load(file.read_text("utf-8"))["lines"][0].get("configuration", {})


def test_what_a_product_cannot_be_without_stands_there_from_the_start(head: Path) -> None:
    assert saved(head) == {"machines": [{"product": "CRESTA"}]}


def test_a_bill_by_code_has_the_parts_that_the_product_cannot_be_without() -> None:
    ended = cpq("bom", "BAR", "-w", "docs/example", lang="en")
    assert ended.returncode == 0, ended.stderr
    assert "CRESTA" in ended.stdout
    assert "with the fewest nested parts" in ended.stdout


def test_choices_go_into_the_part_that_is_named_and_every_part_where_all_are(head: Path) -> None:
    made = saved(
        head, "machines 2", "machines.0.body black", "machines.* heads HEAD-STD 1", "machines.1 grinders GRN-64"
    )
    assert made["machines"] == [
        {"product": "CRESTA", "configuration": {"body": "black", "heads": {"HEAD-STD": 1}}},
        {"product": "CRESTA", "configuration": {"heads": {"HEAD-STD": 1}, "grinders": {"GRN-64": 1}}},
    ]


def test_a_number_after_a_part_makes_it_stand_for_equal_ones(head: Path) -> None:
    made = saved(head, "machines.0.body black", "machines.0 2", "machines CRESTA 3", "machines.1.body red")
    assert made["machines"] == [
        {"product": "CRESTA", "quantity": 2, "configuration": {"body": "black"}},
        {"product": "CRESTA", "configuration": {"body": "red"}},
    ]


def test_fewer_parts_go_from_the_end_and_undo_brings_them_back(head: Path) -> None:
    lines = ["machines 3", "machines.2.body black", "machines 2", "machines.0.body red"]
    assert saved(head, *lines)["machines"] == [
        {"product": "CRESTA", "configuration": {"body": "red"}},
        {"product": "CRESTA"},
    ]
    head.with_name("saved.yaml").unlink()
    assert saved(head, *lines, "undo", "undo")["machines"][2] == {
        "product": "CRESTA",
        "configuration": {"body": "black"},
    }


def test_one_steps_into_a_part_asks_there_and_steps_out_again(head: Path) -> None:
    said, errors = typed(
        head, "enter machines.0", "heads HEAD-PID 3", "why body red", "fix body red", "show body", "leave", "overview"
    )
    assert errors == ""
    assert "machines.0 › " in said
    assert "§ Machines 1: The temperature-stable group comes in a steel or black body rules/machine.yaml" in said
    assert "Brew groups: Temperature-stable brew group" in said
    assert said.rpartition("machines.0 › ")[2].startswith("\n")  # the last prompt with a place is that of `leave`
    assert "machines.0 Ridgespring Cresta" in said


def test_questions_about_a_part_are_answered_from_outside_too(head: Path) -> None:
    said, errors = typed(
        head,
        "machines.0.heads HEAD-PID 2",
        "why machines.0.body red",
        "why machines.0.body black",
        "fix machines.0.body red",
        "drop machines.0.heads",
        "why machines.0.body red",
        "count",
    )
    assert errors == ""
    assert "● Machines 1: Brew groups: Temperature-stable brew group × 2" in said
    assert "black can be had" in said
    assert "Give up" in said
    assert "red can be had" in said
    assert re.search(r"› (at least )?[\d,]+ configurations are left", said)


def test_how_many_parts_there_are_is_a_choice_that_is_asked_about_and_left_open(head: Path) -> None:
    said, _ = typed(head, "why machines 3", "fix machines 4", "machines 3", "drop machines")
    assert "machines 3 can be had" in said
    assert "not even by giving up what was chosen" in said
    assert "○ machines Machines 1 × Ridgespring Cresta espresso machine · CRESTA 1–3 / 3" in said


def test_a_place_without_a_least_number_is_open_from_the_start() -> None:
    ended = cpq(
        "configure", "CARGO-BIKE", "-w", "examples/cargo-bike-complex", stdin="why bags 17\ncount\nquit\n", lang="en"
    )
    said = re.sub(r"[ │]+", " ", ended.stdout)
    assert "○ bags Bags 1 × Bag · BAG 1–16 / 16" in said
    assert '"Bags" takes at most 16 parts and has 17; remove 1' in said


def test_a_choice_that_the_whole_cannot_bear_is_not_taken_and_says_which_part_stands_against_it(head: Path) -> None:
    three = ("machines 3", "machines.* mains three", "machines.* heads HEAD-PID 3", "machines.* steam STEAM-1 2")
    said, _ = typed(head, *three, "machines.2.grinders GRN-64")  # 3 × (300 + 3 × 1300 + 2 × 900) W are 18000 W
    assert "The bar supplies at most 18000 W" in said
    assert "● Machines 1: Steam: Steam wand × 2" in said
    assert said.count("Not taken; nothing else has changed.") == 1


def test_the_cheapest_is_chosen_where_one_stands(head: Path) -> None:
    made = saved(head, "machines 2", "enter machines.1", "cheapest", "leave")
    assert "configuration" not in made["machines"][0]
    assert made["machines"][1]["configuration"]["heads"]


def test_a_place_shows_each_of_its_parts(head: Path) -> None:
    said, errors = typed(head, "machines 2", "machines.1.body red", "show machines", "effects machines")
    assert errors == ""
    assert said.count("HEAD-STD Standard brew group") >= 4, said
    assert said.count("cheapest completion, options at list prices") == 2


def test_effects_tell_by_how_much_a_choice_in_a_part_makes_the_whole_dearer(head: Path) -> None:
    said, errors = typed(head, "effects machines.0.heads")
    assert errors == ""
    # a standard group is 2,400.00, a temperature-stable one 3,600.00; one standard group is the cheapest
    assert "HEAD-STD Standard brew group 1 0.00" in said
    assert "HEAD-PID Temperature-stable brew group 1 +1,200.00" in said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "machines.3.body red",
            "machines.3: error: there is no such part; there are machines.0 to machines.0, and machines.* for all",
        ),
        (
            "machines.0.bodi red",
            'bodi: error: "Ridgespring Cresta espresso machine" has no such group — did you mean "body"?',
        ),
        (
            "machines 4",
            "machines: error: say how many, 0 to 3: machines [PRODUCT] NUMBER; to choose in one: machines.0.GROUP OPTION",
        ),
        ("machines FLEET 1", 'machines: error: "FLEET" does not fit in "Machines"; what fits: CRESTA'),
        ("machines.0.body pink", "machines.0.body: error: "),
        (
            "machines.0.water TANK-3L 1.5",
            'machines.0.water.TANK-3L: error: the quantity of "TANK-3L" is 1 to 1, not 1.5',
        ),
        ("machines.0.water NOTHING many", "machines.0.water.NOTHING: error: "),
        ("machines.0.counter 99999999999999999999999999999999999999999", "machines.0.counter: error: "),
        ("machines.x.body red", "machines.x: error: "),
        ("machines.٣ 1", "machines.٣: error: "),
        ("machines.-1 2", "machines.-1: error: "),
        ("enter body", 'body: error: "body" is no part to step into; name one part: machines.0'),
        (
            "enter machines.0.body",
            'machines.0.body: error: "machines.0.body" is no part to step into; name one part: machines.0',
        ),
        ("why machines.0 2", "machines.0 2: error: write: machines.0.GROUP OPTION [QUANTITY]"),
        ("why machines.0", "machines.0: error: write: machines.0.GROUP OPTION [QUANTITY]"),
        ("why", "why: error: write: GROUP OPTION [QUANTITY]"),
        (
            "why machines three",
            (
                'machines three: error: "Machines" takes 1 to 3 parts; ask about their number: machines [PRODUCT] NUMBER; about a '
                "choice in one: machines.0.GROUP OPTION [QUANTITY]"
            ),
        ),
        ("show machines.0.bodi", "bodi: error: "),
        ("effects nowhere", "nowhere: error: "),
        ("drop machines.0.bodi", "bodi: error: "),
        ("fix machines", "machines: error: "),
    ],
)
def test_a_slip_says_where_and_what_instead(head: Path, line: str, said: str) -> None:
    _, errors = typed(head, line, "overview")
    assert errors.startswith(said), errors
    assert len(errors.splitlines()) == 1


def test_the_last_machine_stays(head: Path) -> None:
    said, _ = typed(head, "drop machines.0", "machines 0")
    assert said.count("Not taken; nothing else has changed.") == 2
    assert '"Machines" takes at least 1 part and has 0' in said


def test_the_dialogue_speaks_chinese(head: Path) -> None:
    said, errors = typed(
        head, "machines 2", "enter machines.1", "effects heads", "leave", "machines.9.body red", lang="zh"
    )
    assert "进入这一件" in said
    assert "machines.1 › " in said
    assert "最便宜的补全，仅选项目录价" in said
    assert "没有这一件；有 machines.0 至 machines.1" in errors


def test_a_saved_request_goes_on_where_it_was_saved(head: Path) -> None:
    made = saved(head, "machines 2", "machines.1 heads HEAD-PID 2", "machines.0.body red")
    file = head.with_name("saved.yaml")
    loaded = ("configure", "BAR", "-w", "docs/example", "--load", str(file), "--json")
    typed_again = (
        "configure", "BAR", "-w", "docs/example", "--like", str(head), "--json",
        "--set", "machines=2", "--set", "machines.1.heads=HEAD-PID:2", "--set", "machines.0.body=red",
    )  # fmt: skip
    answers = [json.loads(cpq(*each).stdout) for each in (loaded, typed_again)]
    assert answers[0] == answers[1]
    (heads,) = (
        each
        for each in answers[0]["whole"]["nested"]["machines"]["parts"][1]["groups"]["heads"]["options"]
        if each["code"] == "HEAD-PID"
    )
    assert (heads["state"], heads["quantities"], heads["chosen"], heads["quantity"]) == (
        "selectable",
        [0, 1, 2, 3],
        True,
        2,
    )
    again = file.with_name("again.yaml")
    assert cpq("configure", "BAR", "-w", "docs/example", "--load", str(file), stdin=f"save {again}\n").returncode == 0
    assert yaml.safe_load(again.read_text("utf-8"))["lines"][0]["configuration"] == made


def test_a_request_without_the_product_cannot_be_gone_on_with() -> None:
    ended = cpq("configure", "RACK-42", "--load", str(REQUESTS / "campus.yaml"))
    assert ended.returncode == 1
    assert "the request has no line for RACK-42" in ended.stderr


def test_what_is_not_sold_to_the_customer_is_excluded_with_the_selling_rule() -> None:
    file = REQUESTS / "dealer-usd.yaml"
    answer = json.loads(cpq("configure", "R240", "--like", str(file), "--json").stdout)
    unsold = [each for group in answer["whole"]["groups"].values() for each in group["options"] if each["why"]]
    assert {"TCM-2", "PWC-CN-2M-BLACK"} <= {each["code"] for each in unsold}
    for each in unsold:
        assert each["state"] == "excluded"
        assert ".yaml:" in each["why"]["place"]
