"""FuncAnimation and optviz side by side on the same scenarios, in one run: seconds, kilobytes, quality.

    python tests/benchmarks/compare.py [--repeat 3] [contour landscape]

Each time is that of a whole process, imports and all; "drawing" leaves the imports out. The two take turns, and the
median counts. The quality is the mean PSNR of the decoded GIF against the frames that were drawn.
"""

from __future__ import annotations

import argparse
import math
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

from optviz.pipeline import render, run
from optviz.scenario import load
from optviz.scene import Scene

HERE = Path(__file__).parent
OURS = "import sys; from optviz.pipeline import render; render(sys.argv[1], sys.argv[2])"


class Measured(NamedTuple):
    """One way to draw one workload: seconds of a whole process, and the file's kilobytes."""

    seconds: float
    kilobytes: float


def main() -> None:
    """Measure the named workloads and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("workloads", nargs="*", default=["contour", "landscape"])
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    print("workload   FuncAnimation       optviz               ratio  drawing  ratio  quality")
    for workload in arguments.workloads:
        print(row(workload, arguments.repeat), flush=True)


def row(workload: str, repeat: int) -> str:
    """One line of the table."""
    scenario = HERE / f"{workload}.yaml"
    theirs, ours, drawing = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "theirs.gif", Path(folder) / "ours.gif"
        for _ in range(repeat):
            theirs.append(process([str(HERE / "funcanimation.py"), str(scenario), str(target[0])], target[0]))
            ours.append(process(["-c", OURS, str(scenario), str(target[1])], target[1]))
            drawing.append(warm(scenario, target[1]))
        quality = psnr(scenario, target[1])
    old, new = middle(theirs), middle(ours)
    warm_seconds = statistics.median(drawing)
    ratios = f"{old.seconds / new.seconds:4.1f}x  {warm_seconds:5.3f} s {old.seconds / warm_seconds:5.1f}x"
    files = f"{old.seconds:6.2f} s {old.kilobytes:6.0f} kB  {new.seconds:6.2f} s {new.kilobytes:6.0f} kB"
    return f"{workload:10} {files}   {ratios}  {quality:4.1f} dB"


def process(arguments: list[str], target: Path) -> Measured:
    """Run Python with some arguments, from its start to its end."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True)
    return Measured(time.perf_counter() - begun, target.stat().st_size / 1000)


def warm(scenario: Path, target: Path) -> float:
    """The seconds of a render in this process, which has imported everything before."""
    render(scenario, target)
    begun = time.perf_counter()
    render(scenario, target)
    return time.perf_counter() - begun


def middle(measured: list[Measured]) -> Measured:
    """The median of each number."""
    return Measured(*(statistics.median(column) for column in zip(*measured, strict=True)))


def psnr(scenario: Path, target: Path) -> float:
    """The mean PSNR in dB of a GIF's frames against those that were drawn."""
    loaded = load(scenario)
    scene = Scene(loaded, run(loaded))
    decibels = []
    with Image.open(target) as film:
        for index, frame in enumerate(scene.frames()):
            film.seek(index)
            shown = np.asarray(film.convert("RGB"), dtype=float)
            error = float(np.mean((shown - frame.pixels[..., :3]) ** 2))
            decibels.append(10 * math.log10(255**2 / (error + 1e-9)))
    return statistics.mean(decibels)


if __name__ == "__main__":
    main()
