"""Why a quote comes to something else under another version of the rules."""

from __future__ import annotations

from dataclasses import replace

from cpq.priced_quote import PricedQuote
from cpq.quote_json import as_json
from cpq.quotes.difference import difference
from cpq.quotes.difference_words import sentences
from cpq.rulebook.text import Text


def reasons_of(was: PricedQuote, is_: PricedQuote) -> tuple[Text, ...]:
    """The sentences of their difference, without that the versions differ."""
    found = difference(as_json(was), as_json(is_))
    return sentences(replace(found, rulebook_before=found.rulebook_after))
