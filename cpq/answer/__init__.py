"""From the lines of the waterfall to the priced quote."""

from cpq.answer.answer import answer

__all__ = ["answer"]
