"""Which group a customer is in, by the scores of its purchases."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from cpq.selling.customer_value import RfmModel
from cpq.selling.truth import Facts, truth


def group_of(model: RfmModel, facts: Facts) -> str:
    """The first group whose condition holds by the names of `rfm_scope`; the last holds everybody else."""
    return next(
        id for id, segment in model.segments.items() if segment.when is None or truth(segment.when, facts) is True
    )


def score_by(boundaries: Sequence[Decimal], value: Decimal, *, falling: bool = False) -> int:
    """1 to one more than there are boundaries: by how many a value reaches. `falling`: less is better, as days since the last purchase."""
    passed = (value < each for each in boundaries) if falling else (value >= each for each in boundaries)
    return 1 + sum(passed)
