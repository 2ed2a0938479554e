from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from optviz.api.run import run
from optviz.drawing.traces import Traces
from optviz.scenario import load, override, parse
from optviz.scene.vector import animated

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.scene import Scene

SVG = "{http://www.w3.org/2000/svg}"
SEARCHES: dict[str, Any] = {"keys": {"optimizers": "[{name: grid_search, columns: 5}, random_search]", "steps": "23"}}
LANDSCAPE = "[{name: surface3d, azimuth: 200, elevation: 25, shadow: true}]"
NOTES = {
    "notes": "[{of: adam, when: start, say: begins, stay: 0.8},"
    " {of: momentum, when: step >= 17, say: half, pause: 0.5},"
    " {when: step >= 23, say: here, at: [0, 0], stay: 0.4}, {when: end, say: ends, at: bottom}]"
}
EVERYTHING: dict[str, tuple[str, dict[str, Any]]] = {
    "contours": ("[contour]", {}),
    "a landscape": (LANDSCAPE, {}),
    "all views": ("[contour, curve, surface3d]", {}),
    "labels": ("[contour]", {"traces": Traces(labels=True)}),
    "fading": ("[contour]", {"traces": Traces(show="tail", tail=6)}),
    "heads": ("[contour]", {"traces": Traces(show="heads")}),
    "searches": ("[contour]", SEARCHES),
    "trials that fade": ("[contour]", {**SEARCHES, "traces": Traces(show="tail", tail=6)}),
    "trials on a landscape": (LANDSCAPE, SEARCHES),
    "generations": ("[contour]", {"keys": {"optimizers": "[{name: cma_es, sigma0: 0.4}]", "steps": "12"}}),
    "dark": ("[contour]", {"theme": "dark"}),
    "transparent": ("[contour]", {"background": "transparent"}),
    "no legend": ("[contour]", {"legend": "none"}),
    "ranked": ("[contour]", {"legend": "ranked"}),
    "inside": ("[contour]", {"legend": "inside"}),
    "results": ("[contour]", {"results": True}),
    "letters as paths": ("[contour]", {"lettering": "paths"}),
    "two frames": ("[contour]", {"duration": 0.1, "hold": 0}),
    "one step": ("[contour]", {"keys": {"steps": "1"}}),
    "dashed": ("[contour]", {"keys": {"optimizers": "[" + ", ".join(["{name: sgd, color: '#D55E00'}"] * 3) + "]"}}),
    "lost": ("[contour, curve]", {"keys": {"optimizers": "[{name: sgd, lr: 5}, {name: sgd, lr: 1.0e+200}]"}}),
    "notes": ("[contour, curve]", {"keys": NOTES}),
    "notes on a landscape": (LANDSCAPE, {"keys": NOTES}),
    "formulas": ("[contour]", {"keys": {"title": "'$x^2$'", "math": "true"}}),
}


def made(scene: Scene) -> str:
    return animated(scene.figure.scenario, scene.figure.trajectories).decode()


def root_of(text: str | bytes) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314  (ours)


def style(text: str) -> str:
    found = root_of(text).find(f"{SVG}style")
    return (found.text or "") if found is not None else ""


def keyframes(text: str) -> list[tuple[float, dict[str, str]]]:
    """The share of the time at which each keyframe stands, and the variables that it sets."""
    rules = re.findall(r"([\d.]+%|to)\{([^}]*)\}", style(text).partition("@keyframes m")[2])
    return [
        (1.0 if at == "to" else float(at[:-1]) / 100, dict(each.split(":") for each in values.split(";")))
        for at, values in rules
    ]


def over_frames(text: str, scene: Scene, name: str) -> list[str]:
    """The value of a variable in each frame."""
    total = float(sum(frame.duration for frame in scene.timeline))
    begins = [0.0, *accumulate(float(frame.duration) for frame in scene.timeline)]
    found: list[str] = []
    for begin in begins[: len(scene.timeline)]:
        held = [values[name] for at, values in keyframes(text) if name in values and at <= begin / total + 1e-4]
        found.append(held[-1])
    return found


