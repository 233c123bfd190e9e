"""Finds the duplicates among planted leads, and says which were found, which not, and how long it took.

.venv/bin/python benchmarks/leads/measure.py --leads 100000 --seed 1
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.leads.planted import Lead, Planted, planted
from cpq.cleaning.credit_codes import credit_code
from cpq.cleaning.emails import email
from cpq.cleaning.phones import phone_number
from cpq.cleaning.unclean import Unclean
from cpq.leads.likeness.pairing import pairs_of
from cpq.leads.likeness.subject import Mailbox, Subject, Telephone
from cpq.leads.likeness.weighing import Pair


def subject(number: int, lead: Lead) -> Subject:
    """In its clean form; what cannot be cleaned is not known."""
    phones, mailboxes, code = (), (), ""
    with suppress(Unclean):
        if lead.phone:
            found = phone_number(lead.phone)
            phones = (Telephone(found.e164, found.kind == "mobile", found.extension),)
    with suppress(Unclean):
        if lead.email:
            address = email(lead.email)
            mailboxes = (Mailbox(address.key, address.shared),)
    with suppress(Unclean):
        code = credit_code(lead.code) if lead.code else ""
    return Subject(str(number), lead.person, lead.company, phones, mailboxes, code)


def places(pair: Pair) -> tuple[int, int]:
    first, second = int(pair.first), int(pair.second)
    return min(first, second), max(first, second)


def shares(found: set[tuple[int, int]], same: set[tuple[int, int]]) -> tuple[float, float]:
    """Recall and precision."""
    right = len(found & same)
    return right / len(same), right / len(found)


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--leads", type=int, default=100_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--show", type=int, default=0, help="so many missed and so many wrong pairs")
    given = asked.parse_args()
    made = planted(given.leads, given.seed)
    began = process_time()
    subjects = [subject(number, lead) for number, lead in enumerate(made.leads)]
    cleaned = process_time()
    pairs = pairs_of(subjects)
    ended = process_time()
    same = {places(each) for each in pairs if each.verdict == "same"}
    every = {places(each) for each in pairs}
    print(f"leads {len(made.leads)}, pairs that are one {len(made.same)}")
    for name, count in sorted(made.done.items()):
        print(f"  {name}: {count}")
    for name, found in (("same", same), ("same or to review", every)):
        recall, precision = shares(found, made.same)
        print(f"{name}: {len(found)} pairs, recall {recall:.4f}, precision {precision:.4f}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"processor seconds: cleaning {cleaned - began:.1f}, finding {ended - cleaned:.1f}; {memory} MB")
    if given.show:
        _show(made, pairs, given.show)


def _show(made: Planted, pairs: tuple[Pair, ...], count: int) -> None:
    by = {places(each): each for each in pairs}
    wrong = [each for each in by.values() if places(each) not in made.same]
    print("wrong, by reasons:")
    for verdict in ("same", "review"):
        kinds = Counter(tuple(reason.code for reason in each.reasons) for each in wrong if each.verdict == verdict)
        print(verdict, *kinds.most_common(12), sep="\n  ")
    missed = [pair for pair in sorted(made.same) if pair not in by or by[pair].verdict != "same"]
    print(
        "missed or to review:",
        Counter(tuple(r.code for r in by[pair].reasons) if pair in by else () for pair in missed).most_common(25),
    )
    for pair in random.Random(0).sample([each for each in missed if each not in by], count):
        print(made.leads[pair[0]], made.leads[pair[1]], sep="\n    ")
    for each in random.Random(0).sample(
        [each for each in wrong if each.verdict == "same"], min(count, sum(e.verdict == "same" for e in wrong))
    ):
        print("WRONG", *(made.leads[at] for at in places(each)), sep="\n    ")


if __name__ == "__main__":
    main()
