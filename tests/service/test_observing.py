"""What operators see: metrics with few labels, logs that nobody can forge, spans where they are asked for."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client.parser import text_string_to_metric_families

from cpq.api.desk import desk_for
from cpq.app import endpoints, layered
from cpq.platform.in_force import InForce
from cpq.platform.observing.logs import JsonLines, request_of_now, set_up
from cpq.platform.observing.metrics import Metrics
from cpq.platform.observing.processes import PROCESSES, forget_the_dead
from cpq.platform.observing.spans import Spans
from cpq.platform.people.rights import Role
from cpq.platform.settings import Settings
from cpq.platform.storage.database import Database
from docs.generator.example import example_rulebook
from tests.service.caller import HEAD, Caller, caller, key_of

QUOTE = {"id": "Q", **HEAD, "lines": [{"product": "GRN-64", "quantity": "1"}]}


def numbers(text: str) -> dict[tuple[str, tuple[str, ...]], float]:
    """Every sample by its name and the values of its labels."""
    found = (sample for family in text_string_to_metric_families(text) for sample in family.samples)
    return {(each.name, tuple(each.labels.values())): each.value for each in found}


def test_requests_are_counted_by_route_and_status(database: Database) -> None:
    service = caller(database=database, metrics=True)
    for number in (1, 2, 2):
        service.post("/v1/prices", {**QUOTE, "id": f"Q{number}"})
    service.post("/v1/prices", "{")
    service.get("/v1/products/GRN-64")
    service.get("/v1/products/GRN-65")
    service.get("/wp-login.php")
    found = numbers(service.get("/metrics").text)
    assert found["cpq_http_requests_total", ("POST", "/v1/prices", "200")] == 3
    assert found["cpq_http_requests_total", ("POST", "/v1/prices", "400")] == 1
    assert found["cpq_http_requests_total", ("GET", "/v1/products/{id}", "200")] == 1
    assert found["cpq_http_requests_total", ("GET", "/v1/products/{id}", "404")] == 1
    assert found["cpq_http_requests_total", ("GET", "none", "404")] == 1
    assert found["cpq_http_request_seconds_count", ("POST", "/v1/prices")] == 4
    assert found["cpq_engine_seconds_count", ("price",)] == 2
    assert found["cpq_engine_seconds_count", ("waterfall",)] == 2
    assert found["cpq_engine_seconds_count", ("read",)] == 3
    assert (found["cpq_answers_asked_total", ("yes",)], found["cpq_answers_asked_total", ("no",)]) == (1, 3)
    assert found["cpq_database_transaction_seconds_count", ("committed",)] > 0
    assert found["cpq_database_up", ()] == 1
    assert found["cpq_jobs", ("waiting",)] == 0
    assert found["cpq_rulebook_in_force", (example_rulebook().version,)] == 1


def test_no_label_has_anything_of_a_request(database: Database) -> None:
    service = caller(database=database, metrics=True)
    service.call("PROPFIND", "/v1/prices")
    service.get("/v1/products/C-100-SECRET")
    text = service.get("/metrics").text
    assert "SECRET" not in text
    assert "PROPFIND" not in text


def test_metrics_are_closed_until_they_are_opened_and_a_token_guards_them() -> None:
    assert caller().get("/metrics").status_code == 404
    service = caller(metrics=True, metrics_token="let me in").with_key(None)
    assert service.get("/metrics").status_code == 401
    assert service.get("/metrics", headers={"authorization": "Bearer other"}).status_code == 401
    assert service.get("/metrics", headers={"authorization": "Bearer let me in"}).status_code == 200


def test_without_the_database_the_other_numbers_are_told(database: Database) -> None:
    desk = desk_for(Settings(metrics=True), InForce(example_rulebook()), Database("sqlite:////nowhere/x.db"))
    answer = Caller(layered(endpoints(desk))).get("/metrics")
    assert answer.status_code == 200
    assert numbers(answer.text)["cpq_database_up", ()] == 0


def test_a_version_that_is_no_longer_in_force_says_so() -> None:
    metrics = Metrics()
    metrics.in_force("a")
    metrics.in_force("b")
    found = numbers(metrics.written().decode())
    assert (found["cpq_rulebook_in_force", ("a",)], found["cpq_rulebook_in_force", ("b",)]) == (0, 1)


COUNTING = """
from cpq.platform.observing.metrics import Metrics
metrics = Metrics()
metrics.answered("GET", "/x", 200, 0.1)
metrics.open_requests.inc()
"""
READING = """
from cpq.platform.observing.processes import forget_the_dead
forget_the_dead()
from cpq.platform.observing.metrics import Metrics
print(Metrics().written().decode())
"""


def test_processes_of_one_service_are_counted_together(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PROCESSES, str(tmp_path))
    for _ in range(2):
        subprocess.run([sys.executable, "-c", COUNTING], check=True, timeout=60)
    read = subprocess.run([sys.executable, "-c", READING], check=True, timeout=60, capture_output=True, text=True)
    found = numbers(read.stdout)
    assert found["cpq_http_requests_total", ("GET", "/x", "200")] == 2
    assert found.get(("cpq_http_requests_open", ()), 0) == 0  # of processes that are no more


def test_outside_of_several_processes_nobody_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PROCESSES, raising=False)
    forget_the_dead()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the service logs, as it would be written; what was set up before is set up again."""
    root, own, stream = logging.getLogger(), logging.getLogger("cpq"), io.StringIO()
    before = root.handlers[:], root.level, own.level
    set_up("json", "info", stream)
    yield stream
    root.handlers[:], root.level, own.level = before


