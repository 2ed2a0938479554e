"""Pages in a real browser: what they draw, how they answer, and that nothing in them runs that optviz did not write."""

from __future__ import annotations

import base64
import io
import itertools
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from optviz.api.run import computed
from optviz.arrays import np
from optviz.page import page
from optviz.scenario import parse
from tests.browsers import Shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HOSTILE = "</script><img src=x onerror=\"document.title='PWNED'\">"
READY = "() => globalThis.optviz && optviz.look && optviz.landscape.fit"
TEXT = """
surface: beale
start: [1, 1.5]
steps: 60
optimizers: [{name: momentum, lr: 0.003}, {name: adam, lr: 0.05}]
notes: [{of: momentum, when: turns, say: it turns, pause: 0.2}]
output: {size: [480, 320], fps: 10, duration: 2, hold: 0.5}
"""
TWO = """
start: [1, 1]
steps: 20
optimizers: [sgd, adam]
vary: {lr: [0.001, 0.003, 0.01], surface: [beale, rosenbrock]}
output: {size: [480, 420], fps: 10, duration: 1}
"""
OTHERS = {
    "ensemble": """
surface: himmelblau
start: {name: normal, std: 2, count: 90}
steps: 20
optimizers: [{name: sgd, lr: 0.01}, {name: adam, lr: 0.1}]
""",
    "searches": """
surface: rosenbrock
start: [-1.2, 1]
steps: 20
optimizers: [nelder_mead, cma_es, random_search]
views: [{name: surface3d, scale: clip}, {name: contour, aspect: equal}]
output: {theme: dark}
""",
    "calls": """
surface: sphere
start: [1, 1]
steps: 10
optimizers: [sgd, bfgs]
traces: {show: tail, tail: 3, labels: true}
output: {pace: {calls: true}, axes: {x: "", z: loss}}
""",
    "gaps": """
surface: {expression: "sqrt(x) + y^2", bounds: {x: [-1, 2], y: [-1, 1]}}
start: [1, 0.5]
steps: 30
optimizers: [{name: sgd, lr: 0.1}, {name: sgd, lr: 50, label: Far}]
""",
    "optimizers": """
surface: sphere
start: [1, 1]
steps: 5
vary: {optimizer: [sgd, adam]}
""",
    "companions": """
surface: sphere
start: [1, 1]
steps: 9
optimizers: [{name: polyak, inner: sgd}, easgd]
""",
}


@cache
def written(text: str) -> bytes:
    scenario = parse(text)
    return page(scenario, computed(scenario), "The last frame")


class Interactive(Shown):
    """A page that is shown."""

    @property
    def requests(self) -> list[str]:
        """What was asked for besides the page itself."""
        return [each for each in self.asked[1:] if not each.startswith(("data:", "blob:"))]

    def pixels(self, part: str) -> Any:
        """The pixels of the topmost canvas of a part, (N, 4)."""
        source = "part => [...document.querySelectorAll(`[data-part=${part}] canvas`)].at(-1).toDataURL()"
        content = base64.b64decode(self.tab.evaluate(source, part).partition(",")[2])
        return np.asarray(Image.open(io.BytesIO(content)).convert("RGBA")).reshape(-1, 4)


@pytest.fixture
def opened(new_tab: Callable[..., Any], tmp_path: Path) -> Callable[..., Interactive]:
    def show(content: bytes, **preferences: Any) -> Interactive:
        file = tmp_path / "page.html"
        file.write_bytes(content)
        shown = Interactive(new_tab(**{"viewport": {"width": 900, "height": 900}, **preferences}))
        shown.tab.goto(file.as_uri())
        if preferences.get("java_script_enabled", True):
            shown.tab.wait_for_function(READY)
        return shown

    return show


STILLNESS = {"reduced_motion": "reduce"}
POSE = "[optviz.landscape.camera.azimuth, optviz.landscape.camera.elevation, optviz.landscape.camera.zoom]"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_draws_in_the_colours_of_the_reader_s_theme(opened: Callable[..., Interactive], theme: str) -> None:
    shown = opened(written(TEXT), color_scheme=theme, **STILLNESS)
    count = shown.tab.evaluate("document.querySelectorAll('.panel canvas').length")
    assert count == 8
    for part in ("landscape", "contour", "curve"):
        assert (shown.pixels(part)[:, 3] == 255).any(), part
    color = shown.tab.evaluate("optviz.look.colors[1]")
    wanted = [int(color[place : place + 2], 16) for place in (1, 3, 5)]
    assert (shown.pixels("contour")[:, :3] == wanted).all(axis=1).any()
    page_color = shown.tab.evaluate("getComputedStyle(document.body).backgroundColor")
    assert page_color == {"light": "rgb(255, 255, 255)", "dark": "rgb(15, 23, 32)"}[theme]
    assert shown.errors == []
    assert shown.requests == []


