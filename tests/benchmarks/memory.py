"""The peak memory of a short and of a long animation of the same scenario, all its processes counted; Linux tells it.

    python -m tests.benchmarks.memory [--repeat 3] [--frames 100 2000] [--workers N] [contour landscape orbit]

In 1280x720, with as many processes as it takes by itself unless --workers says otherwise. What several processes share
counts once. The median of several runs counts, beside its range. It prints Markdown.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from tests.benchmarks.measured import machine, spread

HERE = Path(__file__).parent
OURS = """
import sys
from optviz.api.render import render
from optviz.scenario import load
workers, frames = int(sys.argv[3]), int(sys.argv[4])
render(load(sys.argv[1]), sys.argv[2], workers=workers or None, size=(1280, 720), fps=20, duration=frames / 20)
"""
PAUSE = 0.05
"""Seconds between two looks at a process."""


def main() -> None:
    """Measure the named workloads and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("workloads", nargs="*", default=["contour", "landscape", "orbit"])
    parser.add_argument("--frames", nargs="*", type=int, default=[100, 2000])
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    print(f"{machine()}.\n")
    print("| workload |" + "".join(f" {frames} frames |" for frames in arguments.frames))
    print("|---" * (1 + len(arguments.frames)) + "|")
    for workload in arguments.workloads:
        for suffix in ("gif", "mp4"):
            peaks = [
                spread(
                    [
                        peak(HERE / f"{workload}.yaml", suffix, frames, arguments.workers)
                        for _ in range(arguments.repeat)
                    ],
                    "MB",
                )
                for frames in arguments.frames
            ]
            print(f"| {workload} {suffix.upper()} | {' | '.join(peaks)} |", flush=True)


def peak(scenario: Path, suffix: str, frames: int, workers: int = 0) -> float:
    """The largest memory, in MB, of the processes that render so many frames, together; 0 workers: as it likes."""
    with tempfile.TemporaryDirectory() as folder:
        numbers = map(str, (workers, frames))
        target = Path(folder) / f"animation.{suffix}"
        process = subprocess.Popen(
            [sys.executable, "-c", OURS, str(scenario), str(target), *numbers], cwd=HERE.parents[1]
        )
        with process:
            found = 0.0
            while process.poll() is None:
                found = max(found, sum(map(memory, family(process.pid))))
                time.sleep(PAUSE)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, process.args)
        return found


def family(process: int) -> list[int]:
    """A process, those that it started, and theirs."""
    found = [process]
    for threads in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):  # the thread is gone
            found += [each for child in threads.read_text().split() for each in family(int(child))]
    return found


def memory(process: int) -> float:
    """A process's memory in MB, and its share of what it shares; none if it is gone."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    main()
