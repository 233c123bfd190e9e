"""`words.yaml`: the labels of a document in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from cpq.documents.folder import OutsideFolder, TemplateFolder
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.place import Place
from cpq.rulebook.text import Locale, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = "words.yaml"
_FORM = Text(
    zh="每个标签写成 `名称: {zh: 中文, en: English}`",
    en="write each label as `name: {zh: 中文, en: English}`",
)


def read_words(folder: TemplateFolder, locale: Locale) -> dict[str, str]:
    """Label name → word in one language. Raises `Refused` with every place that is not a label."""
    try:
        node = yaml.compose(folder.read(FILE).decode(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except OutsideFolder:
        text = Text(
            zh=f"模板文件夹里没有 {FILE}，请从样例复制一份", en=f"the template folder has no {FILE}; copy the sample's"
        )
        raise Refused([Finding("no-words", Place(folder.label(FILE)), text)]) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Refused([_unreadable(error, folder)]) from None
    words: dict[str, str] = {}
    findings: list[Finding] = []
    for key, value in _pairs(node, folder, findings):
        word = {each.value: text.value for each, text in value.value} if isinstance(value, yaml.MappingNode) else {}
        if set(word) == {"zh", "en"} and all(isinstance(each, str) for each in word.values()):
            words[key] = word[locale]
        else:
            findings.append(Finding("word-form", _place(folder, value.start_mark), _FORM))
    if findings:
        raise Refused(findings)
    return words


def _pairs(node: yaml.Node | None, folder: TemplateFolder, findings: list[Finding]) -> Iterator[tuple[str, yaml.Node]]:
    if not isinstance(node, yaml.MappingNode):
        findings.append(Finding("word-form", Place(folder.label(FILE), 1, 1), _FORM))
        return
    for key, value in node.value:
        if isinstance(key, yaml.ScalarNode):
            yield key.value, value


def _unreadable(error: Exception, folder: TemplateFolder) -> Finding:
    mark = getattr(error, "problem_mark", None)
    reason = getattr(error, "problem", None) or str(error)
    return Finding(
        "words-unreadable",
        _place(folder, mark),
        Text(zh=f"这不是可读的 YAML：{reason}", en=f"this is not readable YAML: {reason}"),
    )


def _place(folder: TemplateFolder, mark: yaml.Mark | None) -> Place:
    return Place(folder.label(FILE), mark.line + 1, mark.column + 1) if mark else Place(folder.label(FILE))
