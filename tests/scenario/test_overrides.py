from __future__ import annotations

from typing import Any

import pytest

from optviz.api.run import run
from optviz.errors import ParameterError, ScenarioError
from optviz.scenario import load, override, parse, to_yaml
from optviz.scene import Scene


def test_other_output(everything: str) -> None:
    scenario = parse(everything)
    changed = override(scenario, size=(640, 360), fps=10, formats=["png"], theme="dark", hold=None)
    assert (changed.output.size, changed.output.fps, changed.output.formats) == ((640, 360), 10, ("png",))
    assert (changed.output.theme, changed.output.hold) == ("dark", scenario.output.hold)
    assert changed.runs == scenario.runs


def test_a_draft_is_smaller_and_has_fewer_frames_unless_asked(everything: str) -> None:
    draft = override(parse(everything), draft=True).output
    assert (draft.size, draft.fps) == ((400, 224), 2)
    assert override(parse(everything), draft=True, fps=30).output.fps == 30
    tiny = override(parse(everything), size=(330, 196))
    assert override(tiny, draft=True).output.size == (330, 196)
    assert override(override(tiny, size=(640, 300)), draft=True).output.size == (426, 200)
    assert override(override(tiny, size=(200, 1200)), draft=True).output.size == (200, 1200)
    assert override(override(tiny, fps=9), draft=True).output.fps == 1


MANY = """
surface: saddle
start: [0, 1]
optimizers: [{name: sgd, label: A name that takes a good deal of room}, adam]
vary: {lr: [0.1, 0.2, 0.3], weight_decay: [0, 0.1]}
views: [contour, {name: curve, of: x}]
output: {size: [960, 600]}
"""


def test_a_draft_is_as_large_as_its_panels_need() -> None:
    draft = override(parse(MANY), draft=True)
    assert draft.output.size == (672, 420)
    assert override(parse(MANY), draft=True, scale=2).output.size == (672, 420)
    Scene(draft, run(draft))


@pytest.mark.parametrize("changes", [{"size": (480, 300)}, {"size": (480, 300), "scale": 3, "draft": True}])
def test_what_has_no_room_is_told_before_anything_is_drawn(changes: dict[str, Any]) -> None:
    with pytest.raises(ParameterError, match="size: 480 x 300 pixels are too few for 12 panels; make it larger"):
        override(parse(MANY), **changes)
    override(parse(MANY), **{**changes, "size": (960, 600)})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"size": (10, 360)}, "size: expected a whole number from 64 to 3840, not 10"),
        ({"size": 800}, r"size: expected a width and a height in pixels, as \[800, 450\], not 800"),
        ({"fps": 0}, "fps: expected a whole number from 1 to 60, not 0"),
        ({"theme": "drak"}, "theme: .*did you mean 'dark'"),
        ({"formats": ["gfi"]}, "unknown format 'gfi'; did you mean 'gif'"),
        ({"formats": []}, "formats: expected at least one"),
        ({"formats": ["mp4"], "background": "transparent"}, "background: mp4 cannot be transparent"),
        (
            {"formats": ["webp", "gif", "mp4"], "quality": "lossless"},
            "quality: gif and mp4 cannot be lossless; leave it",
        ),
        ({"sizes": (1, 2)}, "did you mean 'size'"),
        ({"size": (3840, 2160), "fps": 60, "duration": 120}, "output: about .* 7200 frames of 3840 x 2160"),
    ],
)
def test_checked_as_a_file_is(everything: str, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        override(parse(everything), **changes)


def test_an_option_takes_the_place_of_what_the_matrix_says() -> None:
    text = "{surface: saddle, start: [1, 0.1], optimizers: [sgd], MATRIX}"
    made = parse(text.replace("MATRIX", "matrix: {size: [[640, 360], [400, 300]], theme: [light, dark]}"))
    assert len(override(made).variants) == 4
    assert [each.output.theme for each in override(made, theme="dark").variants] == ["dark"] * 2
    draft = override(made, draft=True).variants
    assert [(each.output.size, each.output.theme) for each in draft] == [((400, 224), "light"), ((400, 224), "dark")]
    clear = parse(text.replace("MATRIX", "output: {formats: [png]}, matrix: {background: [page, transparent]}"))
    with pytest.raises(ParameterError, match="mp4 cannot be transparent"):
        override(clear, formats=["mp4"])
    assert len(override(clear, formats=["mp4"], background="page").variants) == 1


def test_colours_are_given_by_name() -> None:
    made = override(parse("surface: saddle\nstart: [1, 0.1]\noptimizers: [sgd]\n"), colors={"sgd": "lime"})
    assert made.output.colors == (("sgd", "#00FF00"),)
    assert parse(to_yaml(made)) == made


def test_several_values_make_several_pictures() -> None:
    scenario = parse("surface: sphere\nstart: [0.5, 0.4]\noptimizers: [sgd]")
    several = override(scenario, theme=["light", "dark"], size=[[240, 160], (320, 200)], fps=7)
    assert [(each.name.partition("-")[2], each.output.theme, each.output.size) for each in several.variants] == [
        ("240x160-light", "light", (240, 160)),
        ("240x160-dark", "dark", (240, 160)),
        ("320x200-light", "light", (320, 200)),
        ("320x200-dark", "dark", (320, 200)),
    ]
    assert {each.output.fps for each in several.variants} == {7}
    assert [each.output.theme for each in override(several, theme="dark").variants] == ["dark", "dark"]
    with pytest.raises(ParameterError, match="theme: expected 'light' or 'dark', not 'blue'"):
        override(scenario, theme=["dark", "blue"])
    with pytest.raises(ParameterError, match="fps"):
        override(scenario, fps=[5, 7])


@pytest.mark.parametrize(
    ("pace", "message"),
    [
        ([0, 5], "pace: must end at 10, the last step, not at 5"),
        ([1, 10], "pace: must begin at 0, not at 1"),
        ([0, 5, 3, 10], "pace: runs backwards, from 5 to 3"),
    ],
)
def test_a_pace_must_fit_the_steps(pace: list[int], message: str) -> None:
    scenario = parse("surface: saddle\nstart: [0, 1]\nsteps: 10\noptimizers: [sgd]\n")
    with pytest.raises(ScenarioError) as caught:
        override(scenario, pace=pace)
    assert str(caught.value) == message
    assert override(scenario, pace=[0, 5, 5, 10]).output.pace.steps == (0, 5, 5, 10)


def test_recorded_runs_have_no_calls_to_go_by() -> None:
    with pytest.raises(ParameterError, match="pace: calls: SGD asks for no values and no gradients"):
        override(load("real-training"), pace={"calls": True})
