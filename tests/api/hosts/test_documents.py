"""The hosts that are no page of HTML alone."""

from __future__ import annotations

import re

from tests.api.hosts.conftest import Elements, figure, snippet


def test_github_gets_a_picture_for_both_themes_and_a_still_for_less_motion() -> None:
    picture, caption, result = snippet("github", dark=True).rstrip().split("\n\n")
    elements = Elements(picture)
    assert elements.tags == ["picture", "source", "source", "source", "img"]
    assert [source["srcset"] for source in elements.all("source")] == [
        "out/a%20b-dark.png",
        "out/a%20b.png",
        "out/a%20b-dark.gif",
    ]
    image = elements.one("img")
    assert (image["src"], image["alt"]) == ("out/a%20b.gif", figure("github").alt)
    assert image["width"] == "240"
    assert "height" not in image
    assert caption == "*Both fall\\.*".replace("\\", "")
    assert result.startswith("<details><summary>The result in words</summary>After 9 steps: SGD reaches ")


def test_markdown_is_an_image_and_a_caption() -> None:
    image, empty, caption = snippet("markdown").splitlines()
    assert re.fullmatch(r"!\[Animation of SGD, Wild and Adam on Sphere, .*\]\(out/a%20b\.gif\)", image)
    assert (empty, caption) == ("", "*Both fall.*")


def test_markdown_escapes_every_mark() -> None:
    text = snippet("markdown", nasty=True)
    bare = re.sub(r"\\.", "", text)
    assert not re.search(r"[`<>&|$#\\{}@]", bare)
    assert bare.count("[") == bare.count("]") == bare.count("!") == 1


def test_quarto_gets_a_page_s_figure_and_a_still_for_everything_else() -> None:
    page, other = snippet("quarto", dark=True).split(":::\n\n:::")
    assert page.startswith('::: {.content-visible when-format="html"}\n```{=html}\n<figure')
    assert page.endswith("</figure>\n```\n")
    assert other.startswith(' {.content-visible unless-format="html"}\n![Both fall.](out/a%20b.png){fig-alt="Animation')
    assert "gif" not in other


def test_sphinx_gets_a_page_s_figure_and_a_still_for_everything_else() -> None:
    page, other = snippet("sphinx").split(".. only:: not html")
    assert page.startswith(".. only:: html\n\n   .. raw:: html\n\n      <figure")
    assert all(not line or line.startswith("   ") for line in page.splitlines()[1:])
    assert "   .. figure:: out/a%20b.png\n      :alt: Animation of SGD" in other
    assert other.endswith("\n\n      Both fall.\n")


def test_a_slide_has_a_video_that_plays_once_and_notes_for_the_speaker() -> None:
    elements = Elements(snippet("revealjs"))
    assert [tag for tag in elements.tags if tag != "source"] == ["video", "script", "aside"]
    assert str(elements.all("source")[-1]["src"]) == "out/a%20b.mp4"
    video = elements.one("video")
    assert {"data-autoplay", "muted", "playsinline", "controls"} <= video.keys()
    assert "loop" not in video
    assert elements.one("aside") == {"class": "notes"}
    assert elements.words[-2] == figure().result
