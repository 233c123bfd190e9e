"""The service is ended by SIGKILL in the middle of what it does, again and again; whoever asked sends the same once more.

Every deal goes from the first request to the payment and the PDF file, and at each step the service dies: at a chosen point within the
request or the thread that does it (before a statement, before the commit, after it), or at some moment after it was sent. Others ask for
quotes at the same time. After each death the service is begun again, everything is sent again with the same keys, and what was answered
or kept before is answered byte for byte the same. Then the books are checked: see `books.py`.

`CPQ_KILLS=200` does so 200 times, half on each kind of database; `CPQ_KILLS_SEED` chooses other moments;
`--log-cli-level=INFO` tells what had become of the requests when the service died.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path
from random import Random

from tests.faults.killing import AT, Killing
from tests.faults.services import Nursery
from tests.faults.shop import shop

KILLS = int(os.environ.get("CPQ_KILLS", 2 * len(AT) - 1))
"""Both kinds of database together; by default every step once, and a PDF file, which takes seconds, on one of them only."""
_log = logging.getLogger("tests.faults")
SEED = os.environ.get("CPQ_KILLS_SEED", "8")


def test_nothing_is_lost_and_nothing_is_done_twice(nursery: Nursery, url: str, tmp_path: Path) -> None:
    kills = KILLS // 2 if url.startswith("sqlite") else KILLS - KILLS // 2
    with shop(nursery, url, tmp_path, CPQ_TEST_FAULTS="true") as own, own.told():
        killing = Killing(own, Random(f"{SEED} {url.partition(':')[0]}"))
        killing.run(kills)
        own.all_told()
        assert own.service.kills == kills
        assert killing.came["answered"] < killing.came.total()
        _log.info("%s: %d kills; requests when it died: %s", url.partition(":")[0], kills, dict(killing.came))
