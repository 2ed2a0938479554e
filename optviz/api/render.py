"""One scenario, from its file to its pictures.

scenario file -> Scenario -> trajectories -> scene -> frames -> encoder -> file
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Unpack

from optviz.api.encoding import encode
from optviz.api.fit import encode_to_fit
from optviz.api.frames import FORMATS, TIMELINE, write_frames
from optviz.api.host_limits import LIMITS
from optviz.api.inline import Inline, inline_within_limit
from optviz.api.limits import Allowance, divided, loaded, permit, within
from optviz.api.output_options import OutputOptions
from optviz.api.pictures import Picture, asked, check_files, is_vector, named_files, shown_files, usual_files
from optviz.api.run import computed
from optviz.api.signatures import spelled_out
from optviz.api.workers import processes_for, worker_pool
from optviz.encoders import ENCODERS, encoder_for
from optviz.ending import undone
from optviz.errors import ParameterError, ScenarioError, UnknownNameError
from optviz.files import file_size, place_of, sweep
from optviz.notes import unseen
from optviz.parameters import Amount, make
from optviz.pool import ALONE, Pool, tell
from optviz.scenario import Scenario, override

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from fractions import Fraction

    from optviz.api.pictures import Wanted
    from optviz.scene import Chapter
    from optviz.trajectory import Trajectory

    Progress = Callable[[float], None]

MAX_WORKERS: Final = 64


@dataclass(frozen=True, repr=False)
class Rendering(Inline):
    """The files made from one scenario.

    Args: pictures: the scenario as it was rendered, with each of its outputs, and the files.  notes: what a person
        should know about them.  trajectories: what was drawn, one for each optimizer of each cell.
        latex: of frames, what shows them in a document that uses graphicx and animate.
    """

    pictures: tuple[Picture, ...]
    notes: tuple[str, ...] = ()
    trajectories: tuple[Trajectory, ...] = field(default=(), compare=False)
    latex: str = field(default="", compare=False)

    @property
    def scenario(self) -> Scenario:
        """The scenario as it was rendered, with the first of its outputs."""
        return self.pictures[0].scenario

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files, in the order in which they were asked for."""
        return tuple(path for each in self.pictures for path in each.paths)

    @property
    def moments(self) -> tuple[Chapter, ...]:
        """What the notes of the animation say and when, as the chapters of a video want it."""
        from optviz.scene import chapters

        return chapters(self.scenario, self.trajectories)

    def seconds_of(self, scenario: Scenario) -> Fraction:
        """How long the animation of one of its outputs takes, with the pauses of its notes."""
        from optviz.scene import seconds

        return seconds(scenario, self.trajectories)

    def __repr__(self) -> str:
        """The files with their sizes, and what they show."""
        if self.latex:
            return f"<Rendering {len(self.paths) - 1} frames in {self.paths[-1].parent}: {self.scenario.summary}>"
        files = (f"{path} ({file_size(path.stat().st_size)})" if path.is_file() else f"{path}" for path in self.paths)
        return f"<Rendering {', '.join(files)}: {self.scenario.summary}>"

    def _repr_html_(self) -> str:
        """In a notebook, the first picture itself."""
        paths = self.pictures[0].paths
        return inline_within_limit(self.scenario, self.trajectories, paths[-2:-1] if self.latex else paths)


class RenderOptions(OutputOptions, Allowance, total=False):
    """The options of the output, and what a scenario may take, as keywords of calls."""


