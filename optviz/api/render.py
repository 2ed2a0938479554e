"""One scenario, from its file to its pictures: the straight line.

scenario file -> Scenario -> trajectories -> scene -> frames -> encoder -> file
"""

from __future__ import annotations

from contextlib import ExitStack, closing, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from optviz.api.run import as_scenario, run
from optviz.drawing.theme import THEMES, parse
from optviz.encoders import ENCODERS, Animation, encoder_for
from optviz.errors import ParameterError, ScenarioError
from optviz.files import replacing
from optviz.scenario import Scenario, override

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from contextlib import AbstractContextManager

    from optviz.encoders import Encoder
    from optviz.scene import Crew, Frame, Scene
    from optviz.trajectory import Trajectory

    Progress = Callable[[float], None]

OUTPUTS = Path("outputs")
"""The folder that renders land in unless another is named."""

MAX_WORKERS: Final = 64


@dataclass(frozen=True)
class Rendering:
    """The files one scenario became.

    Args: scenario: as it was rendered.  paths: the files, in the order they were asked for.  notes: what a
        person should know about them.  trajectories: what was drawn, one for each optimizer of each cell.
    """

    scenario: Scenario
    paths: tuple[Path, ...]
    notes: tuple[str, ...] = ()
    trajectories: tuple[Trajectory, ...] = field(default=(), repr=False, compare=False)

    def _repr_html_(self) -> str:
        """In a notebook, the first picture itself."""
        from optviz.api.snippets import inline

        return inline(self.scenario, self.trajectories, self.paths[0])


def render(
    source: Scenario | str | Path,
    *targets: str | Path,
    folder: str | Path = OUTPUTS,
    still: int | None = None,
    progress: Progress | None = None,
    workers: int | Crew | None = None,
    **changes: Any,
) -> Rendering:
    """Render a scenario into files; several come from one pass over the frames.

    Args: source: a scenario, a path, "-" for standard input, or a bundled scenario's name.
        targets: files to write, their formats given by their suffixes; without any, one file in `folder` for
            each of the scenario's formats.
        still: draw only the picture of this step, counted from the end if negative, as PNG unless the targets say
            otherwise.  progress: called with the share done, 0 to 1.  workers: how many processes may draw, 1 to 64; as
            many as there are cores if left out; or a crew that is kept. The files are the same for any number.
        changes: options of the scenario's output to replace, as theme="dark"; draft=True for a quick look: half
            the size, a tenth of the frames.
    Raises: ScenarioError where the scenario cannot be used.  ParameterError where an option is out of range.
        OutputError where a file cannot be written.  MissingToolError where a format's codec is not installed.
    """
    check_workers(workers)
    if targets:
        changes["formats"] = tuple(dict.fromkeys(encoder_for(target).name for target in targets))
    elif still is not None:
        changes["formats"] = ("png",)
    scenario = override(as_scenario(source), **changes)
    paths = [Path(target) for target in targets] or _default_paths(scenario, Path(folder), still)
    _check_still(paths, still)
    with _crew(scenario, workers) as crew:  # its processes start while trajectories are computed
        trajectories = run(scenario)
        from optviz.scene import Scene

        scene = Scene(scenario, trajectories)
        notes = _encode(scenario, scene, crew, paths, still, progress or _silent)
    return Rendering(scenario, tuple(paths), tuple(notes), tuple(trajectories))


def check_workers(workers: int | Crew | None) -> None:
    """Raise ParameterError where there cannot be so many processes; None is as many as there are cores."""
    if isinstance(workers, int) and not 1 <= workers <= MAX_WORKERS:
        raise ParameterError("workers", f"must be from 1 to {MAX_WORKERS}, not {workers}")


def _default_paths(scenario: Scenario, folder: Path, still: int | None) -> list[Path]:
    mark = "" if still is None or still == -1 else f"-{still}"
    return [folder / f"{scenario.name}{mark}{ENCODERS[name].suffixes[0]}" for name in scenario.output.formats]


def _check_still(paths: Sequence[Path], still: int | None) -> None:
    if len(set(paths)) < len(paths):
        raise ScenarioError("two outputs have the same name")
    moving = [path.name for path in paths if not encoder_for(path).still]
    if still is not None and moving:
        raise ScenarioError(f"a still picture is a .png, not {moving[0]}")


def _crew(scenario: Scenario, workers: int | Crew | None) -> AbstractContextManager[Crew]:
    """Who draws a scenario's frames: several processes where that is sooner; a crew that was given is kept."""
    from optviz.scene import Crew, cores, pays

    moving = not all(ENCODERS[name].still for name in scenario.output.formats)
    if not moving or not pays(scenario):
        return Crew(1)
    return nullcontext(workers) if isinstance(workers, Crew) else Crew(workers or cores())


def _encode(
    scenario: Scenario,
    scene: Scene,
    crew: Crew,
    paths: Sequence[Path],
    still: int | None,
    progress: Progress,
) -> list[str]:
    """Write every file, whole or not at all; returns what the encoders have to say."""
    film = _film(scenario, scene)
    with ExitStack() as stack:
        encoders = [encoder_for(path)(stack.enter_context(replacing(path)), film) for path in paths]
        for encoder in encoders:
            stack.enter_context(encoder)
        if moving := [encoder for encoder in encoders if not encoder.still]:
            with closing(crew.frames(scene)) as frames:
                _feed_moving(frames, moving, progress)
        _feed_still(scene, [encoder for encoder in encoders if encoder.still], still)
    progress(1.0)
    return [note for encoder in encoders for note in encoder.notes]


def _film(scenario: Scenario, scene: Scene) -> Animation:
    output = scenario.output
    return Animation(
        size=output.pixels,
        fps=output.fps,
        loop=output.loop,
        transparent=output.background == "transparent",
        sample=scene.sample(),
        exact=scene.colors,
        matte=parse(THEMES[output.theme].page),
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
