"""What is in memory to stay, and need not be looked through for garbage.

Python looks through everything there is when a quarter has been added: libraries, rules and circuits are some 200,000 objects,
which take it 0.1 s, in the midst of a click that takes a few milliseconds.
"""

from __future__ import annotations

import gc
from threading import Event

_TAKEN = Event()
"""Whether anything is set aside. Python could tell, but counts all of it to do so."""


def take_for_granted() -> None:
    """Sets aside all that is there now. What was set aside before is looked through once more, so that nothing dead stays for good."""
    _TAKEN.set()
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def put_among_the_old() -> None:
    """Puts what was made lately among what is old, which is looked at seldom: it would be looked through first otherwise.

    To set it aside and let it go again does so; not where something is set aside that is to stay there.
    """
    if not _TAKEN.is_set():
        gc.freeze()
        gc.unfreeze()
