"""The language of an answer, from Accept-Language (RFC 9110, 12.5.4)."""

from __future__ import annotations

from cpq.rulebook.text import Locale


def locale_of(header: str) -> Locale:
    """`zh` or `en`, whichever the reader would rather have; English where neither is named."""
    best: tuple[float, Locale] = (0.0, "en")
    for part in header.split(",")[:20]:
        tag, _, parameters = part.partition(";")
        language = tag.strip().lower().split("-")[0]
        weight = _weight(parameters)
        if language in ("zh", "en") and weight > best[0]:
            best = weight, "zh" if language == "zh" else "en"
    return best[1]


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if not name:
        return 1.0
    try:
        return min(float(value), 1.0) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
