"""`cpq products`: the catalogue, and one product with what it is built from and where it is used."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich import box
from rich.table import Table

from cpq.bom.catalogue import Catalogue
from cpq.bom.products import Product
from cpq.cli.failure import refuse
from cpq.cli.language import read, say
from cpq.cli.opening import open_rulebook
from cpq.cli.options import JsonOption, WorkspaceOption
from cpq.cli.product_view import product_view
from cpq.cli.terminal import out, print_json
from cpq.product_search import has_words, kind_of
from cpq.rulebook.finding import did_you_mean
from cpq.rulebook.rulebook import Rulebook
from cpq.rulebook.text import Text


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
    found = [each for each in rulebook.all(Product).values() if each is exact or has_words(each, words or [])]
    if words and not found:
        _nothing_found(words, rulebook)
    if json:
        print_json({"products": [_as_object(product) for product in found]})
        return
    out.print(product_view(exact, rulebook) if exact else _table(found, rulebook))


def _named(rulebook: Rulebook, code: str) -> Product | None:
    """The product with that id, or with a variant of that code."""
    article = rulebook.derived(Catalogue).article(code)
    return rulebook.get(Product, code) or (article.product if article else None)


def _nothing_found(words: list[str], rulebook: Rulebook) -> NoReturn:
    """Ends with the word that nothing has, or else says that nothing has all of them."""
    products = rulebook.all(Product).values()
    lost = next((word for word in words if not any(has_words(each, [word]) for each in products)), None)
    if lost is None:
        text = Text(zh="没有产品同时含有这些词；请少写几个", en="no product has all of these words; write fewer")
        refuse("unknown-product", " ".join(words), text)
    named = (word for each in products for word in f"{each.name.zh} {each.name.en} {each.category}".split())
    near = did_you_mean(lost, [*rulebook.derived(Catalogue).articles, *named])
    zh, en = near.zh or "；不写词则列出全部", near.en or "; without words all are listed"
    refuse("unknown-product", lost, Text(zh=f"没有这样的产品{zh}", en=f"there is no such product{en}"))


def _as_object(product: Product) -> dict[str, object]:
    return {
        "id": product.id,
        "kind": kind_of(product),
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
        table.add_row(product.id, read(product.name), kind_of(product), product.category, str(product.place))
    return table
