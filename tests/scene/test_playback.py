from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optviz.scenario import Traces
from optviz.scene.playback import Playback

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from optviz.arrays import Array, Pixels
    from optviz.drawing.outlines import Outline
    from optviz.scene import Scene

VIEWS = [
    "[anatomy]", "[contour, {name: curve, of: x}]", "[{name: surface3d, grid: 24, azimuth: [0, 90, 90]}]",
    "[{name: contour, curvature: true, inset: 4}, curvature]", "[{name: profile, model: true}, contour]",
]  # fmt: skip


def playback(scene: Callable[..., Scene], views: str, **options: int) -> Playback:
    drawn = scene(views, **options)
    return Playback(drawn.figure, drawn.timeline)


@pytest.mark.parametrize("views", VIEWS)
def test_frames_of_equal_keys_look_the_same_and_others_do_not(scene: Callable[..., Scene], views: str) -> None:
    shown = playback(scene, views, fps=30)
    pictures: dict[tuple[Hashable, ...], list[Pixels]] = {}
    for index in range(30):
        shown.draw(index, afresh=True)
        pictures.setdefault(shown.key(index), []).append(shown.figure.pixels.copy())
    assert len(pictures) > 1
    for first, *rest in pictures.values():
        assert all((picture == first).all() for picture in rest)
    firsts = [pixels[0].tobytes() for pixels in pictures.values()]
    assert len(set(firsts)) == len(firsts)


@pytest.mark.parametrize("views", VIEWS)
def test_only_a_frame_drawn_from_the_one_before_says_what_changed(scene: Callable[..., Scene], views: str) -> None:
    shown = playback(scene, views)
    assert shown.draw(2) is None
    assert (shown.draw(4) is None) == shown.moves
    later = shown.figure.pixels.copy()
    assert shown.draw(1) is None
    assert shown.draw(4, afresh=True) is None
    assert (shown.figure.pixels == later).all()


def test_after_a_frame_drawn_whole_the_next_is_drawn_from_nothing(scene: Callable[..., Scene]) -> None:
    shown = playback(scene, "[contour]")
    shown.draw(7)
    usual = shown.figure.pixels.copy()
    shown.draw_whole(6)
    assert shown.draw(7) is None
    assert (shown.figure.pixels == usual).all()


@pytest.mark.parametrize("views", ["[contour]", "[surface3d]", "[{name: curve, of: x}]"])
def test_all_casings_lie_below_all_heads_and_exits(
    scene: Callable[..., Scene], views: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts = ", ".join(f"[1.2, {-0.4 + 0.01 * place}]" for place in range(25))
    keys = {"start": f"[{starts}, [1.9, 1.1]]", "bounds": "{x: [-1.5, 2], y: [-1, 1.2]}"}
    drawn = scene(views, keys, traces=Traces(ensemble="all"))
    figure, shown = drawn.figure, Playback(drawn.figure, drawn.timeline)
    shown.draw(0)
    colors: list[str] = []

    def note(_places: Array, _shape: Outline, color: str | None, *, edge: str, **_: float) -> None:
        colors.append(color or edge)

    monkeypatch.setattr(figure.canvas, "marker", note)
    shown.draw(len(shown.timeline) - 1)
    heads = colors[-2 * len(figure.styles) :]
    page, own = heads[: len(figure.styles)], heads[len(figure.styles) :]
    assert page == [figure.theme.page] * len(page)
    assert own == [style.color for style in figure.styles]
    exits = colors[: -len(heads)]
    assert exits == sorted(exits, key=lambda color: color != figure.theme.page)
