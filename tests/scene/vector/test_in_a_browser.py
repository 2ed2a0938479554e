"""Animated SVG inside an img element of a real browser, beside the pictures of the same frames. Skipped without one."""

from __future__ import annotations

import base64
import io
import re
from fractions import Fraction
from itertools import accumulate
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from optviz.drawing.traces import Traces
from optviz.scene.vector import animated
from tests.browsers import LONG

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from optviz.scene import Scene

SEARCHES: dict[str, Any] = {"keys": {"optimizers": "[{name: grid_search, columns: 5}, random_search]", "steps": "23"}}
LANDSCAPE = "[{name: surface3d, azimuth: 200, elevation: 25, shadow: true}]"
MANY = {"start": "{name: normal, count: 60}", "optimizers": "[{name: sgd, lr: 0.01}, {name: adam, lr: 0.1}]"}
NOTES = {
    "notes": "[{of: adam, when: start, say: begins, stay: 0.8},"
    " {of: momentum, when: step >= 17, say: half, pause: 0.5},"
    " {when: step >= 23, say: here, at: [0, 0], stay: 0.4}, {when: end, say: ends, at: bottom}]"
}
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "contours": ("[contour]", {}),
    "a landscape": (LANDSCAPE, {}),
    "curves": ("[contour, {name: curve, of: gap, scale: log}]", {}),
    "labels": ("[contour]", {"traces": Traces(labels=True)}),
    "fading": ("[contour]", {"traces": Traces(show="tail", tail=6)}),
    "heads": ("[contour]", {"traces": Traces(show="heads")}),
    "searches": ("[contour]", SEARCHES),
    "trials that fade": ("[contour]", {**SEARCHES, "traces": Traces(show="tail", tail=6)}),
    "trials on a landscape": (LANDSCAPE, SEARCHES),
    "generations": ("[contour]", {"keys": {"optimizers": "[{name: cma_es, sigma0: 0.4}]", "steps": "12"}}),
    "anatomy": ("[anatomy]", {"keys": {"steps": "6", "optimizers": "[momentum]", "start": "[1.2, -0.4]"}}),
    "an ensemble": ("[contour, curve]", {"keys": MANY}),
    "a cloud": ("[contour, {name: curve, of: gap, scale: log}]", {"keys": MANY, "traces": Traces(ensemble="cloud")}),
    "curvature": ("[{name: contour, curvature: true}, curvature]", {}),
    "an inset": ("[{name: contour, inset: 4, field: arrows}]", {}),
    "profiles": ("[{name: profile, model: true}, {name: profile, along: [[1, 0], [-1, 0.2]]}]", {}),
    "ranked": ("[contour]", {"legend": "ranked"}),
    "results inside": ("[contour]", {"legend": "inside", "results": True}),
    "a caption": ("[contour]", {"keys": {"description": "What is seen here."}, "caption": True}),
    "notes": ("[contour]", {"keys": NOTES}),
    "notes on a landscape": (LANDSCAPE, {"keys": NOTES, "lettering": "paths"}),
    "notes in two views": ("[contour, curve]", {"keys": NOTES}),
}
DARK = "color-scheme: dark"
FRAMES = (0, 3, 5, 7)


@pytest.fixture(scope="module")
def still(chromium: Callable[..., Any]) -> Any:
    """A browser for who wants less motion: what tabs say of it does not reach pictures."""
    return chromium("--force-prefers-reduced-motion")


@pytest.fixture
def seen(browser: Any, still: Any) -> Iterator[Callable[..., list[np.ndarray[Any, Any]]]]:
    """What a reader sees of SVGs that stand in a page one above the other."""
    pages: list[Any] = []

    def look(*svgs: bytes, style: str = "", reduced: bool = False) -> list[np.ndarray[Any, Any]]:
        if not pages or (style, reduced) != pages[-1][1]:
            page = (still if reduced else browser).new_page(viewport={"width": 480, "height": 270 * len(svgs)})
            page.set_default_timeout(LONG)
            pages.append((page, (style, reduced)))
            texts = (base64.b64encode(svg).decode() for svg in svgs)
            images = "".join(f'<img src="data:image/svg+xml;base64,{text}" style="display: block">' for text in texts)
            page.set_content(f'<!doctype html><body style="margin: 0; {style}">{images}')
            page.wait_for_function("[...document.images].every(image => image.complete && image.naturalWidth)")
        shot = Image.open(io.BytesIO(pages[-1][0].screenshot()))
        return list(np.asarray(shot.convert("RGB")).reshape(-1, 270, 480, 3))

    yield look
    for page, _ in pages:
        page.close()


