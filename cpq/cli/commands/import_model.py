"""`cpq import-model`: a configuration model in another format, summed up or written as a workspace."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Annotated

import typer

from cpq.bom.importing import Imported, Summary, read_model, summary_of, write_product
from cpq.bom.importing.writing.codes import code_of
from cpq.cli.failure import refuse
from cpq.cli.findings_view import show
from cpq.cli.language import say
from cpq.cli.new_workspace import check_free, make_workspace
from cpq.cli.opening import working
from cpq.cli.options import JsonOption
from cpq.cli.terminal import err, out, print_json
from cpq.kinds import load_rulebook
from cpq.rulebook.fields import ID_PATTERN
from cpq.rulebook.finding import Refused
from cpq.rulebook.report import as_objects
from cpq.rulebook.text import Text
from cpq.workspace import starter


def import_model(
    file: Annotated[
        Path,
        typer.Argument(help=say(zh="模型文件：DIMACS、XCSP 2.1 或 UVL", en="The model: DIMACS, XCSP 2.1 or UVL.")),
    ],
    to: Annotated[
        Path | None,
        typer.Option(
            "--to",
            help=say(
                zh="写成工作文件夹；不写则只列出概要",
                en="The new folder to write it to; without it, a summary is shown.",
            ),
        ),
    ] = None,
    product: Annotated[
        str | None, typer.Option("--product", help=say(zh="产品编码", en="The code of the product."))
    ] = None,
    name: Annotated[str | None, typer.Option("--name", help=say(zh="产品名称", en="The name of the product."))] = None,
    json: JsonOption = False,
) -> None:
    if to is not None:
        check_free(to)
    with working(say(zh="读取模型", en="reading the model")):
        imported = read_model(file)
    if not json:
        show(imported.findings, Path(), as_json=False)
    if to is None:
        _summarise(imported, as_json=json)
        return
    code = _code(product, imported)
    with working(say(zh="写出规则并检查", en="writing the rulebook and checking it")):
        options = _write(imported, to, code, name or imported.name)
    if json:
        findings = as_objects(imported.findings)
        print_json({"workspace": str(to), "product": code, "words": options, "findings": findings})
        return
    err.print(say(zh=f"已写入 {to}，产品 {code}。下一步：", en=f"{to} is ready, with the product {code}. Next:"))
    err.print(f"  cd {to}\n  cpq check\n  cpq configure {code}", soft_wrap=True)


def _code(product: str | None, imported: Imported) -> str:
    code = code_of(imported.name, "MODEL") if product is None else product
    if not re.fullmatch(ID_PATTERN, code) or len(code) > 64:
        refuse(
            "bad-code",
            "--product",
            Text(
                zh="产品编码由字母、数字、点、下划线和连字符组成，以字母或数字开头，至多 64 个字符",
                en="the code of a product has letters, digits, dots, underscores and hyphens, begins with a letter or digit, and "
                "has 64 characters at most",
            ),
        )
    return code


def _write(imported: Imported, to: Path, product: str, name: str) -> dict[str, str]:
    """The code or name that each variable has in the rulebook. Nothing is left where the rulebook does not load."""
    written = write_product(imported, product, Text.same(name))

    def fill(made: Path) -> None:
        rules = made / "rules"
        rules.mkdir()
        shutil.copy(starter("minimal").rules / "company.yaml", rules)
        for file, text in written.files.items():
            (rules / file).write_text(text, "utf-8")
        loaded = load_rulebook(rules, made)
        if loaded.rulebook is None:
            raise Refused(loaded.findings)

    make_workspace(to, fill)
    return dict(written.words)


_KINDS = {
    "clause": Text(zh="子句", en="clauses"),
    "linear": Text(zh="线性约束", en="linear constraints"),
    "predicate": Text(zh="其他算式", en="other calculations"),
    "table": Text(zh="兼容表", en="tables"),
}


def _summarise(imported: Imported, *, as_json: bool) -> None:
    with working(say(zh="求解", en="solving")):
        found = summary_of(imported)
    if as_json:
        print_json(_object(imported, found))
        return
    rows = {
        say(zh="模型", en="model"): f"{imported.name} ({imported.format})",
        say(zh="变量", en="variables"): f"{found.variables:,}",
        say(zh="取值", en="values"): f"{found.values:,}",
        say(zh="规则", en="rules"): f"{found.rules:,}",
        **{say(zh=_KINDS[kind].zh, en=_KINDS[kind].en): f"{count:,}" for kind, count in found.constraints.items()},
        say(zh="可满足", en="possible"): _possible(found),
        say(zh="配置数", en="configurations"): say(zh="未计数", en="not counted")
        if found.count is None
        else f"{found.count:,}",
        say(zh="引擎", en="engine"): found.engine,
    }
    for label, value in rows.items():
        out.print(f"{label}: {value}", soft_wrap=True)


def _possible(found: Summary) -> str:
    if found.possible is None:
        return say(zh="未能在限度内判定", en="not decided within the limits")
    return (
        say(zh="是", en="yes")
        if found.possible
        else say(zh="否，约束自相矛盾", en="no, the constraints contradict each other")
    )


def _object(imported: Imported, found: Summary) -> dict[str, object]:
    return {
        "name": imported.name,
        "format": imported.format,
        "variables": found.variables,
        "values": found.values,
        "rules": found.rules,
        "constraints": dict(found.constraints),
        "possible": found.possible,
        "count": None if found.count is None else str(found.count),
        "engine": found.engine,
        "findings": as_objects(imported.findings),
    }
