"""A whole configuration that was asked for, and how good it is."""

from __future__ import annotations

from dataclasses import dataclass, field

from cpq.bom.configuration import Configuration
from cpq.configuring.request import CompletedBy
from cpq.rulebook.markings import INTERNAL, UNSEEN
from cpq.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class NotWeighed:
    """An option that counted for nothing, for it has no amount of its own: the last of `products` has it, which stands in the one before.

    Why is a matter of costs as well.
    """

    products: tuple[str, ...]
    group: str
    option: str
    why: Text = field(metadata=INTERNAL)


@dataclass(frozen=True, slots=True)
class Completed:
    """What was found, by what it was looked for, whether it is `proven` that nothing is better, and what could not be weighed.

    A completion by the defaults is what it is: nothing is better at that.
    """

    configuration: Configuration = field(metadata=UNSEEN)
    by: CompletedBy
    proven: bool
    not_weighed: tuple[NotWeighed, ...]
