"""Hypothesis: no deadline on a shared machine, and the same examples every time in CI. Nothing is kept outside the tests."""

import os
from tempfile import mkdtemp

from hypothesis import settings

os.environ.setdefault("CPQ_CACHE", mkdtemp(prefix="cpq-tests-"))

settings.register_profile("cpq", deadline=None, derandomize=bool(os.environ.get("CI")), print_blob=True)
settings.load_profile("cpq")
