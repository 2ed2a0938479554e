from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from optviz.drawing.layout import strip
from optviz.errors import ParameterError
from optviz.scene.drawings import strip_document
from optviz.scene.strip import strip_pixels
from optviz.scene.timeline import frame_at
from optviz.scene.whole import draw_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from optviz.arrays import Pixels
    from optviz.scene import Scene

RATES = {"vary": "{lr: [0.01, 0.1]}", "optimizers": "[sgd, momentum, adam]"}
VIEWS = {
    "contour": ("[contour]", {}),
    "landscape": ("[{name: surface3d, grid: 32, azimuth: [0, 60]}]", {}),
    "two": ("[contour, {name: curve, of: x}]", {}),
    "cells": ("[contour]", RATES),
    "anatomy": ("[anatomy]", {}),
}


def made(scene: Scene, steps: Sequence[int]) -> Pixels:
    return strip_pixels(scene.figure.scenario, scene.figure.trajectories, steps)


@pytest.mark.parametrize("scale", [1, 2])
@pytest.mark.parametrize("kind", VIEWS)
def test_each_part_is_what_the_animation_shows_at_its_step(scene: Callable[..., Scene], kind: str, scale: int) -> None:
    views, keys = VIEWS[kind]
    shown = scene(views, keys, size=(480, 300), legend="names", scale=scale)
    found, size = made(shown, (0, 20, -1)), (shown.shape[1], shown.shape[0])
    plan = strip(shown.figure.plan.areas, 3, shown.figure.canvas.point, scale)
    assert found.shape == (size[1] + plan.higher, size[0] + plan.wider, 4)
    for step, part in zip((0, 20, 40), plan.parts, strict=True):
        draw_whole(shown.figure, frame_at(step, shown.timeline), last=True)
        for before, after in zip(shown.figure.plan.areas.panels, part.panels, strict=True):
            right = round(after.left - before.left)
            assert right % scale == 0
            box = before.shrunk(*[2 * scale] * 4).box(size)
            assert box
            own = found[box.top + plan.higher : box.bottom + plan.higher, box.left + right : box.right + right]
            differs = (own != shown.figure.pixels[box.rows_columns]).any(axis=-1)
            assert differs.mean() < (0.06 if kind == "anatomy" else 0.002)  # a text between two pixels may go to either


def words(scene: Scene, steps: Sequence[int]) -> list[tuple[str, float, float]]:
    content = strip_document(scene.figure.scenario, scene.figure.trajectories, "svg", steps)
    root = ET.fromstring(content)  # noqa: S314  (ours)
    return [
        (each.text or "", float(each.get("x", "")), float(each.get("y", "")))
        for each in root.iter("{http://www.w3.org/2000/svg}text")
    ]


@pytest.mark.parametrize(("size", "below"), [((480, 270), False), ((300, 400), True)])
def test_there_is_one_title_one_legend_and_a_heading_for_each_step(
    scene: Callable[..., Scene], size: tuple[int, int], below: bool
) -> None:
    shown = scene(size=size, lettering="text", legend="ranked")
    found = words(shown, (5, 20, 40))
    texts = [text for text, _, _ in found]
    for text in ("A small scene", "SGD", "Momentum", "Adam"):
        assert texts.count(text) == 1
    assert [text for text in texts if text.startswith("step")] == ["step 5", "step 20", "step 40"]
    assert not [text for text in texts if re.fullmatch(r"−?\d+\.\d{3}", text)]
    places = {text: (x, y) for text, x, y in found}
    assert len({places[f"step {step}"][1] for step in (5, 20, 40)}) == 1
    assert (places["SGD"][0] > places["step 40"][0]) == (not below)


def test_without_a_legend_there_is_none(scene: Callable[..., Scene]) -> None:
    assert "SGD" not in [text for text, _, _ in words(scene(legend="none", lettering="text"), (0, 40))]


@pytest.mark.parametrize("step", [41, -42])
def test_a_step_that_is_not_there_is_refused(scene: Callable[..., Scene], step: int) -> None:
    with pytest.raises(ParameterError, match="from 0 to 40"):
        made(scene(), (0, step))
