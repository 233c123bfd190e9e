"""Hypothesis: no deadline on a shared machine, and the same examples every time in CI. Nothing is kept outside the tests."""

import atexit
import os
from shutil import rmtree
from tempfile import mkdtemp

from hypothesis import settings

if (
    "CPQ_CACHE" not in os.environ
):  # workers inherit that of the process that starts them, which takes it away at the end
    os.environ["CPQ_CACHE"] = mkdtemp(prefix="cpq-tests-")
    atexit.register(rmtree, os.environ["CPQ_CACHE"], ignore_errors=True)

settings.register_profile("cpq", deadline=None, derandomize=bool(os.environ.get("CI")), print_blob=True)
settings.load_profile("cpq")
