"""What the rep reads of a condition of offer: its plain forms in words, any other as it is written."""

from __future__ import annotations

from collections.abc import Mapping

from cpq.bom.catalogue import Catalogue
from cpq.bom.configuration.names import CHOSEN
from cpq.bom.configuration.offers import Offer
from cpq.bom.configuration.subjects import Subject, Subjects
from cpq.bom.configuration.vocabulary import Vocabulary
from cpq.rulebook.expressions.terms import MIRRORED
from cpq.rulebook.expressions.tree import (
    Among,
    Comparison,
    ComparisonOperator,
    Contains,
    Junction,
    Literal,
    Name,
    Node,
    Not,
)
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

_RELATIONS: Mapping[ComparisonOperator, Text] = {
    "==": Text("为", "is"),
    "!=": Text("不为", "is not"),
    "<": Text("小于", "is less than"),
    "<=": Text("不超过", "is at most"),
    ">": Text("大于", "is more than"),
    ">=": Text("至少为", "is at least"),
}
_DENIED: Mapping[ComparisonOperator, ComparisonOperator] = {
    "==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<",
}  # fmt: skip


def offer_text(rulebook: Rulebook, vocabulary: Vocabulary, offer: Offer) -> Text:
    """That something is on offer under its condition only."""
    name = _name(rulebook, vocabulary, offer)
    words = _Words(rulebook, vocabulary)
    condition = words.of(vocabulary.tree(offer.when)) or Text.same(offer.when)
    return Text(
        zh=f"“{name.zh}”仅在此条件下提供：{condition.zh}", en=f'"{name.en}" is only on offer where {condition.en}'
    )


def _name(rulebook: Rulebook, vocabulary: Vocabulary, offer: Offer) -> Text:
    product = vocabulary.product
    match offer.path:
        case ("groups", _, "options", code):
            article = rulebook.derived(Catalogue).article(code)
            return article.name if article else Text.same(code)
        case ("groups", name):
            return product.groups[name].name
        case ("nested", name):
            return product.nested[name].name
        case _:
            return vocabulary.attributes[product.inputs[offer.key].attribute].name


class _Words:
    def __init__(self, rulebook: Rulebook, vocabulary: Vocabulary) -> None:
        self._subjects = Subjects(rulebook, vocabulary)

    def of(self, node: Node, *, denied: bool = False) -> Text | None:
        """The condition, or its contrary; None where there are no plain words for it."""
        match node:
            case Not(operand):
                return self.of(operand, denied=not denied)
            case Junction(operator, operands):
                return self._joined(operands, (operator == "and") is not denied, denied)
            case Contains(name, Literal(str(code)), negated) if name == CHOSEN:
                return _chosen(self._subjects.article(code), there=negated is denied)
            case Name(name):
                subject = self._subjects.of(name)
                return subject and self._related(subject, "!=" if denied else "==", True)
            case Among(Name(name), choices, negated):
                return self._among(name, choices, negated is not denied)
            case Comparison((Name(name), Literal(value)), (operator,)):
                return self._compared(name, _DENIED[operator] if denied else operator, value)
            case Comparison((Literal(value), Name(name)), (operator,)):
                mirrored = MIRRORED[operator]
                return self._compared(name, _DENIED[mirrored] if denied else mirrored, value)
            case _:
                return None

    def _joined(self, operands: tuple[Node, ...], all_of: bool, denied: bool) -> Text | None:
        found = [self.of(operand, denied=denied) for operand in operands]
        parts = [part for part in found if part is not None]
        if len(parts) < len(found) or (not all_of and any(isinstance(each, Junction) for each in operands)):
            return None
        zh, en = ("，且", " and ") if all_of else ("，或", " or ")
        return Text(zh=zh.join(part.zh for part in parts), en=en.join(part.en for part in parts))

    def _compared(self, name: str, operator: ComparisonOperator, value: object) -> Text | None:
        subject = self._subjects.of(name)
        if subject is None:
            return None
        if value == "" and operator in ("==", "!="):
            return _chosen(subject.text, there=operator == "!=")
        return self._related(subject, operator, value)

    def _related(self, subject: Subject, operator: ComparisonOperator, value: object) -> Text:
        relation, shown = _RELATIONS[operator], subject.shown(value)
        return Text(zh=f"{subject.text.zh}{relation.zh}{shown.zh}", en=f"{subject.text.en} {relation.en} {shown.en}")

    def _among(self, name: str, choices: tuple[Literal, ...], negated: bool) -> Text | None:
        subject = self._subjects.of(name)
        if subject is None:
            return None
        relation = _RELATIONS["!=" if negated else "=="]
        shown = [subject.shown(choice.value) for choice in choices]
        zh, en = "、".join(each.zh for each in shown), " or ".join(each.en for each in shown)
        return Text(zh=f"{subject.text.zh}{relation.zh}{zh}", en=f"{subject.text.en} {relation.en} {en}")


def _chosen(what: Text, *, there: bool) -> Text:
    if there:
        return Text(zh=f"选了{what.zh}", en=f"{what.en} is chosen")
    return Text(zh=f"未选{what.zh}", en=f"{what.en} is not chosen")
