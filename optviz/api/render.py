"""One scenario, from its file to its pictures.

scenario file -> Scenario -> trajectories -> scene -> frames -> encoder -> file
"""

from __future__ import annotations

import importlib
from contextlib import ExitStack, closing, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Unpack

from optviz.api.manifest import mark
from optviz.api.run import as_scenario, run
from optviz.api.signatures import spelled_out
from optviz.drawing import settings
from optviz.drawing.theme import THEMES, parse
from optviz.encoders import ENCODERS, Animation, encoder_for
from optviz.errors import OutputError, ParameterError, ScenarioError
from optviz.files import file_size, place_of, replacing
from optviz.scenario import Scenario, override

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from contextlib import AbstractContextManager

    from optviz.encoders import Encoder
    from optviz.pool import Pool
    from optviz.scenario import OutputOptions
    from optviz.scene import Frame, Scene
    from optviz.trajectory import Trajectory

    Progress = Callable[[float], None]

OUTPUTS = Path("outputs")
"""The folder for outputs, unless another is given."""

MAX_WORKERS: Final = 64


@dataclass(frozen=True, repr=False)
class Rendering:
    """The files made from one scenario.

    Args: scenario: as it was rendered.  paths: the files, in the order they were asked for.  notes: what a
        person should know about them.  trajectories: what was drawn, one for each optimizer of each cell.
    """

    scenario: Scenario
    paths: tuple[Path, ...]
    notes: tuple[str, ...] = ()
    trajectories: tuple[Trajectory, ...] = field(default=(), compare=False)

    def __repr__(self) -> str:
        """The files with their sizes, and what they show."""
        files = (f"{path} ({file_size(path.stat().st_size)})" if path.is_file() else f"{path}" for path in self.paths)
        return f"<Rendering {', '.join(files)}: {self.scenario.summary}>"

    def _repr_html_(self) -> str:
        """In a notebook, the first picture itself."""
        from optviz.api.snippets import inline

        return inline(self.scenario, self.trajectories, self.paths[0])


@spelled_out
def render(
    source: Scenario | str | Path,
    *targets: str | Path,
    folder: str | Path = OUTPUTS,
    still: int | None = None,
    progress: Progress | None = None,
    workers: int | Pool | None = None,
    allow_cost: bool = False,
    draft: bool = False,
    **changes: Unpack[OutputOptions],
) -> Rendering:
    """Render a scenario into files; several come from one pass over the frames.

    Args: source: a scenario, a path, "-" for standard input, or a bundled scenario's name.
        targets: files to write, their formats given by their suffixes; a link among them is followed. Without any, one
            file in `folder` for each of the scenario's formats, where no link is followed.
        still: draw only the picture of this step, counted from the end if negative, as PNG unless the targets say
            otherwise.  progress: called with the share done, 0 to 1.
        workers: how many processes may draw, 1 to 64; if left out, one for each core, but no more than fit into two
            gigabytes; or a worker pool that helps this process, and stays open. The files are the same for any number.
        allow_cost: whether it may take more than ten minutes of processor time, or two gigabytes of memory.
        draft: a quick look: half the size, a tenth of the frames.
        changes: values of the scenario's output to replace, as theme="dark".
    Raises: ScenarioError where the scenario cannot be used.  ParameterError where an option is out of range.
        OutputError where a file cannot be written.  MissingToolError where a format's codec is not installed.
    """
    check_workers(workers)
    if targets:
        changes["formats"] = tuple(dict.fromkeys(encoder_for(target).name for target in targets))
    elif still is not None:
        changes["formats"] = ("png",)
    scenario = override(as_scenario(source, allow_cost=allow_cost), draft=draft, **changes)
    paths = [Path(target) for target in targets] or _default_paths(scenario, Path(folder), still)
    _check(paths, still)
    with _pool_for(scenario, workers) as pool:  # its processes start while trajectories are computed
        trajectories = run(scenario)
        from optviz.pool import ALONE
        from optviz.scene import Scene

        scene = Scene(scenario, trajectories)
        notes = _encode(scenario, scene, pool, paths, still, progress or _silent)
        if workers and pool and not pool.size:
            notes.append(ALONE)
    return Rendering(scenario, tuple(paths), tuple(notes), tuple(trajectories))