def lines(log: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_every_request_is_one_line_with_its_id(log: io.StringIO) -> None:
    service = caller()
    answer = service.post("/v1/prices", QUOTE, X_Request_ID="abc-1")
    service.get("/health")
    found = [each for each in lines(log) if each["logger"] == "cpq.requests"]
    assert answer.headers["x-request-id"] == "abc-1"
    assert len(found) == 1
    line = found[0]
    assert (line["request_id"], line["route"], line["status"], line["method"]) == ("abc-1", "/v1/prices", 200, "POST")
    assert str(line["caller"]).startswith("key_")
    assert "C-100" not in log.getvalue()


def test_no_secret_and_no_body_is_logged(log: io.StringIO, database: Database) -> None:
    key = key_of(database, Role.ADMIN)
    service = caller(database=database).with_key(key)
    service.get("/v1/products?search=a-secret-word")
    service.post("/v1/sign-ins", {"login": "ada", "password": "correct horse battery"})
    assert key not in log.getvalue()
    assert "a-secret-word" not in log.getvalue()
    assert "horse" not in log.getvalue()


def test_a_defect_is_logged_with_its_traceback_and_answered_without(log: io.StringIO, monkeypatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("inner words")

    monkeypatch.setattr("cpq.api.prices.price_quote", broken)
    answer = caller().post("/v1/prices", QUOTE, X_Request_ID="abc-2")
    assert answer.status_code == 500
    assert "inner words" not in answer.text
    found = next(each for each in lines(log) if "exception" in each)
    assert "inner words" in str(found["exception"])
    assert "abc-2" in str(found)


def test_nobody_can_forge_a_line() -> None:
    record = logging.LogRecord("cpq", logging.INFO, "", 0, 'a\n{"level":"error"}\u2028 %s', ("x\r\ny",), None)
    line = JsonLines().format(record)
    assert len(line.splitlines()) == 1
    assert json.loads(line)["message"].startswith("a\n")


def test_what_is_done_in_threads_is_logged_with_the_request(log: io.StringIO, monkeypatch) -> None:
    def noted(rulebook, request, where):
        logging.getLogger("cpq.test").info("pricing")
        raise RuntimeError

    monkeypatch.setattr("cpq.api.prices.price_quote", noted)
    caller(short_lines=0).post("/v1/prices", QUOTE, X_Request_ID="abc-3")
    line = next(each for each in lines(log) if each["message"] == "pricing")
    assert line["request_id"] == "abc-3"
    assert request_of_now.get() is None


def test_spans_name_the_phases_below_the_request(database: Database) -> None:
    spans, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    desk = desk_for(Settings(), InForce(example_rulebook()), database)
    traced = replace(desk, spans=Spans(provider.get_tracer("x")))
    service = Caller(layered(endpoints(traced)), key_of(database, Role.REP))
    service.post("/v1/prices", QUOTE)
    found = {each.name: each for each in spans.get_finished_spans()}
    assert {"request", "read", "price", "explode", "waterfall", "answer"} <= found.keys()
    parent, request = found["price"].parent, found["request"].context
    assert parent is not None
    assert request is not None
    assert parent.span_id == request.span_id
    inside, price = found["waterfall"].parent, found["price"].context
    assert inside is not None
    assert price is not None
    assert inside.span_id == price.span_id
