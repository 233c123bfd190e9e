"""What a condition asks about."""

from __future__ import annotations

from collections.abc import Iterator

from cpq.bom.configuration.names import CHOSEN, code_asked
from cpq.bom.configuration.vocabulary import Vocabulary
from cpq.rulebook.expressions.tree import Contains, Literal, Name, Node, names_read, walk


def asked_in(vocabulary: Vocabulary, condition: str) -> frozenset[str]:
    """The groups, inputs and nested places that a condition names, and the options (`group/OPTION`) that it asks for by code.

    An option that it asks for by code says nothing of the rest of its group.
    """
    tree = vocabulary.tree(condition)
    names = (name.removeprefix("the ").partition(".")[0] for name in names_read(tree))
    codes = [code for node in walk(tree) for code in _codes(node)]
    slots = ((slot, code) for code in codes for slot in vocabulary.decisions.of_option(code))
    return frozenset((*names, *(f"{slot.group}/{code}" for slot, code in slots)))


def _codes(node: Node) -> Iterator[str]:
    match node:
        case Contains(name, Literal(str(code))) if name == CHOSEN:
            yield code
        case Name(name) if (code := code_asked(name)) is not None:
            yield code
        case _:
            pass
