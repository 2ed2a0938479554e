"""Stills as SVG inside an img element of a real browser, beside the picture of pixels. Skipped without one."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from optviz.drawing.traces import Traces
from optviz.scene.drawings import document, strip_document
from optviz.scene.strip import strip_pixels

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.arrays import Array
    from optviz.scene import Scene


@pytest.fixture
def seen(new_tab: Callable[..., Any]) -> Callable[[bytes], Array]:
    """What a browser shows of an SVG, at two pixels for each of the layout's."""
    page = new_tab(device_scale_factor=2, viewport={"width": 1600, "height": 600})

    def shown(content: bytes) -> Array:
        address = f"data:image/svg+xml;base64,{base64.b64encode(content).decode()}"
        page.set_content(f'<body style="margin: 0"><img style="display: block" src="{address}">')
        page.evaluate("() => document.images[0].decode()")
        picture = page.locator("img").screenshot()
        return np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"), dtype=float)

    return shown


def missed(picture: Array, other: Array) -> Array:
    """How far blocks of two pictures differ."""
    assert picture.shape == other.shape
    high, wide = picture.shape[0] // 20, picture.shape[1] // 20
    blocks = [
        each[: 20 * high, : 20 * wide].reshape(high, 20, wide, 20, 3).mean(axis=(1, 3)) for each in (picture, other)
    ]
    return np.asarray(np.abs(np.subtract(*blocks)))


@pytest.mark.parametrize("lettering", ["paths", "text"])
@pytest.mark.parametrize(
    ("views", "theme"), [("[contour]", "light"), ("[{name: surface3d, grid: 48}]", "dark"), ("[anatomy]", "dark")]
)
def test_a_browser_shows_a_still_as_it_is(
    scene: Callable[..., Scene], seen: Callable[[bytes], Array], views: str, theme: str, lettering: str
) -> None:
    made = scene(views, traces=Traces(labels=True), size=(640, 360), scale=2, theme=theme, lettering=lettering)
    found = seen(document(made.figure.scenario, made.figure.trajectories, "svg", -1))
    differs = missed(found, made.sample()[..., :3].astype(float))
    assert differs.mean() < 1
    assert differs.max() < 60


def test_a_browser_shows_a_strip_as_it_is(scene: Callable[..., Scene], seen: Callable[[bytes], Array]) -> None:
    made = scene("[contour]", size=(480, 300), scale=2)
    given = made.figure.scenario, made.figure.trajectories
    differs = missed(
        seen(strip_document(*given, "svg", (0, 9, -1))), strip_pixels(*given, (0, 9, -1))[..., :3].astype(float)
    )
    assert differs.mean() < 1
    assert differs.max() < 60
