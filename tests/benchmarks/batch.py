"""A folder of many small scenarios: how long it takes with one and with two workers, and what is rendered again when.

    python -m tests.benchmarks.batch [--scenarios 100] [--repeat 3]

Whole processes from start to end, the workers in turn. It prints Markdown.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.benchmarks.measured import machine, ratios, seconds, spread

SCENARIO = """title: Figure {number}
{base}surface: {surface}
start: [0.9, 0.4]
steps: 120
optimizers: [{{name: sgd, lr: {rate}}}, momentum, adam]
views: [{view}]
output: {{size: [480, 320], fps: 20, duration: 3, hold: 0.5}}
"""
SURFACES = ("saddle", "beale", "rosenbrock", "himmelblau")
VIEWS = ("contour", "surface3d", "curve")
ROOT = Path(__file__).parents[2]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--scenarios", type=int, default=100)
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    print(f"{machine()}.\n")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, arguments.scenarios)
        one, two, again = [], [], []
        for _ in range(arguments.repeat):
            shutil.rmtree(folder / "out", ignore_errors=True)
            one.append(seconds(lambda: build(folder, "--workers", "1")))
            shutil.rmtree(folder / "out")
            two.append(seconds(lambda: build(folder, "--workers", "2")))
            again.append(seconds(lambda: build(folder)))
        print(f"| {arguments.scenarios} scenarios | time |\n|---|---|")
        print(f"| one worker | {spread(one, 's')} |")
        print(f"| two workers | {spread(two, 's')}, {spread(ratios(one, two))} times as fast |")
        print(f"| again, when nothing has changed | {spread(again, 's')} |\n")
        print("| then | rendered again | why |\n|---|---|---|")
        for change, action in CHANGES.items():
            action(folder)
            print(f"| {change} | {rendered(folder)} |", flush=True)


def write(folder: Path, count: int) -> None:
    """Write the scenarios; every tenth takes its seed from a base."""
    (folder / "figures").mkdir()
    (folder / "figures" / "base.yaml").write_text("seed: 1\n", encoding="utf-8")
    for number in range(count):
        text = SCENARIO.format(
            number=number,
            base="" if number % 10 else "extends: base.yaml\n",
            surface=SURFACES[number % len(SURFACES)],
            rate=0.0001 * (1 + number),
            view=VIEWS[number % len(VIEWS)],
        )
        (folder / "figures" / f"figure-{number:03}.yaml").write_text(text, encoding="utf-8")


def build(folder: Path, *options: str) -> str:
    """Build, and return what it prints."""
    command = [sys.executable, "-m", "optviz", "build", "figures", "--out-dir", "out", "--json", *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True, text=True).stdout


def rendered(folder: Path) -> str:
    """Build, and say how many files that rendered, and why."""
    rows = [row for row in json.loads(build(folder)) if row["status"] == "rendered"]
    reasons = Counter(row["reason"] for row in rows)
    return f"{len(rows)} | {'; '.join(reasons)}"


def comment(folder: Path) -> None:
    """Add a comment, and change the spacing."""
    file = folder / "figures" / "figure-001.yaml"
    file.write_text(f"# A comment\n\n{file.read_text(encoding='utf-8')}", encoding="utf-8")


def rate(folder: Path) -> None:
    """Change one rate."""
    file = folder / "figures" / "figure-001.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("lr: 0.0002", "lr: 0.0003"), encoding="utf-8")


def base(folder: Path) -> None:
    """Change the file that every tenth scenario extends."""
    (folder / "figures" / "base.yaml").write_text("seed: 2\n", encoding="utf-8")


def package(folder: Path) -> None:
    """Let the manifest say that another NumPy drew."""
    file = folder / "out" / ".optviz.json"
    data = json.loads(file.read_text(encoding="utf-8"))
    for environment in data["environments"].values():
        environment["numpy"] = "1.99"
    file.write_text(json.dumps(data), encoding="utf-8")


CHANGES = {
    "a comment in one scenario": comment,
    "a rate in one scenario": rate,
    "a file that every tenth scenario extends": base,
    "another version of a package": package,
}


if __name__ == "__main__":
    main()
