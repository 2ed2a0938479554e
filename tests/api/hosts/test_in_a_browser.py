"""Snippets in a real browser: what plays, when, in which theme, under which policy, how wide. Skipped without one."""

from __future__ import annotations

import io
import re
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from optviz.api.embed import embed
from optviz.api.hosts import HOSTS
from optviz.api.run import run
from optviz.scenario import load
from optviz.scene import chapters
from tests.api.hosts.conftest import figure
from tests.browsers import npm_package

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


TEXT = """
surface: sphere
start: [0.5, 0.4]
steps: 20
optimizers: [sgd]
output: {size: [480, 320], fps: 10, duration: 1, hold: 0.5, loop: LOOP}
"""
NOTES = """
notes:
  - {when: start, say: It begins}
  - {when: step >= 10, say: "Ten <b>& more</b>", pause: 0.5}
"""
PLAYS = "() => { const v = document.querySelector('video'); return !v.paused && v.currentTime > 0; }"
PAGES = {
    "plain": "",
    "of either theme": '<meta name="color-scheme" content="light dark">',
    "with a switch": "<style>html.night { color: #eee; background: #111; }</style>",
}


class Site(SimpleHTTPRequestHandler):
    """Serves a folder, under a content security policy if there is one, and keeps what was asked for.

    It answers with the range that is asked for, as hosts do: a browser seeks in a video only where that works.
    """

    policy: ClassVar[str] = ""
    asked: ClassVar[list[str]] = []

    def send_head(self) -> Any:
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        file = Path(self.translate_path(self.path))
        if not (asked and file.is_file()):
            return super().send_head()
        data = file.read_bytes()
        first, last = int(asked[1]), min(int(asked[2] or len(data)), len(data) - 1)
        self.send_response(206)
        self.send_header("Content-Type", self.guess_type(str(file)))
        self.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
        self.send_header("Content-Length", str(last + 1 - first))
        self.end_headers()
        return io.BytesIO(data[first : last + 1])

    def end_headers(self) -> None:
        if self.policy:
            self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base class names it so)
        del format
        self.asked.append(str(args[0]))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site: a page for each kind of page, and for each host whose snippets are pages' own."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "bowl.yaml").write_text(TEXT.replace("LOOP", "forever"))
    (folder / "once.yaml").write_text(TEXT.replace("hold: 0.5", "hold: 3").replace("LOOP", "once"))
    html = embed(folder / "bowl.yaml", "html", folder / "media", "media")
    for name, head in PAGES.items():
        (folder / f"{name}.html").write_text(page(html, head))
    (folder / "noted.yaml").write_text(TEXT.replace("LOOP", "once") + NOTES)
    (folder / "noted.html").write_text(page(embed(folder / "noted.yaml", "html", folder / "media", "media")))
    cell = embed(folder / "noted.yaml", "notebook", folder / "media").removeprefix("%%html")
    (folder / "cell.html").write_text(page(cell))
    (folder / "once.html").write_text(page(embed(folder / "once.yaml", "html", folder / "media", "media")))
    (folder / "github.html").write_text(page(embed(folder / "bowl.yaml", "github", folder / "media", "media")))
    return folder


