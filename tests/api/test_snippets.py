from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

from optviz.api.render import render
from optviz.api.run import run
from optviz.api.snippets import Kind, alt_text, snippet
from optviz.encoders import ENCODERS
from optviz.errors import UnknownNameError
from optviz.scenario import Scenario, parse

TEXT = """
title: A bowl
description: Both fall.
surface: sphere
start: [0.5, 0.4]
steps: 9
optimizers: [{name: sgd, lr: 0.1}, {name: sgd, lr: 1000, label: Wild}, {name: adam, lr: 0.1}]
output: {size: [240, 160]}
"""
ADDRESSES = {"gif": "out/a b.gif", "mp4": "out/a b.mp4", "png": "out/a b.png"}
NASTY = "<script>alert(1)</script> \"quoted\" 'single' & `code` *bold* [a](javascript:b) ![c](d) | $x$ \\ #"


class Elements(HTMLParser):
    """The elements of a text in order, and that every one is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in {"img", "source"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def one(self, tag: str) -> dict[str, str | None]:
        (attributes,) = [attributes for name, attributes in self.found if name == tag]
        return attributes


def made(text: str = TEXT, kind: Kind = "html", *, formats: tuple[str, ...] = ("gif", "png")) -> str:
    scenario = parse(text)
    return snippet(scenario, run(scenario), {name: ADDRESSES[name] for name in formats}, kind)


def described(description: str) -> Scenario:
    return replace(parse(TEXT), description=description, title="")


def test_gif_is_an_image_with_its_size() -> None:
    elements = Elements(made())
    assert [tag for tag, _ in elements.found] == ["figure", "picture", "source", "img", "figcaption"]
    image = elements.one("img")
    assert image["src"] == "out/a%20b.gif"
    assert (image["width"], image["height"], image["loading"]) == ("240", "160", "lazy")
    assert image["alt"] == alt_text(parse(TEXT), run(parse(TEXT)))
    assert elements.one("source")["srcset"] == "out/a%20b.png"
    assert "Both fall." in elements.words


def test_mp4_is_a_video_with_poster_and_fallback() -> None:
    elements = Elements(made(formats=("gif", "mp4", "png")))
    assert [tag for tag, _ in elements.found] == ["figure", "video", "img", "figcaption"]
    video = elements.one("video")
    assert {"autoplay", "loop", "muted", "playsinline", "controls"} <= video.keys()
    assert (video["src"], video["poster"]) == ("out/a%20b.mp4", "out/a%20b.png")
    assert (video["width"], video["height"]) == ("240", "160")
    assert video["aria-label"] == elements.one("img")["alt"]


def test_video_that_plays_once_does_not_loop() -> None:
    text = TEXT.replace("[240, 160]", "[240, 160], loop: once")
    assert "loop" not in Elements(made(text, formats=("mp4", "png"))).one("video")


def test_still_picture_is_an_image() -> None:
    assert Elements(made(formats=("png",))).one("img")["src"] == "out/a%20b.png"


def test_every_format_is_shown_by_its_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ENCODERS["gif"], "mime", "video/gif")
    elements = Elements(made(formats=("png", "gif")))
    assert [tag for tag, _ in elements.found] == ["figure", "video", "img", "figcaption"]
    assert (elements.one("video")["src"], elements.one("img")["src"]) == ("out/a%20b.gif", "out/a%20b.png")


def test_markdown_is_an_image_and_a_caption() -> None:
    image, empty, caption = made(kind="markdown").splitlines()
    assert re.fullmatch(r"!\[Both fall\. After 9 steps: .*\]\(out/a%20b\.gif\)", image)
    assert (empty, caption) == ("", "*Both fall.*")


def test_alt_text_measures_each_cell_by_what_it_shows() -> None:
    text = "start: [0.5, 0.5]\nsteps: 1\noptimizers: [{name: sgd, lr: 0.05}]\nvary: {surface: [SURFACE, sphere]}\n"
    near = '{expression: "-x-y", bounds: {x: [0.49, 0.51], y: [0.49, 0.51]}}'
    scenario = parse(text.replace("SURFACE", near))
    first, second = run(scenario)
    assert f"{first.label} left at 1; SGD, Sphere reaches" in alt_text(scenario, [first, second])
    assert "SGD, Sphere reaches" in alt_text(scenario, [second])


def test_alt_text_says_what_was_computed() -> None:
    scenario = parse(TEXT)
    first, wild, _ = trajectories = run(scenario)
    text = alt_text(scenario, trajectories)
    assert text.startswith("Both fall. After 9 steps: SGD reaches ")
    (x, y), value = first.positions[0, -1], first.values[0, -1]
    assert f"SGD reaches {value:.3g} at ({x:.3g}, {y:.3g}), {np.hypot(x, y):.2g} from the nearest minimizer" in text
    assert not scenario.bounds.contains(wild.positions[0, 1])
    assert "Wild left at 1;" in text


def test_alt_text_says_what_diverged() -> None:
    scenario = parse(TEXT.replace("1000", "1.0e+300"))
    trajectories = run(scenario)
    assert f"Wild diverged at {trajectories[1].diverged_at[0]};" in alt_text(scenario, trajectories)


def test_alt_text_of_several_starts_has_the_range() -> None:
    scenario = parse(TEXT.replace("[0.5, 0.4]", "[[0.5, 0.4], [0.1, 0.1]]").replace("1000", "1.0e+300"))
    text = alt_text(scenario, run(scenario))
    assert "SGD from 2 starts, reaches " in text
    assert "Wild from 2 starts, 2 diverged" in text
    left = parse(TEXT.replace("[0.5, 0.4]", "[[0.5, 0.4], [0.1, 0.1], [0, 0]]"))
    assert "Wild from 3 starts, reaches 0 to 0, 2 left" in alt_text(left, run(left))


def test_alt_text_stays_short() -> None:
    names = ", ".join(f"{{name: sgd, lr: 0.0{number}}}" for number in range(1, 15))
    scenario = parse(re.sub(r"optimizers: .*", f"optimizers: [{names}]", TEXT))
    assert alt_text(scenario, run(scenario)).endswith("; and 4 more.")


def test_alt_text_without_a_description_begins_with_the_title() -> None:
    assert alt_text(parse(TEXT.replace("description: Both fall.", "")), []) == "A bowl."


def test_html_escapes_every_text() -> None:
    scenario = replace(described(NASTY), runs=parse(TEXT).runs)
    text = snippet(scenario, run(scenario), {"gif": 'x" onload="y.gif'})
    elements = Elements(text)
    assert [tag for tag, _ in elements.found] == ["figure", "img", "figcaption"]
    image = elements.one("img")
    assert image.keys() == {"src", "width", "height", "alt", "loading"}
    assert image["alt"] is not None
    assert image["alt"].startswith(NASTY)
    assert "".join(elements.words).strip() == NASTY


def test_markdown_escapes_every_mark() -> None:
    text = snippet(described(NASTY), [], {"gif": "a(b).gif"}, "markdown")
    bare = re.sub(r"\\.", "", text)
    assert not re.search(r"[`<>&|$#\\]", bare)
    assert bare.count("[") == bare.count("]") == bare.count("!") == 1
    assert "(a%28b%29.gif)" in text


@pytest.mark.parametrize("kind", ["htm", ""])
def test_other_kinds_are_refused(kind: str) -> None:
    with pytest.raises(UnknownNameError, match="html"):
        snippet(parse(TEXT), [], ADDRESSES, kind)  # type: ignore[arg-type]  # that is the test


@pytest.mark.parametrize(("suffix", "tag"), [("gif", "img"), ("png", "img"), ("mp4", "video")])
def test_notebooks_get_the_file_itself(tmp_path_factory: pytest.TempPathFactory, suffix: str, tag: str) -> None:
    path = tmp_path_factory.mktemp("inline") / f"a.{suffix}"
    rendering = render(parse(TEXT), path, duration=0.4, fps=5, hold=0)
    element = Elements(rendering._repr_html_()).one(tag)
    assert str(element["src"]).startswith(f"data:{ENCODERS[suffix].mime};base64,")
    assert element["width"] == "240"
    assert "After 9 steps: SGD" in str(element.get("alt") or element.get("aria-label"))
