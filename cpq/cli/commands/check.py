"""`cpq check`: is the rulebook right?"""

from __future__ import annotations

from pathlib import Path

from cpq.cli.failure import Exit, exit_code, leave
from cpq.cli.findings_view import show
from cpq.cli.language import say
from cpq.cli.opening import working, workspace_at
from cpq.cli.options import JsonOption, WorkspaceOption
from cpq.cli.terminal import err, print_json
from cpq.kinds import Loaded, load_rulebook
from cpq.rule_tests import every_finding
from cpq.rulebook.report import as_objects


def check(workspace: WorkspaceOption = Path(), json: JsonOption = False) -> None:
    place = workspace_at(workspace)
    with working(say(zh="检查规则", en="checking the rulebook")):
        loaded = load_rulebook(place.rules, place.root)
        findings = every_finding(loaded)
    if json:
        version = loaded.rulebook.version if loaded.rulebook else None
        print_json({"version": version, "findings": as_objects(findings)})
    else:
        show(findings, place.root, as_json=False)
        err.print(_summary(loaded, len(findings), fine=exit_code(findings) is Exit.FINE))
    leave(exit_code(findings))


def _summary(loaded: Loaded, count: int, *, fine: bool) -> str:
    size = say(zh=f"{loaded.files} 个文件，{loaded.rules} 条规则", en=f"{loaded.files} files, {loaded.rules} rules")
    if fine:
        version = loaded.rulebook.version[:12] if loaded.rulebook else ""
        return say(zh=f"没有错误：{size}，版本 {version}", en=f"no errors: {size}, version {version}")
    return say(zh=f"{count} 处需要处理（{size}）", en=f"{count} {'finding' if count == 1 else 'findings'} ({size})")
