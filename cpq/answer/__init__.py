"""From the lines of the waterfall to the priced quote."""

from cpq.answer.answer import answer
from cpq.answer.asides import aside_of

__all__ = ["answer", "aside_of"]
