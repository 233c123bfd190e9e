"""Names that rules cannot write, under which readings are kept all the same; and what an attribute counts as where it is missing."""

from __future__ import annotations

from decimal import Decimal

from cpq.bom.configuration.readings import Element
from cpq.company.attribute import Attribute

CHOSEN = "chosen"
"""The set of the chosen options' codes; this one can be written."""


def the(name: str) -> str:
    """A single-choice attribute's one value, where the plain name is the list with that value's repetitions."""
    return f"the {name}"


def quantity_of(code: str) -> str:
    """The number of one option, over all groups."""
    return f"quantity of {code}"


def code_asked(name: str) -> str | None:
    """The option whose number a name stands for, if it does."""
    _, of, code = name.partition("quantity of ")
    return code if of else None


def nothing(attribute: Attribute) -> Element:
    """What an attribute counts as where nothing states it."""
    match attribute.type:
        case "number":
            return Decimal(0)
        case "choice":
            return ""
        case "yes_no":
            return False
