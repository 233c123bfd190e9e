"""`cpq clean`: what was typed, in the form that the service keeps; or why it has none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Annotated, Any, cast

import typer

from cpq.cleaning.company_names import company_name
from cpq.cleaning.credit_codes import credit_code
from cpq.cleaning.emails import email as email_address
from cpq.cleaning.phones import Home, phone_number
from cpq.cleaning.unclean import Unclean
from cpq.cli.failure import refuse
from cpq.cli.flags import Command
from cpq.cli.language import read, say
from cpq.cli.options import JsonOption
from cpq.cli.terminal import out, print_json
from cpq.quote_json import plain

clean = typer.Typer()

Typed = Annotated[str, typer.Argument(help=say(zh="原样写出", en="As it was typed."))]


@clean.command(
    cls=Command, help=say(zh="电话号码：E.164、归属地、分机", en="A telephone number: E.164, home, extension.")
)
def phone(
    typed: Typed,
    country: Annotated[
        str,
        typer.Option(
            "--country", help=say(zh="没有国家代码的号码属于哪国", en="Where numbers without a country code are.")
        ),
    ] = "CN",
    json: JsonOption = False,
) -> None:
    _answer(typed, lambda: phone_number(typed, country.upper()), as_json=json)


@clean.command(cls=Command, help=say(zh="电子邮箱地址", en="An e-mail address."))
def email(typed: Typed, json: JsonOption = False) -> None:
    _answer(typed, lambda: email_address(typed), as_json=json)


@clean.command(
    cls=Command,
    help=say(zh="公司名称：字号、行业、地区、组织形式", en="A company's name: core, trade, places, legal form."),
)
def company(typed: Typed, json: JsonOption = False) -> None:
    _answer(typed, lambda: company_name(typed), as_json=json)


@clean.command("credit-code", cls=Command, help=say(zh="统一社会信用代码", en="A Unified Social Credit Code."))
def code(typed: Typed, json: JsonOption = False) -> None:
    _answer(typed, lambda: credit_code(typed), as_json=json)


def _answer(typed: str, work: Callable[[], object], *, as_json: bool) -> None:
    try:
        found = work()
    except Unclean as unclean:
        refuse(unclean.code, typed, unclean.text)
    if as_json:
        print_json(plain(_sorted(found)))
    else:
        out.print("\n".join(_lines(found)), soft_wrap=True, markup=False, highlight=False)


def _sorted(found: object) -> object:
    """With sets as lists: JSON has none."""
    if isinstance(found, Home):
        return found
    if is_dataclass(found) and not isinstance(found, type):
        return {each.name: _sorted(getattr(found, each.name)) for each in fields(found)}
    return sorted(cast("frozenset[str]", found)) if isinstance(found, frozenset) else found


def _lines(found: object) -> list[str]:
    """One a line; what there is none of is left out."""
    made = _sorted(found)
    if not isinstance(made, dict):
        return [str(made)]
    named = cast("dict[str, Any]", made)
    return [
        f"{name}: {_written(each)}" for name, each in named.items() if each not in (None, "", []) and name != "written"
    ]


def _written(value: object) -> str:
    match value:
        case Home():
            return f"{read(value.place)} ({value.source}, {value.confidence})"
        case list():
            return ", ".join(cast("list[str]", value))
        case _:
            return str(value)
