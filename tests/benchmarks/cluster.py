"""What a cluster costs beside the work: tasks of a known length on local workers, and how the time grows with both.

    python -m tests.benchmarks.cluster [--tasks 100 1000 10000] [--workers 1 2 4] [--length 0.02] [--markdown]

A task sends a scenario's text, sleeps, and returns 10 kB; sleeping, four workers do not need four cores. The ideal time
is the tasks' length in all, divided by the workers; what a task costs beside it is the difference, divided by the
tasks. Connecting is measured apart. It prints a table, as Markdown for the guide.
"""

from __future__ import annotations

import argparse
import json
import time

from optviz.cluster import Parcel, connect
from optviz.scenario import load, to_mapping
from tests.benchmarks.measured import machine
from tests.benchmarks.naps import nap, nothing_lacks


def main() -> None:
    """Measure every number of tasks on every number of workers, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--tasks", type=int, nargs="+", default=[100, 1000, 10_000])
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--length", type=float, default=0.02, help="seconds")
    parser.add_argument("--markdown", action="store_true")
    arguments = parser.parse_args()
    print(f"{machine()}.\n")
    names = ("tasks", "workers", "ideal", "measured", "overhead a task", "tasks a second", "connecting")
    print(f"| {' | '.join(names)} |\n{'|---:' * len(names)}|" if arguments.markdown else "  ".join(names))
    for workers in arguments.workers:
        for count in arguments.tasks:
            cells = row(count, workers, arguments.length)
            print(f"| {' | '.join(cells)} |" if arguments.markdown else "  ".join(cells), flush=True)


def row(count: int, workers: int, length: float) -> list[str]:
    """The cells of one line of the table."""
    connecting, seconds = measured(count, workers, length)
    ideal = count * length / workers
    overhead = f"{1000 * (seconds - ideal) / count:.2f} ms"
    rate = f"{count / seconds:.0f}"
    return [f"{count:,}", str(workers), f"{ideal:.1f} s", f"{seconds:.1f} s", overhead, rate, f"{connecting:.1f} s"]


def measured(count: int, workers: int, length: float) -> tuple[float, float]:
    """Seconds to connect, and to have all tasks done."""
    parcel = Parcel(f"{length} {json.dumps(to_mapping(load('saddle')))}", {})
    begun = time.perf_counter()
    with connect(f"local:{workers}", nap, nothing_lacks, {}) as cluster:
        connected = time.perf_counter()
        done = sum(1 for _ in cluster.map((number, parcel) for number in range(count)))
        ended = time.perf_counter()
    if done != count:
        raise RuntimeError(f"{done} of {count} tasks were done")
    return connected - begun, ended - connected


if __name__ == "__main__":
    main()
