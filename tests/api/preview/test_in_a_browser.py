"""The preview in a real browser: what it shows as a file is saved, and that nothing runs that optviz did not write."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.browsers import Shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    Follow = Callable[..., AbstractContextManager[Any]]

HOSTILE = "</script><img src=x onerror=\"document.title='PWNED'\">"
DRAWN = """number => {
    const picture = document.getElementById("picture");
    return picture.src.endsWith(`?${number}`) && picture.complete && picture.naturalWidth
        && !document.body.classList.contains("wrong");
}"""


class Tab(Shown):
    """A preview that is shown."""

    def drawn(self, number: int) -> None:
        """Wait until a picture is there, and is that of the file."""
        self.tab.wait_for_function(DRAWN, arg=number)

    def problems(self, count: int) -> list[str]:
        """Wait for so many problems; their texts."""
        self.wait(f"document.querySelectorAll('#problems li').length === {count}")
        return list(self.tab.locator("#problems li").all_inner_texts())


@pytest.fixture
def opened(new_tab: Callable[..., Any]) -> Callable[..., Tab]:
    def show(url: str, **preferences: Any) -> Tab:
        tab = Tab(new_tab(**{"viewport": {"width": 900, "height": 700}, **preferences}))
        tab.tab.goto(url)
        return tab

    return show


def test_each_save_is_shown(file: Path, followed: Follow, opened: Callable[..., Tab], expect: Any) -> None:
    text = file.read_text()
    with followed(file) as served:
        tab = opened(served.server.url)
        tab.drawn(1)
        page = tab.tab
        assert page.title() == "Two of them"
        assert page.get_by_role("heading").inner_text() == "small.yaml"
        expect(page.get_by_role("status")).to_contain_text("A draft, drawn in")
        box = page.locator("#picture").bounding_box()
        assert (box["width"], box["height"]) == (320, 220)
        assert page.evaluate("document.getElementById('picture').naturalWidth") == 320
        assert "SGD and Adam" in page.locator("#picture").get_attribute("alt")
        file.write_text(text.replace("Two of them", "Again"))
        tab.drawn(2)
        assert page.title() == "Again"
        file.write_text(text.replace("sgd", "sdg").replace("steps: 6", "steps: -6"))
        first, second = tab.problems(2)
        assert "small.yaml:4:8" in first
        assert "4  steps: -6\n          ^" in first
        assert "did you mean 'sgd'" in second
        expect(page.get_by_role("status")).to_have_text("2 problems; the picture is the last good one")
        assert page.title() == "✗ Again"
        assert page.locator("#picture").is_visible()
        late = opened(served.server.url)
        late.problems(2)
        late.tab.wait_for_function("() => document.getElementById('picture').naturalWidth === 320")
        file.write_text(text)
        tab.drawn(3)
        late.drawn(3)
        assert tab.problems(0) == []
        assert tab.errors == late.errors == []
        assert all(each.startswith((served.server.url, "data:")) for each in tab.asked)


def test_a_file_that_was_never_good_has_no_picture(file: Path, followed: Follow, opened: Callable[..., Tab]) -> None:
    good = file.read_text()
    file.write_text("surface: [")
    with followed(file) as served:
        tab = opened(served.server.url)
        tab.problems(1)
        assert not tab.tab.locator("#picture").is_visible()
        assert not tab.tab.locator("#motion").is_visible()
        file.write_text(good)
        tab.drawn(1)
        assert tab.errors == []


def test_notes_are_below_the_picture(file: Path, followed: Follow, opened: Callable[..., Tab]) -> None:
    file.write_text(file.read_text() + 'notes: [{of: adam, when: "value > 1e9", say: much}]\n')
    with followed(file) as served:
        tab = opened(served.server.url)
        tab.drawn(1)
        note = tab.tab.locator("#notes li")
        assert "this note never appears" in note.inner_text()
        assert note.bounding_box()["y"] > tab.tab.locator("#picture").bounding_box()["y"]


def test_hostile_texts_are_texts(file: Path, followed: Follow, opened: Callable[..., Tab]) -> None:
    name = "<img src=x onerror=alert(1)>\n\x1b[31m&quot;.yaml".replace("/", "")
    file = file.rename(file.with_name(name))
    label = "a\"'><b onmouseover=1>"
    good = json.dumps(
        {
            "title": HOSTILE,
            "description": HOSTILE,
            "surface": "sphere",
            "start": [0.5, 0.4],
            "steps": 6,
            "optimizers": [{"name": "sgd", "label": label}, "adam"],
            "views": ["contour"],
            "notes": [{"of": label, "when": "value > 1e9", "say": HOSTILE}],
            "output": {"size": [320, 220], "fps": 10, "duration": 0.6, "hold": 0},
        }
    )
    file.write_text(good)
    with followed(file) as served:
        tab = opened(served.server.url)
        tab.drawn(1)
        assert tab.tab.title() == HOSTILE
        assert tab.tab.get_by_role("heading").inner_text() == name.replace("\n", " ").replace("\x1b", r"\x1b")
        assert label in tab.tab.locator("#notes li").inner_text()
        file.write_text(good.replace('"adam"', json.dumps(HOSTILE)))
        (problem,) = tab.problems(1)
        assert "onerror" in problem
        assert "\x1b" not in problem
        assert tab.tab.locator("img").count() == 1
        assert tab.tab.locator("script").count() == 1
        assert tab.tab.locator("li b").count() <= 1
        assert tab.tab.title() == f"✗ {HOSTILE}"
        assert tab.errors == []
        assert all(each.startswith((served.server.url, "data:")) for each in tab.asked)


def test_nothing_moves_by_itself_where_less_motion_is_wanted(
    file: Path, followed: Follow, opened: Callable[..., Tab], expect: Any
) -> None:
    with followed(file) as served:
        still = opened(served.server.url, reduced_motion="reduce")
        still.drawn(1)
        assert "last.png" in still.tab.locator("#picture").get_attribute("src")
        still.tab.keyboard.press("Tab")
        still.tab.keyboard.press("Enter")
        still.drawn(1)
        assert "picture.gif" in still.tab.locator("#picture").get_attribute("src")
        expect(still.tab.get_by_role("button")).to_have_text("Last frame")
        moving = opened(served.server.url)
        moving.drawn(1)
        assert "picture.gif" in moving.tab.locator("#picture").get_attribute("src")
        moving.tab.get_by_role("button", name="Last frame").click()
        file.write_text(file.read_text().replace("Two of them", "Again"))
        moving.drawn(2)
        assert "last.png" in moving.tab.locator("#picture").get_attribute("src")


def test_the_end_is_told(file: Path, followed: Follow, opened: Callable[..., Tab], expect: Any) -> None:
    with followed(file) as served:
        tab = opened(served.server.url)
        tab.drawn(1)
    expect(tab.tab.get_by_role("status")).to_contain_text("has ended")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1000])
def test_it_can_be_used_by_everybody(
    file: Path, followed: Follow, opened: Callable[..., Tab], axe: Callable[[Any], list[str]], theme: str, width: int
) -> None:
    text = file.read_text().replace("size: [320, 220]", "size: [800, 450]")
    file.write_text(text + 'notes: [{of: adam, when: "value > 1e9", say: much}]\n')
    viewport = {"width": width, "height": 800}
    with followed(file) as served:
        tab = opened(served.server.url, viewport=viewport, color_scheme=theme, bypass_csp=True)
        tab.drawn(1)
        assert axe(tab.tab) == []
        file.write_text(text.replace("sgd", "sdg") + f"# {'long ' * 80}\n" + "unknown: 1\n")
        tab.problems(2)
        assert axe(tab.tab) == []
        assert tab.tab.evaluate("document.documentElement.scrollWidth") <= width
        assert tab.tab.locator("#picture").bounding_box()["width"] <= min(width, 800)
        ground = tab.tab.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(15, 23, 32)"}[theme]
