"""Pages in a real browser: what they draw, how they answer, and that nothing in them runs that optviz did not write."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from typing import TYPE_CHECKING, Any

import pytest

from optviz.api.run import computed
from optviz.arrays import np
from optviz.page import page
from optviz.scenario import load, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from optviz.scenario import Scenario

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PLAYWRIGHT = pytest.importorskip("playwright.sync_api", reason="there is no Playwright")
pytestmark = pytest.mark.skipif(BROWSER is None, reason="there is no Chromium")

LONG = 120_000
"""Milliseconds after which something is not waited for any longer; it comes at once where the machine is not busy."""
HOSTILE = "</script><img src=x onerror=\"document.title='PWNED'\">"
TEXT = """
surface: beale
start: [1, 1.5]
steps: 60
optimizers: [{name: momentum, lr: 0.003}, {name: adam, lr: 0.05}]
notes: [{of: momentum, when: turns, say: it turns, pause: 0.2}]
output: {size: [480, 320], fps: 10, duration: 2, hold: 0.5}
"""


def written(scenario: Scenario) -> bytes:
    return page(scenario, computed(scenario), "The last frame")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with PLAYWRIGHT.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


class Shown:
    """A page that is shown, and what it did."""

    def __init__(self, tab: Any) -> None:
        self.tab, self.errors, self.asked = tab, list[str](), list[str]()
        tab.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        tab.on("pageerror", lambda error: self.errors.append(str(error)))
        tab.on("request", lambda request: self.asked.append(request.url))

    @property
    def requests(self) -> list[str]:
        """What was asked for besides the page itself."""
        return [each for each in self.asked[1:] if not each.startswith(("data:", "blob:"))]

    def pixels(self, part: str) -> Any:
        """The pixels of the topmost canvas of a part, (N, 4)."""
        source = """part => {
            const canvas = [...document.querySelectorAll(`[data-part=${part}] canvas`)].at(-1);
            return Array.from(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data);
        }"""
        return np.array(self.tab.evaluate(source, part), dtype=np.uint8).reshape(-1, 4)


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Shown]]:
    contexts = []

    def show(content: bytes, **preferences: Any) -> Shown:
        file = tmp_path / f"{len(contexts)}.html"
        file.write_bytes(content)
        context = browser.new_context(**{"viewport": {"width": 900, "height": 900}, **preferences})
        contexts.append(context)
        context.set_default_timeout(LONG)
        shown = Shown(context.new_page())
        shown.tab.goto(file.as_uri())
        if preferences.get("java_script_enabled", True):
            shown.tab.wait_for_function("() => globalThis.optviz && optviz.look && optviz.landscape.fit")
        return shown

    yield show
    for context in contexts:
        context.close()


STILLNESS = {"reduced_motion": "reduce"}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_draws_in_the_colours_of_the_reader_s_theme(opened: Callable[..., Shown], theme: str) -> None:
    shown = opened(written(parse(TEXT)), color_scheme=theme, **STILLNESS)
    count = shown.tab.evaluate("document.querySelectorAll('.panel canvas').length")
    assert count == 7
    for part in ("landscape", "contour", "curve"):
        assert (shown.pixels(part)[:, 3] == 255).any(), part
    color = shown.tab.evaluate("optviz.look.colors[1]")
    wanted = [int(color[place : place + 2], 16) for place in (1, 3, 5)]
    assert (shown.pixels("contour")[:, :3] == wanted).all(axis=1).any()
    page_color = shown.tab.evaluate("getComputedStyle(document.body).backgroundColor")
    assert page_color == {"light": "rgb(255, 255, 255)", "dark": "rgb(15, 23, 32)"}[theme]
    assert shown.errors == []
    assert shown.requests == []


def test_it_plays_pauses_and_ends(opened: Callable[..., Shown]) -> None:
    shown = opened(written(parse(TEXT.replace("hold: 0.5", "hold: 0.5, loop: once"))))
    button = shown.tab.locator("[data-part=play]")
    shown.tab.wait_for_function("() => optviz.step > 3")
    PLAYWRIGHT.expect(button).to_have_text("Pause")
    button.click()
    assert not shown.tab.evaluate("optviz.playing")
    shown.tab.keyboard.press("Tab")
    shown.tab.locator("[data-part=speed]").select_option("4")
    button.click()
    shown.tab.wait_for_function("() => optviz.step === optviz.steps && !optviz.playing")
    PLAYWRIGHT.expect(button).to_have_text("Play")
    assert shown.errors == []


def test_nothing_moves_by_itself_where_less_motion_is_wanted(opened: Callable[..., Shown]) -> None:
    shown = opened(written(parse(TEXT)), **STILLNESS)
    assert shown.tab.evaluate("[optviz.playing, optviz.step]") == [False, 60]


def test_the_slider_scrubs_and_the_table_follows(opened: Callable[..., Shown]) -> None:
    scenario = parse(TEXT)
    shown = opened(written(scenario), **STILLNESS)
    before = shown.pixels("landscape")
    slider = shown.tab.locator("input[type=range]").first
    slider.focus()
    for _ in range(20):
        shown.tab.keyboard.press("ArrowLeft")
    assert shown.tab.evaluate("optviz.step") == 40
    assert (shown.pixels("landscape") != before).any()
    assert shown.tab.locator("[data-part=counter]").inner_text() == "step 40"
    values = [run.values[0, 40] for run in computed(scenario)]
    cells = shown.tab.locator("tbody tr td:nth-of-type(1)").all_inner_texts()
    assert [float(each.replace("−", "-")) for each in cells] == pytest.approx(values, rel=1e-3, abs=1e-3)


def test_a_run_is_switched_off_by_keyboard(opened: Callable[..., Shown]) -> None:
    shown = opened(written(parse(TEXT)), **STILLNESS)
    before = shown.pixels("contour")
    shown.tab.locator("tbody input").first.focus()
    shown.tab.keyboard.press("Space")
    assert (shown.pixels("contour") != before).any()
    shown.tab.keyboard.press("Space")
    assert (shown.pixels("contour") == before).all()


def test_the_landscape_turns_by_keys_and_drags_and_comes_back(opened: Callable[..., Shown]) -> None:
    shown = opened(written(parse(TEXT)), **STILLNESS)
    landscape = shown.tab.locator("[data-part=landscape]")
    pose = "[optviz.landscape.camera.azimuth, optviz.landscape.camera.elevation, optviz.landscape.camera.zoom]"
    before, pixels = shown.tab.evaluate(pose), shown.pixels("landscape")
    landscape.focus()
    for key in ("ArrowLeft", "ArrowUp", "+"):
        shown.tab.keyboard.press(key)
    turned = shown.tab.evaluate(pose)
    assert turned == pytest.approx([before[0] + 5, before[1] + 5, 1.12])
    assert (shown.pixels("landscape") != pixels).any()
    box = landscape.bounding_box()
    shown.tab.mouse.move(box["x"] + 100, box["y"] + 100)
    shown.tab.mouse.down()
    shown.tab.mouse.move(box["x"] + 160, box["y"] + 100)
    shown.tab.mouse.up()
    assert shown.tab.evaluate(pose)[0] != turned[0]
    shown.tab.keyboard.press("0")
    assert shown.tab.evaluate(pose) == before
    assert (shown.pixels("landscape") == pixels).all()


def test_a_note_is_one_press_away(opened: Callable[..., Shown]) -> None:
    shown = opened(written(parse(TEXT)), **STILLNESS)
    shown.tab.get_by_role("button", name="it turns").click()
    assert 0 < shown.tab.evaluate("optviz.step") < 60
    assert shown.tab.get_by_role("status").inner_text() == "it turns"


def test_a_slider_moves_between_cells(opened: Callable[..., Shown]) -> None:
    shown = opened(written(load("learning-rates")), **STILLNESS)
    pixels = shown.pixels("contour")
    shown.tab.locator("#vary-0").focus()
    shown.tab.keyboard.press("ArrowRight")
    assert shown.tab.evaluate("optviz.current.index") == 1
    assert (shown.pixels("contour") != pixels).any()
    assert shown.tab.locator("output").inner_text() == "lr = 0.01"


@pytest.mark.parametrize("width", [390, 1400])
def test_it_fits_a_phone_and_a_wide_screen(opened: Callable[..., Shown], width: int) -> None:
    shown = opened(written(parse(TEXT)), viewport={"width": width, "height": 800}, **STILLNESS)
    assert shown.tab.evaluate("document.documentElement.scrollWidth") <= width
    box = shown.tab.locator("[data-part=landscape]").bounding_box()
    assert box["width"] >= min(width, 700) / 2


def test_without_scripts_there_are_a_still_and_a_table(opened: Callable[..., Shown]) -> None:
    shown = opened(written(parse(TEXT)), java_script_enabled=False)
    assert shown.tab.locator("img.still").is_visible()
    assert shown.tab.locator("tbody tr").count() == 2
    assert not shown.tab.locator("[data-part=play]").is_visible()


def test_hostile_texts_are_texts(opened: Callable[..., Shown]) -> None:
    quoted = HOSTILE.replace("'", "''")
    text = f"title: '{quoted}'\ndescription: '{quoted}'\n" + TEXT.replace(
        "name: adam", f"name: adam, label: '{quoted[:50]}'"
    )
    text = text.replace("say: it turns", f"say: '{quoted}'").replace("output: {", "output: {axes: {x: '<b>'}, ")
    shown = opened(written(parse(text)), **STILLNESS)
    assert "PWNED" not in shown.tab.evaluate("document.title").replace(HOSTILE, "")
    assert shown.tab.evaluate("document.title") == HOSTILE
    assert shown.tab.locator("img").count() == 1
    assert shown.errors == []
    assert shown.requests == []


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script of axe-core, from its own package."""
    npm, folder = shutil.which("npm"), tmp_path_factory.mktemp("axe")
    if npm is None:
        pytest.skip("there is no npm")
    arguments = [npm, "pack", "--silent", "axe-core@4.10.3"]
    packed = subprocess.run(arguments, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    if packed.returncode:
        pytest.skip(f"npm has no axe-core: {packed.stderr}")
    with tarfile.open(folder / packed.stdout.split()[-1]) as package:
        package.extractall(folder, filter="data")
    return (folder / "package" / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1000])
def test_it_can_be_used_by_everybody(opened: Callable[..., Shown], axe: str, theme: str, width: int) -> None:
    preferences = {"viewport": {"width": width, "height": 900}, "color_scheme": theme, "bypass_csp": True, **STILLNESS}
    shown = opened(written(parse(TEXT)), **preferences)
    shown.tab.evaluate(axe)
    found = shown.tab.evaluate(
        "axe.run().then(found => found.violations.map(each => `${each.id}: ${each.nodes[0].html}`))"
    )
    assert found == []
