"""Options and parts that may not be sold in a situation: to whom, where, through whom, when. They are ruled out like by a rule."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterator
from threading import Lock

from cpq.bom.catalogue import Catalogue
from cpq.bom.configuration.state import Explanation, RuleText
from cpq.bom.configuration.whole import Unsold, Whole
from cpq.bom.products.configurable import Configurable
from cpq.bom.sellability import Reason, why_not_sold
from cpq.bom.situation import Situation
from cpq.bom.solve.restricted import RuledOut
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

MOST_KEPT = 256


class Sales:
    """What is not sold of each product, kept for the latest situations: `rulebook.derived(Sales).unsold(product, situation)`."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._found: OrderedDict[Hashable, Unsold] = OrderedDict()
        self._lock = Lock()

    def unsold(self, product: Configurable, situation: Situation) -> Unsold:
        """Group and option → the first rule against it; nested place and product likewise."""
        key = (product.id, tuple(situation.values.items()))
        with self._lock:
            if key not in self._found:
                self._found[key] = dict(self._sought(product, situation))
                if len(self._found) > MOST_KEPT:
                    self._found.popitem(last=False)
            self._found.move_to_end(key)
            return self._found[key]

    def _sought(self, product: Configurable, situation: Situation) -> Iterator[tuple[tuple[str, str], RuleText]]:
        articles = self._rulebook.derived(Catalogue).articles
        groups = ((name, code) for name, group in product.groups.items() for code in group.options)
        places = ((name, code) for name, place in product.nested.items() for code in place.products)
        for name, code in (*groups, *places):
            article = articles[code]
            reasons = why_not_sold(self._rulebook, article.product, situation, article.code, alone=False)
            if reasons:
                text = _said(reasons[0], article.name)
                yield (name, code), RuleText(f"unsold:{name}/{code}", text, reasons[0].place)


def _said(reason: Reason, name: Text) -> Text:
    """The reason; one that an author wrote of many products says of which."""
    if reason.code != "not-sold":
        return reason.text
    return Text(zh=f"“{name.zh}”在此不售：{reason.text.zh}", en=f'"{name.en}" is not sold here: {reason.text.en}')


def ruled_out(whole: Whole) -> Iterator[RuledOut]:
    """The options of a whole that are not sold, as values that their variables cannot have."""
    for each in whole.every():
        for (name, code), rule in each.unsold.items():
            slots = (slot for slot in each.decisions.of_option(code) if slot.group == name)
            yield from (
                RuledOut(each.prefix + rule.id, each.prefix + slot.variable.name, slot.values_of(code))
                for slot in slots
            )


def unsold_part(whole: Whole) -> Explanation | None:
    """That something stands in a nested place that is not sold; the first of a whole."""
    return next((why for each in whole.every() for why in _unsold_parts(each)), None)


def _unsold_parts(outer: Whole) -> Iterator[Explanation]:
    for place, part in ((place, part) for place, parts in outer.inside.items() for part in parts):
        rule = outer.unsold.get((place, part.product.id))
        if rule is not None:
            yield Explanation((), (outer.unsold_rules[outer.prefix + rule.id],), part.path)