def made(scene: Scene) -> bytes:
    return animated(scene.figure.scenario, scene.figure.trajectories)


def at(svg: bytes, scene: Scene, frame: int) -> bytes:
    """An SVG that stands still in the middle of a frame."""
    begins = [Fraction(0), *accumulate(each.duration for each in scene.timeline)]
    time = begins[frame] + scene.timeline[0].duration / 2
    text, count = re.subn(r"step-end \S+ both", f"step-end 1 both paused -{float(time):.4f}s", svg.decode())
    assert count == 1
    return text.encode()


def apart(first: np.ndarray[Any, Any], second: np.ndarray[Any, Any]) -> float:
    """How much two pictures differ: their mean difference after a little blur, for letters and edges differ a bit."""
    blurred = [
        np.asarray(Image.fromarray(each[..., :3]).resize((240, 135), Image.Resampling.BOX), dtype=float)
        for each in (first, second)
    ]
    return float(np.abs(blurred[0] - blurred[1]).mean())


def is_shown(shown: Sequence[np.ndarray[Any, Any]], wanted: Sequence[np.ndarray[Any, Any]]) -> None:
    """Each picture is like the wanted one, and like no other as much."""
    for number, picture in enumerate(shown):
        distances = [apart(picture, other) for other in wanted]
        assert distances[number] == min(distances)
        assert distances[number] < 3.0
        changed = np.abs(wanted[number].astype(int) - picture).max(axis=-1) > 96
        assert changed.mean() < 0.025


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", CASES)
def test_each_frame_looks_as_its_picture_does(
    scene: Callable[..., Scene], seen: Callable[..., list[np.ndarray[Any, Any]]], name: str, theme: str
) -> None:
    views, options = CASES[name]
    svg, pictures = made(scene(views, **options)), scene(views, theme=theme, **options)
    shown = seen(*(at(svg, pictures, frame) for frame in FRAMES), style=DARK if theme == "dark" else "")
    is_shown(shown, [pictures.frame(frame)[..., :3] for frame in FRAMES])


def test_it_moves_and_ends_held(scene: Callable[..., Scene], seen: Callable[..., list[np.ndarray[Any, Any]]]) -> None:
    forever, once = scene(), scene(loop=1, fps=10, duration=0.3, hold=0)
    begin = monotonic()
    svgs = made(forever), made(once)
    first, (start, last) = seen(*svgs)[0], (once.frame(frame)[..., :3] for frame in (0, -1))
    while not apart(seen(*svgs)[0], first) > 0.2:
        assert 1000 * (monotonic() - begin) < LONG
    while not apart(held := seen(*svgs)[1], last) < apart(held, start):
        assert 1000 * (monotonic() - begin) < LONG
    assert (seen(*svgs)[1] == held).all()


def test_who_wants_less_motion_sees_the_last_frame(
    scene: Callable[..., Scene], seen: Callable[..., list[np.ndarray[Any, Any]]]
) -> None:
    small, landscape = scene(), scene(LANDSCAPE)
    shown = seen(made(small), made(landscape), reduced=True)
    for picture, each in zip(shown, (small, landscape), strict=True):
        is_shown([picture], [each.frame(frame)[..., :3] for frame in (-1, *FRAMES[:-1])])
    again = seen(made(small), made(landscape), reduced=True)
    assert all((first == second).all() for first, second in zip(shown, again, strict=True))


def test_a_strangers_title_runs_nothing(scene: Callable[..., Scene], new_tab: Callable[..., Any]) -> None:
    title = "</title></text></style><script>console.log(1)</script><img src=x onerror=console.log(2)>"
    svg = made(scene(keys={"title": repr(title)}))
    page = new_tab()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.set_content(f"<!doctype html>{svg.decode()}")  # the worst place: in the page itself
    assert page.locator("svg > title").text_content() == title
    assert page.locator("script, img").count() == 0
    assert not said
