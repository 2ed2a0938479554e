"""What every host is: it says which files it can show, and writes the text that shows them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from optviz.api.descriptions import alt_text, caption, result_text
from optviz.encoders import ENCODERS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from optviz.scenario import Output, Scenario
    from optviz.scene import Chapter
    from optviz.trajectory import Trajectory

POSTER: Final = "png"
"""The format of the last frame: the poster of a video, and what is shown where nothing may move."""
USUAL: Final = "gif"
"""The format of a moving picture where the scenario names none that the host shows."""
VIDEOS: Final = ("webm", "mp4")
"""Formats of video in the order in which browsers try them: the last one plays everywhere."""

THEMES: Final = ("light", "dark")
"""Those between which readers choose; the first is for who has not chosen."""


def is_video(mime: str) -> bool:
    """Whether files of a media type are shown as videos."""
    return mime.startswith("video/")


def is_image(mime: str) -> bool:
    """Whether files of a media type are shown as images."""
    return mime.startswith("image/")


class File(NamedTuple):
    """A file that a document shows.

    Args: path: where it is.  address: what the document calls it.  mime: its media type.
    """

    path: Path
    address: str
    mime: str


class Files(NamedTuple):
    """The files that show one theme.

    Args: videos: the one to try first first.  pictures: that move.  still: the last frame.
        captions: of the videos, if there are some.
    """

    videos: tuple[File, ...]
    pictures: tuple[File, ...]
    still: File
    captions: File | None = None

    @classmethod
    def of(cls, files: Sequence[File], captions: File | None = None) -> Files:
        """The files by what they are; the last one is the still, or, alone, what shows all by itself."""
        *moving, still = files
        videos = tuple(each for each in moving if is_video(each.mime))
        return cls(videos, tuple(each for each in moving if not is_video(each.mime)), still, captions)

    @property
    def image(self) -> File:
        """What an image shows: what moves, if there is such a picture."""
        return self.pictures[0] if self.pictures else self.still


@dataclass(frozen=True)
class Figure:
    """What a snippet shows.

    Args: trajectories: what the files show.  files: of the theme that is shown unless a reader prefers the dark one.
        dark: of that one, if the host can choose.
    """

    scenario: Scenario
    trajectories: Sequence[Trajectory]
    files: Files
    dark: Files | None = None

    @cached_property
    def alt(self) -> str:
        """What is to be seen, briefly."""
        return alt_text(self.scenario, self.trajectories)

    @cached_property
    def moments(self) -> Sequence[Chapter]:
        """What its notes say, and when."""
        from optviz.scene import chapters

        return chapters(self.scenario, self.trajectories)

    @property
    def result(self) -> str:
        """The same in full."""
        return result_text(self.scenario, self.trajectories)

    @property
    def caption(self) -> str:
        """The author's own words; may be empty."""
        return caption(self.scenario)

    @property
    def width(self) -> str:
        """The width that a document gives the picture, whatever the number of its pixels."""
        return str(self.scenario.output.size[0])

    @property
    def height(self) -> str:
        """Its height."""
        return str(self.scenario.output.size[1])


class Host(ABC):
    """A kind of document.

    Class attributes: name: for options.  title: for readers.  both_themes: whether it shows the light or the dark
        picture as the reader prefers.  videos: whether it shows videos.
        captions: whether it shows a file of captions with them.
        pictures: the formats of moving pictures that it shows; any if empty.  limit: its name in LIMITS, if it has one.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    both_themes: ClassVar[bool] = False
    videos: ClassVar[bool] = False
    captions: ClassVar[bool] = False
    pictures: ClassVar[tuple[str, ...]] = ()
    limit: ClassVar[str] = ""

    @classmethod
    def formats(cls, output: Output) -> tuple[str, ...]:
        """What is rendered for it: videos where it shows them, else a picture that moves; and a still, which is last.

        Of pictures that move it is the first of the scenario's own. One whose own formats are still gets the still.
        """
        opaque = output.background != "transparent"
        own = [name for name in output.formats if ENCODERS[name].moves()]
        videos = [name for name in own if name not in VIDEOS and is_video(ENCODERS[name].mime)]
        videos += [name for name in VIDEOS if name in ENCODERS and (opaque or ENCODERS[name].transparency)]
        pictures = [name for name in own if is_image(ENCODERS[name].mime) and name in (cls.pictures or own)]
        moving = videos if cls.videos and videos else [*pictures, USUAL][:1]
        return (*moving, POSTER) if own else (POSTER,)

    @classmethod
    def needs(cls, figure: Figure) -> str:
        """What a figure needs of the document's project, in a sentence; empty where it needs nothing."""
        del figure
        return ""

    @staticmethod
    @abstractmethod
    def snippet(figure: Figure) -> str:
        """The text that shows a figure, which ends with a line end."""
