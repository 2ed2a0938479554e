"""The pictures of pages, each in a light and a dark file, of which a browser takes the one that fits its reader."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from optviz.api.encoding import encode
from optviz.api.run import computed
from optviz.drawing.theme import THEMES
from optviz.files import replacing
from optviz.scenario import safe_name
from optviz.scene.portrait import portrait
from optviz.scene.scene import Scene
from optviz.site.elements import element, void
from optviz.views import VIEWS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from optviz.arrays import Pixels
    from optviz.scenario import Scenario
    from optviz.surfaces import Surface

DARK: Final = "(prefers-color-scheme: dark)"
_NAMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
PORTRAIT: Final = (440, 340)
_SCALE: Final = 2
_QUALITY: Final = 82


def stem_of(name: str) -> str:
    """What the files of an entry begin with: its name, which may be anybody's, made safe."""
    safe = safe_name(name)
    return safe if safe == name else f"{safe}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def files(stem: str, suffix: str) -> tuple[str, str]:
    """The names of a picture's two files."""
    return f"{stem}-{_NAMES[0]}{suffix}", f"{stem}-{_NAMES[1]}{suffix}"


class Drawn:
    """The pictures of one page, drawn into a folder.

    Args: users: the bundled scenarios that use its entry.

    Attributes: names: of their files.
    """

    def __init__(self, folder: Path, users: Sequence[str] = ()) -> None:
        self.folder, self.users, self.names = folder, users, list[str]()

    def film(self, scenario: Scenario, stem: str, words: str) -> str:
        """Draw an animation; gives the element that plays it, which shows one of its last frames before.

        Args: words: what is to be seen.
        """
        trajectories = computed(scenario)
        for theme, path in self._paths(stem, ".mp4"):
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
        trajectories = computed(scenario)
        for theme, path in self._paths(stem, ".webp"):
            themed = replace(scenario, output=replace(scenario.output, theme=theme, formats=("webp",)))
            _save(Scene(themed, trajectories).picture(-1), path)
        return image(stem, scenario.output.size, words)

    def portraits(self, surface: Surface, stem: str) -> None:
        """Draw a surface from above and as a landscape."""
        for view in PORTRAITS:
            for theme, path in self._paths(f"{stem}-{view}", ".webp"):
                _save(portrait(surface, VIEWS[view](), THEMES[theme], PORTRAIT, _SCALE), path)

    def _paths(self, stem: str, suffix: str) -> list[tuple[Literal["light", "dark"], Path]]:
        """The files of a picture by their themes."""
        names = files(stem, suffix)
        self.names += names
        return [(theme, self.folder / name) for theme, name in zip(_NAMES, names, strict=True)]


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

    with replacing(path) as temporary:
        Image.fromarray(pixels[..., :3].copy()).save(temporary, "webp", quality=_QUALITY, method=4)


def _unheard(share: float) -> None:
    del share