def test_it_plays_pauses_and_ends(opened: Callable[..., Interactive], expect: Any) -> None:
    shown = opened(written(TEXT.replace("duration: 2, hold: 0.5", "duration: 8, hold: 0.5, loop: once")))
    button = shown.tab.locator("[data-part=play]")
    shown.tab.wait_for_function("() => optviz.step > 3")
    expect(button).to_have_text("Pause")
    button.click()
    assert not shown.tab.evaluate("optviz.playing")
    shown.tab.locator("[data-part=speed]").select_option("4")
    button.click()
    shown.tab.wait_for_function("() => optviz.step === optviz.steps && !optviz.playing")
    expect(button).to_have_text("Play")
    shown.tab.locator("[data-part=speed]").select_option("0.25")
    button.click()
    shown.tab.wait_for_function("() => optviz.step < optviz.steps")
    shown.tab.locator("[data-part=speed]").select_option("4")
    shown.tab.wait_for_function("() => optviz.step === optviz.steps && !optviz.playing")
    assert shown.errors == []


def test_it_plays_as_often_as_it_should(opened: Callable[..., Interactive]) -> None:
    shown = opened(written(TEXT.replace("duration: 2, hold: 0.5", "duration: 4, hold: 0.1, loop: 2")))
    shown.tab.wait_for_function("() => optviz.played === 1 && optviz.playing && optviz.step > 0 && optviz.step < 60")
    shown.tab.locator("[data-part=speed]").select_option("4")
    shown.tab.wait_for_function("() => optviz.played === 2 && !optviz.playing && optviz.step === 60")


def test_a_reader_scrubs_switches_runs_off_and_goes_to_a_note_by_keyboard(opened: Callable[..., Interactive]) -> None:
    shown = opened(written(TEXT), **STILLNESS)
    assert shown.tab.evaluate("[optviz.playing, optviz.step]") == [False, 60]
    before = shown.pixels("landscape")
    shown.tab.locator("input[type=range]").first.focus()
    for _ in range(20):
        shown.tab.keyboard.press("ArrowLeft")
    assert shown.tab.evaluate("optviz.step") == 40
    assert (shown.pixels("landscape") != before).any()
    assert shown.tab.locator("[data-part=counter]").inner_text() == "step 40"
    values = [run.values[0, 40] for run in computed(parse(TEXT))]
    cells = shown.tab.locator("tbody tr td:nth-of-type(1)").all_inner_texts()
    assert [float(each.replace("−", "-")) for each in cells] == pytest.approx(values, rel=1e-3, abs=1e-3)

    before = shown.pixels("contour")
    shown.tab.locator("tbody input").first.focus()
    shown.tab.keyboard.press("Space")
    assert (shown.pixels("contour") != before).any()
    shown.tab.keyboard.press("Space")
    assert (shown.pixels("contour") == before).all()

    shown.tab.get_by_role("button", name="it turns").focus()
    shown.tab.keyboard.press("Enter")
    assert 0 < shown.tab.evaluate("optviz.step") < 40
    assert shown.tab.get_by_role("status").inner_text() == "it turns"


MARKS = "[...optviz.parts.marks.children].map(each => [+each.getAttribute('x'), each.getAttribute('fill')])"
MANY = (
    "\nnotes: [" + ", ".join(f"{{of: adam, when: step >= {step}, say: 'number {step}'}}" for step in range(1, 25)) + "]"
)


