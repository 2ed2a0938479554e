"""The pictures of pages, each in a light and a dark file, of which a browser takes the one that fits its reader."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Final, Literal

from optviz.api.encoding import encode
from optviz.api.marks import mark_of
from optviz.api.run import computed
from optviz.drawing.theme import THEMES
from optviz.encoders.codec import webpstream
from optviz.errors import OutputError
from optviz.files import replacing
from optviz.scenario import Matrix, safe_name
from optviz.scene.portrait import portrait
from optviz.scene.scene import Scene
from optviz.site.elements import element, void
from optviz.views import VIEWS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

    from optviz.arrays import Pixels
    from optviz.scenario import Scenario
    from optviz.surfaces import Surface

DARK: Final = "(prefers-color-scheme: dark)"
_NAMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
PORTRAIT: Final = (440, 340)
_SCALE: Final = 2
_QUALITY: Final = 82
_SMALL: Final = (720, 420)
"""The size of an animation that was made for another place."""


def stem_of(name: str) -> str:
    """What the files of an entry begin with: its name, which may be anybody's, made safe."""
    safe = safe_name(name)
    return safe if safe == name else f"{safe}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def files(stem: str, suffix: str) -> tuple[str, str]:
    """The names of a picture's two files."""
    return f"{stem}-{_NAMES[0]}{suffix}", f"{stem}-{_NAMES[1]}{suffix}"


def small(scenario: Scenario, size: tuple[int, int] = _SMALL, scale: Literal[1, 2] = 1) -> Scenario:
    """A scenario that was made for another place, as a page shows it: smaller and shorter, and once."""
    output = replace(scenario.output, size=size, scale=scale, fps=12, duration=4, hold=1, max_bytes=None)
    return replace(scenario, output=output, matrix=Matrix())


def moving(film: str, *about: str, class_: str = "") -> str:
    """A film with a button that plays it, by entry.js, and what is said about it, in HTML."""
    bar = element("div", element("button", "Play", type="button"), class_="bar", hidden=True)
    said = element("figcaption", *about) if about else ""
    return element("figure", film, bar, said, class_=f"moves {class_}".strip())


def _nobodys(path: Path) -> str:
    del path
    return ""


class Drawn:
    """The pictures of one page, drawn into a folder.

    Args: users: the bundled scenarios that use its entry.  fresh: the names of files that are as they would be drawn.
        claim: tells why a path belongs to somebody else, as that of Outputs.

    Attributes: names: of their files.
    """

    def __init__(
        self,
        folder: Path,
        users: Sequence[str] = (),
        fresh: Collection[str] = (),
        claim: Callable[[Path], str] = _nobodys,
    ) -> None:
        self.folder, self.users, self.names = folder, users, list[str]()
        self._fresh, self._claim = fresh, claim

    def film(self, scenario: Scenario, stem: str, words: str) -> str:
        """Draw an animation; gives the element that plays it, which shows one of its last frames before.

        Args: words: what is to be seen.
        """
        if left := self._left(stem, ".mp4"):
            trajectories = computed(scenario)
            for theme, path in left:
                output = replace(scenario.output, theme=theme, formats=("mp4",))
                encode(replace(scenario, output=output), trajectories, None, [path], None, _unheard)
        light, dark = (
            f"{name}#t={scenario.output.duration + scenario.output.hold / 2:g}" for name in files(stem, ".mp4")
        )
        width, height = scenario.output.size
        return element(
            "video",
            void("source", src=dark, type="video/mp4", media=DARK),
            void("source", src=light, type="video/mp4"),
            width=width,
            height=height,
            preload="metadata",
            muted=True,
            playsinline=True,
            controls=True,
            aria_label=words,
        )

    def still(self, scenario: Scenario, stem: str, words: str) -> str:
        """Draw the last frame of a scenario; gives the element that shows it."""
        if left := self._left(stem, ".webp"):
            trajectories = computed(scenario)
            for theme, path in left:
                themed = replace(scenario, output=replace(scenario.output, theme=theme, formats=("webp",)))
                _save(Scene(themed, trajectories).picture(-1), path)
        return image(stem, scenario.output.size, words)

    def portraits(self, surface: Surface, stem: str) -> None:
        """Draw a surface from above and as a landscape."""
        for view in PORTRAITS:
            for theme, path in self._left(f"{stem}-{view}", ".webp"):
                _save(portrait(surface, VIEWS[view](), THEMES[theme], PORTRAIT, _SCALE), path)

    def _left(self, stem: str, suffix: str) -> list[tuple[Literal["light", "dark"], Path]]:
        """The files of a picture that have to be drawn, by their themes.

        Raises: OutputError where one is somebody else's.
        """
        names = files(stem, suffix)
        self.names += names
        paths = {
            theme: self.folder / name for theme, name in zip(_NAMES, names, strict=True) if name not in self._fresh
        }
        if why := next(filter(None, map(self._claim, paths.values())), ""):
            raise OutputError(why)
        return list(paths.items())


PORTRAITS: Final = ("contour", "surface3d")


def image(stem: str, size: tuple[int, int], words: str, home: str = "") -> str:
    """The element that shows a still picture's file."""
    light, dark = files(stem, ".webp")
    width, height = size
    return element(
        "picture",
        void("source", srcset=f"{home}{dark}", media=DARK),
        void("img", src=f"{home}{light}", width=width, height=height, alt=words, loading="lazy", decoding="async"),
    )


def _save(pixels: Pixels, path: Path) -> None:
    """Write pixels as a WebP that is small and looks the same."""
    from PIL import Image

    still, drawn = BytesIO(), Image.fromarray(pixels[..., :3].copy())
    drawn.save(still, "webp", quality=_QUALITY, method=4)
    content = still.getvalue()
    with replacing(path) as temporary:
        temporary.write_bytes(webpstream.marked(content, drawn.size, mark_of(content)))


def _unheard(share: float) -> None:
    del share
