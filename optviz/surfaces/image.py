"""A picture as a landscape."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final

from annotated_types import Ge, Le

from optviz import tables
from optviz.arrays import np
from optviz.errors import ScenarioError
from optviz.parameters import DataFile, FilePath, Key
from optviz.surfaces.kinds.spline import FEWEST
from optviz.surfaces.kinds.surface import Bounds  # noqa: TC001  (annotations are evaluated)
from optviz.surfaces.kinds.tabulated import ITS_OWN, Reading, Tabulated
from optviz.tables import Grid

if TYPE_CHECKING:
    from pathlib import Path

    from optviz.arrays import Array

MOST_PIXELS: Final = 25_000_000
"""Of a picture; more are not decoded."""

_FORMATS: Final = ("PNG", "JPEG")
_DEEP: Final = 65535
"""White, in a picture with 16 bits for each pixel."""


@dataclass(frozen=True, repr=False)
class ImageSurface(Tabulated):
    """A picture as a landscape: white is 1 and high, black is 0 and low.

    The picture is made smaller and smoothed; a bicubic spline goes through its grey values. Its longer side is from -1
    to 1, the top is up, and what is transparent counts as white. Outside of it there are no values.

    Args: file: the picture, .png or .jpg, at most 64 MB and 25 million pixels.
        detail: how many grey values its longer side keeps, 8 to 512.
        smooth: the width of the smoothing, in these values, 0 to 50.
        inverted: whether black is high and white is low.
    """

    name: ClassVar[str] = "image"
    title: ClassVar[str] = "Picture"
    source: ClassVar[str] = "your picture"

    file: Annotated[DataFile, FilePath((".png", ".jpg", ".jpeg"))]
    detail: Annotated[int, Ge(8), Le(512)] = 96
    smooth: Annotated[float, Ge(0), Le(50)] = 1.5
    inverted: bool = False
    bounds: Annotated[Bounds, Key()] = ITS_OWN

    def read(self) -> Reading:
        """Its grey values, made smaller and smoothed."""
        from scipy.ndimage import gaussian_filter

        grey = _grey(self.file.path, self.detail)
        if self.smooth:
            grey = gaussian_filter(grey, self.smooth, mode="nearest")
        z = np.clip(1 - grey if self.inverted else grey, 0, 1)[::-1]
        rows, columns = z.shape
        ends = np.array([columns, rows]) / max(columns, rows)
        x, y = (np.linspace(-end, end, count) for end, count in zip(ends, (columns, rows), strict=True))
        low = "black" if not self.inverted else "white"
        return Reading(Grid(x, y, z), (f"grey values of {self.file.name}, {low} is low",))


def _grey(file: Path, detail: int) -> Array:
    """The grey values of a picture, 0 to 1, so many along its longer side; row 0 is the top."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    with tables.opened(file) as stream, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on pictures that are larger than ours may be, and on odd notes in them
        try:
            with Image.open(stream, formats=_FORMATS) as picture:
                width, height = picture.size
                if width * height > MOST_PIXELS:
                    raise ScenarioError(f"{file.name}: {width} x {height} pixels, more than {MOST_PIXELS:,}")
                shown = ImageOps.exif_transpose(picture)
                width, height = shown.size
                share = detail / max(width, height)
                return _brightness(shown, (max(FEWEST, round(share * width)), max(FEWEST, round(share * height))))
        except UnidentifiedImageError:
            raise ScenarioError(f"{file.name} is no PNG or JPEG picture") from None
        except (
            OSError,
            ValueError,
            SyntaxError,
            EOFError,
            IndexError,
            KeyError,
            TypeError,
            Image.DecompressionBombError,
        ) as error:
            reason = " ".join(str(error).split()) or type(error).__name__
            raise ScenarioError(f"{file.name} is a broken picture: {reason}") from None


def _brightness(picture: Any, size: tuple[int, int]) -> Array:
    """A picture's brightness, 0 to 1, at a smaller size."""
    from PIL import Image

    if picture.mode.startswith("I"):  # 16 bits
        deep = Image.fromarray(np.asarray(picture, dtype=np.float32) / _DEEP)
        return np.asarray(deep.resize(size, Image.Resampling.BOX), dtype=np.float64)
    if picture.mode != "L":
        whole = picture.convert("RGBA")
        white = Image.new("RGBA", whole.size, "white")
        picture = Image.alpha_composite(white, whole).convert("L")
    smaller = picture.convert("F").resize(size, Image.Resampling.BOX)
    return np.asarray(smaller, dtype=np.float64) / 255