def check_workers(workers: int | Pool | None) -> None:
    """Raise ParameterError where a number of processes is out of range; None means one for each core."""
    if isinstance(workers, int) and not 1 <= workers <= MAX_WORKERS:
        raise ParameterError("workers", f"must be from 1 to {MAX_WORKERS}, not {workers}")


def _default_paths(scenario: Scenario, folder: Path, still: int | None) -> list[Path]:
    step = "" if still is None or still == -1 else f"-{still}"
    paths = [folder / f"{scenario.name}{step}{ENCODERS[name].suffixes[0]}" for name in scenario.output.formats]
    for path in paths:
        if path.is_symlink():  # it may come with the folder, from a stranger
            raise OutputError(f"{path} is a link; remove it, or name it, to write the file that it leads to")
    return paths


def _check(paths: Sequence[Path], still: int | None) -> None:
    """Raise what can be known of the files before anything is computed."""
    if len({place_of(path) for path in paths}) < len(paths):
        raise ScenarioError("two outputs have the same name")
    moving = [path.name for path in paths if not encoder_for(path).still]
    if still is not None and moving:
        raise ScenarioError(f"a still picture is a .png, not {moving[0]}")


def worker_pool(processes: int) -> Pool:
    """A pool whose processes load this process's plugins and the drawing code as soon as they start."""
    from optviz.api.plugins import loaded
    from optviz.pool import Pool

    if not settings.has_folder():
        settings.load()  # matplotlib makes a folder, which its processes inherit and this one removes
    return Pool(processes, _prepare, loaded())


def _prepare(files: Iterable[Path]) -> None:
    from optviz.api.plugins import load_plugin

    settings.ignore()
    for file in files:
        load_plugin(file)
    settings.load()  # while trajectories are computed elsewhere
    importlib.import_module("optviz.scene")


def _pool_for(scenario: Scenario, workers: int | Pool | None) -> AbstractContextManager[Pool | None]:
    """The pool that helps to draw a scenario's frames, where that is faster; a pool that was given stays open."""
    from optviz.scene import worth_several_processes

    moving = not all(ENCODERS[name].still for name in scenario.output.formats)
    if not moving or not worth_several_processes(scenario):
        return nullcontext()
    if workers is not None and not isinstance(workers, int):
        return nullcontext(workers)
    from optviz.pool import cores
    from optviz.scenario.budget import processes

    number = workers or processes(scenario, cores())
    return worker_pool(number - 1) if number > 1 else nullcontext()


def _encode(
    scenario: Scenario,
    scene: Scene,
    pool: Pool | None,
    paths: Sequence[Path],
    still: int | None,
    progress: Progress,
) -> list[str]:
    """Write every file, whole or not at all; returns the encoders' notes."""
    from optviz.scene import stream_frames

    animation = _animation(scenario, scene)
    with ExitStack() as stack:
        encoders = [encoder_for(path)(stack.enter_context(replacing(path)), animation) for path in paths]
        for encoder in encoders:
            stack.enter_context(encoder)
        if moving := [encoder for encoder in encoders if not encoder.still]:
            with closing(stream_frames(scene, pool)) as frames:
                _feed_moving(frames, moving, progress)
        _feed_still(scene, [encoder for encoder in encoders if encoder.still], still)
    progress(1.0)
    return [note for encoder in encoders for note in encoder.notes]


def _animation(scenario: Scenario, scene: Scene) -> Animation:
    output = scenario.output
    return Animation(
        size=output.pixels,
        fps=output.fps,
        loop=output.loop,
        transparent=output.background == "transparent",
        sample=scene.sample(),
        exact=scene.colors,
        matte=parse(THEMES[output.theme].page),
        comment=mark(scenario),
    )


def _feed_moving(frames: Iterable[Frame], encoders: Sequence[Encoder], progress: Progress) -> None:
    for frame in frames:
        for encoder in encoders:
            encoder.add(frame.pixels, frame.changed, frame.duration)
        progress(frame.progress)


def _feed_still(scene: Scene, encoders: Sequence[Encoder], still: int | None) -> None:
    if not encoders:
        return
    pixels = scene.picture(-1 if still is None else still)
    for encoder in encoders:
        encoder.add(pixels, None, scene.timeline[-1].duration)


def _silent(share: float) -> None:
    del share
