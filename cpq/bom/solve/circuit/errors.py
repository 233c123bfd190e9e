"""Why there is no circuit."""

from __future__ import annotations


class DidNotCompile(Exception):
    """The circuit would be larger, or take longer to make, than the budget allows: another engine must answer."""
