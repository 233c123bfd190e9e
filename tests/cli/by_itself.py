"""Runs a command for each line it reads, in a child that has read nothing of this package yet, and prints what that one came to.

What most commands need from elsewhere is there already, which is most of the time that a new process takes.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
from contextlib import redirect_stderr, redirect_stdout
from importlib import import_module
from io import StringIO

for most_need in ("pydantic", "rich.console", "typer", "yaml"):
    import_module(most_need)
if any(name.split(".")[0] == "cpq" for name in sys.modules):
    raise ImportError("something of this package is there already")


def ended(command: str) -> dict[str, object]:
    """What `cpq COMMAND --help` wrote and which packages it read."""
    out, err, code = StringIO(), StringIO(), 0
    sys.argv = ["cpq", command, "--help"]
    with redirect_stdout(out), redirect_stderr(err):
        try:
            runpy.run_module("cpq", run_name="__main__")
        except SystemExit as end:
            code = int(end.code or 0)
    read = {name.split(".")[0] for name in sys.modules}
    return {"code": code, "out": out.getvalue(), "err": err.getvalue(), "read": sorted(read)}


def main() -> None:
    """Until there are no more lines."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            sys.stdout.write(json.dumps(ended(line.strip())) + "\n")
            sys.stdout.flush()
            os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
