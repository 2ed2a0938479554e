from __future__ import annotations

import base64
import hashlib
import re

import pytest

from optviz.api.hosts import HOSTS
from optviz.api.hosts.base import VIDEOS
from optviz.encoders import ENCODERS
from tests.api.hosts.conftest import TEXT, Elements, figure, snippet

TRANSPARENT = TEXT.replace("160]", "160], background: transparent")


def test_a_figure_is_a_video_with_poster_size_button_and_words() -> None:
    elements = Elements(snippet())
    video = elements.one("video")
    assert (video["width"], video["height"], video["poster"]) == ("240", "160", "out/a%20b.png")
    assert {"loop", "muted", "playsinline", "controls"} <= video.keys()
    assert "autoplay" not in video
    assert video["preload"] == "none"
    assert video["aria-label"] == figure().alt
    assert elements.one("button") == {"type": "button", "hidden": None}
    words = "".join(elements.words)
    assert "Both fall." in words
    assert figure().result in words


def test_browsers_are_offered_the_smallest_video_first_and_h264_last() -> None:
    sources = Elements(snippet()).all("source")
    there = [name for name in VIDEOS if name in ENCODERS]
    assert [source["src"] for source in sources] == [f"out/a%20b{ENCODERS[name].suffixes[0]}" for name in there]
    assert [source["type"] for source in sources] == [ENCODERS[name].mime for name in there]
    assert there[-1] == "mp4"


def test_the_dark_video_comes_first_where_the_reader_prefers_it() -> None:
    elements = Elements(snippet(dark=True))
    dark = [source for source in elements.all("source") if "media" in source]
    assert dark
    assert elements.all("source")[: len(dark)] == dark
    assert {source["media"] for source in dark} == {"(prefers-color-scheme: dark)"}
    assert all(str(source["src"]).startswith("out/a%20b-dark.") for source in dark)
    assert elements.one("video")["data-dark"] == "out/a%20b-dark.png"


def test_a_video_that_plays_once_does_not_loop() -> None:
    assert "loop" not in Elements(snippet(text=TEXT.replace("160]", "160], loop: once"))).one("video")


def test_what_is_transparent_is_a_picture_with_a_still_for_less_motion() -> None:
    elements = Elements(snippet(text=TRANSPARENT, dark=True))
    if "video" in elements.tags:
        pytest.skip("there is a video that can be transparent")
    assert elements.tags == [
        "figure", "picture", "source", "source", "source", "img", "style", "figcaption", "details", "summary",
    ]  # fmt: skip
    assert [(source["media"], source["srcset"]) for source in elements.all("source")] == [
        ("(prefers-color-scheme: dark) and (prefers-reduced-motion: reduce)", "out/a%20b-dark.png"),
        ("(prefers-reduced-motion: reduce)", "out/a%20b.png"),
        ("(prefers-color-scheme: dark)", "out/a%20b-dark.gif"),
    ]
    image = elements.one("img")
    assert image == {
        "src": "out/a%20b.gif", "width": "240", "height": "160", "alt": figure().alt, "loading": "lazy",
    }  # fmt: skip


def test_a_still_is_an_image() -> None:
    elements = Elements(snippet(text=TEXT.replace("160]", "160], formats: [png]")))
    assert elements.one("img")["src"] == "out/a%20b.png"
    assert not {"video", "script", "source", "button"} & set(elements.tags)


def test_style_and_script_are_the_same_in_every_figure_and_their_hashes_are_told() -> None:
    plain, nasty = snippet(), snippet(nasty=True, dark=True)
    needs = HOSTS["html"].needs(figure())
    for kind in ("style", "script"):
        pattern = rf"<{kind}>(.*?)</{kind}>"
        (own,), (other,) = re.findall(pattern, plain, re.DOTALL), re.findall(pattern, nasty, re.DOTALL)
        assert own == other
        digest = base64.b64encode(hashlib.sha256(own.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in needs