@spelled_out(OutputOptions, Allowance)
def render(
    source: Scenario | str | Path,
    *targets: str | Path,
    folder: str | Path | None = None,
    still: int | Literal["notes"] | None = None,
    strip: Sequence[int] | Literal["notes"] | None = None,
    frames: str | Path | None = None,
    fit: str | None = None,
    progress: Progress | None = None,
    workers: int | Pool | None = None,
    draft: bool = False,
    **options: Unpack[RenderOptions],
) -> Rendering:
    """Render a scenario into files; several come from one pass over the frames.

    Args: source: a scenario, a path, "-" for standard input, or a bundled scenario's name.
        targets: files to write, their formats given by their suffixes; a link among them is followed. Without any, one
            for each of the scenario's formats, and for each output of its matrix, where no link is followed.
        folder: where they are then; that of the nearest optviz.yaml, or outputs, if left out.
        still: draw only the picture of this step, counted from the end if negative, as PNG unless targets or formats
            say otherwise; or, if it is "notes", one of each moment at which a note appears, with that note: the names
            end with "-note-1", "-note-2" and so on.
        strip: draw a film strip instead: the pictures of these steps side by side, or of the notes' moments.
        frames: write a picture of each frame into this folder instead, as PNG or PDF, and a timeline; `latex` of what
            is returned shows them in a document that uses graphicx and animate.
        progress: called with the share done, 0 to 1; where limits are kept, by another thread.
        fit: a place whose limit of size each file fits, as "github"; see host_limits.
        workers: how many processes may draw, 1 to 64; if left out, one for each core, but no more than fit into two
            gigabytes; or a worker pool that helps this process, and stays open. The files are the same for any number.
            Where limits are kept, it is one process.
        draft: a quick look: half the size, a tenth of the frames.
        options: values of the scenario's output to replace, as theme="dark", and what the scenario may take.
    Raises: ScenarioError where the scenario cannot be used.  ParameterError where an option is out of range.
        OutputError where a file cannot be written.  MissingToolError where a format's codec is not installed.
        LimitError where it takes more than it may.  OptvizError where a file cannot be as small as it must be.
    """
    check_workers(workers)
    allowance, changes = divided(options)
    shown = asked(still, strip, frames, targets)
    if frames is not None:
        changes["formats"] = _of_frames(changes.get("formats"))
    elif targets:
        changes["formats"] = tuple(dict.fromkeys(encoder_for(target).name for target in targets))
    elif shown is not None and not changes.get("formats"):
        changes["formats"] = ("png",)
    if fit is not None:
        changes["max_bytes"] = _least(changes.get("max_bytes"), fit)
    permitted, notes = permit(source, **allowance), list[str]()
    with permitted.process(workers if isinstance(workers, Pool) else None, notes.append) as alone:
        scenario = override(loaded(source, permitted), draft=draft, **changes)
        if frames is None:
            pictures = named_files(scenario, targets, changes) if targets else usual_files(scenario, folder, shown)
            check_files(scenario, [path for each in pictures for path in each.paths], shown)
        else:
            pictures = _timelines(scenario, Path(frames))
        rendering = draw(pictures, still=shown, progress=progress, workers=workers, alone=alone)
    return replace(rendering, notes=(*rendering.notes, *notes))


def draw(
    pictures: Sequence[Picture],
    *,
    still: Wanted = None,
    progress: Progress | None = None,
    workers: int | Pool | None = None,
    alone: Pool | None = None,
) -> Rendering:
    """Draw one scenario with one or several outputs, from one computation.

    Args: pictures: differ in names and outputs only.  still: a step, or the steps of a film strip, if it is not the
        animation; with frames, the files are timelines, and the frames stand beside them.
        progress, workers: as in render.  alone: a process that does all of it, and keeps the scenario's limits.
    """
    for picture in pictures if still is None else ():
        _check_cameras(picture)
    if alone:
        return _draw_in(alone, pictures, still, progress)
    from optviz.scene.legibility import doubts

    scenario, told = pictures[0].scenario, progress or _silent
    notes = [each.message for picture in pictures for each in doubts(picture.scenario)]
    if still == "frames":
        rendering = _draw_frames(pictures[0], told)
        return replace(rendering, notes=(*notes, *rendering.notes))
    shown: list[Picture] = []
    with _pool_for([each.scenario for each in pictures], workers) as pool:  # its processes start meanwhile
        trajectories = computed(scenario)
        notes += map(str, unseen(scenario.notes, trajectories))
        drawn = [(each, what) for picture in pictures for each, what in shown_files(picture, still, trajectories)]
        for number, ((each, paths), what) in enumerate(drawn):
            part = partial(_part, told, number, len(drawn))
            if each.output.max_bytes:
                outputs, more = encode_to_fit(each, trajectories, pool, paths, what, part)
                shown += [Picture(output, (path,)) for output, path in zip(outputs, paths, strict=True)]
            else:
                more = encode(each, trajectories, pool, paths, what, part)
                shown.append(Picture(each, paths))
            notes += more
        if workers and pool and not pool.size:
            notes.append(ALONE)
    return Rendering(tuple(shown), tuple(dict.fromkeys(notes)), tuple(trajectories))


