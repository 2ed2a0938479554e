"""A commented scenario to start from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from optviz.errors import OutputError, ScenarioError
from optviz.files import write_text


def new(name: str | Path, *, force: bool = False) -> Path:
    """Write a commented scenario to start from.

    Args: name: the file's; ".yaml" is added where it has no such suffix.  force: overwrite a file that is there.
    Returns: the file.
    Raises: ScenarioError where the name cannot be a file's.  OutputError where the file is there already, or cannot
        be written.
    """
    path = Path(name)
    if path.suffix not in {".yaml", ".yml"}:
        path = path.with_name(f"{path.name}.yaml") if path.name else path
    if not path.stem or path.is_dir():
        raise ScenarioError(f"{str(name)!r} is no name for a file")
    if path.exists() and not force:
        raise OutputError(f"{path} is there already; --force overwrites it")
    write_text(path, starter(path.stem))
    return path


def starter(stem: str) -> str:
    """The text of a scenario to start from.

    Args: stem: the file's, from which the title is made.
    """
    letters = (letter if letter.isprintable() and letter not in "-_" else " " for letter in stem)
    words = " ".join("".join(letters).split())[:_LONGEST_TITLE]
    return _STARTER.replace("TITLE", json.dumps(words[:1].upper() + words[1:] or "Scenario", ensure_ascii=False))


_LONGEST_TITLE: Final = 120

_STARTER: Final = """\
title: TITLE
description: >-
  One or two sentences that say what to notice. They become the caption where the animation is shown.

# A catalogue surface ("optviz list surfaces"), with parameters as {name: rosenbrock, b: 10}, or an own one of numbers,
# operators and functions ("optviz list functions"):
# surface: {expression: "x**2 - y**2", bounds: {x: [-2, 2], y: [-1, 1]}, minimizers: []}
surface: beale
# What is drawn; the surface's own bounds if left out.
bounds: {x: [-4.5, 4.5], y: [-4.5, 4.5]}

# One point, a list of points, or a rule for many ("optviz list starts"), as {name: normal, std: 0.5, count: 200}.
start: [-1, -1.5]
steps: 200
# Every random number comes from the seed.
seed: 0

# "optviz list optimizers" names them all; "optviz show adam" describes one. A rate may be a schedule ("optviz list
# schedules"), as {schedule: expression, of: "0.1/(1 + 0.01*t)"} of the step t = 1, 2, ...
# Each may have a label, and a color, as teal or "#009E73".
optimizers:
  - {name: sgd, lr: 0.001}
  - {name: momentum, lr: 0.001, momentum: 0.9}
  - {name: adam, lr: {schedule: cosine, start: 0.1, end: 0.01}, label: "Adam, cosine"}

# What happens to every gradient before an optimizer sees it.
# gradient: {noise: {std: 0.1, decay: 0.55}, clip: 10}

# Panels, side by side ("optviz list views"). Cameras move from keyframe to keyframe:
# {name: surface3d, azimuth: [-60, 30]}, {name: contour, zoom: [1, 20]}. Curves may show the gap to the known minimum
# (of: gap), and scale: symlog shows negative values, too.
views:
  - {name: contour, levels: 30}
  - {name: curve, of: value, scale: log}

# How the traces are drawn: in full, as a fading tail of some steps, or heads only.
# traces: {show: tail, tail: 30, labels: true}

# A panel for each value, in columns; what an optimizer's own entry sets stays as it is.
# vary: {weight_decay: [0, 0.01]}

output:
  formats: [gif]        # or [gif, mp4, png]
  size: [800, 450]
  fps: 25
  duration: 6           # seconds of motion
  hold: 1.5             # seconds that the last frame stays
  loop: forever         # or once, or a number
  theme: light          # or dark
"""