def test_marks_under_the_slider_tell_where_notes_begin(opened: Callable[..., Interactive]) -> None:
    text = TEXT.replace("pause: 0.2}", "pause: 0.2}, {when: step >= 30, say: they are halfway}")
    shown = opened(written(text), **STILLNESS)
    tip, marks = shown.tab.locator("[data-part=tip]"), shown.tab.locator("[data-part=marks]")
    box, begins = marks.bounding_box(), shown.tab.evaluate("optviz.notes.map(each => each.step)")
    colors = [shown.tab.evaluate("optviz.look.colors[0]"), "currentColor"]
    wanted = [(box["width"] * step / 60 - 2, color) for step, color in zip(begins, colors, strict=True)]
    assert [tuple(each) for each in shown.tab.evaluate(MARKS)] == [(pytest.approx(x), color) for x, color in wanted]
    assert not tip.is_visible()

    shown.tab.mouse.move(box["x"] + box["width"] / 2 + 2, box["y"] + 5)
    assert tip.inner_text() == "step 30 · they are halfway"
    shown.tab.mouse.click(box["x"] + box["width"] / 2 + 2, box["y"] + 5)
    assert shown.tab.evaluate("optviz.step") == 30
    shown.tab.keyboard.press("Escape")
    assert not tip.is_visible()

    slider = shown.tab.get_by_role("slider", name="step")
    slider.focus()
    assert tip.is_visible()
    for _ in range(30 - begins[0]):
        slider.press("ArrowLeft")
    assert slider.get_attribute("aria-valuetext") == f"step {begins[0]} of 60"
    assert tip.inner_text() == f"step {begins[0]} · Momentum · it turns"
    shown.tab.keyboard.press("Tab")
    assert shown.tab.evaluate("document.activeElement.dataset.part") == "speed"
    assert not tip.is_visible()

    shown.tab.locator("tbody input").first.uncheck()
    assert len(shown.tab.evaluate(MARKS)) == 1
    assert shown.tab.locator(".notes button").all_inner_texts() == ["it turns", "they are halfway"]
    assert shown.tab.locator(".notes button:visible").all_inner_texts() == ["they are halfway"]
    assert shown.errors == []


@pytest.mark.parametrize("width", [390, 900])
def test_many_marks_stay_apart(opened: Callable[..., Interactive], width: int) -> None:
    text = TEXT.partition("notes:")[0] + TEXT.partition("notes:")[2].partition("\n")[2] + MANY
    shown = opened(written(text), viewport={"width": width, "height": 800}, **STILLNESS)
    places = [x for x, _ in shown.tab.evaluate(MARKS)]
    assert len(places) >= 8
    assert all(after - before >= 7 for before, after in itertools.pairwise(places))
    box = shown.tab.locator("[data-part=marks]").bounding_box()
    for place in (places[0], places[-1]):
        shown.tab.mouse.move(box["x"] + place + 2, box["y"] + 5)
        tip = shown.tab.locator("[data-part=tip]").bounding_box()
        assert tip["x"] >= 0
        assert tip["x"] + tip["width"] <= width


@pytest.mark.parametrize(
    "preferences", [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"forced_colors": "active"}]
)
def test_marks_are_seen_on_every_ground(opened: Callable[..., Interactive], preferences: dict[str, str]) -> None:
    shown = opened(written(TEXT), **preferences, **STILLNESS)
    picture = Image.open(io.BytesIO(shown.tab.locator("[data-part=marks]").screenshot())).convert("L")
    levels = np.asarray(picture).astype(int)
    assert (abs(levels - levels[-1, 0]) > 60).sum() > 30


def test_curves_are_as_long_as_the_step_is_late_and_go_with_their_runs(opened: Callable[..., Interactive]) -> None:
    shown = opened(written(TEXT), **STILLNESS)
    edges = "[Math.round(optviz.curve.at(optviz.step, 1)[0]), optviz.curve.lines.canvas.style.clipPath]"
    ink = "optviz.curve.lines.canvas.toDataURL()"
    width, whole = shown.tab.evaluate("optviz.curve.width"), shown.tab.evaluate(ink)
    for step in (0, 30, 60):
        shown.tab.evaluate(f"optviz.go({step})")
        end, clip = shown.tab.evaluate(edges)
        assert float(clip.split()[1].removesuffix("px")) == pytest.approx(width - end, abs=0.6)
    shown.tab.locator("tbody input").first.uncheck()
    assert shown.tab.evaluate(ink) != whole
    shown.tab.locator("tbody input").first.check()
    assert shown.tab.evaluate(ink) == whole


