"""How long a rulebook takes to load, by size: processor time, which a busy machine does not distort."""

from __future__ import annotations

import cProfile
import pstats
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

from generate import generate

from cpq.kinds import load_rulebook

RUNS = 5
SIZES = (0, 1_000, 10_000)


def measure(rules: int) -> None:
    """Load a book of this size several times: the first load also builds the models' validators."""
    with TemporaryDirectory() as folder:
        generate(Path(folder), rules)
        seconds: list[float] = []
        for _ in range(RUNS):
            begin = process_time()
            loaded = load_rulebook(Path(folder), Path(folder))
            seconds.append(process_time() - begin)
        assert loaded.rulebook is not None, "\n".join(each.line("en") for each in loaded.findings[:5])
        typical = median(seconds)
        print(
            f"{loaded.rules:>6} rules in {loaded.files:>3} files: first {seconds[0] * 1000:7.0f} ms, "
            f"median {typical * 1000:7.0f} ms, {typical * 1000 / loaded.rules:.3f} ms a rule"
        )


def profile(rules: int) -> None:
    """Where the time of a second load goes."""
    with TemporaryDirectory() as folder:
        generate(Path(folder), rules)
        load_rulebook(Path(folder), Path(folder))
        profiler = cProfile.Profile()
        profiler.runcall(load_rulebook, Path(folder), Path(folder))
        pstats.Stats(profiler).sort_stats("tottime").print_stats(30)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--profile"]:
            profile(1_000)
        case [size]:
            measure(int(size))
        case _:
            for each in SIZES:
                subprocess.run([sys.executable, __file__, str(each)], check=True)
