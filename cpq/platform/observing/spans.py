"""Spans as OpenTelemetry has them: off unless the settings say where they go, and then nothing is imported for them."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any

from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text


class Spans:
    """Names what is done, with how long it takes, to a collector; does nothing where there is none."""

    def __init__(self, tracer: Any = None) -> None:
        self._tracer = tracer

    @contextmanager
    def span(self, name: str, **attributes: str | int) -> Generator[None]:
        """What happens inside is a span below the one around it."""
        if self._tracer is None:
            yield
            return
        with self._tracer.start_as_current_span(name, attributes=attributes):
            yield


def spans_to(endpoint: str | None) -> Spans:
    """Spans that are sent to a collector by OTLP over HTTP. Raises `Refused` where the extra for it is not installed."""
    if endpoint is None:
        return Spans()
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ImportError:
        raise Refused([Finding("no-telemetry", Place("CPQ_TRACES"), _NOT_INSTALLED)]) from None
    provider: Any = TracerProvider(resource=Resource.create({"service.name": "cpq", "service.version": version("cpq")}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint)))
    return Spans(provider.get_tracer("cpq"))


_NOT_INSTALLED = Text(
    zh="追踪需要附加组件，请安装：pip install 'cpq[telemetry]'",
    en="traces need more packages; install them: pip install 'cpq[telemetry]'",
)
