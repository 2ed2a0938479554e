"""A gallery in a real browser: what plays when, what is found, and that nothing runs that optviz did not write."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from optviz.api.gallery import gallery

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.browsers import Shown

HOSTILE = "</script><img src=x onerror=\"document.title='PWNED'\">"
OUTPUT = "output: {size: [320, 240], fps: 10, duration: 2, hold: 0.5}\n"
TEXTS = {
    "bowl": "title: A bowl\ndescription: Down a bowl, as marbles go.\nsurface: sphere\nstart: [0.5, 0.4]\nsteps: 9\n"
    "optimizers: [sgd, {name: adam, lr: 0.1, label: Ångström}]\n",
    "valley": "title: A valley\nsurface: rosenbrock\nstart: [-1, 1]\nsteps: 9\n# a secret word: heffalump\n"
    "optimizers: [{name: momentum, lr: 0.001}]\nviews: [curve]\n",
    "it's \"<b>&#?%41": f"title: {json.dumps(HOSTILE)}\ndescription: {json.dumps(HOSTILE)}\n"
    "surface: {expression: x^2 + y^2, bounds: {x: [-1, 1], y: [-1, 1]}}\n"
    "start: [0.5, 0.4]\nsteps: 9\n"
    f"optimizers: [{{name: sgd, lr: 0.1, label: {json.dumps(HOSTILE[:50])}}}]\n",
}
PLAYING = "[...document.querySelectorAll('video')].filter(each => !each.paused).length"
FOUND = "[...document.querySelectorAll('.card:not([hidden]) h2')].map(each => each.textContent)"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    for name, text in TEXTS.items():
        (folder / f"{name}.yaml").write_text(text + OUTPUT)
    report = gallery([folder / f"{name}.yaml" for name in TEXTS], folder / "site", workers=1)
    assert report.ok, report.having("failed")
    return folder / "site"


@pytest.fixture
def first(site: Path) -> Path:
    return site / "index.html"


def a_page(site: Path, name: str = "bowl") -> Path:
    return site / "scenarios" / name / "index.html"


def test_words_are_found_in_all_that_is_known_of_a_scenario(opened: Callable[..., Shown], first: Path) -> None:
    tab = opened(first).tab
    field, count = tab.get_by_role("searchbox"), tab.locator(".count")
    assert count.text_content() == "3 in all"
    for words, wanted in {
        "bowl": ["A bowl"],
        "marbles A": ["A bowl"],
        "angstrom": ["A bowl"],
        "heffalump": ["A valley"],
        "MOMENTUM valley": ["A valley"],
        "pwned": [HOSTILE],
        "nothing of the kind": [],
        "": ["A bowl", "A valley", HOSTILE],
    }.items():
        field.fill(words)
        assert tab.evaluate(FOUND) == wanted, words
        assert count.text_content() == (f"{len(wanted)} of 3" if words else "3 in all")


def test_choices_narrow_the_list_and_stand_in_the_address(opened: Callable[..., Shown], first: Path) -> None:
    shown = opened(first)
    tab = shown.tab
    for label, value, wanted in (
        ("Optimizer", "optimizer:sgd", ["A bowl", HOSTILE]),
        ("Surface", "surface:sphere", ["A bowl"]),
        ("Tag", "tag:contours", ["A bowl"]),
    ):
        tab.get_by_label(label).select_option(value)
        assert tab.evaluate(FOUND) == wanted
    address = tab.evaluate("location.hash")
    assert opened(first, address).tab.evaluate(FOUND) == ["A bowl"]
    tab.get_by_role("button", name="Clear").click()
    assert len(tab.evaluate(FOUND)) == 3
    assert tab.evaluate("location.hash") == ""
    assert tab.evaluate("document.activeElement.type") == "search"
    assert shown.errors == []


def test_a_value_on_a_page_leads_to_all_that_have_it(opened: Callable[..., Shown], site: Path) -> None:
    tab = opened(a_page(site)).tab
    tab.get_by_role("link", name="Adam", exact=True).click()
    tab.wait_for_function("() => document.querySelector('.count')?.textContent")
    assert tab.evaluate(FOUND) == ["A bowl"]


def test_a_poster_plays_where_a_mouse_points_at_it(opened: Callable[..., Shown], first: Path) -> None:
    shown = opened(first)
    tab = shown.tab
    assert tab.evaluate(PLAYING) == 0
    assert not [each for each in shown.asked if each.endswith(".mp4")]
    cards = tab.locator(".film")
    cards.nth(0).hover()
    tab.wait_for_function("() => document.querySelector('video').currentTime > 0.1")
    assert cards.nth(0).locator("video").is_visible()
    cards.nth(1).hover()
    tab.wait_for_function("() => document.querySelectorAll('video')[1].currentTime > 0.1")
    assert tab.evaluate(PLAYING) == 1
    tab.mouse.move(1, 1)
    tab.wait_for_function(f"() => {PLAYING} === 0")
    assert not cards.nth(0).locator("video").is_visible()
    assert shown.errors == []
    assert shown.outside == []


def test_it_plays_where_the_keyboard_is(opened: Callable[..., Shown], first: Path) -> None:
    tab = opened(first).tab
    tab.get_by_role("button", name="Pause all").focus()
    tab.keyboard.press("Tab")
    tab.wait_for_function("() => document.querySelector('video').currentTime > 0.1")
    assert tab.evaluate("document.activeElement.closest('.film') === document.querySelector('.film')")
    for _ in range(3):
        tab.keyboard.press("Tab")
    tab.wait_for_function("() => document.querySelectorAll('video')[0].paused")


def test_all_are_paused_at_once_and_stay_so_but_what_is_started(opened: Callable[..., Shown], first: Path) -> None:
    tab = opened(first).tab
    pause, card = tab.get_by_role("button", name="Pause all"), tab.locator(".film").nth(0)
    card.hover()
    card.get_by_role("button").click()
    tab.wait_for_function(f"() => {PLAYING} === 0")
    card.get_by_role("button").click()
    tab.mouse.move(1, 1)
    tab.wait_for_function("() => document.querySelector('video').currentTime > 0.1")
    assert tab.evaluate(PLAYING) == 1
    pause.click()
    tab.wait_for_function(f"() => {PLAYING} === 0")
    assert pause.get_attribute("aria-pressed") == "true"
    card.hover()
    button = card.get_by_role("button", name="Play: A bowl")
    assert tab.evaluate(PLAYING) == 0
    button.click()
    tab.wait_for_function(f"() => {PLAYING} === 1")
    assert card.get_by_role("button", name="Pause: A bowl").is_visible()
    pause.click()
    tab.locator(".film").nth(1).hover()
    tab.wait_for_function("() => !document.querySelectorAll('video')[1].paused")


def test_with_less_motion_only_a_press_plays(opened: Callable[..., Shown], first: Path) -> None:
    tab = opened(first, reduced_motion="reduce").tab
    card = tab.locator(".film").nth(0)
    card.hover()
    card.get_by_role("link").focus()
    assert tab.evaluate(PLAYING) == 0
    assert not card.locator("video").is_visible()
    card.get_by_role("button").click()
    tab.wait_for_function("() => document.querySelector('video').currentTime > 0.1")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pictures_and_films_are_of_the_reader_s_theme(opened: Callable[..., Shown], first: Path, theme: str) -> None:
    shown = opened(first, color_scheme=theme)
    tab = shown.tab
    tab.wait_for_function("() => document.querySelector('.film img').complete")
    assert f"bowl-{theme}.png" in tab.evaluate("document.querySelector('.film img').currentSrc")
    tab.locator(".film").nth(0).hover()
    tab.wait_for_function("() => document.querySelector('video').currentTime > 0")
    assert f"bowl-{theme}.mp4" in tab.evaluate("document.querySelector('video').currentSrc")
    other = {"light": "dark", "dark": "light"}[theme]
    tab.mouse.move(1, 1)
    tab.emulate_media(color_scheme=other)
    tab.locator(".film").nth(0).hover()
    tab.wait_for_function(f"() => document.querySelector('video').currentSrc.includes('bowl-{other}.mp4')")


def test_texts_are_copied_as_they_are(
    opened: Callable[..., Shown], site: Path, sooner_or_later: Callable[[Callable[[], object]], None]
) -> None:
    shown = opened(a_page(site), permissions=["clipboard-read", "clipboard-write"])
    tab = shown.tab
    for number, name in enumerate(("yaml", "snippet")):
        button = tab.get_by_role("button", name="Copy", exact=True).nth(number)
        button.click()
        tab.wait_for_function(
            f"() => document.querySelectorAll('.copied [role=status]')[{number}].textContent === 'Copied'"
        )
        copied = tab.evaluate("navigator.clipboard.readText()")
        assert copied == tab.evaluate(f"document.getElementById('{name}').textContent")
    tab.get_by_role("button", name="Copy", exact=True).nth(0).click()
    sooner_or_later(lambda: tab.evaluate("navigator.clipboard.readText()") == TEXTS["bowl"] + OUTPUT)
    assert shown.errors == []


def test_a_page_holds_what_answers(opened: Callable[..., Shown], site: Path) -> None:
    shown = opened(a_page(site), reduced_motion="reduce")
    tab = shown.tab
    frame = tab.frame_locator("iframe")
    steps = frame.locator("input[type=range]").first
    steps.wait_for()
    steps.focus()
    before = steps.input_value()
    tab.keyboard.press("ArrowLeft")
    assert steps.input_value() != before
    assert shown.errors == []
    assert shown.outside == []


def test_in_a_narrow_window_a_page_has_the_film_and_a_link(opened: Callable[..., Shown], site: Path) -> None:
    shown = opened(a_page(site), viewport={"width": 390, "height": 800}, has_touch=True)
    tab = shown.tab
    assert not tab.locator("iframe").is_visible()
    assert not [each for each in shown.asked if each.endswith("-page.html")]
    tab.get_by_role("button", name="Play: A bowl").tap()
    tab.wait_for_function("() => document.querySelector('video').currentTime > 0.1")
    tab.get_by_role("link", name="Open the interactive page").tap()
    tab.wait_for_url("**/bowl-page.html")
    assert shown.errors == []


@pytest.mark.parametrize("width", [390, 768, 1400])
def test_nothing_runs_that_a_text_says_and_nothing_is_wider_than_the_window(
    opened: Callable[..., Shown], site: Path, width: int
) -> None:
    evil = next(path for path in (site / "scenarios").iterdir() if path.name not in TEXTS)
    for page in (site / "index.html", evil / "index.html"):
        shown = opened(page, viewport={"width": width, "height": 800})
        tab = shown.tab
        tab.wait_for_load_state()
        assert "PWNED" not in tab.title().replace(HOSTILE, "")
        assert tab.locator("img[src=x]").count() == 0
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert shown.errors == []
        assert shown.outside == []


def test_without_scripts_all_is_there_but_what_needs_them(opened: Callable[..., Shown], site: Path) -> None:
    tab = opened(site / "index.html", java_script_enabled=False).tab
    assert tab.get_by_role("heading", level=2).count() == 3
    assert not tab.get_by_role("searchbox").is_visible()
    assert tab.get_by_role("button").count() == 0
    tab = opened(a_page(site), java_script_enabled=False).tab
    assert tab.locator(".film img").is_visible()
    assert tab.get_by_role("table").is_visible()
    assert tab.get_by_role("button").count() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1200])
@pytest.mark.parametrize("page", ["index.html", "scenarios/bowl/index.html"])
def test_it_can_be_used_by_everybody(
    opened: Callable[..., Shown], site: Path, axe: Callable[..., list[str]], page: str, width: int, theme: str
) -> None:
    preferences: dict[str, Any] = {"viewport": {"width": width, "height": 900}, "color_scheme": theme}
    shown = opened(site / page, bypass_csp=True, reduced_motion="reduce", **preferences)
    assert axe(shown.tab, "{iframes: false}") == []
