"""Which files show what of a scenario: the animation, a step, a film strip, or each note's moment."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias

from optviz.api.encoding import Still
from optviz.encoders import ENCODERS, VectorFormat, encoder_for
from optviz.errors import OutputError, ParameterError, ScenarioError
from optviz.files import place_of
from optviz.parameters import parameters
from optviz.scenario import Matrix, Scenario, is_several

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from optviz.encoders import Format
    from optviz.trajectory import Trajectory

OUTPUTS = Path("outputs")
"""The folder for outputs, unless another is given."""

LONGEST_STRIP: Final = 12
"""Steps."""

Wanted: TypeAlias = Still | Literal["frames", "notes", "strip of notes"]
"""What is drawn: as a file shows it, each frame or each note's moment in a file of its own, or those as a strip."""
NOTES: Final = "notes"
"""What a still and a film strip can be of, besides steps."""


class Picture(NamedTuple):
    """A scenario with one of its outputs, and the files that show it."""

    scenario: Scenario
    paths: tuple[Path, ...]


def asked(
    still: int | Literal["notes"] | None,
    strip: Sequence[int] | Literal["notes"] | None,
    frames: object,
    targets: Sequence[object],
) -> Wanted:
    """What is to be drawn.

    Raises: ParameterError where two things at once are asked for, or too many steps, or where a word is another one.
    """
    for key, word in (("still", still), ("strip", strip)):
        if isinstance(word, str) and word != NOTES:
            raise ParameterError(key, f"must be {'a step' if key == 'still' else 'steps'}, or {NOTES!r}, not {word!r}")
    if frames is not None:
        if targets or still is not None or strip is not None:
            raise ParameterError("frames", "must be all that is asked for, without other files, a still or a strip")
        return "frames"
    if strip is None:
        return still
    if still is not None:
        raise ParameterError("strip", "must be all that is asked for, without a still")
    if isinstance(strip, str):
        return "strip of notes"
    if not 1 <= len(strip) <= LONGEST_STRIP:
        raise ParameterError("strip", f"must be 1 to {LONGEST_STRIP} steps, not {len(strip)}")
    return tuple(strip)


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


def named_files(scenario: Scenario, targets: Sequence[str | Path], options: Mapping[str, Any]) -> list[Picture]:
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


def usual_files(scenario: Scenario, folder: str | Path | None, still: Wanted) -> list[Picture]:
    """The files of a scenario that are written if none are named."""
    pictures = files_of(scenario, Path(folder or scenario.folder or OUTPUTS), ending=_ending(still))
    _check_links(path for each in pictures for path in each.paths)
    return pictures


def _ending(still: Wanted) -> str:
    """How the names of files end that show something else than the animation or its last step."""
    if isinstance(still, int):
        return "" if still == -1 else f"-{still}"
    return "" if still in (None, NOTES) else "-strip"


def _check_links(paths: Iterable[Path]) -> None:
    """Raise OutputError where a file that nobody named is a link: it may come with the folder, from a stranger."""
    for path in paths:
        if path.is_symlink():
            raise OutputError(f"{path} is a link; remove it, or name it, to write the file that it leads to")


def check_files(scenario: Scenario, paths: Sequence[Path], still: Wanted) -> None:
    """Raise what can be known of the files before anything is computed."""
    from optviz.scene.timeline import counted

    for step in still if isinstance(still, tuple) else ():
        if isinstance(step, int) and scenario.output.pace.kind != "calls":  # how many there are is known later
            counted(step, scenario.steps, "strip")
    if isinstance(still, str) and not scenario.notes:
        raise ScenarioError(f"{scenario.name} has no notes of which there could be pictures")
    if len({place_of(path) for path in paths}) < len(paths):
        raise ScenarioError("two outputs have the same name")
    moving = [path.name for path in paths if not can_be_still(encoder_for(path))]
    if still is not None and moving:
        raise ScenarioError(f"a still picture is a {still_suffixes()}, not {moving[0]}")


def shown_files(picture: Picture, still: Wanted, trajectories: Sequence[Trajectory]) -> Iterator[tuple[Picture, Still]]:
    """The files of an output, with what they show; where that is each note's moment, there are some for each.

    Raises: ScenarioError where no note appears, or too many for a strip.  OutputError where a link has such a name.
    """
    if not isinstance(still, str):
        yield picture, still
        return
    from optviz.scene.clock import clocked_moments

    scenario, paths = picture
    if not (found := tuple(clocked_moments(scenario, trajectories))):
        raise ScenarioError(f"{scenario.name}: no note appears of which there could be a picture")
    if still != NOTES:
        if len(found) > LONGEST_STRIP:
            raise ScenarioError(f"{len(found)} notes appear, more than the {LONGEST_STRIP} pictures of a film strip")
        yield picture, found
        return
    for number, moment in enumerate(found, start=1):
        own = tuple(path.with_stem(f"{path.stem}-note-{number}") for path in paths)
        _check_links(own)
        yield Picture(scenario, own), moment


def can_be_still(entry: type[Format]) -> bool:
    """Whether a format can show one picture that does not move."""
    return entry.still or is_vector(entry)


def is_vector(entry: type[Format]) -> bool:
    """Whether its files are drawings."""
    return issubclass(entry, VectorFormat)


def still_suffixes() -> str:
    """The suffixes of the formats that can, in words."""
    *some, last = (entry.suffixes[0] for entry in ENCODERS.values() if can_be_still(entry))
    return f"{', '.join(some)} or {last}"
