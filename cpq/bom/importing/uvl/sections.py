"""The sections of a UVL file."""

from __future__ import annotations

from collections.abc import Sequence

from cpq.bom.importing.trouble import Trouble
from cpq.bom.importing.uvl.blocks import Block, blocks_of
from cpq.bom.importing.uvl.features import Features
from cpq.bom.importing.uvl.formulas import Tokens, Unreadable, constraint
from cpq.bom.importing.uvl.tokens import tokens_of
from cpq.bom.importing.uvl.tree import Feature, Node, Written
from cpq.rulebook.wording import short

_SECTIONS = ("namespace", "include", "imports", "features", "constraints")


def read_sections(text: str, trouble: Trouble) -> Written:
    """The whole file. Raises `Refused`."""
    found: dict[str, Block] = {}
    for block in blocks_of(tokens_of(text, trouble), trouble):
        keyword = next((each for each in _SECTIONS if block.tokens[0].is_word(each)), None)
        if keyword is None or keyword in found:
            word = short(block.tokens[0].text)
            trouble.error(
                "uvl-section",
                block.place,
                zh=f"这里应为 {'、'.join(_SECTIONS)} 之一，每节至多一次，而这里是“{word}”",
                en=f'one of {", ".join(_SECTIONS)} belongs here, each once at most, and "{word}" stands here',
            )
            continue
        found[keyword] = block
    _refuse_imports(found.get("imports"), trouble)
    features = Features(trouble)
    root = _root(found.get("features"), features, trouble)
    constraints = _constraints(found.get("constraints"), trouble)
    return Written(_namespace(found.get("namespace"), trouble), root, (*features.constraints, *constraints))


def _namespace(block: Block | None, trouble: Trouble) -> str | None:
    if block is None:
        return None
    tokens = Tokens(block.tokens[1:], block.place)
    try:
        name = tokens.reference().name
        tokens.finish()
    except Unreadable as error:
        trouble.error("uvl-syntax", error.place, zh=error.text.zh, en=error.text.en)
        return None
    return name


def _refuse_imports(block: Block | None, trouble: Trouble) -> None:
    for line in block.inside if block else ():
        trouble.error(
            "uvl-import",
            line.place,
            zh="不读取其他文件；请先把被引用的模型合并到这个文件里",
            en="other files are not read; merge the imported model into this file first",
        )


def _root(block: Block | None, features: Features, trouble: Trouble) -> Feature:
    if block is None or len(block.inside) != 1:
        trouble.stop(
            "uvl-root",
            block.inside[1].place if block and block.inside else trouble.place(),
            zh="features 之下须有且只有一个根特征",
            en="there must be exactly one root feature below `features`",
        )
    root = features.read(block.inside[0])
    if root is None:
        trouble.settle()
        raise AssertionError  # a feature that cannot be read has a finding
    return root


def _constraints(block: Block | None, trouble: Trouble) -> Sequence[Node]:
    found: list[Node] = []
    for line in block.inside if block else ():
        tokens = Tokens(line.tokens, line.place)
        try:
            found.append(constraint(tokens))
            tokens.finish()
        except Unreadable as error:
            trouble.error("uvl-syntax", error.place, zh=error.text.zh, en=error.text.en)
        for below in line.inside:
            trouble.error(
                "uvl-indentation",
                below.place,
                zh="约束下面不能再缩进；一行写一条约束",
                en="nothing is indented below a constraint; write one on each line",
            )
    return found
