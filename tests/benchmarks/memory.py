"""The peak memory of a short and of a long animation of the same scenario, each in a process of its own.

    python -m tests.benchmarks.memory [--repeat 3] [--frames 100 2000] [contour landscape orbit]

With one process that draws: a second one takes as much again. The median of several processes counts, beside its
range. It prints Markdown.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.measured import machine, spread

HERE = Path(__file__).parent
OURS = """
import resource, sys
from optviz.api.render import render
from optviz.scenario import load
render(load(sys.argv[1]), sys.argv[2], workers=1, duration=int(sys.argv[3]) / 20)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def main() -> None:
    """Measure the named workloads and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("workloads", nargs="*", default=["contour", "landscape", "orbit"])
    parser.add_argument("--frames", nargs="*", type=int, default=[100, 2000])
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    print(f"{machine()}.\n")
    print("| workload |" + "".join(f" {frames} frames |" for frames in arguments.frames))
    print("|---" * (1 + len(arguments.frames)) + "|")
    for workload in arguments.workloads:
        for suffix in ("gif", "mp4"):
            peaks = [
                spread([peak(workload, suffix, frames) for _ in range(arguments.repeat)], "MB")
                for frames in arguments.frames
            ]
            print(f"| {workload} {suffix.upper()} | {' | '.join(peaks)} |", flush=True)


def peak(workload: str, suffix: str, frames: int) -> float:
    """The largest memory of a process that renders so many frames, in MB."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"animation.{suffix}"
        command = [sys.executable, "-c", OURS, str(HERE / f"{workload}.yaml"), str(target), str(frames)]
        return float(subprocess.run(command, check=True, cwd=HERE.parents[1], capture_output=True, text=True).stdout)


if __name__ == "__main__":
    main()