def test_the_landscape_turns_by_keys_drags_and_wheel_and_comes_back(opened: Callable[..., Interactive]) -> None:
    shown = opened(written(TEXT), **STILLNESS)
    landscape = shown.tab.locator("[data-part=landscape]")
    before, pixels = shown.tab.evaluate(POSE), shown.pixels("landscape")
    box = landscape.bounding_box()
    shown.tab.mouse.move(box["x"] + 100, box["y"] + 100)
    shown.tab.mouse.wheel(0, -200)  # scrolls the page: nobody has touched the landscape yet
    assert shown.tab.evaluate(POSE) == before
    landscape.focus()
    for key in ("ArrowLeft", "ArrowUp", "+"):
        shown.tab.keyboard.press(key)
    turned = shown.tab.evaluate(POSE)
    assert turned == pytest.approx([before[0] + 5, before[1] + 5, 1.12])
    assert (shown.pixels("landscape") != pixels).any()
    shown.tab.mouse.wheel(0, -200)
    shown.tab.wait_for_function("zoom => optviz.landscape.camera.zoom > zoom", arg=turned[2])
    shown.tab.mouse.down()
    shown.tab.mouse.move(box["x"] + 160, box["y"] + 100)
    shown.tab.mouse.up()
    assert shown.tab.evaluate(POSE)[0] != turned[0]
    shown.tab.keyboard.press("0")
    assert shown.tab.evaluate(POSE) == before
    assert (shown.pixels("landscape") == pixels).all()


def test_one_finger_turns_and_two_bring_it_nearer(opened: Callable[..., Interactive]) -> None:
    shown = opened(written(TEXT), viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True, **STILLNESS)
    before = shown.tab.evaluate(POSE)
    box = shown.tab.locator("[data-part=landscape]").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touches = shown.tab.context.new_cdp_session(shown.tab)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        places = [{"x": px, "y": py, "id": number} for number, (px, py) in enumerate(points)]
        touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

    touch("touchStart", (x, y))
    for far in (15, 30, 45, 60):
        touch("touchMove", (x + far, y))
    touch("touchEnd")
    shown.tab.wait_for_function("azimuth => optviz.landscape.camera.azimuth !== azimuth", arg=before[0])
    touch("touchStart", (x - 20, y), (x + 20, y))
    for far in (30, 45, 60):
        touch("touchMove", (x - far, y), (x + far, y))
    touch("touchEnd")
    shown.tab.wait_for_function("() => optviz.landscape.camera.zoom > 1.5")
    touch("touchStart", (x, y + 60))
    for far in (30, 0, -30, -60, -90, -120):
        touch("touchMove", (x, y + far))
    touch("touchEnd")
    shown.tab.wait_for_function("() => scrollY > 20")


def test_a_slider_for_each_thing_that_varies(opened: Callable[..., Interactive]) -> None:
    shown = opened(written(TWO), **STILLNESS)
    pixels = shown.pixels("contour")
    shown.tab.locator("#vary-0").focus()
    shown.tab.keyboard.press("ArrowRight")
    assert shown.tab.evaluate("optviz.current.index") == 1
    shown.tab.locator("#vary-1").focus()
    shown.tab.keyboard.press("ArrowRight")
    assert shown.tab.evaluate("optviz.current.index") == 4
    assert shown.tab.locator("output").all_inner_texts() == ["lr = 0.003", "Rosenbrock's banana"]
    assert (shown.pixels("contour") != pixels).any()
    runs = [each for each in computed(parse(TWO)) if each.cell == 4]
    cells = shown.tab.locator("tbody tr td:nth-of-type(2)").all_inner_texts()
    ends = [run.positions[0, -1, 0] for run in runs]
    assert [float(each.replace("−", "-")) for each in cells] == pytest.approx(ends, rel=1e-2)
    assert shown.tab.locator("[data-part=formula]").inner_text() == f"f = {parse(TWO).cells[4].surface.formula}"


@pytest.mark.parametrize("name", OTHERS)
def test_every_kind_of_scenario_is_shown(opened: Callable[..., Interactive], name: str) -> None:
    shown = opened(written(OTHERS[name]), **STILLNESS)
    for step in ("0", "Math.round(optviz.steps / 2)", "optviz.steps"):
        shown.tab.evaluate(f"optviz.go({step})")
        for part in ("landscape", "contour", "curve"):
            assert (shown.pixels(part)[:, 3] == 255).any(), part
    assert shown.errors == []
    if name == "ensemble":
        assert "Not shown on this page: 30 of 90 starts." in shown.tab.locator("main").inner_text()
    if name == "calls":
        assert shown.tab.locator("[data-part=counter]").inner_text().startswith("calls ")
    if name == "companions":
        for panel, part in enumerate(("landscape", "contour")):
            whole = shown.pixels(part)
            shown.tab.evaluate("optviz.current.runs.forEach(run => run.beside = [])")
            shown.tab.evaluate(f"optviz.panels[{panel}].drawStep()")
            assert (shown.pixels(part) != whole).any(), part
            shown.tab.reload()
            shown.tab.wait_for_function(READY)
    if name == "optimizers":
        assert shown.tab.locator("tbody tr:visible").count() == 1


