"""`cpq products`: the catalogue, and one product with what it is built from and where it is used."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.table import Table

from cpq.bom.catalogue import Catalogue
from cpq.bom.products import Product
from cpq.cli.language import read, say
from cpq.cli.opening import open_rulebook
from cpq.cli.options import JsonOption, WorkspaceOption
from cpq.cli.product_view import product_view
from cpq.cli.terminal import out, print_json
from cpq.rulebook.rulebook import Rulebook


def products(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            help=say(
                zh="词；或一个完整编号，变体编码亦可",
                en="Words to look for, or one whole code, a variant's too.",
            )
        ),
    ] = None,
    workspace: WorkspaceOption = Path(),
    json: JsonOption = False,
) -> None:
    rulebook = open_rulebook(workspace, as_json=json).rulebook
    exact = _named(rulebook, words[0]) if words and len(words) == 1 else None
    found = [each for each in rulebook.all(Product).values() if each is exact or _has(each, words or [])]
    if json:
        print_json({"products": [_as_object(product) for product in found]})
        return
    out.print(product_view(exact, rulebook) if exact else _table(found, rulebook))


def _named(rulebook: Rulebook, code: str) -> Product | None:
    """The product with that id, or with a variant of that code."""
    article = rulebook.derived(Catalogue).article(code)
    return rulebook.get(Product, code) or (article.product if article else None)


def _has(product: Product, words: list[str]) -> bool:
    text = " ".join([product.id, product.name.zh, product.name.en, product.category, _kind(product)]).lower()
    return all(word.lower() in text for word in words)


def _kind(product: Product) -> str:
    return type(product).__name__.lower()


def _as_object(product: Product) -> dict[str, object]:
    return {
        "id": product.id,
        "kind": _kind(product),
        "name": {"zh": product.name.zh, "en": product.name.en},
        "category": product.category,
        "sold_alone": product.sold_alone,
        "place": str(product.place),
    }


def _table(found: list[Product], rulebook: Rulebook) -> Table:
    caption = say(
        zh=f"{len(found)} / {len(rulebook.all(Product))} 个产品",
        en=f"{len(found)} of {len(rulebook.all(Product))} products",
    )
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, caption=caption, caption_justify="left")
    for heading in (
        say(zh="编号", en="Code"),
        say(zh="名称", en="Name"),
        say(zh="类型", en="Kind"),
        say(zh="分类", en="Category"),
    ):
        table.add_column(heading)
    table.add_column(say(zh="位置", en="Place"), style="dim", no_wrap=True)
    for product in found:
        table.add_row(product.id, read(product.name), _kind(product), product.category, str(product.place))
    return table
