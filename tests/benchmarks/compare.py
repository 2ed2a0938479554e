"""FuncAnimation and optviz side by side on the same scenarios, in one run: seconds, kilobytes, quality.

    python -m tests.benchmarks.compare [--repeat 3] [--markdown] [--formats gif mp4] [contour landscape orbit]

"drawing" leaves out the start of the process and its imports, "whole" is a process from its start to its end. "two" is
drawing by two processes that have been started before. All of them take turns; a ratio is that of one turn, and each
number is the median over the turns with its range. "imports alone" is a process that imports what every picture needs,
and the ratio beside it is that of optviz's whole process. "encoder alone" works on frames that are ready, and the ratio
beside it is that of drawing. The quality is the mean PSNR of the decoded frames against those that were drawn.
--markdown prints the README's table.
"""

from __future__ import annotations

import argparse
import compileall
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import av
import numpy as np

from optviz.api.render import render
from optviz.api.run import run
from optviz.api.workers import worker_pool
from optviz.encoders import Animation, Encoder, encoder_for
from optviz.scenario import load
from optviz.scene import Scene
from tests.benchmarks.measured import machine, ratios, seconds, spread

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
OURS = "import sys; from optviz.api.render import render; render(sys.argv[1], sys.argv[2], workers=int(sys.argv[3]))"
FLOOR = "import numpy, matplotlib.backends.backend_agg"
TITLES = {"contour": "contour, 30 levels", "landscape": "landscape, 100 x 100", "orbit": "moving camera"}
PROMISES = {("contour", "gif"): 2.2}
"""How many times as long as the imports alone a whole process may take."""
HEAD = (
    "| workload | FuncAnimation: drawing | whole | optviz: drawing | ratio | whole | ratio | file | quality |\n"
    "|---|---|---|---|---|---|---|---|---|"
)


class Seconds(NamedTuple):
    """One way to draw one workload: a whole process, and what of it is drawing."""

    whole: float
    drawing: float


@dataclass(frozen=True)
class Measured:
    """What was measured of one workload in one format.

    Args: theirs, one, two: FuncAnimation, optviz in one and in two processes, by turn.  imports, encoding: seconds, by
        turn.  kilobytes: FuncAnimation's file and ours.  decibels: the quality of ours.
    """

    workload: str
    suffix: str
    theirs: Sequence[Seconds]
    one: Sequence[Seconds]
    two: Sequence[Seconds]
    imports: Sequence[float]
    encoding: Sequence[float]
    kilobytes: tuple[float, float]
    decibels: float

    @property
    def title(self) -> str:
        """The workload and the format, for readers."""
        return f"{TITLES[self.workload]}, {self.suffix.upper()}"

    def lines(self) -> Iterator[str]:
        """Everything, one thing in each line."""
        yield self.title
        for what, ours in (("one process", self.one), ("two processes", self.two)):
            for part in ("drawing", "whole"):
                theirs, mine = column(self.theirs, part), column(ours, part)
                pair = f"FuncAnimation {spread(theirs, 's')}, optviz {spread(mine, 's')}"
                yield f"  {part}, {what}: {pair}, ratio {spread(ratios(theirs, mine))}"
        yield f"  imports alone: {spread(self.imports, 's')}, ratio {self.over_imports()}"
        drawing = spread(ratios(column(self.one, "drawing"), self.encoding))
        yield f"  encoder alone: {spread(self.encoding, 's')}, ratio {drawing}"
        yield f"  file: {self.kilobytes[0]:.0f} kB, {self.kilobytes[1]:.0f} kB; quality {self.decibels:.1f} dB"

    def row(self) -> str:
        """The README's line."""
        cells = [self.title, *(spread(column(self.theirs, part), "s") for part in ("drawing", "whole"))]
        for part in ("drawing", "whole"):
            theirs, one, two = (column(each, part) for each in (self.theirs, self.one, self.two))
            cells += [spread(one, "s"), spread(ratios(theirs, one))]
            if part == "drawing" and self.workload == "orbit":
                cells[-2] += f"; two processes {spread(two, 's')}"
                cells[-1] += f"; {spread(ratios(theirs, two))}"
        before, after = self.kilobytes
        return f"| {' | '.join(cells)} | {before:.0f} → {after:.0f} kB | {self.decibels:.1f} dB |"

    def over_imports(self) -> str:
        """How many times as long as the imports alone a whole process takes, and what was promised."""
        promise = PROMISES.get((self.workload, self.suffix))
        found = spread(ratios(column(self.one, "whole"), self.imports))
        return f"{found}, promised: at most {promise}" if promise else found


