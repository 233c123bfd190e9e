"""Hypothesis: no deadline on a shared machine, and the same examples every time in CI."""

import os

from hypothesis import settings

settings.register_profile("cpq", deadline=None, derandomize=bool(os.environ.get("CI")), print_blob=True)
settings.load_profile("cpq")