def page(snippet: str, head: str = "") -> str:
    title = '<!doctype html><meta name="viewport" content="width=device-width"><title>A page</title>'
    return f"{title}{head}<p>Before.</p>{snippet}<p id='far'>After.</p>"


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Site, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://localhost:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture
def opened(new_tab: Callable[..., Any], site: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Opens a page of the site for a reader with some preferences, under a policy."""

    def open_page(name: str, policy: str = "", **preferences: Any) -> Any:
        monkeypatch.setattr(Site, "policy", policy)
        monkeypatch.setattr(Site, "asked", [])
        shown = new_tab(**preferences)
        if preferences.get("java_script_enabled", True):
            shown.add_init_script(
                "window.refused = []; document.addEventListener('securitypolicyviolation',"
                " event => refused.push(event.effectiveDirective));"
            )
        shown.goto(f"{site}/{name}.html")
        return shown

    return open_page


def seen(shown: Any) -> None:
    """Wait until whatever watches for what comes into view has been told."""
    shown.evaluate(
        "() => new Promise(done => new IntersectionObserver(() => requestAnimationFrame(() => setTimeout(done)))"
        ".observe(document.querySelector('video')))"
    )


def of_video(shown: Any, what: str) -> Any:
    return shown.evaluate(f"() => document.querySelector('video').{what}")


def videos() -> list[str]:
    return [each for each in Site.asked if ".mp4" in each or ".webm" in each]


def test_a_video_plays_where_it_is_seen_and_a_button_pauses_it(opened: Callable[..., Any], expect: Any) -> None:
    shown = opened("plain")
    button = shown.locator("button")
    shown.wait_for_function(PLAYS)
    assert not of_video(shown, "controls")
    expect(button).to_have_text("Pause")
    button.click()
    expect(button).to_have_text("Play")
    assert of_video(shown, "paused")
    button.focus()
    shown.keyboard.press("Enter")
    shown.wait_for_function(PLAYS)
    expect(button).to_have_text("Pause")


def test_a_video_waits_while_it_is_out_of_view(opened: Callable[..., Any]) -> None:
    shown = opened("plain")
    shown.wait_for_function(PLAYS)
    shown.evaluate("document.querySelector('p').style.height = '9000px'")
    shown.wait_for_function("document.querySelector('video').paused")
    shown.locator("video").scroll_into_view_if_needed()
    shown.wait_for_function(PLAYS)
    shown.locator("button").click()
    shown.evaluate("scrollTo(0, 0)")
    shown.locator("video").scroll_into_view_if_needed()
    seen(shown)
    assert of_video(shown, "paused")


def test_nothing_moves_by_itself_where_less_motion_is_wanted(opened: Callable[..., Any]) -> None:
    shown = opened("plain", reduced_motion="reduce")
    seen(shown)
    assert of_video(shown, "paused")
    assert not videos()
    assert any("bowl-light.png" in each for each in Site.asked)
    shown.locator("button").click()
    shown.wait_for_function(PLAYS)
    shown.emulate_media(reduced_motion="no-preference")
    shown.emulate_media(reduced_motion="reduce")
    shown.wait_for_function("document.querySelector('video').paused")


def test_what_plays_once_stays_at_its_end(opened: Callable[..., Any], expect: Any) -> None:
    shown = opened("once")
    shown.wait_for_function("document.querySelector('video').ended")
    expect(shown.locator("button")).to_have_text("Play")
    shown.evaluate("document.querySelector('p').style.height = '9000px'")
    seen(shown)
    shown.locator("video").scroll_into_view_if_needed()
    seen(shown)
    assert of_video(shown, "ended")
    shown.locator("button").click()
    shown.wait_for_function(PLAYS)


def test_without_scripts_there_are_controls_and_nothing_plays(opened: Callable[..., Any], expect: Any) -> None:
    shown = opened("plain", java_script_enabled=False)
    video = shown.locator("video")
    assert video.get_attribute("controls") is not None
    assert video.get_attribute("autoplay") is None
    expect(shown.locator("button")).to_be_hidden()
    assert shown.get_by_text("The result in words").is_visible()
    assert not videos()


@pytest.mark.parametrize(
    ("name", "system", "theme"),
    [
        ("plain", "light", "light"),
        ("plain", "dark", "light"),
        ("of either theme", "light", "light"),
        ("of either theme", "dark", "dark"),
    ],
)
def test_the_picture_is_dark_where_the_page_is(opened: Callable[..., Any], name: str, system: str, theme: str) -> None:
    shown = opened(name, color_scheme=system)
    shown.wait_for_function(PLAYS)
    assert f"bowl-{theme}." in of_video(shown, "currentSrc")
    assert of_video(shown, "poster").endswith(f"/bowl-{theme}.png")


def test_the_picture_follows_a_switch_and_goes_on_where_it_was(opened: Callable[..., Any]) -> None:
    shown = opened("with a switch")
    shown.wait_for_function(PLAYS)
    for theme in ("dark", "light"):
        shown.evaluate("document.documentElement.classList.toggle('night')")
        shown.wait_for_function(f"document.querySelector('video').currentSrc.includes('bowl-{theme}.')")
        shown.wait_for_function(PLAYS)
        assert of_video(shown, "poster").endswith(f"/bowl-{theme}.png")
    shown.locator("button").click()
    before = of_video(shown, "currentTime")
    shown.evaluate("document.documentElement.classList.toggle('night')")
    shown.wait_for_function("document.querySelector('video').poster.includes('dark')")
    shown.wait_for_function(f"Math.abs(document.querySelector('video').currentTime - {before}) < 1e-3")
    assert of_video(shown, "paused")


def test_without_scripts_the_system_decides(opened: Callable[..., Any]) -> None:
    """Sources of the dark theme are for those who prefer it; the browser itself asks."""
    shown = opened("plain", java_script_enabled=False, color_scheme="dark")
    source = shown.locator("source").first
    assert source.get_attribute("media") == "(prefers-color-scheme: dark)"


def test_a_strict_policy_that_names_the_hashes_is_kept(opened: Callable[..., Any]) -> None:
    needs = HOSTS["html"].needs(figure()).partition("allow ")[2]
    shown = opened("plain", f"default-src 'none'; img-src 'self'; media-src 'self'; {needs}")
    shown.wait_for_function(PLAYS)
    assert shown.evaluate("refused") == []
    assert shown.locator("button").is_visible()


def test_under_a_policy_without_them_there_are_controls(opened: Callable[..., Any]) -> None:
    shown = opened("plain", "default-src 'none'; img-src 'self'; media-src 'self'")
    shown.wait_for_function("refused.length >= 2")
    assert {each.partition("-")[0] for each in shown.evaluate("refused")} == {"script", "style"}
    assert of_video(shown, "controls")
    assert not shown.locator("button").is_visible()
    assert of_video(shown, "paused")


@pytest.mark.parametrize("width", [390, 1200])
@pytest.mark.parametrize("scripts", [True, False])
def test_a_figure_fits_a_phone_and_keeps_its_proportions(
    opened: Callable[..., Any], width: int, *, scripts: bool
) -> None:
    shown = opened("plain", viewport={"width": width, "height": 800}, java_script_enabled=scripts)
    box = shown.locator("video").bounding_box()
    assert box["x"] + box["width"] <= width
    assert box["width"] == (480 if width > 480 else pytest.approx(width - 2 * box["x"], abs=1))
    assert box["width"] / box["height"] == pytest.approx(1.5, rel=0.01)


@pytest.mark.parametrize(
    ("system", "motion", "file"),
    [
        ("light", "no-preference", "bowl-light.gif"),
        ("dark", "no-preference", "bowl-dark.gif"),
        ("light", "reduce", "bowl-light.png"),
        ("dark", "reduce", "bowl-dark.png"),
    ],
)
def test_a_picture_on_github_follows_the_reader(
    opened: Callable[..., Any], system: str, motion: str, file: str
) -> None:
    shown = opened("github", color_scheme=system, reduced_motion=motion)
    shown.wait_for_function("document.querySelector('img').complete")
    assert shown.evaluate("document.querySelector('img').currentSrc").endswith(f"/media/{file}")
    assert shown.evaluate("document.querySelector('img').naturalWidth") == 480


@pytest.mark.parametrize("name", ["noted", "cell"])
def test_captions_load_and_are_those_of_the_notes(opened: Callable[..., Any], folder: Path, name: str) -> None:
    """In a notebook the page holds them itself, as it does the video."""
    shown = opened(name)
    assert of_video(shown, "textTracks[0].mode") == "disabled"
    shown.evaluate("document.querySelector('video').textTracks[0].mode = 'hidden'")
    shown.wait_for_function("document.querySelector('track').readyState == 2")
    cues = shown.evaluate(
        "[...document.querySelector('video').textTracks[0].cues]"
        ".map(cue => [cue.id, cue.startTime, cue.endTime, cue.getCueAsHTML().textContent])"
    )
    scenario = load(folder / "noted.yaml")
    told = chapters(scenario, run(scenario))
    assert [(cue[0], cue[3]) for cue in cues] == [("note-1", "It begins"), ("note-2", "Ten <b>& more</b>")]
    for cue, moment in zip(cues, told, strict=True):
        assert cue[1:3] == pytest.approx([float(moment.start), float(moment.end)], abs=0.001)


def test_a_caption_is_active_while_its_note_is_seen(opened: Callable[..., Any]) -> None:
    shown = opened("noted", reduced_motion="reduce")
    shown.evaluate("document.querySelector('video').textTracks[0].mode = 'hidden'")
    shown.evaluate("document.querySelector('video').preload = 'auto'")
    shown.wait_for_function("document.querySelector('track').readyState == 2")
    ten = of_video(shown, "textTracks[0].cues[1].startTime")
    active = "[...document.querySelector('video').textTracks[0].activeCues].some(cue => cue.id == 'note-2')"
    for time, there in ((ten + 0.05, "true"), (ten - 0.05, "false")):
        shown.evaluate(f"document.querySelector('video').currentTime = {time}")
        shown.wait_for_function(f"!document.querySelector('video').seeking && {active} == {there}")


DECK = """<!doctype html><link rel="stylesheet" href="package/dist/reveal.css">
<div class="reveal"><div class="slides"><section>First</section>
<section>SNIPPET<p class="fragment">One</p><p class="fragment">Two</p></section><section>Last</section></div></div>
<script src="package/dist/reveal.js"></script><script>Reveal.initialize({transition: "none"});</script>"""


@pytest.fixture(scope="module")
def deck(folder: Path) -> None:
    """A deck with reveal.js from its own package."""
    npm_package("reveal.js@5.2.1", folder)
    for name, file in (("deck", "bowl"), ("moments", "noted")):
        snippet = embed(folder / f"{file}.yaml", "revealjs", folder / "media", "media")
        (folder / f"{name}.html").write_text(DECK.replace("SNIPPET", snippet))


@pytest.mark.usefixtures("deck")
def test_a_slide_plays_when_it_appears_and_holds_at_fragments(opened: Callable[..., Any]) -> None:
    shown = opened("deck")
    shown.wait_for_function("Reveal.isReady()")
    assert of_video(shown, "paused")
    shown.evaluate("Reveal.next()")
    shown.wait_for_function(PLAYS)
    shown.evaluate("Reveal.next()")
    shown.wait_for_function("document.querySelector('video').ended")
    shown.evaluate("Reveal.next()")
    shown.wait_for_function("document.querySelectorAll('.fragment.visible').length == 2")
    assert of_video(shown, "ended")
    shown.evaluate("Reveal.next()")
    shown.evaluate("Reveal.slide(1, 0, -1)")
    shown.wait_for_function(PLAYS)
    shown.evaluate("Reveal.slide(0)")
    shown.wait_for_function("document.querySelector('video').paused")
    assert shown.evaluate("document.querySelector('aside.notes').textContent").startswith("After 20 steps: SGD")


@pytest.mark.usefixtures("deck")
def test_a_slide_waits_where_less_motion_is_wanted(opened: Callable[..., Any]) -> None:
    shown = opened("deck", reduced_motion="reduce")
    shown.wait_for_function("Reveal.isReady()")
    shown.evaluate("Reveal.next()")
    seen(shown)
    assert of_video(shown, "paused")
    assert of_video(shown, "currentTime") == 0
    assert of_video(shown, "controls")


def moments(shown: Any) -> list[float]:
    """The seconds at which a deck's video holds."""
    return [float(second) for second in of_video(shown, "dataset.moments").split()]


def held_at(shown: Any, second: float) -> None:
    """Wait until the video stands at a moment."""
    shown.wait_for_function(
        "second => { const v = document.querySelector('video');"
        " return v.paused && !v.seeking && Math.abs(v.currentTime - second) < 1e-3; }",
        arg=second,
    )


def visible(shown: Any) -> int:
    return int(shown.evaluate("document.querySelectorAll('.fragment.visible').length"))


@pytest.mark.usefixtures("deck")
def test_fragments_step_from_note_to_note(opened: Callable[..., Any]) -> None:
    """Its own fragments come first, then the slide's."""
    shown = opened("moments")
    shown.wait_for_function("Reveal.isReady()")
    first, second = moments(shown)
    shown.evaluate("Reveal.next()")
    held_at(shown, first)
    shown.evaluate("Reveal.next()")
    held_at(shown, second)
    shown.evaluate("Reveal.next()")
    shown.wait_for_function("document.querySelector('video').ended")
    assert visible(shown) == 2
    shown.evaluate("Reveal.next()")
    shown.wait_for_function("document.querySelectorAll('.fragment.visible').length == 3")
    assert of_video(shown, "ended")
    for _ in range(2):
        shown.evaluate("Reveal.prev()")
    held_at(shown, second)
    shown.evaluate("Reveal.prev()")
    held_at(shown, first)
    assert visible(shown) == 0
    assert shown.locator("video .fragment").first.bounding_box() is None


@pytest.mark.usefixtures("deck")
def test_a_slide_to_which_one_comes_back_goes_on_from_its_last_note(opened: Callable[..., Any]) -> None:
    shown = opened("moments")
    shown.wait_for_function("Reveal.isReady()")
    _, second = moments(shown)
    shown.evaluate("Reveal.slide(2)")
    shown.evaluate("Reveal.slide(1, 0, 0)")
    held_at(shown, second)
    shown.evaluate("Reveal.slide(2)")
    shown.evaluate("Reveal.slide(1, 0, 1)")
    shown.wait_for_function("document.querySelector('video').ended")


@pytest.mark.usefixtures("deck")
def test_a_reader_may_play_on_from_where_it_holds(opened: Callable[..., Any]) -> None:
    shown = opened("moments")
    shown.wait_for_function("Reveal.isReady()")
    first, _ = moments(shown)
    shown.evaluate("Reveal.next()")
    held_at(shown, first)
    shown.evaluate("document.querySelector('video').play()")
    shown.wait_for_function("document.querySelector('video').ended")


@pytest.mark.usefixtures("deck")
def test_where_less_motion_is_wanted_fragments_leap(opened: Callable[..., Any]) -> None:
    shown = opened("moments", reduced_motion="reduce")
    shown.wait_for_function("Reveal.isReady()")
    first, second = moments(shown)
    shown.evaluate("Reveal.next()")
    held_at(shown, first)
    shown.evaluate("Reveal.next()")
    held_at(shown, second)
    shown.evaluate("Reveal.next()")
    shown.wait_for_function("document.querySelector('video').ended")
