from __future__ import annotations

import gc
import itertools
import weakref
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.animation import Animation
from PIL import Image

from optviz.api.animate import ScenarioAnimation, animate
from optviz.api.render import render
from optviz.api.run import run
from optviz.errors import LimitError, ParameterError, ScenarioError
from optviz.scenario import Scenario, parse
from optviz.scene import Scene
from tests.test_matplotlib import Kept, decoded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXT = """
surface: sphere
start: [1, 2]
steps: 12
optimizers: [{name: sgd, lr: 0.1}, adam]
output: {size: [240, 180], duration: 0.6, fps: 20, hold: 0.25}
"""


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    with mpl.rc_context({"backend": "agg"}):
        yield
    plt.close("all")


@pytest.fixture
def scenario() -> Scenario:
    return parse(TEXT)


def test_it_is_an_animation_of_matplotlib(scenario: Scenario) -> None:
    animation = animate(scenario)
    assert isinstance(animation, Animation)
    assert animation.figure.number in plt.get_fignums()


@pytest.mark.parametrize("size", [(240, 180), (241, 183), (333, 222)])
@pytest.mark.parametrize("options", [{}, {"background": "transparent"}, {"theme": "dark", "scale": 2}])
def test_its_frames_are_ours(
    size: tuple[int, int], options: dict[str, Any], scenario: Scenario, tmp_path: Path
) -> None:
    animation = animate(scenario, size=size, formats=["gif"], **options)
    output = animation.scenario.output
    writer = Kept(fps=20)
    animation.save(tmp_path / "a.apng", writer=writer)
    scene = Scene(animation.scenario, run(scenario))
    expected = [scene.frame(index) for index in range(12)]
    assert len(writer.kept) == 12 + 5
    for shown, true in zip(writer.kept, [*expected, *expected[-1:] * 5], strict=True):
        assert shown.shape == (output.pixels[1], output.pixels[0], 4)
        seen = true[..., 3:] > 0
        assert np.abs((shown.astype(int) - true) * seen).max() <= (2 if options.get("background") else 0)


def test_saved_it_plays_as_long_as_rendered(scenario: Scenario, tmp_path: Path) -> None:
    animate(scenario).save(tmp_path / "a.gif", writer="optviz")
    render(scenario, tmp_path / "b.gif")
    assert sum(decoded(tmp_path / "a.gif")[1]) == sum(decoded(tmp_path / "b.gif")[1]) == 850


def test_in_a_pause_its_frame_is_repeated(tmp_path: Path) -> None:
    paused = parse(TEXT + "notes: [{of: adam, when: step >= 6, say: Half of it, pause: 1}]")
    writer = Kept(fps=20)
    animate(paused).save(tmp_path / "a.gif", writer=writer)
    assert len(writer.kept) == 12 + 5 + 20
    assert max(len(list(same)) for _, same in itertools.groupby(each.tobytes() for each in writer.kept)) >= 15
    animate(paused).save(tmp_path / "a.gif", writer="optviz")
    assert sum(decoded(tmp_path / "a.gif")[1]) == 1850


def test_any_writer_takes_it(scenario: Scenario, tmp_path: Path) -> None:
    animate(scenario).save(tmp_path / "a.gif", writer="pillow", fps=20)
    with Image.open(tmp_path / "a.gif") as picture:
        assert picture.size == (240, 180)


@pytest.mark.parametrize(("loop", "repeats"), [("once", False), ("forever", True), (3, True)])
def test_played_once_it_stops(loop: Any, repeats: bool, scenario: Scenario) -> None:
    assert vars(animate(scenario, loop=loop))["_repeat"] is repeats


def test_it_lives_as_long_as_its_figure(scenario: Scenario) -> None:
    """Whoever forgets to keep it sees it all the same, as everyone who calls plt.show() expects."""
    gone = weakref.ref(animate(scenario))
    gc.collect()
    assert gone() is not None
    plt.close("all")
    gc.collect()
    assert gone() is None


def test_played_again_it_looks_the_same(scenario: Scenario, tmp_path: Path) -> None:
    animation, writers = animate(scenario), [Kept(fps=20), Kept(fps=20)]
    for writer in writers:
        animation.save(tmp_path / "a.gif", writer=writer)
    assert np.array_equal(writers[0].kept, writers[1].kept)


def test_a_notebook_shows_it_in_place_of_the_figure(scenario: Scenario) -> None:
    animation = animate(scenario)
    html = animation._repr_html_()
    assert "data:video/mp4;base64," in html or "data:image/gif;base64," in html
    assert animation._mime_() == ("text/html", html)
    assert not plt.get_fignums()


def test_options_are_those_of_render(scenario: Scenario) -> None:
    animation = animate("saddle", draft=True, theme="dark")
    assert animation.scenario.output.theme == "dark"
    assert animation.scenario.output.size == (400, 224)
    with pytest.raises(ParameterError, match="fps"):
        animate(scenario, fps=0)
    with pytest.raises(ScenarioError, match="did you mean 'saddle'"):
        animate("sadle")


def test_limits_are_kept(scenario: Scenario) -> None:
    with pytest.raises((LimitError, ScenarioError), match="max-seconds"):
        animate(scenario, max_seconds=1e-3)


def test_a_bundled_scenario_needs_a_name_only() -> None:
    animation = animate("saddle", draft=True)
    assert isinstance(animation, ScenarioAnimation)
    assert Fraction(vars(animation)["_interval"]).limit_denominator(1000) == Fraction(
        1000, animation.scenario.output.fps
    )