@pytest.mark.parametrize("name", EVERYTHING)
def test_it_is_a_document_without_scripts(scene: Callable[..., Scene], name: str) -> None:
    views, options = EVERYTHING[name]
    text = made(scene(views, **options))
    root = root_of(text)
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("480", "270", "0 0 4800 2700")
    names = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(names) == len(set(names))
    for element in root.iter():
        assert element.tag.removeprefix(SVG) in {
            *("svg", "title", "style", "defs", "clipPath", "mask", "path", "g", "use", "text", "image")
        }
        assert not any(key.startswith("on") for key in element.attrib)
        assert (element.get("href") or "#").startswith(("#", "data:image/webp;base64,"))
        used = [element.get("href"), *re.findall(r"url\((#\w+)\)", " ".join(element.attrib.values()))]
        assert {each[1:] for each in used if each and each.startswith("#")} <= set(names)
    rules = style(text)
    assert "@keyframes" in rules
    assert "prefers-reduced-motion:no-preference" in rules
    assert set(re.findall(r"url\(#(\w+)\)", rules)) - {"i"} <= set(names)
    assert set(re.findall(r"var\((--\w+)\)", rules)) <= set(keyframes(text)[0][1])
    assert set(re.findall(r"\.(\w+)\{", rules)) == {
        each for element in root.iter() for each in element.get("class", "").split()
    }


@pytest.mark.parametrize("hashes", ["0", "1"])
def test_the_same_scenario_gives_the_same_bytes_in_any_process(hashes: str) -> None:
    code = "from tests.scene.vector.test_animated import small; print(small())"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": hashes, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stdout.rstrip("\n") == small().rstrip("\n")


def small() -> str:
    scenario = parse(
        "surface: beale\nstart: [1, 1]\nsteps: 9\noptimizers: [sgd, adam]\nviews: [contour, surface3d]\n"
        "output: {size: [320, 200], fps: 5, duration: 1}\n"
    )
    return animated(scenario, run(scenario)).decode()


def test_the_variables_change_at_the_true_time_of_each_frame(scene: Callable[..., Scene]) -> None:
    shown = scene(hold=0.7)
    total = sum(frame.duration for frame in shown.timeline)
    begins = [Fraction(0), *accumulate(frame.duration for frame in shown.timeline)][: len(shown.timeline)]
    times = [at for at, _ in keyframes(made(shown))]
    assert times[:-1] == pytest.approx([float(begin / total) for begin in begins], abs=1e-4)
    assert f"animation:m {float(total):g}s step-end infinite both" in style(made(shown))
    assert "step-end 3 both" in style(made(scene(loop=3)))


def test_each_head_stands_at_its_iterate_in_each_frame(scene: Callable[..., Scene]) -> None:
    shown = scene(keys={"start": "[1.2, -0.4]"})
    text, traces = made(shown), shown.figure.traces(shown.figure.poses(shown.timeline[0].time))
    paths = {each.get("id"): each.get("d") or "" for each in root_of(text).iter(f"{SVG}path")}
    going = dict.fromkeys(re.findall(r"offset:url\(#(\w+)\) max\(0px,var\((--\w+)\)\*(\d+)px\)", style(text)))
    assert len(going) == len(traces) == 3
    for (path, variable, grain), trace in zip(going, traces, strict=True):
        along = [int(grain) * max(0, int(each)) for each in over_frames(text, shown, variable)]
        numbers = np.array([int(each) for each in re.findall(r"-?\d+", paths[path])]).reshape(-1, 2)
        places = np.cumsum(numbers, axis=0)
        lengths = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(places, axis=0).T))])
        found = np.column_stack([np.interp(along, lengths, axis) for axis in places.T]) / 10
        wanted = [trace.tracks[0].points[trace.ends[0, frame.step]] for frame in shown.timeline]
        assert np.abs(found - [(x, 270 - y) for x, y in wanted]).max() < 0.7


