"""How the variables of an imported model are asked for in the rules of the product that is written of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cpq.bom.importing.imported import Imported
from cpq.bom.importing.writing.codes import codes_of, names_of
from cpq.bom.solve import Is


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`words` are the codes of options by the variable, or the names of inputs."""

    words: Mapping[str, str]
    domains: Mapping[str, tuple[int, ...]]
    options: bool

    def literal(self, literal: Is) -> str:
        """A literal, whose value is in the domain, as a condition."""
        word, domain = self.words[literal.variable], self.domains[literal.variable]
        if not self.options:
            return f"{word} {'==' if literal.positive else '!='} {literal.value}"
        if literal.value == 0 or domain == (0, 1):
            taken = (literal.value != 0) is literal.positive
            return f'has("{word}")' if taken else f'not has("{word}")'
        return f'quantity_of("{word}") {"==" if literal.positive else "!="} {literal.value}'

    def number(self, variable: str) -> str:
        """What a variable is worth, as a term."""
        return f'quantity_of("{self.words[variable]}")' if self.options else self.words[variable]


def vocabulary_of(imported: Imported, product: str) -> Vocabulary:
    """Features become options, variables of several values become inputs. No option has the code of the product."""
    domains = imported.model.domains
    options = imported.format != "xcsp"
    words = codes_of(domains, [product]) if options else names_of(domains)
    return Vocabulary(words, domains, options)
