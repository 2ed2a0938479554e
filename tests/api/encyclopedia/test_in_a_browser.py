"""Pages of the encyclopedia in a real browser, with their pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from optviz.api.catalogues import entries
from optviz.api.encyclopedia import making
from optviz.api.encyclopedia.lists import PAGES, TABLES
from tests.browsers import Shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

KEPT = {
    "guides": ("appearance", "many-scenarios", "notes"),
    "optimizers": ("adam",),
    "surfaces": ("beale", "booth"),
    "schedules": ("cosine",),
    "starts": ("grid",),
}
SHOWN = (
    "index.html",
    "guides/index.html",
    "guides/appearance.html",
    "guides/many-scenarios.html",
    "guides/notes.html",
    "optimizers/adam.html",
    "surfaces/beale.html",
    "surfaces/index.html",
    "schedules/cosine.html",
)
STILLNESS = {"reduced_motion": "reduce"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of a few entries."""
    folder = tmp_path_factory.mktemp("site")
    known = {
        name: {key: each for key, each in entries(name).items() if key in KEPT.get(name, ()) or name in TABLES}
        for name in (*PAGES, *TABLES)
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(making, "entries", known.__getitem__)
        report = making.make(
            folder, workers=1, say=print, progress=lambda _: None, sections=making.sections(), welcome="optviz"
        )
    assert report.ok
    return folder


@pytest.fixture
def opened(new_tab: Callable[..., Any], site: Path) -> Callable[..., Shown]:
    def open_(name: str, width: int = 1100, **preferences: Any) -> Shown:
        shown = Shown(new_tab(viewport={"width": width, "height": 900}, **preferences))
        shown.tab.goto((site / name).as_uri())
        return shown

    return open_


@pytest.mark.parametrize("width", [390, 1400])
@pytest.mark.parametrize("name", SHOWN)
def test_it_asks_for_nothing_elsewhere_and_fits(
    opened: Callable[..., Shown], site: Path, name: str, width: int
) -> None:
    shown = opened(name, width, **STILLNESS)
    for picture in shown.tab.locator("img:visible").all():
        picture.scroll_into_view_if_needed()  # pictures are loaded when they are near
    # Not the network's idleness, which never comes while a film that stands still is half loaded.
    shown.wait("[...document.images].filter(each => each.checkVisibility()).every(each => each.complete)")
    assert shown.tab.evaluate("[...document.images].every(each => !each.complete || each.naturalWidth > 0)")
    assert shown.errors == []
    assert all(each.startswith(site.as_uri()) for each in shown.asked)
    assert shown.tab.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", SHOWN)
def test_it_can_be_used_by_everybody(
    opened: Callable[..., Shown], axe: Callable[[Any], list[str]], name: str, theme: str
) -> None:
    shown = opened(name, color_scheme=theme, bypass_csp=True, **STILLNESS)
    assert axe(shown.tab) == []


def test_an_animation_waits_for_those_who_want_less_motion(opened: Callable[..., Shown], expect: Any) -> None:
    shown = opened("optimizers/adam.html", **STILLNESS)
    button = shown.tab.locator("figure.moves button").first
    button.scroll_into_view_if_needed()
    assert button.inner_text() == "Play"
    assert shown.tab.evaluate("document.querySelector('video').paused")
    button.focus()
    shown.tab.keyboard.press("Enter")
    shown.wait("!document.querySelector('video').paused || document.querySelector('video').ended")
    shown.wait("document.querySelector('video').ended")
    expect(button).to_have_text("Play")


def test_an_animation_plays_once_when_it_is_seen(opened: Callable[..., Shown]) -> None:
    shown = opened("optimizers/adam.html")
    shown.tab.locator("figure.moves").first.scroll_into_view_if_needed()
    shown.wait("document.querySelector('video').ended")
    assert shown.errors == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pictures_are_of_the_readers_theme(opened: Callable[..., Shown], theme: str) -> None:
    shown = opened("surfaces/beale.html", color_scheme=theme, **STILLNESS)
    shown.wait("document.images[0].complete")
    assert f"beale-contour-{theme}" in shown.tab.evaluate("document.images[0].currentSrc")
    films = opened("optimizers/adam.html", color_scheme=theme, **STILLNESS)
    films.wait("document.querySelector('video').currentSrc")
    assert f"adam-1-{theme}" in films.tab.evaluate("document.querySelector('video').currentSrc")


def test_a_list_is_searched_and_filtered(opened: Callable[..., Shown]) -> None:
    shown = opened("surfaces/index.html", **STILLNESS)
    visible = shown.tab.locator(".card:visible")
    assert visible.count() == 2
    shown.tab.locator("input[type=search]").fill("beale")
    assert visible.count() == 1
    shown.tab.locator("input[type=search]").fill("")
    shown.tab.get_by_label("convex").check(force=True)
    assert visible.count() == 1
    assert "Booth" in visible.first.inner_text()


def test_a_scenario_of_a_guide_stands_beside_what_it_draws_where_there_is_room(opened: Callable[..., Shown]) -> None:
    places = "[...document.querySelector('.beside').children].map(each => each.getBoundingClientRect().toJSON())"
    code, film = opened("guides/notes.html", 1280, **STILLNESS).tab.evaluate(places)
    assert code["right"] <= film["left"]
    assert abs(code["top"] - film["top"]) < 1
    code, film = opened("guides/notes.html", 390, **STILLNESS).tab.evaluate(places)
    assert code["bottom"] <= film["top"]
    assert code["left"] == film["left"]


def test_what_is_on_a_page_stands_beside_it_where_there_is_room(opened: Callable[..., Shown]) -> None:
    shown = opened("guides/appearance.html", 1280, **STILLNESS)
    link = shown.tab.locator(".contents a").last
    assert link.bounding_box()["x"] > 900
    link.click()
    shown.wait("scrollY > 500 && document.querySelector('#style').getBoundingClientRect().top >= 0")
    assert link.bounding_box()["y"] > 0, "it goes along"
    assert shown.errors == []


def test_code_is_copied_without_its_prompt(opened: Callable[..., Shown]) -> None:
    shown = opened("guides/many-scenarios.html", permissions=["clipboard-read", "clipboard-write"], **STILLNESS)
    shown.tab.locator(".copied").first.hover()
    shown.tab.locator(".copy").first.click()
    shown.wait("document.querySelector('.copied [role=status]').textContent === 'Copied'")
    copied = shown.tab.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("optviz build figures  ")
    assert "\noptviz clean figures  " in copied


def test_guides_are_searched_with_all_their_words(opened: Callable[..., Shown]) -> None:
    for name in ("guides/index.html", "index.html"):
        shown = opened(name, **STILLNESS)
        shown.tab.locator("input[type=search]").fill("restore-keys")
        shown.wait("document.querySelectorAll('.card:not([hidden])').length === 1")
        assert "Many scenarios" in shown.tab.locator(".card:visible").inner_text()