def test_where_nothing_moves_it_shows_the_last_numbers(scene: Callable[..., Scene]) -> None:
    shown = scene()
    strips = [each.text or "" for each in root_of(made(shown)).iter(f"{SVG}text") if each.get("textLength")]
    counts = len({frame.reading for frame in shown.timeline})
    lasts = [strip[: len(strip) // counts].strip() for strip in strips]
    assert lasts[0] == "40"
    assert len(lasts) == 4
    assert strips[0][len(strips[0]) // counts :].strip().startswith("0")


def test_the_dark_is_said_in_rules_and_only_where_the_page_may_be_light(scene: Callable[..., Scene]) -> None:
    light, dark = made(scene()), made(scene(theme="dark"))
    assert "prefers-color-scheme:dark" in style(light)
    assert "#0f1720" not in light.replace(style(light), "")
    assert "prefers-color-scheme" not in dark
    assert 'fill="#0f1720"' in dark


def test_a_style_has_a_page_for_the_light_and_one_for_the_dark(scene: Callable[..., Scene]) -> None:
    both = made(scene(LANDSCAPE, page=["#FBF7F0", "#101010"], ink=["#33271E", "#FFFFFF"], colormap=["navy", "white"]))
    plain = both.replace(style(both), "")
    assert 'fill="#fbf7f0"' in plain
    assert "#101010" not in plain
    assert "#101010" in style(both)
    one = made(scene(page="#FBF7F0"))
    assert "#0f1720" not in one
    assert "prefers-color-scheme" not in one  # whoever reads in the dark sees the same


def test_a_transparent_page_is_no_page(scene: Callable[..., Scene]) -> None:
    page = '<path d="M0 0h4800v2700h-4800z"'
    assert page in made(scene())
    assert page not in made(scene(background="transparent"))


def test_a_mesh_is_one_picture_for_both_themes(scene: Callable[..., Scene]) -> None:
    root = root_of(made(scene(LANDSCAPE)))
    [image] = root.iter(f"{SVG}image")
    assert (image.get("transform") or "none") == "none"
    assert re.search(r"transform:translate\(0,-\d+px\)", style(made(scene(LANDSCAPE))))


@pytest.mark.parametrize(
    ("name", "views", "most"),
    [("saddle", "[contour]", 30_000), ("beale", "", 64_000), ("saddle", "", 48_972)],
)
def test_it_is_small(name: str, views: str, most: int) -> None:
    scenario = load(name)
    if views:
        scenario = parse(f"{scenario_text(name)}views: {views}\n")
    assert len(animated(replace(scenario, notes=()), run(scenario))) < most


def scenario_text(name: str) -> str:
    """A bundled scenario without its views."""
    text = Path(__file__).parents[3].joinpath("scenarios", f"{name}.yaml").read_text()
    return re.sub(r"views:\n(  -.*\n)+", "", text)


def test_letters_are_text_or_paths(scene: Callable[..., Scene]) -> None:
    names = [each.text for each in root_of(made(scene())).iter(f"{SVG}text")]
    assert {"SGD", "Momentum", "Adam", "A small scene"} <= set(names)
    drawn = [each.text for each in root_of(made(scene(lettering="paths"))).iter(f"{SVG}text")]
    assert "SGD" not in drawn
    assert len(drawn) == 4  # the numbers that change


def test_a_scenario_of_another_size_has_another_view_box(scene: Callable[..., Scene]) -> None:
    shown = scene()
    scenario = override(shown.figure.scenario, size=(640, 360), scale=2)
    root = root_of(animated(scenario, shown.figure.trajectories))
    assert (root.get("width"), root.get("viewBox")) == ("640", "0 0 6400 3600")
