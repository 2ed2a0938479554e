from __future__ import annotations

from typing import Any

import pytest

from optviz.errors import ScenarioError
from optviz.scenario import override, parse


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
    tiny = override(parse(everything), size=(64, 64))
    assert override(tiny, draft=True).output.size == (64, 64)
    assert override(override(tiny, size=(640, 300)), draft=True).output.size == (426, 200)
    assert override(override(tiny, size=(200, 1200)), draft=True).output.size == (200, 1200)
    assert override(override(tiny, fps=9), draft=True).output.fps == 1


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
        ({"sizes": (1, 2)}, "did you mean 'size'"),
        ({"size": (3840, 2160), "fps": 60, "duration": 120}, "output: 7200 frames"),
    ],
)
def test_checked_as_a_file_is(everything: str, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        override(parse(everything), **changes)
