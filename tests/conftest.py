"""Hypothesis: no deadline on a shared machine, and the same examples every time in CI. Nothing is kept outside the tests."""

import atexit
import gc
import os
import sys
from shutil import rmtree
from tempfile import mkdtemp

from hypothesis import settings

if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
    sys.dont_write_bytecode = False  # else each of the hundreds of processes that tests start compiles all it imports

from cpq.rulebook.memory import take_for_granted

if (
    "CPQ_CACHE" not in os.environ
):  # workers inherit that of the process that starts them, which takes it away at the end
    os.environ["CPQ_CACHE"] = mkdtemp(prefix="cpq-tests-")
    atexit.register(rmtree, os.environ["CPQ_CACHE"], ignore_errors=True)

settings.register_profile("cpq", deadline=None, derandomize=bool(os.environ.get("CI")), print_blob=True)
settings.load_profile("cpq")


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end, and so do the engines that tests keep: they are seldom searched for garbage, which
    made some tests take ten times as long late in a process as in one of their own.
    """
    take_for_granted()
    gc.set_threshold(50_000, 50, 100)
