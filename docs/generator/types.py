"""What may be written for a field, in words, from its annotation."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from pydantic import BeforeValidator, StringConstraints
from pydantic.fields import FieldInfo

from cpq.pricing.methods import AnyMethod
from cpq.promotions.benefits import AnyBenefit
from cpq.rulebook.fields import DIGESTS_PATTERN, ID_PATTERN, NAME_PATTERN, PREFIX_PATTERN, Compiled, Longest, Ref
from cpq.rulebook.model import Strict
from cpq.rulebook.text import Text

PERCENTAGE = Text("百分比，如 `12.5%`", "percentage, such as `12.5%`")

READ_BY: Mapping[str, Text | None] = {
    "exact_number": Text("数字", "number"),
    "rate": PERCENTAGE,
    "day": Text("日期，如 `2026-01-31`", "day, such as `2026-01-31`"),
    "words": Text("文字，或 `{zh: …, en: …}`", "text, or `{zh: …, en: …}`"),
    "currency_code": Text("货币代码", "currency code"),
    "_exact": Text("数字、`true`/`false` 或文字", "number, `true`/`false` or a word"),
    "_as_price": Text("数字", "a bare number"),
    "_by_method": Text("`delivery_methods` 中的编号", "id in `delivery_methods`"),
    "_cell": Text("角色、角色列表、`nobody` 或 `refuse`", "role, list of roles, `nobody` or `refuse`"),
    "as_printed": None,
    "_by_currency": None,
    "_none_is_plain": None,
    "_with_id": None,
}
"""What a function that reads a value takes, in words; None where the type says it."""

FORMED: Mapping[object, Text] = {
    ID_PATTERN: Text("编号", "code"),
    NAME_PATTERN: Text("名称", "name"),
    PREFIX_PATTERN: Text("字母、数字和连字符，以字母开头", "letters, digits and hyphens, a letter first"),
    DIGESTS_PATTERN: Text(
        "规则文件夹内的路径，以 `.digests` 结尾", "path inside the rules folder that ends in `.digests`"
    ),
}

PLAIN: Mapping[object, Text] = {
    str: Text("文字", "text"),
    int: Text("整数", "whole number"),
    bool: Text("`true` 或 `false`", "`true` or `false`"),
    Decimal: Text("数字", "number"),
}


NAMED: Sequence[tuple[Any, Text]] = (
    (
        AnyMethod,
        Text(
            "[计价方法](prices.md#price-methods)，或直接写数字",
            "[price method](prices.md#price-methods), or a bare number",
        ),
    ),
    (AnyBenefit, Text("[优惠](promotions.md#benefits)", "[benefit](promotions.md#benefits)")),
)
"""Unions that have a heading of their own in the reference."""


def described(annotation: Any, metadata: Sequence[object] = ()) -> Text:
    """A type in words; models are links."""
    named = next((text for union, text in NAMED if annotation in (union, get_args(union)[0])), None)
    if named is not None:
        return named
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return described(inner, [*metadata, *more])
    marks = list(_flat(metadata))
    return _with_bounds(_by_mark(marks) or _by_type(annotation), marks)


def _flat(metadata: Sequence[object]) -> Sequence[object]:
    return [mark for each in metadata for mark in (each.metadata if isinstance(each, FieldInfo) else [each])]


def _by_mark(marks: Sequence[object]) -> Text | None:
    for mark in marks:
        match mark:
            case Ref():
                return Text(f"`{mark.section}` 中的编号", f"id in `{mark.section}`")
            case Compiled():
                scope = f"[`{mark.scope}`](expressions.md#scope-{mark.scope.replace('_', '-')})"
                return Text(f"条件（{scope}）", f"condition ({scope})")
            case StringConstraints() if mark.pattern in FORMED:
                return FORMED[str(mark.pattern)]
            case BeforeValidator(func) if read := READ_BY[getattr(func, "__name__", "")]:
                return read
            case _:
                pass
    return None


def _by_type(annotation: Any) -> Text:
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return _either([described(each) for each in inner if each is not type(None)])
    if origin is Literal:
        return Text.same(" · ".join(f"`{word}`" for word in inner))
    if origin is Mapping:
        key, value = described(inner[0]), described(inner[1])
        return Text(f"映射：{key.zh} → {value.zh}", f"mapping: {key.en} → {value.en}")
    if origin in (Sequence, list):
        of = described(inner[0])
        return Text(f"列表：{of.zh}", f"list of: {of.en}")
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return Text.same(" · ".join(f"`{word.value}`" for word in annotation))
    if isinstance(annotation, type) and issubclass(annotation, Strict):
        return Text.same(f"[{annotation.__name__}]({annotation.__name__})")
    if annotation in PLAIN:
        return PLAIN[annotation]
    raise TypeError(f"no words for {annotation!r}")


def _either(options: Sequence[Text]) -> Text:
    unique = list(dict.fromkeys(options))
    return Text("，或 ".join(each.zh for each in unique), ", or ".join(each.en for each in unique))


def _with_bounds(text: Text, marks: Sequence[object]) -> Text:
    is_share = text == PERCENTAGE
    for mark in marks:
        match mark:
            case Gt(bound):
                text = Text(f"{text.zh}，大于 {bound}", f"{text.en}, above {bound}")
            case Ge(bound):
                text = Text(
                    f"{text.zh}，至少 {_bound(bound, is_share)}", f"{text.en}, {_bound(bound, is_share)} or more"
                )
            case Lt(bound):
                text = Text(f"{text.zh}，小于 {_bound(bound, is_share)}", f"{text.en}, below {_bound(bound, is_share)}")
            case Le(bound):
                text = Text(
                    f"{text.zh}，至多 {_bound(bound, is_share)}", f"{text.en}, at most {_bound(bound, is_share)}"
                )
            case MinLen(least) if text not in PLAIN.values() and least > 0:
                text = Text(f"{text.zh}，至少 {least} 项", f"{text.en}, {least} or more")
            case Longest(characters=most):
                text = Text(f"{text.zh}，至多 {most} 个字符", f"{text.en}, at most {most} characters")
            case MaxLen(most) if text in PLAIN.values():
                text = Text(f"{text.zh}，至多 {most} 个字符", f"{text.en}, at most {most} characters")
            case _:
                pass
    return text


def _bound(bound: object, is_share: bool) -> str:
    return f"{Decimal(str(bound)) * 100}%" if is_share else f"{bound}"
