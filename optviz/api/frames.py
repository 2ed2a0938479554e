"""An animation's frames as pictures of their own, for the animate package of LaTeX."""

from __future__ import annotations

import re
import shutil
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from optviz.api.encoding import animation_of
from optviz.api.marks import mark
from optviz.encoders import ENCODERS, Encoder, VectorFormat
from optviz.errors import OutputError
from optviz.files import replacing, temporary_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from optviz.scenario import Scenario
    from optviz.scene import Scene
    from optviz.trajectory import Trajectory

    Progress = Callable[[float], None]

FORMATS: Final = ("png", "pdf")
"""Those that LaTeX takes, the usual one first."""
TIMELINE: Final = "timeline.txt"
"""The file that says how long each frame is shown."""
_UNREADABLE: Final = re.compile(r"[\s%#{}~\\^&$]")
"""What LaTeX takes for something else in the name of a file."""


class Frames(NamedTuple):
    """The frames of an animation.

    Args: paths: the files, in the order they are shown, and last the timeline.  line: what shows them in a document
        that uses graphicx and animate.  notes: what a person should know about them.
    """

    paths: tuple[Path, ...]
    line: str
    notes: tuple[str, ...] = ()


def write_frames(scenario: Scenario, trajectories: Sequence[Trajectory], timeline: Path, progress: Progress) -> Frames:
    """Write a picture of every frame that differs from the one before, and a timeline.

    Args: timeline: where it stands, with the pictures beside it, in the first of the output's formats.
    Raises: OutputError where a file cannot be written.
    """
    from optviz.scene import Scene

    scene, folder = Scene(scenario, trajectories), timeline.parent
    (name,) = scenario.output.formats
    entry = ENCODERS[name]
    timed = scene.timed_frames()
    paths = [folder / f"frame-{number}{entry.suffixes[0]}" for number in range(len(timed))]
    try:
        with temporary_folder() as made:  # all of them first, so that what fails leaves earlier ones whole
            for path, content, frame in zip(paths, _contents(scene, name, trajectories), timed, strict=True):
                (made / path.name).write_bytes(content)
                progress(frame.progress)
            rates = [1 / frame.duration for frame in timed]
            (made / TIMELINE).write_text("".join(_timeline(rates)), encoding="ascii")
            for path in (*paths, timeline):
                with replacing(path) as temporary:
                    shutil.copyfile(made / path.name, temporary)
    except OSError as error:
        raise OutputError(f"cannot write to {folder}: {error.strerror or error}") from error
    return Frames((*paths, timeline), _line(scenario, folder, name, len(timed)), tuple(_notes(folder)))


def _contents(scene: Scene, name: str, trajectories: Sequence[Trajectory]) -> Iterator[bytes]:
    """The content of each frame's file.

    Args: trajectories: what the scene is made of.
    """
    entry, scenario = ENCODERS[name], scene.figure.scenario
    if issubclass(entry, VectorFormat):
        from optviz.scene.drawings import frame_documents

        indices = [frame.index for frame in scene.timed_frames()]
        documents = frame_documents(scenario, trajectories, name, indices)
        yield from (entry.marked(document, mark(scenario)) for document in documents)
    elif issubclass(entry, Encoder):
        animation = animation_of(scenario, scene)
        with temporary_folder() as folder:
            for frame in scene.frames():
                with entry(folder / "frame", animation) as encoder:
                    encoder.add(frame.pixels, None, frame.duration)
                yield (folder / "frame").read_bytes()


def _timeline(rates: Iterable[Fraction]) -> Iterator[str]:
    """A line for each frame: its rate, in frames a second, where it changes, and its number."""
    before = Fraction(0)
    for number, rate in enumerate(rates):
        changed = "" if rate == before else f"{float(rate):.6f}".rstrip("0").rstrip(".")
        yield f":{changed}:{number}\n"
        before = rate


def _line(scenario: Scenario, folder: Path, name: str, count: int) -> str:
    """What shows the frames in a document."""
    place = "" if folder.as_posix() == "." else f"{folder.as_posix()}/"
    loop = () if scenario.output.loop == 1 else ("loop",)
    shown = ("autoplay", *loop, "controls", "poster=last", r"width=\linewidth")
    options = (*shown, f"type={name}", f"timeline={place}{TIMELINE}")
    return rf"\animategraphics[{','.join(options)}]{{{scenario.output.fps}}}{{{place}frame-}}{{0}}{{{count - 1}}}"


def _notes(folder: Path) -> Iterator[str]:
    if found := _UNREADABLE.search(folder.as_posix()):
        yield f"LaTeX cannot read from {folder}: rename it, without {found[0]!r}"
