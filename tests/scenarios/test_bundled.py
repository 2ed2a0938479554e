"""The bundled scenarios: well-formed, captioned, legible, and drawn without complaint."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, ImageSequence

from optviz.api.render import render
from optviz.api.run import run
from optviz.parsing.project import project
from optviz.scenario import bundled, bundled_path, load, to_yaml
from optviz.scenario.reader import read
from optviz.scene import Scene, heading, legend

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from optviz.scenario import Scenario

every = pytest.mark.parametrize("name", bundled())


@cache
def loaded(name: str) -> Scenario:
    return load(name)


def test_the_promised_figures_are_there() -> None:
    assert set(bundled()) >= {
        "adam-anatomy",
        "adaptive-family",
        "batch-norm",
        "batch-vs-minibatch",
        "beale",
        "conditioning",
        "curriculum",
        "distributed-sgd",
        "dropout",
        "early-stopping",
        "gradient-noise",
        "grid-vs-random",
        "himmelblau",
        "himmelblau-field",
        "house-style",
        "learning-rates",
        "long-valley",
        "modern",
        "momentum-schedule",
        "momentum-vs-nag",
        "momentum-vs-nag-anatomy",
        "noisy-moons",
        "overshoot",
        "own-landscape",
        "painted-spiral",
        "plateau",
        "ravine",
        "real-training",
        "rosenbrock",
        "rosenbrock-orbit",
        "saddle",
        "saddle-orbit",
        "saddle-radford",
        "schedules",
        "search",
        "second-order",
        "vanishing-gradient",
        "weight-decay",
        "zoom-to-minimum",
    }


@every
def test_it_has_a_short_title_and_a_description_of_a_few_sentences(name: str) -> None:
    scenario = loaded(name)
    assert 8 <= len(scenario.title) <= 48
    assert not scenario.title.endswith(".")
    sentences = re.split(r"(?<=[.])\s+(?=[A-Z])", scenario.description)
    assert 1 <= len(sentences) <= 3
    assert all(sentence.endswith(".") for sentence in sentences)
    assert 80 <= len(scenario.description) <= 450


def test_titles_differ() -> None:
    assert len({loaded(name).title for name in bundled()}) == len(bundled())


@every
def test_it_starts_in_the_picture(name: str) -> None:
    scenario = loaded(name)
    assert scenario.bounds.contains(np.array(scenario.starts)).all()


@every
def test_it_plays_at_a_readable_size_and_pace(name: str) -> None:
    scenario = loaded(name)
    output = scenario.output
    assert output.formats in {("gif",), ("gif", "mp4")}
    width, height = output.size
    assert 640 <= width <= 960
    assert 400 <= height <= 640
    if any(view.needs_anatomy for view in scenario.views):
        assert 0.8 <= output.duration / scenario.steps <= 1.6
        assert output.duration <= 20
    else:
        assert 5 <= output.duration <= 8
    assert 1.5 <= output.hold <= 2


@every
def test_it_survives_being_written_and_read(name: str) -> None:
    path = bundled_path(name)
    assert read(to_yaml(loaded(name)), str(path), path.stem, project(path)) == loaded(name)


@every
def test_its_lines_are_short(name: str) -> None:
    assert max(map(len, bundled_path(name).read_text(encoding="utf-8").splitlines())) <= 120


@every
def test_no_text_in_it_is_cut_short(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cut: list[str] = []

    def watched(text: str, room: float, width: Callable[[str], float], *, math: bool = False) -> str:
        del math
        if width(text) > room:
            cut.append(text)
        return text

    for module in (heading, legend):
        monkeypatch.setattr(module, "fitted", watched)
    scenario = loaded(name)
    Scene(scenario, run(scenario)).frame(0)
    assert not cut


@every
def test_it_becomes_an_animation_and_a_picture(name: str, tmp_path: Path) -> None:
    film, picture = tmp_path / "small.gif", tmp_path / "small.png"
    width, height = (side // 2 for side in loaded(name).output.size)
    render(name, film, picture, size=(width, height), fps=5, duration=1)
    with Image.open(film) as gif:
        frames = [frame.convert("RGB") for frame in ImageSequence.Iterator(gif)]
        assert {frame.size for frame in frames} == {(width, height)}
        assert len(frames) >= 5 if loaded(name).notes else len(frames) == 5
        assert frames[0].tobytes() != frames[-1].tobytes()
    with Image.open(picture) as png:
        png.load()
        assert png.size == (width, height)
