"""The price of a line in sentences, and why it is not another."""

from cpq.explanation.nearest import Near, why_not_otherwise
from cpq.explanation.sentences import sentences

__all__ = ["Near", "sentences", "why_not_otherwise"]
