"""All that a page needs to repaint after a click, as one answer: what everything can still be, what is in the way, what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from cpq.bom.configuration import Explanation, GivenUp, PriceEffects
from cpq.bom.configuration.state import Choice, ConfigurationState, Path, RuleText
from cpq.bom.request import Chosen
from cpq.configuring.asking import Asking
from cpq.configuring.completed import Completed
from cpq.configuring.painting import PaintedPart, painted
from cpq.priced_quote import PricedQuote
from cpq.priced_totals import Totals
from cpq.quote import price_quote
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.markings import UNSEEN
from cpq.rulebook.text import Text
from cpq.stages import stage


@dataclass(frozen=True, slots=True)
class Why:
    """Why something cannot be: one sentence, and the choices and rules that stand against each other."""

    text: Text
    choices: tuple[Choice, ...]
    rules: tuple[RuleText, ...]
    within: Path
    complete: bool


def why_of(explanation: Explanation) -> Why:
    return Why(
        explanation.text, explanation.choices, explanation.rules, explanation.within, complete=explanation.complete
    )


@dataclass(frozen=True, slots=True)
class ConfigurationPrice:
    """What the choices come to, the rest completed by the defaults."""

    currency: str
    price_list: str
    totals: Totals
    needs_approval: bool


@dataclass(frozen=True, slots=True)
class ConfigurationPage:
    """The state of a configuration.

    `configuration` has the choices as they were given, `completed` everything that the price is for; both can be sent as they are.
    `price` is None where the choices contradict each other or the rules, which `conflict` then tells, and where nothing can be priced,
    which the findings `unpriced` tell. Where it is not `proven`, something shown as possible may not be.
    """

    product: str
    name: Text
    rulebook_version: str
    possible: bool
    complete: bool
    proven: bool
    conflict: Why | None
    whole: PaintedPart
    configuration: Mapping[str, Chosen]
    completed: Mapping[str, Chosen] | None
    given_up: tuple[GivenUp, ...]
    price: ConfigurationPrice | None
    effects: PriceEffects | None = None
    unpriced: tuple[Finding, ...] = field(default=(), metadata=UNSEEN)


def page_of(asking: Asking, *, effects: bool = False) -> ConfigurationPage:
    """The page of a question: one question to the configurator for the state, one for the completion, one for the price."""
    session = asking.session
    with stage("state"):
        state = asking.configurator.status(asking.selection)
    with stage("completion"):
        done = asking.completed() if state.possible else None
    whole = done.configuration if isinstance(done, Completed) else None
    price, unpriced = _price(asking) if whole else (None, ())
    told = asking.effects() if effects and whole else None
    return ConfigurationPage(
        session.product.id,
        session.product.name,
        session.rulebook.version,
        possible=state.possible,
        complete=state.complete,
        proven=state.proven,
        conflict=_conflict(state, done),
        whole=painted(session.rulebook, session.product, state, session.choices),
        configuration=session.choices,
        completed=session.taken(whole).choices if whole else None,
        given_up=whole.given_up if whole else (),
        price=price,
        effects=told if isinstance(told, PriceEffects) else None,
        unpriced=unpriced,
    )


def _conflict(state: ConfigurationState, done: Completed | Explanation | None) -> Why | None:
    found = state.conflict or (done if isinstance(done, Explanation) else None)
    return why_of(found) if found else None


def _price(asking: Asking) -> tuple[ConfigurationPrice | None, tuple[Finding, ...]]:
    try:
        return _of(price_quote(asking.session.rulebook, asking.priced(), asking.where)), ()
    except Refused as refused:
        return None, refused.findings


def _of(quote: PricedQuote) -> ConfigurationPrice:
    return ConfigurationPrice(quote.currency, quote.price_list, quote.totals, needs_approval=bool(quote.approvals))


@dataclass(frozen=True, slots=True)
class ChoiceStep:
    """What became of a choice: `taken`, or `refused` with the reason, the page then being as it was before."""

    outcome: Literal["taken", "refused"]
    why: Why | None
    page: ConfigurationPage


def step_of(before: Asking, after: Asking, *, effects: bool = False) -> ChoiceStep:
    """Takes the step, unless it makes a contradiction where there was none."""
    page = page_of(after, effects=effects)
    if page.conflict is None or before.configurator.status(before.selection).conflict is not None:
        return ChoiceStep("taken", page.conflict, page)
    return ChoiceStep("refused", page.conflict, page_of(before, effects=effects))
