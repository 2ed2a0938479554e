"""What holds for every host of the catalogue."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from optviz.api.embed import embed
from optviz.api.host_limits import LIMITS
from optviz.api.hosts import HOSTS
from optviz.cli.program import program
from optviz.encoders import ENCODERS, PageFormat
from optviz.errors import UnknownNameError
from optviz.scenario import parse
from tests.api.hosts.conftest import NASTY, NOTED, TEXT, Elements, figure, snippet

if TYPE_CHECKING:
    from pathlib import Path

ASKED = {"html", "github", "markdown", "hugo", "jekyll", "quarto", "sphinx", "mkdocs", "revealjs", "notebook"}
INLINE = {"notebook"}
"""They need the files themselves."""
TOY = '''
from optviz.api.hosts import Host

class Toy(Host):
    """A toy."""
    name = "toy"
    @staticmethod
    def snippet(figure):
        return f"see {figure.files.image.address}\\n"
'''
ADDRESSED = sorted(set(HOSTS) - INLINE)
PAGED = [name for name, host in HOSTS.items() if issubclass(ENCODERS[host.formats(parse(TEXT).output)[-1]], PageFormat)]
PICTURED = sorted(set(HOSTS) - {*PAGED})


def test_the_hosts_that_were_asked_for_are_there() -> None:
    assert set(HOSTS) >= ASKED


@pytest.mark.parametrize("name", HOSTS)
def test_every_host_says_what_it_is(name: str) -> None:
    host = HOSTS[name]
    assert host.name == name
    assert host.title
    assert host.__doc__
    assert not host.limit or host.limit in LIMITS


@pytest.mark.parametrize("name", PICTURED)
@pytest.mark.parametrize(
    "formats", ["[gif]", "[mp4]", "[page]", "[gif, page]", "[gif, mp4, png]", "[png]", "[vtt, png]", "[vtt]"]
)
def test_formats_end_with_a_still_and_move_where_the_scenario_does(name: str, formats: str) -> None:
    output = parse(TEXT.replace("160]", f"160], formats: {formats}")).output
    *moving, still = HOSTS[name].formats(output)
    if issubclass(ENCODERS[still], PageFormat):  # moves, and has its own still
        assert name in INLINE
        assert "page" in formats
        assert not moving
        return
    assert ENCODERS[still].still
    assert bool(moving) == (formats not in {"[png]", "[vtt, png]", "[vtt]"})
    assert all(ENCODERS[each].moves() for each in moving)
    assert not any(ENCODERS[each].mime.startswith("video/") for each in moving) or HOSTS[name].videos


@pytest.mark.parametrize("name", PAGED)
def test_a_page_is_shown_alone_in_a_frame_that_lets_nothing_out(name: str) -> None:
    assert len(HOSTS[name].formats(parse(TEXT).output)) == 1
    elements = Elements(snippet(name, nasty=True))
    frame = elements.one("iframe")
    assert frame["sandbox"] == "allow-scripts"
    assert frame["loading"] == "lazy"
    assert frame["title"] == figure(name, nasty=True).alt
    assert frame["src"] == elements.one("a")["href"] == "out/a%20b.html"


@pytest.mark.parametrize("name", HOSTS)
def test_what_is_transparent_is_shown_in_formats_that_can_be(name: str) -> None:
    output = parse(TEXT.replace("160]", "160], background: transparent")).output
    assert all(ENCODERS[each].transparency for each in HOSTS[name].formats(output))


@pytest.mark.parametrize("name", ADDRESSED)
@pytest.mark.parametrize("formats", ["[gif]", "[png]"])
def test_every_snippet_has_addresses_size_and_words(name: str, formats: str) -> None:
    made = figure(name, TEXT.replace("160]", f"160], formats: {formats}"))
    text = HOSTS[name].snippet(made)
    assert text.endswith("\n")
    assert "out/a%20b." in text
    assert "out/a b." not in text
    assert " on Sphere, 9 steps" in text
    assert not re.search(r"\son\w+=", text)
    assert not re.search(r"\sstyle=", text)
    assert "{{" not in text.replace("{{=html}}", "")
    assert "{%" not in text


@pytest.mark.parametrize("name", ADDRESSED)
def test_no_text_of_a_stranger_is_markup(name: str) -> None:
    text = snippet(name, nasty=True)
    bare = re.sub(r"\\.", "", re.sub(r":alt: .*", "", text))  # what follows :alt: is no markup in any case
    assert not [mark for mark in ("<script>alert", "{{<", "{{ ", "{%", "-->", "</figure> --") if mark in bare]
    assert bare.count("</figure>") <= 1


@pytest.mark.parametrize("name", [each for each in ADDRESSED if issubclass(HOSTS[each], HOSTS["html"])])
def test_a_figure_has_no_empty_line_and_only_its_elements(name: str) -> None:
    text = snippet(name, nasty=True)
    start, end = text.index("<figure"), text.index("</figure>") + len("</figure>")
    assert "\n\n" not in text[start:end]
    elements = Elements(text[start:end])
    tags = ["figure", "video", "a", "button", "style", "script", "figcaption", "details", "summary"]
    assert [tag for tag in elements.tags if tag != "source"] == tags
    assert NASTY in "".join(elements.words)


@pytest.mark.parametrize("name", [each for each in ADDRESSED if HOSTS[each].captions])
def test_notes_are_captions_of_its_videos(name: str) -> None:
    assert HOSTS[name].videos
    (track,) = re.findall(r"<track [^>]*>", snippet(name, NOTED))
    assert track == '<track kind="captions" src="out/a%20b.vtt" srclang="und" label="Notes">'
    assert "<track" not in snippet(name)


@pytest.mark.parametrize("name", [each for each in ADDRESSED if not HOSTS[each].captions])
def test_others_have_none(name: str) -> None:
    assert "vtt" not in snippet(name, NOTED)


def test_a_host_that_is_not_there_is_told_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="unknown host 'htm'; did you mean 'html'"):
        embed(parse(TEXT), "htm", tmp_path)


@pytest.mark.usefixtures("catalogues")
def test_a_plugin_may_add_a_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "toys.py").write_text(TOY)
    (tmp_path / "bowl.yaml").write_text(TEXT.replace("160]", "160], fps: 5, duration: 0.4"))

    def optviz(*arguments: str) -> str:
        result = CliRunner().invoke(program, [*arguments], catch_exceptions=False)
        assert result.exit_code == 0, result.stderr
        return result.stdout

    assert "A toy." not in optviz("list", "hosts")
    assert "A toy." in optviz("list", "hosts", "--plugin", "toys.py")
    assert optviz("embed", "bowl.yaml", "--for", "toy", "--plugin", "toys.py") == "see outputs/bowl.gif\n"