@pytest.mark.parametrize("width", [390, 1400])
def test_it_fits_a_phone_and_a_wide_screen(opened: Callable[..., Interactive], width: int) -> None:
    shown = opened(written(TEXT), viewport={"width": width, "height": 800}, **STILLNESS)
    assert shown.tab.evaluate("document.documentElement.scrollWidth") <= width
    box = shown.tab.locator("[data-part=landscape]").bounding_box()
    assert box["width"] >= min(width, 700) / 2


@pytest.mark.parametrize("size", ["hidden", 'style="width: 60px; height: 900px"', 'style="height: 20px"'])
def test_it_lives_in_a_frame_that_has_no_size_or_a_small_one_at_first(
    new_tab: Callable[..., Any], tmp_path: Path, size: str
) -> None:
    (tmp_path / "own.html").write_bytes(written(TEXT))
    frame = f'<iframe src="own.html" title="a page" width="700" height="900" sandbox="allow-scripts" {size}></iframe>'
    (tmp_path / "around.html").write_text(f"<!doctype html><title>around</title>{frame}")
    tab = new_tab()
    shown = Shown(tab)
    tab.goto((tmp_path / "around.html").as_uri())
    inner = tab.frames[1]
    inner.wait_for_function("() => globalThis.optviz", polling=100)  # what is hidden has no frames to count by
    for attribute in ("hidden", "style"):
        tab.evaluate(f"document.querySelector('iframe').removeAttribute('{attribute}')")
    inner.wait_for_function("() => optviz.landscape.fit && optviz.landscape.width > 100", polling=100)
    assert shown.errors == []


def test_without_scripts_there_are_a_still_and_a_table(opened: Callable[..., Interactive]) -> None:
    shown = opened(written(TEXT), java_script_enabled=False)
    assert shown.tab.evaluate("document.querySelector('img.still').naturalWidth") > 100
    assert shown.tab.locator("tbody tr").count() == 2
    assert not shown.tab.locator("[data-part=play]").is_visible()


def test_where_a_site_forbids_everything_words_and_numbers_remain(new_tab: Callable[..., Any]) -> None:
    tab = new_tab()
    headers = {"content-type": "text/html", "content-security-policy": "default-src 'none'"}
    tab.route("**/*", lambda route: route.fulfill(body=written(TEXT), headers=headers))
    tab.goto("http://optviz.invalid/a.html")
    assert tab.get_by_role("img", name="The last frame").count() == 1
    assert tab.locator("tbody tr").count() == 2
    assert tab.locator("h1").is_visible()


def test_hostile_texts_are_texts(opened: Callable[..., Interactive]) -> None:
    quoted = HOSTILE.replace("'", "''")
    text = f"title: '{quoted}'\ndescription: '{quoted}'\n" + TEXT.replace(
        "name: adam", f"name: adam, label: '{quoted[:50]}'"
    )
    text = text.replace("say: it turns", f"say: '{quoted}'").replace("output: {", "output: {axes: {x: '<b>'}, ")
    shown = opened(written(text), **STILLNESS)
    assert shown.tab.evaluate("document.title") == "string"
    assert shown.tab.locator("h1").inner_text() == HOSTILE
    assert shown.tab.locator("img").count() == 1
    assert shown.tab.locator("b").count() == 0
    assert shown.errors == []
    assert shown.requests == []


@pytest.mark.parametrize(("theme", "width", "text"), [("light", 1000, TEXT), ("dark", 390, TWO)])
def test_it_can_be_used_by_everybody(
    opened: Callable[..., Interactive], axe: Callable[[Any], list[str]], theme: str, width: int, text: str
) -> None:
    preferences = {"viewport": {"width": width, "height": 900}, "color_scheme": theme, "bypass_csp": True, **STILLNESS}
    shown = opened(written(text), **preferences)
    assert axe(shown.tab) == []
