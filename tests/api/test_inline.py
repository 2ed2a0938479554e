from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

import optviz
from optviz.api.compare import compare
from optviz.api.embed import embed
from optviz.api.inline import files_to_show
from optviz.api.render import render
from optviz.encoders import ENCODERS
from optviz.scenario import override, parse
from tests.api.hosts.conftest import TEXT, Elements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SMALL: dict[str, Any] = {"duration": 0.4, "fps": 5, "hold": 0}
LANDSCAPE = "document.querySelectorAll('[data-part=landscape] canvas')[1].toDataURL()"
HOSTILE = "\"'</iframe></script><script>top.document.title='PWNED'</script><img src=x onerror=\"top.PWNED=1\"> {{ x }}"


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    before = optviz.options.inline_limit
    yield
    optviz.options.inline_limit = before


@pytest.mark.parametrize(("suffix", "tag"), [("gif", "img"), ("png", "img"), ("apng", "img"), ("mp4", "video")])
def test_notebooks_get_the_file_itself(tmp_path: Path, suffix: str, tag: str) -> None:
    rendering = render(parse(TEXT), tmp_path / f"a.{suffix}", **SMALL)
    element = Elements(rendering._repr_html_()).one(tag)
    assert str(element["src"]).startswith(f"data:{ENCODERS[suffix].mime};base64,")
    assert element["width"] == "240"
    assert "of SGD, Wild and Adam on Sphere" in str(element.get("alt") or element.get("aria-label"))


def test_marimo_gets_the_same(tmp_path: Path) -> None:
    rendering = render(parse(TEXT), tmp_path / "a.gif", **SMALL)
    assert rendering._mime_() == ("text/html", rendering._repr_html_())


def test_of_several_files_the_smallest_that_moves_is_shown(tmp_path: Path) -> None:
    rendering = render(parse(TEXT), *(tmp_path / f"a.{suffix}" for suffix in ("png", "gif", "apng", "mp4")), **SMALL)
    smallest = min(rendering.paths[1:], key=lambda path: path.stat().st_size)
    mime = ENCODERS[smallest.suffix[1:]].mime
    assert f'src="data:{mime};base64,' in rendering._repr_html_()


def test_a_large_file_becomes_a_still_and_a_link(tmp_path: Path) -> None:
    optviz.options.inline_limit = 1000
    rendering = render(parse(TEXT), tmp_path / "a <b>.gif", tmp_path / "a <b>.png", **SMALL)
    html = Elements(rendering._repr_html_())
    assert str(html.one("img")["src"]).startswith("data:image/png;base64,")
    assert str(html.one("a")["href"]).endswith("/a%20%3Cb%3E.gif")
    assert "a &lt;b&gt;.gif" in rendering._repr_html_()
    assert "larger than optviz.options.inline_limit, 1 kB" in rendering._repr_html_()


def test_of_a_pdf_the_still_is_shown_and_a_link(tmp_path: Path) -> None:
    rendering = render(parse(TEXT), tmp_path / "a.pdf", still=-1)
    html = Elements(rendering._repr_html_())
    assert str(html.one("img")["src"]).startswith("data:image/png;base64,")
    assert str(html.one("a")["href"]).endswith("/a.pdf")
    assert "limit" not in rendering._repr_html_()


def test_a_page_is_shown_itself_in_a_frame_that_lets_nothing_out(tmp_path: Path) -> None:
    scenario = replace(parse(TEXT), title=HOSTILE, description=HOSTILE)
    rendering = render(scenario, tmp_path / "a.gif", tmp_path / "a.html", tmp_path / "a.png", **SMALL)
    elements = Elements(rendering._repr_html_())
    assert elements.tags == ["figure", "iframe", "script"]
    frame = elements.one("iframe")
    assert frame["sandbox"] == "allow-scripts"
    assert frame["srcdoc"] == (tmp_path / "a.html").read_text()
    assert str(frame["title"]).startswith("Animation of SGD, Wild and Adam on Sphere")


def test_a_large_page_gives_way_to_a_picture_or_to_a_still_and_a_link(tmp_path: Path) -> None:
    rendering = render(parse(TEXT), tmp_path / "a.html", tmp_path / "a.gif", **SMALL)
    optviz.options.inline_limit = (tmp_path / "a.html").stat().st_size - 1
    assert str(Elements(rendering._repr_html_()).one("img")["src"]).startswith("data:image/gif;base64,")
    alone = render(parse(TEXT), tmp_path / "a.html", **SMALL)
    html = Elements(alone._repr_html_())
    assert str(html.one("img")["src"]).startswith("data:image/png;base64,")
    assert str(html.one("a")["href"]).endswith("/a.html")


def test_what_has_no_files_is_shown_as_its_page_if_it_wants_one(tmp_path: Path) -> None:
    comparison = compare("beale", ["sgd"], (1, 1.5), 5, size=(240, 180), formats=["gif", "page"], **SMALL)
    assert [path.name for path in files_to_show(comparison.scenario, tmp_path)] == ["compare-beale.html"]
    assert "<!doctype html>" in str(Elements(comparison._repr_html_()).one("iframe")["srcdoc"])


def test_a_cell_for_a_scenario_with_a_page_holds_the_page(tmp_path: Path) -> None:
    cell = embed(parse(TEXT.replace("160]", "160], formats: [gif, page]")), "notebook", tmp_path)
    assert cell.startswith('%%html\n<figure class="optviz">\n  <iframe srcdoc="')
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".html", ".json"]


