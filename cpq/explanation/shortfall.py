"""What something lacks to apply, and the terms of a condition that fail with the values that they have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from cpq.explanation.in_words import in_words
from cpq.rulebook.expressions import Expression, at_least
from cpq.rulebook.fields import Validity
from cpq.rulebook.model import Entity
from cpq.rulebook.place import Place
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A rule, list or contract, and why it does not apply; `missing` counts the terms that fail."""

    entity: Entity
    name: Text
    why: Text
    place: Place
    missing: int = 1


def out_of_days(valid: Validity) -> Text:
    """On which days it would apply."""
    return Text(zh=f"适用日期为 {valid.said.zh}", en=f"it applies only {valid.said.en}")


def no_amount_in(currency: str) -> Text:
    """That it says amounts in other currencies alone."""
    return Text(zh=f"没有写 {currency} 金额", en=f"it names no amount in {currency}")


def lacking(term: Expression, values: Mapping[str, object], others: int, rulebook: Rulebook) -> Text:
    """`it applies where the quantity is at least 100; here it is 36; 64 more`, and how many other terms fail, too.

    What has no words is told as it is written, with the values of its names.
    """
    spoken = in_words(term, values, rulebook)
    if spoken is not None:
        zh, en = [f"须{spoken.asked.zh}", spoken.have.zh], [f"it applies where {spoken.asked.en}", spoken.have.en]
    else:
        zh, en = _as_written(term, values)
    more = _more(term, values)
    if more is not None:
        zh.append(f"还差 {more}")
        en.append(f"{more} more")
    if others:
        zh.append(f"另有 {others} 项不符")
        en.append(f"{others} more {'term fails' if others == 1 else 'terms fail'}")
    return Text(zh="，".join(zh), en="; ".join(en))


def _as_written(term: Expression, values: Mapping[str, object]) -> tuple[list[str], list[str]]:
    """In Chinese and in English."""
    given = ", ".join(f"{name} = {_shown(values[name])}" for name in sorted(term.names) if name in values)
    unknown = [name for name in sorted(term.names) if name not in values]
    zh, en = [f"须 {term.text}"], [f"it takes {term.text}"]
    if given:
        zh.append(f"现在 {given}")
        en.append(f"here {given}")
    if unknown:
        zh.append(f"没有 {'、'.join(unknown)}")
        en.append(f"there is no {', '.join(unknown)}")
    return zh, en


def _more(term: Expression, values: Mapping[str, object]) -> str | None:
    """How much is missing to a lower bound that is enough itself."""
    least = at_least(term)
    have = values.get(least.name) if least is not None and least.included else None
    if least is None or not isinstance(have, Decimal) or have >= least.low:
        return None
    return f"{least.low - have:,f}" + (f" {least.currency}" if least.currency else "")


def _shown(value: object) -> str:
    match value:
        case Decimal():
            return f"{value.normalize():f}"
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{value}"'
        case frozenset():
            return "[" + ", ".join(sorted(f'"{each}"' for each in cast("frozenset[object]", value))) + "]"
        case _:
            return str(value)
