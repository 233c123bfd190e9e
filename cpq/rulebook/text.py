"""What a person reads, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Locale = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or name in Chinese and in English."""

    zh: str
    en: str

    @classmethod
    def same(cls, word: str) -> Text:
        """A word that is the same in both languages: a code, an id, a number."""
        return cls(zh=word, en=word)

    def to(self, locale: Locale) -> str:
        return self.zh if locale == "zh" else self.en