def main() -> None:
    """Measure the named workloads and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("workloads", nargs="*", default=list(TITLES))
    parser.add_argument("--formats", nargs="*", default=["gif", "mp4"])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--markdown", action="store_true")
    arguments = parser.parse_args()
    compileall.compile_dir(ROOT / "optviz", quiet=1)  # as an installation does: no process compiles what was changed
    where = f"The median of {arguments.repeat} turns and its range. {machine()}."
    print(f"{where}\n\n{HEAD}" if arguments.markdown else where, flush=True)
    promises = []
    for workload in arguments.workloads:
        for suffix in arguments.formats:
            found = measure(workload, suffix, arguments.repeat)
            print(found.row() if arguments.markdown else "\n".join(found.lines()), flush=True)
            if (workload, suffix) in PROMISES:
                promises.append(f"{found.title}: the whole process over imports alone is {found.over_imports()}.")
    if arguments.markdown:
        print("", *promises, sep="\n")


def column(measured: Sequence[Seconds], part: str) -> list[float]:
    """The whole processes, or the drawing, of each turn."""
    return [getattr(each, part) for each in measured]


def measure(workload: str, suffix: str, repeat: int) -> Measured:
    """Draw a workload in every way, in turns."""
    scenario = HERE / f"{workload}.yaml"
    theirs, one, two, imports = [], [], [], []
    with tempfile.TemporaryDirectory() as folder, worker_pool(1) as pool:
        before, after = Path(folder) / f"theirs.{suffix}", Path(folder) / f"ours.{suffix}"
        render(scenario, after, workers=1)  # what only the first render pays for
        render(scenario, after, workers=pool)
        for _ in range(repeat):
            theirs.append(funcanimation(scenario, before))
            imports.append(process(FLOOR))
            one.append(Seconds(process(OURS, scenario, after, 1), seconds(lambda: render(scenario, after, workers=1))))
            two.append(
                Seconds(process(OURS, scenario, after, 2), seconds(lambda: render(scenario, after, workers=pool)))
            )
        kilobytes = before.stat().st_size / 1000, after.stat().st_size / 1000
        alone, quality = encoding(scenario, after, repeat), psnr(scenario, after)
    return Measured(workload, suffix, theirs, one, two, imports, alone, kilobytes, quality)


def funcanimation(scenario: Path, target: Path, frames: int | None = None) -> Seconds:
    """The same animation as it is drawn today."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "tests.benchmarks.funcanimation", str(scenario), str(target)]
    printed = subprocess.run(
        command + ([str(frames)] if frames else []), check=True, cwd=ROOT, capture_output=True, text=True
    ).stdout
    return Seconds(time.perf_counter() - begun, float(printed))


def process(program: str, *arguments: object) -> float:
    """The seconds of a whole Python process."""
    return seconds(lambda: subprocess.run([sys.executable, "-c", program, *map(str, arguments)], check=True, cwd=ROOT))


def encoding(scenario: Path, target: Path, repeat: int) -> list[float]:
    """The seconds an encoder takes for frames that are ready."""
    loaded = load(scenario)
    scene = Scene(loaded, run(loaded))
    frames = [(frame.pixels.copy(), frame.changed, frame.duration) for frame in scene.frames()]
    animation = Animation(
        loaded.output.size, loaded.output.fps, 0, transparent=False, sample=scene.sample(), exact=scene.colors
    )

    entry = encoder_for(target)
    if not issubclass(entry, Encoder):
        raise TypeError(f"{target} takes no frames")

    def encode() -> None:
        with entry(target, animation) as encoder:
            for frame in frames:
                encoder.add(*frame)

    encode()  # what only the first time pays for
    return [seconds(encode) for _ in range(repeat)]


def psnr(scenario: Path, target: Path) -> float:
    """The mean PSNR in dB of a file's frames against those that were drawn."""
    loaded = load(scenario)
    scene = Scene(loaded, run(loaded))
    decibels = []
    for frame, shown in zip(scene.frames(), played(target), strict=False):
        error = float(np.square(shown.astype(float) - frame.pixels[..., :3]).mean())
        decibels.append(10 * float(np.log10(255**2 / (error + 1e-9))))
    return statistics.mean(decibels)


def played(target: Path) -> Iterator[np.ndarray]:
    """The frames of a file as PyAV decodes them."""
    with av.open(str(target)) as opened:
        container: Any = opened
        for frame in container.decode(video=0):
            yield frame.to_ndarray(format="rgb24")


if __name__ == "__main__":
    main()
