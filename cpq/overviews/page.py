"""An overview as one HTML file that needs nothing else: no scripts, no pictures from elsewhere, every name escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from cpq.overviews.block import Block, Overview
from cpq.overviews.words import TOLD, is_amount, origin, remark, shown
from cpq.rulebook.text import Locale, Text

_STYLE = """
:root{color-scheme:light;--ink:#16181d;--soft:#565d68;--line:#dfe3e8;--back:#f5f6f8}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--ink);font:15px/1.55 'Noto Sans SC','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',system-ui,sans-serif}
header,main{max-width:1100px;margin:0 auto;padding:20px 16px}
header{padding-bottom:0}
h1{margin:0;font-size:26px;line-height:1.25;overflow-wrap:anywhere}
h2{margin:0 0 8px;font-size:17px}
section{background:#fff;border:1px solid var(--line);border-radius:10px;padding:14px 16px;margin:0 0 14px}
.from{color:var(--soft);font-size:12.5px;margin:10px 0 0}
.said{color:var(--soft);margin:4px 0}
dl{display:flex;flex-wrap:wrap;gap:10px 24px;margin:0}
dl div{flex:1 1 200px;min-width:0}
dt{color:var(--soft);font-size:12.5px}
dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th{font-size:12.5px;font-weight:600;color:var(--soft);text-align:left}
th,td{padding:6px 12px 6px 0;border-bottom:1px solid var(--line);vertical-align:top;white-space:pre-wrap}
tr:last-child td{border-bottom:0}
.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
svg{max-width:100%;height:auto}
@media (max-width:600px){
dl div{flex-basis:130px}
thead{display:none}
table,tbody,tr,td{display:block;width:100%}
tr{padding:8px 0;border-bottom:1px solid var(--line)}
tr:last-child{border-bottom:0}
td{display:flex;justify-content:space-between;gap:16px;padding:2px 0;border:0;text-align:right;overflow-wrap:anywhere}
td::before{content:attr(data-label);color:var(--soft);font-size:12.5px;text-align:left;white-space:nowrap}
td:first-child{display:block;text-align:left;font-weight:600}
td:first-child::before{content:none}
.wide svg{max-width:none}
}
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(view: Overview, locale: Locale, pictures: Sequence[str] = ()) -> str:
    """The whole file; `pictures` are SVG of power maps, shown with them."""
    language = "zh-CN" if locale == "zh" else "en"
    title = Text(zh="客户 360° 视图", en="Account overview").to(locale)
    as_of = Text(zh="截至", en="as of").to(locale)
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_safe(view.name)} – {title}</title>\n<style>{_STYLE}</style></head>\n<body>\n"
        f'<header><h1>{_safe(view.name)}</h1><p class="said">{title} · {_safe(view.account)} · {as_of} '
        f"{shown(view.as_of, locale)}</p></header>\n<main>\n"
        + "\n".join(_section(each, locale, pictures if each.name == "power_maps" else ()) for each in view.blocks)
        + "\n</main>\n</body></html>\n"
    )


def _section(block: Block, locale: Locale, pictures: Sequence[str]) -> str:
    said = remark(block, locale)
    parts = [
        f'<section aria-labelledby="b-{block.name}"><h2 id="b-{block.name}">{_safe(block.title.to(locale))}</h2>',
        _facts(block, locale) if block.facts else "",
        _table(block, locale) if block.rows else "",
        *(f'<div class="wide">{each}</div>' for each in pictures),
        f'<p class="said">{_safe(said)}</p>' if said else "",
        f'<p class="from">{_safe(origin(block, locale))}</p>' if block.state in TOLD else "",
        "</section>",
    ]
    return "\n".join(each for each in parts if each)


def _facts(block: Block, locale: Locale) -> str:
    pairs = (
        f"<div><dt>{_safe(each.label.to(locale))}</dt><dd>{_safe(shown(each.value, locale))}</dd></div>"
        for each in block.facts
    )
    return f"<dl>{''.join(pairs)}</dl>"


def _table(block: Block, locale: Locale) -> str:
    right = {each.name for each in block.columns if any(is_amount(row[each.name]) for row in block.rows)}
    heads = "".join(
        f'<th scope="col"{_side(each.name, right)}>{_safe(each.label.to(locale))}</th>' for each in block.columns
    )
    rows = "".join(
        "<tr>"
        + "".join(
            f'<td{_side(each.name, right)} data-label="{_safe(each.label.to(locale))}">'
            f"{_safe(shown(row[each.name], locale))}</td>"
            for each in block.columns
        )
        + "</tr>\n"
        for row in block.rows
    )
    return f'<div class="wide"><table><thead><tr>{heads}</tr></thead><tbody>\n{rows}</tbody></table></div>'


def _side(name: str, right: set[str]) -> str:
    return ' class="n"' if name in right else ""


def _safe(words: str) -> str:
    """Escaped, and without characters that turn or hide text."""
    return escape("".join(each for each in words if each.isprintable() or each in "\n\u3000"))