def test_of_frames_the_last_is_shown(tmp_path: Path) -> None:
    rendering = render(parse(TEXT), frames=tmp_path, **SMALL)
    assert str(Elements(rendering._repr_html_()).one("img")["src"]).startswith("data:image/png;base64,")
    assert f"{len(rendering.paths) - 1} frames in {tmp_path}: " in repr(rendering)


def test_a_video_plays_as_often_as_the_animation(tmp_path: Path) -> None:
    forever = render(parse(TEXT), tmp_path / "a.mp4", **SMALL)
    assert "loop" in Elements(forever._repr_html_()).one("video")
    once = render(parse(TEXT), tmp_path / "a.mp4", loop="once", **SMALL)
    assert "loop" not in Elements(once._repr_html_()).one("video")


def test_what_has_no_files_is_shown_as_what_is_smaller() -> None:
    comparison = compare("beale", ["sgd", "adam"], (1, 1.5), 5, size=(240, 180), **SMALL)
    html = comparison._repr_html_()
    assert "data:video/mp4;base64," in html or "data:image/gif;base64," in html
    assert comparison._mime_() == ("text/html", html)
    optviz.options.inline_limit = 1000
    assert not Elements(comparison._repr_html_()).all("a")


def test_what_is_transparent_is_shown_as_a_picture(tmp_path: Path) -> None:
    scenario = override(parse(TEXT), background="transparent", formats=["gif"])
    assert [path.suffix for path in files_to_show(scenario, tmp_path)] == [".gif"]


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A notebook that was executed and converted to HTML."""
    pytest.importorskip("nbconvert")
    pytest.importorskip("ipykernel")
    tmp_path = tmp_path_factory.mktemp("notebook")
    options = "size=(240, 180), duration=0.4, fps=5, hold=0"
    cells = [
        f"import optviz\noptviz.render('saddle', 'a.gif', 'a.mp4', {options})",
        f"optviz.compare('beale', ['sgd', 'adam'], (1, 1.5), 5, {options})",
        f"optviz.animate('saddle', {options})",
        f"optviz.compare('saddle', ['sgd'], (1, 0.1), 5, title={HOSTILE!r}, formats=['page'], {options})",
        f"optviz.render('saddle', 'a.html', {options})",
        f"optviz.options.inline_limit = '1 kB'\noptviz.render('saddle', 'a.gif', {options})",
    ]
    code: dict[str, Any] = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {
        "cells": [{**code, "id": f"c{number}", "source": source} for number, source in enumerate(cells)],
        "metadata": {"kernelspec": kernel},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (tmp_path / "a.ipynb").write_text(json.dumps(notebook))
    command = [sys.executable, "-m", "nbconvert", "--to", "html", "--execute", "--log-level=ERROR", "a.ipynb"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stderr
    return tmp_path / "a.html"


def test_a_notebook_is_executed_and_converted(notebook: Path) -> None:
    """Results, comparisons and an animation of matplotlib's show themselves, each once, and nothing else does."""
    html = notebook.read_text()
    assert html.count('<figure class="optviz">') == 6
    assert html.count("<iframe ") == 2
    assert html.count('src="data:video/mp4;base64,') + html.count('src="data:image/gif;base64,') == 3
    assert html.count('src="data:image/png;base64,') == 1
    assert 'href="a.gif"' in html


def _holds(frame: Any, inner: Any, condition: str) -> bool:
    """Whether something is so in a frame, which is brought into view: out of view, where others that become higher push
    it, nothing is drawn in it.
    """
    frame.scroll_into_view_if_needed()
    return bool(inner.evaluate(condition))


def _fits(frame: Any, inner: Any) -> bool:
    """Whether a frame is as high as the page in it."""
    return int(frame.get_attribute("height")) == int(inner.evaluate("document.documentElement.scrollHeight"))


def test_the_pages_of_a_notebook_draw_answer_and_ask_for_nothing(
    notebook: Path, new_tab: Callable[..., Any], sooner_or_later: Callable[[Callable[[], object]], None]
) -> None:
    errors, asked = list[str](), list[str]()
    tab = new_tab(viewport={"width": 1000, "height": 900}, reduced_motion="reduce")
    tab.on("console", lambda message: errors.append(message.text) if "srcdoc" in message.location["url"] else None)
    tab.on("request", lambda request: asked.append(request.url) if request.frame.parent_frame else None)
    tab.route("https://**", lambda route: route.abort())  # of nbconvert's own page
    tab.goto(notebook.as_uri())
    frames = tab.locator("figure.optviz iframe")
    assert frames.count() == 2
    for number in range(2):
        frame = frames.nth(number)
        inner = frame.element_handle().content_frame()
        sooner_or_later(partial(_holds, frame, inner, "globalThis.optviz?.look && optviz.landscape.fit && true"))
        inner.evaluate(f"globalThis.before = {LANDSCAPE}")
        inner.locator("[data-part=landscape]").press("ArrowLeft")
        sooner_or_later(partial(_holds, frame, inner, f"{LANDSCAPE} !== before"))
        inner.locator("[data-part=steps]").press("Home")
        sooner_or_later(partial(_holds, frame, inner, "optviz.step === 0"))
        sooner_or_later(partial(_fits, frame, inner))
        assert inner.evaluate("origin") == "null"
    assert tab.evaluate("[document.title, globalThis.PWNED]") == ["a", None]
    assert errors == []
    assert [each for each in asked if not each.startswith(("about:", "data:", "blob:"))] == []
