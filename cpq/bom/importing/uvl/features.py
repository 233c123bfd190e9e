"""The feature tree of UVL, from blocks to features."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cpq.bom.importing.trouble import Trouble
from cpq.bom.importing.uvl.blocks import Block
from cpq.bom.importing.uvl.formulas import Tokens, Unreadable, constraint, literal
from cpq.bom.importing.uvl.tree import Feature, FeatureType, Group, GroupKind, Node, Value
from cpq.rulebook.text import Text
from cpq.rulebook.wording import short

LARGEST_COUNT = 1_000
DEEPEST_ATTRIBUTE = 10

_KINDS: dict[str, tuple[GroupKind, int, int | None]] = {
    "mandatory": ("mandatory", 0, None),
    "optional": ("optional", 0, None),
    "or": ("or", 1, None),
    "alternative": ("alternative", 1, 1),
}
"""Keyword → kind, and how many are taken; of a mandatory group that is all, which only shows once they are counted."""
_TYPES: Mapping[str, FeatureType] = {
    "Boolean": "Boolean", "Integer": "Integer", "Real": "Real", "String": "String",
}  # fmt: skip


class Features:
    """Reads features; `constraints` are those that stand among the attributes."""

    def __init__(self, trouble: Trouble) -> None:
        self._trouble = trouble
        self.constraints: list[Node] = []

    def read(self, block: Block) -> Feature | None:
        """The feature of a block; None after an error in its line."""
        try:
            head = self._head(Tokens(block.tokens, block.place), block)
        except Unreadable as error:
            self._trouble.error("uvl-syntax", error.place, zh=error.text.zh, en=error.text.en)
            head = None
        groups = tuple(each for each in map(self._group, block.inside) if each is not None)
        if head is None:
            return None
        return Feature(head.name, head.type, head.place, head.attributes, groups, head.least, head.most)

    def _head(self, tokens: Tokens, block: Block) -> Feature:
        """The line of a feature, without what is below it."""
        type: FeatureType = "Boolean"
        if tokens.here.is_word(*_TYPES) and tokens.following.kind in {"word", "quoted"}:
            type = _TYPES[tokens.take().text]
        place = tokens.here.place
        if tokens.here.is_word(*_KINDS):
            keyword = tokens.here.text
            text = Text(
                zh=f"这里应为特征名，而“{keyword}”是关键字", en=f"a feature belongs here, and `{keyword}` is a keyword"
            )
            raise Unreadable(place, text)
        name = tokens.reference().name
        least, most = 1, 1
        if tokens.here.is_word("cardinality"):
            tokens.take()
            least, most = self._times(tokens, block)
        attributes = dict(self._attributes(tokens, "", 0)) if tokens.here.is_sign("{") else {}
        tokens.finish()
        return Feature(name, type, place, attributes, (), least, most)

    def _times(self, tokens: Tokens, block: Block) -> tuple[int, int]:
        place = tokens.here.place
        least, most = _range(tokens)
        if least < 1 or most is None or most > LARGEST_COUNT or (block.inside and (least, most) != (1, 1)):
            self._trouble.error(
                "uvl-unsupported",
                place,
                zh=f"特征基数只支持没有下级特征的特征，且为 [1..{LARGEST_COUNT}] 以内；可选请写在 optional 组里",
                en=f"a feature cardinality is supported for a feature with none below it, within [1..{LARGEST_COUNT}]; put "
                "it into an optional group if it can be left out",
            )
            return 1, 1
        return least, most

    def _group(self, block: Block) -> Group | None:
        tokens = Tokens(block.tokens, block.place)
        try:
            if tokens.here.kind == "range":
                kind, (least, most) = "range", _range(tokens)
            elif tokens.here.is_word(*_KINDS):
                kind, least, most = _KINDS[tokens.take().text]
            else:
                tokens.stop(
                    Text(
                        zh="应为 mandatory、optional、or、alternative 或 [n..m]",
                        en="`mandatory`, `optional`, `or`, `alternative` or `[n..m]` is wanted",
                    )
                )
            tokens.finish()
        except Unreadable as error:
            self._trouble.error("uvl-syntax", error.place, zh=error.text.zh, en=error.text.en)
            return None
        features = tuple(each for each in map(self.read, block.inside) if each is not None)
        if not block.inside:
            self._trouble.error("uvl-syntax", block.place, zh="组里没有特征", en="the group has no features")
        return Group(kind, len(features) if kind == "mandatory" else least, most, features, block.place)

    def _attributes(self, tokens: Tokens, prefix: str, depth: int) -> Iterator[tuple[str, Value]]:
        tokens.need("{")
        if depth > DEEPEST_ATTRIBUTE:
            raise Unreadable(tokens.here.place, Text(zh="属性嵌套太深", en="the attributes are nested too deep"))
        while not tokens.taken("}"):
            if tokens.here.is_word("constraint") and not tokens.following.is_sign(",", "}"):
                tokens.take()
                self.constraints.append(constraint(tokens))
            elif tokens.here.is_word("constraints") and tokens.following.is_sign("["):
                tokens.take()
                self._list_of_constraints(tokens)
            else:
                yield from self._attribute(tokens, prefix, depth)
            if not tokens.here.is_sign("}"):
                tokens.need(",")

    def _list_of_constraints(self, tokens: Tokens) -> None:
        tokens.need("[")
        while not tokens.taken("]"):
            self.constraints.append(constraint(tokens))
            if not tokens.here.is_sign("]"):
                tokens.need(",")

    def _attribute(self, tokens: Tokens, prefix: str, depth: int) -> Iterator[tuple[str, Value]]:
        name = f"{prefix}{tokens.name()}"
        if tokens.here.is_sign("{"):
            yield from self._attributes(tokens, f"{name}.", depth + 1)
        elif tokens.here.is_sign("[") or tokens.here.kind == "range":
            _skip_list(tokens)
        elif tokens.here.is_sign(",", "}"):
            yield name, True
        elif tokens.here.is_word("true", "false"):
            yield name, tokens.take().text == "true"
        else:
            yield name, literal(tokens).value


def _skip_list(tokens: Tokens) -> None:
    """A list of values, which no constraint can ask for."""
    if tokens.here.kind == "range":
        tokens.take()
        return
    depth = 0
    while True:
        depth += tokens.here.is_sign("[", "{") - tokens.here.is_sign("]", "}")
        if tokens.here.kind == "line":
            tokens.need("]")
        tokens.take()
        if not depth:
            return


def _range(tokens: Tokens) -> tuple[int, int | None]:
    """The two ends of `[n..m]`, of `[n]` twice the same; None for `*`."""
    if tokens.here.kind != "range":
        tokens.stop(Text(zh="应为 [n..m]", en="`[n..m]` is wanted"))
    token = tokens.take()
    first, dots, last = token.text.strip("[] \t\n").partition("..")
    least, most = (first.strip(), last.strip() if dots else first.strip())
    if max(len(least), len(most)) > 6:
        shown = short(token.text)
        text = Text(
            zh=f"{shown} 里的数太大，最多六位", en=f"a number in {shown} is too large; it has six digits at most"
        )
        raise Unreadable(token.place, text)
    if most != "*" and int(least) > int(most):
        shown = short(token.text)
        raise Unreadable(
            token.place, Text(zh=f"{shown} 不是从小到大的范围", en=f"{shown} is no range from less to more")
        )
    return int(least), None if most == "*" else int(most)
