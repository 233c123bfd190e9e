"""What the system must have to lay out pages, and what to say where it has not."""

from __future__ import annotations

from cpq.rulebook.finding import Finding, Severity
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text

_PANGO = "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
_SUBSET = "sudo apt-get install libharfbuzz-subset0"
_FONT = "sudo apt-get install fonts-noto-cjk"
_SMALL_FONT = "fonts-wqy-microhei"
_MOST_NAMED = 40


def no_pango(error: OSError) -> Finding:
    """Nothing can be laid out."""
    text = Text(
        zh=f"缺少排版所需的系统库 Pango（{error}）。请安装：{_PANGO}",
        en=f"the system library Pango is missing ({error}); install it: {_PANGO}",
    )
    return Finding("no-pango", Place(""), text)


def no_subsetting() -> Finding:
    """Everything works, but a page with Chinese takes seconds."""
    text = Text(
        zh=f"没有安装 libharfbuzz-subset0，嵌入中文字体要慢几十倍。请安装：{_SUBSET}",
        en=f"libharfbuzz-subset0 is missing, embedding a Chinese font takes many times longer; install it: {_SUBSET}",
    )
    return Finding("no-harfbuzz-subset", Place(""), text, Severity.WARNING)


def missing_glyphs(characters: list[str], place: Place) -> Finding:
    """Characters that no installed font has are printed as boxes: say which, and what to install."""
    named = " ".join(f"{each} (U+{ord(each):04X})" for each in characters[:_MOST_NAMED])
    if any(_is_chinese(each) for each in characters):
        text = Text(
            zh=f"没有安装中文字体，文字会印成方框：{named}。请安装：{_FONT}（或较小的 {_SMALL_FONT}）",
            en=f"no Chinese font is installed, characters print as boxes: {named}; install one: {_FONT} (or {_SMALL_FONT})",
        )
        return Finding("no-chinese-font", place, text, Severity.WARNING)
    text = Text(
        zh=f"已安装的字体里没有这些字符，会印成方框：{named}。请改写，或安装含有它们的字体",
        en=f"no installed font has these characters, they print as boxes: {named}; write them otherwise or install a font",
    )
    return Finding("missing-glyph", place, text, Severity.WARNING)


def _is_chinese(character: str) -> bool:
    return "\u3000" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef"
