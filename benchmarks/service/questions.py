"""What is asked: prices, quotes that are kept, clicks; each time something new, or the same again."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cpq.bom.configuration import configurator
from cpq.bom.products import Configurable, Product
from cpq.bom.situation import situation_of
from cpq.configuring.request import ConfigurationRequest
from cpq.configuring.session import Session
from cpq.kinds import load_rulebook

HEAD = {"date": "2026-08-03", "currency": "CNY", "channel": "direct", "customer": "C1005"}
GOODS = ("SW-A48", "XCV-25SR", "PWC-C19-3M-BLACK", "SVC-INST")
STEPS = 6
"""Choices one after the other, then a rep begins anew."""


@dataclass(frozen=True)
class Question:
    """`body` makes the content of the request of a number from 0; `most` is how many different ones there are."""

    name: str
    method: str
    path: str
    body: Callable[[int], bytes] = lambda _: b""
    key: str = ""
    most: int | None = None

    def request(self, number: int) -> bytes:
        body = self.body(number)
        head = f"{self.method} {self.path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
        return f"{head}authorization: Bearer {self.key}\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body


def lines(count: int, number: int) -> list[dict[str, object]]:
    return [{"product": GOODS[i % 4], "quantity": (i + number) % 97 + 1} for i in range(count)]


def prices(count: int, query: str = "") -> Question:
    """A request that nobody has sent before."""

    def body(number: int) -> bytes:
        return json.dumps({"id": f"Q-{number}", **HEAD, "lines": lines(count, number)}).encode()

    return Question(f"`/v1/prices{query}`, {count} lines, new each time", "POST", f"/v1/prices{query}", body)


def kept(count: int, beginning: str) -> Question:
    """A quote that is stored; its number begins so."""

    def body(number: int) -> bytes:
        request = {"id": f"{beginning}-{number}", **HEAD, "lines": lines(count, number)}
        return json.dumps({"request": request}).encode()

    return Question(f"`/v1/quotes`, {count} lines kept", "POST", "/v1/quotes", body)


def again(question: Question) -> Question:
    """The same request over and over."""
    name = question.name.removesuffix(", new each time")
    return Question(f"{name}, the same again", question.method, question.path, lambda _: question.body(0))


def clicks(product: str, bodies: Sequence[bytes]) -> Question:
    name = f"a click on {product}, new each time"
    return Question(name, "POST", f"/v1/configurations/{product}", lambda number: bodies[number], most=len(bodies))


def walks(workspace: Path, product: str, count: int, inside: str | None = None) -> list[bytes]:
    """So many different configurations as reps come to: at every step one more option that is still selectable.

    With `inside`, in three equal parts of that place.
    """
    found = list[bytes]()
    for own in _steps(workspace, product if inside is None else "R240", count):
        configuration = own if inside is None else {inside: [{"product": "R240", "quantity": 3, "configuration": own}]}
        found.append(json.dumps({**HEAD, "configuration": configuration}).encode())
    return found


def _steps(workspace: Path, id: str, count: int) -> Iterator[dict[str, dict[str, int]]]:
    rulebook = load_rulebook(workspace / "rules").rulebook
    assert rulebook is not None
    product = rulebook.all(Product)[id]
    assert isinstance(product, Configurable)
    asked = ConfigurationRequest.model_validate({**HEAD, "date": date.fromisoformat(HEAD["date"])})
    situation = situation_of(rulebook, asked.quote_request(id))
    chance, seen = random.Random(1), set[str]()
    while len(seen) < count:
        session = Session(rulebook, product, situation)
        for _ in range(STEPS):
            state = configurator(rulebook, product, situation=situation).status(session.selection)
            open_options = [
                (name, each.code)
                for name, options in state.groups.items()
                for each in options
                if each.state == "selectable" and not each.chosen
            ]
            if not open_options or len(seen) == count:
                break
            name, code = chance.choice(open_options)
            session = session.chosen(name, code, product.groups[name].options[code].min)
            choices = {each: dict(chosen) for each, chosen in session.choices.items() if isinstance(chosen, dict)}
            written = json.dumps(choices, sort_keys=True)
            if written not in seen:
                seen.add(written)
                yield choices
