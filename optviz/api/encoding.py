"""The files of one output of a scenario, from its trajectories: whole or not at all."""

from __future__ import annotations

from contextlib import ExitStack, closing
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

from optviz.api.descriptions import alt_text
from optviz.api.marks import mark
from optviz.drawing.theme import parse
from optviz.encoders import Animation, Caption, CaptionFormat, Encoder, PageFormat, VectorFormat, encoder_for
from optviz.files import replacing
from optviz.notes import Moment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from optviz.arrays import Pixels
    from optviz.pool import Pool
    from optviz.scenario import Scenario
    from optviz.scene import Frame, Scene
    from optviz.trajectory import Trajectory

    Progress = Callable[[float], None]

CAPTIONS: Final = "vtt"
"""The format of captions that pages show with a video."""
One: TypeAlias = int | Moment
"""What one picture shows: a step, or a moment, with its note."""
Still: TypeAlias = One | tuple[One, ...] | None
"""What files show: one picture, a film strip of several, or, where it is None, the animation."""


def encode(
    scenario: Scenario,
    trajectories: Sequence[Trajectory],
    pool: Pool | None,
    paths: Sequence[Path],
    still: Still,
    progress: Progress,
    coarser: int = 0,
) -> list[str]:
    """Write every file, whole or not at all; returns the encoders' notes.

    Args: coarser: by how many of the formats' grades the pictures are coarser than usual.
    """
    notes: list[str] = []
    with ExitStack() as stack:
        files = [(encoder_for(path), stack.enter_context(replacing(path))) for path in paths]
        for entry, file in files:
            if issubclass(entry, VectorFormat):
                file.write_bytes(_drawn(scenario, trajectories, entry, still))
            elif issubclass(entry, PageFormat):
                file.write_bytes(entry.marked(paged(scenario, trajectories, coarser), mark(scenario)))
            elif issubclass(entry, CaptionFormat):
                told = captions(scenario, trajectories)
                file.write_bytes(entry.document(told, mark(scenario)))
                notes += [] if told else [f"no note appears, so that there is nothing in the {entry.title}"]
        if framed := [(entry, file) for entry, file in files if issubclass(entry, Encoder)]:
            notes += _encode_frames(scenario, trajectories, pool, framed, still, progress, coarser)
    progress(1.0)
    return notes


def _drawn(scenario: Scenario, trajectories: Sequence[Trajectory], entry: type[VectorFormat], still: Still) -> bytes:
    """The content of a vector format's file: all of the animation, where it has motion and no still is wanted."""
    from optviz.scene.drawings import document, strip_document
    from optviz.scene.vector import animated

    if isinstance(still, tuple):
        drawn = strip_document(scenario, trajectories, entry.name, still)
    elif still is None and not entry.still:
        drawn = animated(scenario, trajectories)
    else:
        drawn = document(scenario, trajectories, entry.name, -1 if still is None else still)
    return entry.marked(drawn, mark(scenario))


def paged(scenario: Scenario, trajectories: Sequence[Trajectory], coarser: int = 0) -> bytes:
    """A scenario as a page that answers its reader; arguments as in `encode`."""
    from optviz.page import page

    return page(scenario, trajectories, alt_text(scenario, trajectories), coarser)


def captions(scenario: Scenario, trajectories: Sequence[Trajectory]) -> list[Caption]:
    """What a scenario's notes say, as captions; in small multiples, with what tells each from the others."""
    from optviz.scene import chapters

    return [
        Caption(each.start, each.end, f"{each.cell}: {each.text}" if each.cell else each.text)
        for each in chapters(scenario, trajectories)
    ]


def _chapters(scenario: Scenario, trajectories: Sequence[Trajectory]) -> Iterator[Caption]:
    """The parts of an animation, each named after the notes that appear at its beginning, the first after the whole."""
    from optviz.scene import seconds

    if not (told := captions(scenario, trajectories)):
        return
    titles = {Fraction(0): list[str]()}
    for each in told:
        titles.setdefault(each.start, []).append(each.text)
    for start, end in pairwise([*titles, seconds(scenario, trajectories)]):
        title = "  ·  ".join(titles[start]) or scenario.title or scenario.surface.title
        letters = (letter if letter.isprintable() else " " for letter in title)
        yield Caption(start, end, "".join(letters))


def _encode_frames(
    scenario: Scenario,
    trajectories: Sequence[Trajectory],
    pool: Pool | None,
    files: Sequence[tuple[type[Encoder], Path]],
    still: Still,
    progress: Progress,
    coarser: int,
) -> list[str]:
    """Write every file that takes frames; returns the encoders' notes."""
    from optviz.scene import Scene, stream_frames
    from optviz.scene.strip import strip_pixels

    if isinstance(still, tuple):
        _encode_strip(scenario, strip_pixels(scenario, trajectories, still), files)
        return []
    scene = Scene(scenario, trajectories)
    animation = animation_of(scenario, scene, coarser, _chapters(scenario, trajectories))
    with ExitStack() as stack:
        encoders = [stack.enter_context(entry(file, animation)) for entry, file in files]
        if moving := [encoder for encoder in encoders if not encoder.still]:
            with closing(stream_frames(scene, pool)) as frames:
                _feed_moving(frames, moving, progress)
        _feed_still(scene, [encoder for encoder in encoders if encoder.still], still)
    return [note for encoder in encoders for note in encoder.notes]


def _encode_strip(scenario: Scenario, pixels: Pixels, files: Sequence[tuple[type[Encoder], Path]]) -> None:
    """Write a picture that is larger than a frame into every file."""
    height, width = pixels.shape[:2]
    transparent = scenario.output.background == "transparent"
    animation = Animation((width, height), 1, 0, transparent, pixels, comment=mark(scenario))
    for entry, file in files:
        with entry(file, animation) as encoder:
            encoder.add(pixels, None, Fraction(1))


def animation_of(scenario: Scenario, scene: Scene, coarser: int = 0, chapters: Iterable[Caption] = ()) -> Animation:
    """What encoders of its frames must know; arguments as in `encode`."""
    output = scenario.output
    return Animation(
        size=output.pixels,
        fps=output.fps,
        loop=output.loop,
        transparent=output.background == "transparent",
        lossless=output.quality == "lossless",
        sample=scene.sample(),
        exact=scene.colors,
        matte=parse(output.look.page),
        comment=mark(scenario),
        coarser=coarser,
        chapters=tuple(chapters),
    )


def _feed_moving(frames: Iterable[Frame], encoders: Sequence[Encoder], progress: Progress) -> None:
    for frame in frames:
        for encoder in encoders:
            encoder.add(frame.pixels, frame.changed, frame.duration)
        progress(frame.progress)


def _feed_still(scene: Scene, encoders: Sequence[Encoder], still: One | None) -> None:
    if not encoders:
        return
    pixels = scene.picture(-1 if still is None else still)
    for encoder in encoders:
        encoder.add(pixels, None, scene.timeline[-1].duration)
