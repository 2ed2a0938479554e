from __future__ import annotations

import numpy as np
import pytest

from optviz.drawing.theme import THEMES, parse
from optviz.scene.portrait import portrait
from optviz.surfaces import surface
from optviz.views import VIEWS


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("view", ["contour", "surface3d"])
def test_a_surface_alone(view: str, theme: str) -> None:
    drawn = portrait(surface("beale"), VIEWS[view](), THEMES[theme], (200, 160), 2)
    assert drawn.shape == (320, 400, 4)
    page = np.array(parse(THEMES[theme].page))
    inside = drawn[40:280, 60:380, :3]
    assert (inside != page).any(axis=-1).mean() > 0.2
    assert (drawn[0, :, :3] == page).all()
    again = portrait(surface("beale"), VIEWS[view](), THEMES[theme], (200, 160), 2)
    assert np.array_equal(drawn, again)


def test_minimizers_are_marked() -> None:
    marked, bare = (
        portrait(each, VIEWS["contour"](), THEMES["light"], (200, 160))
        for each in (surface("beale"), surface("(1.5 - x + x*y)**2", bounds=surface("beale").bounds))
    )
    ink = np.array(parse(THEMES["light"].ink))
    assert (marked[..., :3] == ink).all(axis=-1).sum() > (bare[..., :3] == ink).all(axis=-1).sum()
