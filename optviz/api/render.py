"""One scenario, from its file to its pictures.

scenario file -> Scenario -> trajectories -> scene -> frames -> encoder -> file
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias, Unpack

from optviz.api.encoding import Still, encode
from optviz.api.fit import encode_to_fit
from optviz.api.frames import FORMATS, TIMELINE, write_frames
from optviz.api.host_limits import LIMITS
from optviz.api.inline import Inline, inline_within_limit
from optviz.api.limits import Allowance, divided, loaded, permit, within
from optviz.api.output_options import OutputOptions
from optviz.api.run import computed
from optviz.api.signatures import spelled_out
from optviz.api.workers import processes_for, worker_pool
from optviz.encoders import ENCODERS, VectorFormat, encoder_for
from optviz.ending import undone
from optviz.errors import OutputError, ParameterError, ScenarioError, UnknownNameError
from optviz.files import file_size, place_of, sweep
from optviz.parameters import Amount, make, parameters
from optviz.pool import ALONE, Pool, tell
from optviz.scenario import Matrix, Scenario, is_several, override

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager

    from optviz.encoders import Format
    from optviz.trajectory import Trajectory

    Progress = Callable[[float], None]

OUTPUTS = Path("outputs")
"""The folder for outputs, unless another is given."""

MAX_WORKERS: Final = 64
LONGEST_STRIP: Final = 12
"""Steps."""

Wanted: TypeAlias = Still | Literal["frames"]
"""What is drawn: as a file shows it, or each frame in a file of its own."""


class Picture(NamedTuple):
    """A scenario with one of its outputs, and the files that show it."""

    scenario: Scenario
    paths: tuple[Path, ...]


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
    still: int | None = None,
    strip: Sequence[int] | None = None,
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
            say otherwise.
        strip: draw a film strip instead: the pictures of these steps side by side.
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
    shown = _asked(still, strip, frames, targets)
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
            pictures = _named(scenario, targets, changes) if targets else _usual(scenario, folder, shown)
            _check(scenario, [path for each in pictures for path in each.paths], shown)
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
    scenario, told = pictures[0].scenario, progress or _silent
    if still == "frames":
        return _draw_frames(pictures[0], told)
    notes: list[str] = []
    shown: list[Picture] = []
    with _pool_for([each.scenario for each in pictures], workers) as pool:  # its processes start meanwhile
        trajectories = computed(scenario)
        for number, (each, paths) in enumerate(pictures):
            part = partial(_part, told, number, len(pictures))
            if each.output.max_bytes:
                outputs, more = encode_to_fit(each, trajectories, pool, paths, still, part)
                shown += [Picture(output, (path,)) for output, path in zip(outputs, paths, strict=True)]
            else:
                more = encode(each, trajectories, pool, paths, still, part)
                shown.append(Picture(each, paths))
            notes += more
        if workers and pool and not pool.size:
            notes.append(ALONE)
    return Rendering(tuple(shown), tuple(dict.fromkeys(notes)), tuple(trajectories))


def _draw_frames(picture: Picture, progress: Progress) -> Rendering:
    scenario, (timeline,) = picture
    trajectories = computed(scenario)
    written = write_frames(scenario, trajectories, timeline, progress)
    return Rendering((Picture(scenario, written.paths),), written.notes, tuple(trajectories), written.line)


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


def _asked(still: int | None, strip: Sequence[int] | None, frames: object, targets: Sequence[object]) -> Wanted:
    """What is to be drawn.

    Raises: ParameterError where two things at once are asked for, or too many steps.
    """
    if frames is not None:
        if targets or still is not None or strip is not None:
            raise ParameterError("frames", "must be all that is asked for, without other files, a still or a strip")
        return "frames"
    if strip is None:
        return still
    if still is not None:
        raise ParameterError("strip", "must be all that is asked for, without a still")
    if not 1 <= len(strip) <= LONGEST_STRIP:
        raise ParameterError("strip", f"must be 1 to {LONGEST_STRIP} steps, not {len(strip)}")
    return tuple(strip)


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


def files_of(scenario: Scenario, folder: Path, formats: Sequence[str] = (), ending: str = "") -> list[Picture]:
    """The files of a scenario in a folder: for each of its outputs one of each format.

    Args: formats: used instead of the outputs' own.  ending: of the names, before the suffix.
    """
    return [
        Picture(
            each,
            tuple(
                folder / f"{each.name}{ending}{ENCODERS[name].suffixes[0]}" for name in formats or each.output.formats
            ),
        )
        for each in scenario.variants
    ]


def _least(given: object, host: str) -> int:
    """The smaller one of a size and the limit of a place.

    Raises: UnknownNameError for another place.  ParameterError where the size is none.
    """
    if host not in LIMITS:
        raise UnknownNameError("host", host, LIMITS)
    own = LIMITS[host].bytes
    return own if given is None else min(own, make(Amount(), given, "max_bytes"))


def _named(scenario: Scenario, targets: Sequence[str | Path], options: Mapping[str, Any]) -> list[Picture]:
    """The files that a person named. Where options have several values, each name ends with what differs."""
    paths = tuple(map(Path, targets))
    several = {key for key, value in options.items() if is_several(key, value)}
    if not several:
        return [Picture(scenario, paths)]
    others = dict.fromkeys(parameters(Matrix).keys() - several, ())
    variants = replace(scenario, matrix=replace(scenario.matrix, **others)).variants
    endings = [each.name.removeprefix(scenario.name) for each in variants]
    named = [tuple(path.with_stem(f"{path.stem}{ending}") for path in paths) for ending in endings]
    return [Picture(*each) for each in zip(variants, named, strict=True)]


def _usual(scenario: Scenario, folder: str | Path | None, still: Wanted) -> list[Picture]:
    """The files of a scenario that are written if none are named."""
    ending = "" if still is None or still == -1 else "-strip" if isinstance(still, tuple) else f"-{still}"
    pictures = files_of(scenario, Path(folder or scenario.folder or OUTPUTS), ending=ending)
    for path in (path for each in pictures for path in each.paths):
        if path.is_symlink():  # it may come with the folder, from a stranger
            raise OutputError(f"{path} is a link; remove it, or name it, to write the file that it leads to")
    return pictures


def _check(scenario: Scenario, paths: Sequence[Path], still: Wanted) -> None:
    """Raise what can be known of the files before anything is computed."""
    from optviz.scene.timeline import counted

    for step in still if isinstance(still, tuple) else ():
        counted(step, scenario.steps, "strip")
    if len({place_of(path) for path in paths}) < len(paths):
        raise ScenarioError("two outputs have the same name")
    moving = [path.name for path in paths if not can_be_still(encoder_for(path))]
    if still is not None and moving:
        raise ScenarioError(f"a still picture is a {still_suffixes()}, not {moving[0]}")


def _check_cameras(picture: Picture) -> None:
    """Raise ScenarioError where a camera moves in a format that has one drawing for all frames."""
    moving = [view.name for view in picture.scenario.views if view.moves]
    drawn = [path.name for path in picture.paths if not (entry := encoder_for(path)).still and _is_vector(entry)]
    if moving and drawn:
        raise ScenarioError(
            f"the camera of {moving[0]} moves, and {drawn[0]} would have one drawing for all frames; "
            "choose a format of pictures, as gif or mp4, or a camera that stands still"
        )


def can_be_still(entry: type[Format]) -> bool:
    """Whether a format can show one picture that does not move."""
    return entry.still or _is_vector(entry)


def _is_vector(entry: type[Format]) -> bool:
    return issubclass(entry, VectorFormat)


def still_suffixes() -> str:
    """The suffixes of the formats that can, in words."""
    *some, last = (entry.suffixes[0] for entry in ENCODERS.values() if can_be_still(entry))
    return f"{', '.join(some)} or {last}"


def _pool_for(scenarios: Sequence[Scenario], workers: int | Pool | None) -> AbstractContextManager[Pool | None]:
    """The pool that helps to draw scenarios' frames, where that is faster; a pool that was given stays open."""
    from optviz.scene import worth_several_processes

    moving = [each for each in scenarios if not all(ENCODERS[name].still for name in each.output.formats)]
    if not any(map(worth_several_processes, moving)):
        return nullcontext()
    if workers is not None and not isinstance(workers, int):
        return nullcontext(workers)
    from optviz.pool import cores

    number = workers or min(processes_for(scenario, cores()) for scenario in scenarios)
    return worker_pool(number - 1) if number > 1 else nullcontext()


def _silent(share: float) -> None:
    del share
