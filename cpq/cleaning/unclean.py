"""Why something that was typed cannot be brought into its form."""

from __future__ import annotations

from cpq.rulebook.text import Text


class Unclean(ValueError):
    """What was typed is no such thing. `code` is stable, `text` says what is wrong and how to mend it."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.code = code
        self.text = Text(zh, en)
