"""YAML, read strictly: a part of YAML 1.2 that means what it looks like.

What is refused: duplicate keys, keys that are not single words, tags, merge keys (`<<`), several documents, characters
that cannot be seen, and anything past the limits. What stays a word: `yes`, `no`, `on`, `off`, dates, `0x1F`, `1_000`,
`.inf`, numbers with leading zeros, and every key. Numbers are exact.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from yaml import YAMLError, cyaml

from cpq.rulebook.characters import decoded, readable, unseen
from cpq.rulebook.composer import Composer, Parser
from cpq.rulebook.finding import Finding
from cpq.rulebook.json_reader import read_json
from cpq.rulebook.limits import RULE_FILE, Limits
from cpq.rulebook.place import Place
from cpq.rulebook.source import SourceFile
from cpq.rulebook.syntax import syntax_finding
from cpq.rulebook.text import Text
from cpq.rulebook.tree import BrokenOff, Notes, Tree, unread

# libyaml's parser, which the type stubs leave out.
_parser = cast("Callable[[str], Parser]", vars(cyaml)["CParser"])


def read(name: str, content: bytes | str, limits: Limits = RULE_FILE) -> Tree:
    """Read a YAML or JSON text; it is JSON where `name` ends in `.json`, or where it is well-formed as JSON.

    Never raises for any content.
    """
    if len(content) > limits.bytes:
        return unread(name, _too_large(name, limits))
    text = decoded(name, content) if isinstance(content, bytes) else content.removeprefix("\ufeff")
    if isinstance(text, Finding):
        return unread(name, text)
    file = SourceFile(name, text)
    if name.endswith(".json"):
        return read_json(file, limits)
    # JSON is YAML but for its escapes of characters beyond 0xFFFF; a request on standard input has no name to tell.
    as_json = read_json(file, limits) if text.lstrip().startswith("{") else None
    return as_json if as_json is not None and as_json.whole else _read_yaml(file, limits)


def _too_large(name: str, limits: Limits) -> Finding:
    size = f"{limits.bytes // 1_000_000} MB"
    text = Text(zh=f"文件超过 {size}，请拆成几个文件", en=f"larger than {size}; split it into several files")
    return Finding("too-large", Place(name), text)


def _read_yaml(file: SourceFile, limits: Limits) -> Tree:
    notes = Notes(file, limits, list(unseen(file, limits.findings)))
    text = readable(file.text) if notes.findings else file.text
    composer = Composer(_parser(text), notes)
    try:
        composer.document()
    except BrokenOff:
        pass
    except YAMLError as error:
        notes.findings.append(syntax_finding(file, error))
    return Tree(file, composer.root, composer.place, tuple(notes.findings), composer.whole)
