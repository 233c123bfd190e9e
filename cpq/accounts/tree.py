"""Accounts below accounts: groups with their subsidiaries. No account is above itself, and a sum over a group counts each account once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal

Parents = Mapping[str, str | None]
"""Account → the one above it."""


def above(parents: Parents, account: str) -> Iterator[str]:
    """The accounts above one, the nearest first. Ends where a cycle would begin again."""
    seen = {account}
    upper = parents.get(account)
    while upper is not None and upper not in seen:
        yield upper
        seen.add(upper)
        upper = parents.get(upper)


def would_be_a_cycle(parents: Parents, account: str, parent: str | None) -> bool:
    """Whether an account would be above itself if it was put below another one."""
    return parent is not None and (parent == account or account in above(parents, parent))


def below(parents: Parents, account: str) -> tuple[str, ...]:
    """An account and all below it, each once, upper ones first, those of one level in the order of the mapping."""
    children: defaultdict[str, list[str]] = defaultdict(list)
    for child, parent in parents.items():
        if parent is not None:
            children[parent].append(child)
    found = {account: None}
    level: list[str] = [account]
    while level:
        level = [child for each in level for child in children[each] if child not in found]
        found.update(dict.fromkeys(level))
    return tuple(found)


def rolled_up(parents: Parents, amounts: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """For every account what it and all below it come to. One pass from each account up, not one down for each."""
    totals = {account: amounts.get(account, Decimal(0)) for account in parents}
    for account in parents:
        own = amounts.get(account, Decimal(0))
        for upper in above(parents, account):
            totals[upper] = totals.get(upper, Decimal(0)) + own
    return totals
