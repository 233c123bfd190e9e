"""What was asked before is answered from memory: the same, once, within bounds, and only what is known for certain."""

from __future__ import annotations

from collections.abc import Callable

from cpq.bom.configuration import Configuration, Configurator, Selection, configurator
from cpq.bom.configuration.prepared import Engines
from cpq.bom.configuration.remembering import QUESTION, Memory, size_of
from cpq.bom.products import Configurable, Product
from cpq.rulebook.rulebook import Rulebook
from docs.generator.example import example_rulebook

EMPTY = Rulebook("empty", {})
ONE = Configuration("P", {"group": {"A": 1}}, {})


def asked(answer: Configuration) -> tuple[Callable[[], Configuration], list[None]]:
    """A question, and how often it was put."""
    times: list[None] = []

    def ask() -> Configuration:
        times.append(None)
        return answer

    return ask, times


def test_what_was_answered_is_not_asked_again() -> None:
    memory, (ask, times) = Memory(EMPTY), asked(ONE)
    assert [memory.answer("question", ask) for _ in range(3)] == [ONE] * 3
    assert len(times) == 1


def test_what_is_not_proven_is_asked_again() -> None:
    memory, (ask, times) = Memory(EMPTY), asked(Configuration("P", {}, {}, proven=False))
    memory.answer("question", ask)
    memory.answer("question", ask)
    assert len(times) == 2


def test_the_oldest_are_forgotten_where_there_is_no_room() -> None:
    memory, (ask, times) = Memory(EMPTY, most=2 * (QUESTION + size_of(ONE))), asked(ONE)
    for question in ("first", "second", "first", "third", "first", "second"):
        memory.answer(question, ask)
    assert len(times) == 4, "the second made room for the third, and is asked again"


def test_the_memory_of_a_rulebook_tells_what_the_configurator_would() -> None:
    rulebook = example_rulebook()
    products = [each for each in rulebook.all(Product).values() if isinstance(each, Configurable)]
    assert products
    for product in products:
        for selection in (Selection(), *_single(product)):
            for _ in range(2):
                shared = configurator(rulebook, product)
                alone = Configurator(rulebook, product, rulebook.derived(Engines).of(product, "automatic"))
                assert shared.status(selection) == alone.status(selection)
                assert shared.complete(selection) == alone.complete(selection)


def _single(product: Configurable) -> list[Selection]:
    return [Selection({name: {code: 1}}) for name, group in product.groups.items() for code in group.options]
