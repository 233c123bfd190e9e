"""Rules that change nothing: the other rules already imply them, or keep their conditions from ever being true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cpq.bom.checks.configurables import readable_configurables
from cpq.bom.configuration.any_parts import compile_with_any_parts
from cpq.bom.configuration.compilations import Compilations
from cpq.bom.configuration.compiled import Compiled
from cpq.bom.configuration.denial import asked, denied
from cpq.bom.configuration.posting import Posting
from cpq.bom.configuration.shapes import Shape
from cpq.bom.products import Configurable
from cpq.bom.solve import Model, OutOfBudget, SolveError
from cpq.bom.solve.rule_sets import RuleSets
from cpq.rulebook.finding import Finding, Refused, Severity
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text

MOST_UNDECIDED = 3
"""Rules of one product of which it is not decided in time whether they matter; the others are not asked about then."""


def every_rule_matters(rulebook: Rulebook) -> Iterator[Finding]:
    """Notes rules that could be left out: they may stand for options that are to come. Warns of conditions that are never true.

    All of them can be left out together: what is noted is no reason for another note.
    Where there are nested places, rules that could be left out whatever is in them.
    """
    for product in readable_configurables(rulebook):
        if product.rules:
            yield from _redundant(rulebook, product)


def _redundant(rulebook: Rulebook, product: Configurable) -> Iterator[Finding]:
    try:
        compiled = (
            compile_with_any_parts(rulebook, product)
            if product.nested
            else rulebook.derived(Compilations).of(product.id, Shape())
        )
        questions = _Questions.about(compiled)
        rules = RuleSets(questions.model)
    except (Refused, SolveError):
        return  # what cannot be solved is reported by itself
    with rules:
        yield from _implied(compiled, rules, questions)


def _implied(compiled: Compiled, rules: RuleSets, questions: _Questions) -> Iterator[Finding]:
    if not _can_be_built(rules, compiled.model.rules):
        return  # what cannot be built is reported by itself, too
    undecided, counted = 0, dict.fromkeys(compiled.model.rules)
    for id, denial in questions.denials.items():
        others = [rule for rule in counted if rule != id]
        try:
            implying = rules.against(denial, others)
            never = (
                rules.against(questions.asked[id], others) if implying is not None and id in questions.asked else None
            )
        except OutOfBudget:
            undecided += 1
            if undecided == MOST_UNDECIDED:
                return
        else:
            if implying is not None:
                counted.pop(id, None)  # so that all that are noted can be left out together
                yield _changes_nothing(compiled, id, implying) if never is None else _never_asked(compiled, id, never)


def _can_be_built(rules: RuleSets, every: Sequence[str]) -> bool:
    """No where that is not decided in time: then hardly anything about single rules would be."""
    try:
        return rules.possible(every)
    except OutOfBudget:
        return False


@dataclass(frozen=True, slots=True)
class _Questions:
    """The model with the denial of every written rule beside it, and its condition: by rule, what they are called there."""

    model: Model
    denials: Mapping[str, str]
    asked: Mapping[str, str]

    @classmethod
    def about(cls, compiled: Compiled) -> _Questions:
        rules, model = compiled.product.rules, compiled.model
        denials = {id: denied(id, rule, compiled.values) for id, rule in rules.items()}
        conditions = {id: asked(id, rule.when, compiled.values) for id, rule in rules.items() if rule.when is not None}
        postings = (*denials.values(), *conditions.values())
        extras = tuple(extra for posting in postings for extra in posting.extras)
        constraints = tuple(each for posting in postings for each in posting.constraints)
        whole = Model((*model.variables, *extras), (*model.constraints, *constraints))
        return cls(whole, _called(denials), _called(conditions))


def _called(postings: Mapping[str, Posting]) -> dict[str, str]:
    """Without those that demand nothing: of such a condition nothing can be said."""
    return {id: posting.rule for id, posting in postings.items() if posting.constraints}


def _never_asked(compiled: Compiled, id: str, against: tuple[str, ...]) -> Finding:
    rules = [compiled.rules[rule] for rule in against]
    why_zh, why_en = "；".join(rule.text.zh for rule in rules), "; ".join(rule.text.en for rule in rules)
    text = Text(
        zh=f"这条规则的 when 永远不成立{f'（{why_zh}）' if rules else ''}，规则不起作用；请改正条件，或删去规则",
        en=f"the condition of this rule is never true{f' ({why_en})' if rules else ''}, and the rule changes nothing; correct "
        "the condition, or remove the rule",
    )
    place = compiled.product.at("rules", id, "when")
    return Finding("never-asked", place, text, Severity.WARNING, tuple(rule.place for rule in rules))


def _changes_nothing(compiled: Compiled, id: str, implying: tuple[str, ...]) -> Finding:
    rules = [compiled.rules[rule] for rule in implying]
    place = compiled.product.at("rules", id)
    if not rules:
        text = Text(
            zh="这条规则对任何选择都成立，不起作用；请删去，或检查条件是否写错",
            en="this rule holds whatever is chosen and changes nothing; remove it, or look whether its condition is what you mean",
        )
        return Finding("redundant-rule", place, text, Severity.NOTE)
    text = Text(
        zh=f"这条规则不起作用：它已由其他规则推出（{'；'.join(rule.text.zh for rule in rules)}）；请删去，或检查条件是否写错",
        en=f"this rule changes nothing, since others imply it ({'; '.join(rule.text.en for rule in rules)}); remove it, or "
        "look whether its condition is what you mean",
    )
    return Finding("redundant-rule", place, text, Severity.NOTE, tuple(rule.place for rule in rules))