def _draw_frames(picture: Picture, progress: Progress) -> Rendering:
    scenario, (timeline,) = picture
    trajectories = computed(scenario)
    written = write_frames(scenario, trajectories, timeline, progress)
    notes = (*map(str, unseen(scenario.notes, trajectories)), *written.notes)
    return Rendering((Picture(scenario, written.paths),), notes, tuple(trajectories), written.line)


def _draw_in(process: Pool, pictures: Sequence[Picture], still: Wanted, progress: Progress | None) -> Rendering:
    """Have a process draw that keeps limits; where it cannot, none of its files is left."""
    folders = {place_of(path).parent for each in pictures for path in each.paths}
    busy = True

    def undo() -> None:
        if busy:
            process.interrupt()
        for folder in folders:
            sweep(folder)

    with undone(undo):
        try:
            rendering = within(process, partial(_draw_there, pictures, still), pictures[0].scenario, progress)
        except Exception:
            busy = False
            raise
        busy = False
        return rendering


def _draw_there(pictures: Sequence[Picture], still: Wanted) -> Rendering:
    return draw(pictures, still=still, progress=tell, workers=1)


def _part(progress: Progress, number: int, count: int, share: float) -> None:
    """Tell the share of the whole, of a share of one of several parts."""
    progress((number + share) / count)


def _of_frames(formats: Sequence[str] | None) -> tuple[str, ...]:
    """The format of an animation's frames, of those that were asked for."""
    found = tuple(formats or FORMATS[:1])
    if len(found) > 1 or found[0] not in FORMATS:
        raise ParameterError("frames", f"must be {' or '.join(FORMATS)}, not {' and '.join(found)}")
    return found


def _timelines(scenario: Scenario, folder: Path) -> list[Picture]:
    """The file that frames stand beside."""
    pictures = [Picture(each, (folder / TIMELINE,)) for each in scenario.variants]
    if len(pictures) > 1:
        raise ParameterError("frames", f"must be of one output, not of {len(pictures)}")
    return pictures


def check_workers(workers: int | Pool | None) -> None:
    """Raise ParameterError where a number of processes is out of range; None means one for each core."""
    if isinstance(workers, int) and not 1 <= workers <= MAX_WORKERS:
        raise ParameterError("workers", f"must be from 1 to {MAX_WORKERS}, not {workers}")


def _least(given: object, host: str) -> int:
    """The smaller one of a size and the limit of a place.

    Raises: UnknownNameError for another place.  ParameterError where the size is none.
    """
    if host not in LIMITS:
        raise UnknownNameError("host", host, LIMITS)
    own = LIMITS[host].bytes
    return own if given is None else min(own, make(Amount(), given, "max_bytes"))


def _check_cameras(picture: Picture) -> None:
    """Raise ScenarioError where a camera moves in a format that has one drawing for all frames."""
    moving = [view.name for view in picture.scenario.views if view.moves]
    drawn = [path.name for path in picture.paths if not (entry := encoder_for(path)).still and is_vector(entry)]
    if moving and drawn:
        raise ScenarioError(
            f"the camera of {moving[0]} moves, and {drawn[0]} would have one drawing for all frames; "
            "choose a format of pictures, as gif or mp4, or a camera that stands still"
        )


def _pool_for(scenarios: Sequence[Scenario], workers: int | Pool | None) -> AbstractContextManager[Pool | None]:
    """The pool that helps to draw scenarios' frames, where that is faster; a pool that was given stays open."""
    from optviz.scene import worth_several_processes

    moving = [each for each in scenarios if any(ENCODERS[name].moves() for name in each.output.formats)]
    if not any(map(worth_several_processes, moving)):
        return nullcontext()
    if workers is not None and not isinstance(workers, int):
        return nullcontext(workers)
    from optviz.pool import cores

    number = workers or min(processes_for(scenario, cores()) for scenario in scenarios)
    return worker_pool(number - 1) if number > 1 else nullcontext()


def _silent(share: float) -> None:
    del share
