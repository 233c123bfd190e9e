"""What would avoid an approval or a refusal: changes of the request, each priced by the engine before it is told."""

from cpq.advice.advice import Advice, Advised, advise

__all__ = ["Advice", "Advised", "advise"]
