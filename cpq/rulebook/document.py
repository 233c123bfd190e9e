"""Reading one document that is not part of the rulebook, such as the request for a quote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar, cast

from cpq.rulebook.book_context import BookContext, ScopeBuilder
from cpq.rulebook.fields import Context
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.form import Form
from cpq.rulebook.limits import REQUEST, Limits
from cpq.rulebook.model import Entity, Strict
from cpq.rulebook.reader import read
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.section import Section
from cpq.rulebook.source import Map, Seq, Source
from cpq.rulebook.text import Text

M = TypeVar("M", bound=Strict)


@dataclass(frozen=True, slots=True)
class Document(Generic[M]):
    """A document as read, or what is wrong with it. `source` tells the place of every value."""

    value: M | None
    findings: tuple[Finding, ...]
    source: Source

    def or_refuse(self) -> M:
        """The value; raises `Refused` with all findings where there is none."""
        if self.value is None:
            raise Refused(self.findings)
        return self.value


def read_as(
    model: type[M], text: str | bytes, file: str, context: Context | None = None, limits: Limits = REQUEST
) -> Document[M]:
    """Read a YAML or JSON text as a model. Never raises for any content; `file` names it in places."""
    tree = read(file, text, limits)
    source = tree.source
    if not tree.whole or tree.findings:
        return Document(None, tree.findings, source)
    if tree.root is None:
        return Document(None, (Finding("empty", tree.place, _EMPTY),), source)
    return _item(cast("Form[M]", _form(model)), source, context)


def read_each(
    model: type[M], text: str | bytes, file: str, name: str, context: Context | None = None, limits: Limits = REQUEST
) -> Sequence[Document[M]] | Document[M]:
    """Read the items of the one list of a text, `{name: […]}`, each as a model with a source of its own; or what is wrong with the text."""
    tree = read(file, text, limits)
    if not tree.whole or tree.findings:
        return Document(None, tree.findings, tree.source)
    items = tree.source.found(name)
    if not isinstance(tree.root, Map) or len(tree.root) != 1 or not isinstance(items, Seq):
        wanted = Text(zh=f"这里只写 {name}：一个列表", en=f"this takes `{name}`, a list, and nothing else")
        return Document(None, (Finding("not-a-list", tree.source.at(name), wanted),), tree.source)
    form = cast("Form[M]", _form(model))
    return [_item(form, source, context) for source in tree.source.items(name)]


def _item(form: Form[M], source: Source, context: Context | None) -> Document[M]:
    made = form.read(source.found(), source, context)
    if isinstance(made, tuple):
        return Document(None, tuple(sorted(made, key=lambda each: each.place)), source)
    return Document(made, (), source)


_EMPTY = Text(zh="这里什么也没有写", en="nothing is written here")


@lru_cache(maxsize=64)
def _form(model: type[Strict]) -> Form[Strict]:
    return Form(model)


def context_of(
    rulebook: Rulebook, sections: Sequence[Section[Entity]], scopes: Mapping[str, ScopeBuilder]
) -> BookContext:
    """The context of a loaded rulebook, for `read_as`."""
    kinds = {section.name: section.kind for section in sections}
    return BookContext(lambda name: rulebook.all(kinds[name]) if name in kinds else (), rulebook, scopes)
