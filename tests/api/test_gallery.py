from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest

from optviz.api.build import build
from optviz.api.clean import clean
from optviz.api.embed import embed
from optviz.api.gallery import gallery
from optviz.api.manifest import NAME
from optviz.api.results import table
from optviz.api.run import run
from optviz.errors import OutputError, ParameterError, ScenarioError

if TYPE_CHECKING:
    from optviz.api.outcomes import Outcome, Report

HOSTILE = "</script><img src=x onerror=\"document.title='PWNED'\">"
TEXT = """
title: A bowl
description: Two of them walk down a bowl.
surface: sphere
start: [0.5, 0.4]
steps: 5
optimizers: [sgd, {name: adam, lr: 0.1, label: Adam at work}]
output: {size: [320, 240], fps: 5, duration: 0.4, hold: 0}
"""


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of a scenario, which tests only read."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "one.yaml").write_text(TEXT)
    assert gallery(folder / "one.yaml", folder / "site", workers=1).ok
    return folder / "site"


def shown(*paths: Any, **options: Any) -> Report:
    return gallery(paths, "site", **{"workers": 1, **options})


def states(report: Report) -> list[str]:
    return [outcome.state for outcome in report.outcomes]


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


class Document(HTMLParser):
    """A page: its tags with their attributes, its text, and what is wrong with how it is nested."""

    VOID = frozenset(("meta", "img", "source", "input", "link", "br", "track"))

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text, self.wrong = list[str](), list[str]()
        self._open: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))
        self.close()
        self.wrong += self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.wrong.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def addresses(self) -> list[str]:
        """Everything that it shows or leads to, but parts of pages."""
        names = ("href", "src", "srcset", "poster")
        found = [each[name] or "" for _, each in self.tags for name in names if name in each]
        return [each.partition("#")[0] for each in found if each.partition("#")[0]]


def pages(site: Path) -> list[Path]:
    return [path for path in sorted(site.rglob("*.html")) if not path.name.endswith("-page.html")]


def test_a_site_has_all_that_a_scenario_is_shown_by(made: Path) -> None:
    names = {
        *("index.html", "one.yaml", "one-page.html", "one-results.json", NAME),
        *(f"one-{theme}.{suffix}" for theme in ("light", "dark") for suffix in ("mp4", "png")),
        "one-light.gif",
    }
    assert {path.name for path in (made / "scenarios" / "one").iterdir()} == names
    assert {path.name for path in made.iterdir()} == {"index.html", "scenarios", NAME}


def test_pages_are_well_formed_and_what_they_lead_to_is_there(made: Path) -> None:
    assert len(pages(made)) == 2
    for path in pages(made):
        document = Document(path)
        assert document.wrong == []
        addresses = document.addresses()
        assert len(addresses) >= 5
        for each in addresses:
            assert not re.match(r"[a-z]+:|//", each), each
            assert (path.parent / unquote(each)).is_file(), each


def test_no_page_has_styles_or_handlers_in_its_tags(made: Path) -> None:
    for path in pages(made):
        for tag, attributes in Document(path).tags:
            assert not [name for name in attributes if name == "style" or name.startswith("on")], tag
        policy = next(each["content"] or "" for _, each in Document(path).tags if "http-equiv" in each)
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert "http" not in policy


def test_results_are_those_of_run(made: Path) -> None:
    found = json.loads((made / "scenarios/one/one-results.json").read_text())["rows"]
    rows = [row._asdict() for row in table(run(made.parent / "one.yaml"))]
    assert found == json.loads(json.dumps(rows))
    text = "|".join(Document(made / "scenarios/one/index.html").text)
    for row in rows:
        assert f"|{row['final_value']:.6g}|" in text


def test_a_page_has_the_file_as_it_was_written_and_the_snippet_of_embed(made: Path) -> None:
    text = "".join(Document(made / "scenarios/one/index.html").text)
    assert TEXT in text
    assert (made / "scenarios/one/one.yaml").read_text() == TEXT
    Path("one.yaml").write_text(TEXT)
    snippet = embed("one.yaml", folder="there", base_url="")
    videos = re.sub(r"(?m)^ +<source[^>]*webm[^>]*>\n", "", snippet)
    assert videos in text


def test_what_is_extended_is_shown_as_a_whole() -> None:
    Path("base.yaml").write_text(TEXT)
    Path("own.yaml").write_text("extends: base.yaml\nsteps: 6\n")
    assert shown("own.yaml").ok
    text = Path("site/scenarios/own/own.yaml").read_text()
    assert "steps: 6" in text
    assert "extends" not in text


def test_addresses_of_snippets_begin_where_the_site_will_be() -> None:
    Path("one.yaml").write_text(TEXT)
    shown("one.yaml", base_url="https://example.org/pictures")
    text = "".join(Document(Path("site/scenarios/one/index.html")).text)
    assert 'src="https://example.org/pictures/scenarios/one/one-light.mp4"' in text


def test_a_second_run_makes_nothing_and_the_same_input_gives_the_same_bytes() -> None:
    Path("one.yaml").write_text(TEXT)
    told: list[Outcome] = []
    assert states(shown("one.yaml")) == ["rendered", "rendered"]
    before = content(Path("site"))
    times = {path: path.stat().st_mtime_ns for path in Path("site").rglob("*") if path.is_file()}
    assert states(shown("one.yaml", progress=told.append)) == ["fresh", "fresh"]
    assert [each.state for each in told] == ["fresh", "fresh"]
    assert {path: path.stat().st_mtime_ns for path in Path("site").rglob("*") if path.is_file()} == times
    gallery("one.yaml", "other", workers=2)
    after = content(Path("other"))
    assert {name: each for name, each in after.items() if not name.endswith(NAME)} == {
        name: each for name, each in before.items() if not name.endswith(NAME)
    }


def test_only_what_changed_is_made_again() -> None:
    for name in ("a", "b"):
        Path(f"{name}.yaml").write_text(TEXT)
    shown("a.yaml", "b.yaml")
    Path("a.yaml").write_text(TEXT.replace("steps: 5", "steps: 6"))
    report = shown("a.yaml", "b.yaml")
    assert states(report) == ["rendered", "fresh", "rendered"]
    wanted = {"scenarios/a/index.html", "index.html"}
    assert {str(path.relative_to("site")) for path in report.outcomes[-1].paths} <= wanted
    Path("b.yaml").write_text(f"# a word more\n{TEXT}")
    report = shown("a.yaml", "b.yaml")
    assert states(report) == ["fresh", "fresh", "rendered"]
    assert Path("site/scenarios/b/b.yaml").read_text().startswith("# a word more")


def test_what_somebody_edited_is_made_again() -> None:
    Path("one.yaml").write_text(TEXT)
    shown("one.yaml")
    before = content(Path("site"))
    for name in ("index.html", "scenarios/one/one-results.json", "scenarios/one/one-dark.png"):
        path = Path("site", name)
        path.write_bytes(path.read_bytes() + b" ")
    assert states(shown("one.yaml")) == ["rendered", "rendered"]
    assert {name: each for name, each in content(Path("site")).items() if not name.endswith(NAME)} == {
        name: each for name, each in before.items() if not name.endswith(NAME)
    }


def test_a_scenario_that_fails_is_left_out_and_the_others_are_there() -> None:
    Path("good.yaml").write_text(TEXT)
    Path("bad.yaml").write_text(TEXT.replace("sphere", "nowhere"))
    report = shown("bad.yaml", "good.yaml")
    assert states(report) == ["failed", "rendered", "rendered"]
    assert "nowhere" in report.outcomes[0].error
    text = Path("site/index.html").read_text()
    assert "scenarios/good/" in text
    assert "scenarios/bad/" not in text


def test_one_that_fails_while_it_runs_leaves_nothing() -> None:
    Path("long.yaml").write_text(TEXT.replace("steps: 5", "steps: 5000"))
    report = shown("long.yaml", max_memory="1 MB", allow_cost=True)
    assert states(report) == ["failed"]
    assert not Path("site").exists()


def test_a_stranger_s_file_reads_nothing_outside_its_folder() -> None:
    Path("secret.csv").write_text("x,y,z\n0,0,1\n0,1,2\n1,0,3\n1,1,4\n")
    Path("in").mkdir()
    Path("in/one.yaml").write_text(TEXT.replace("surface: sphere", "surface: {name: grid, file: ../secret.csv}"))
    assert states(shown("in", untrusted=True)) == ["failed"]


@pytest.mark.parametrize(
    "name", ["index.html", "scenarios/one/index.html", "scenarios/one/one.yaml", "scenarios/one/one-light.gif"]
)
def test_what_is_somebody_s_own_is_not_overwritten(name: str) -> None:
    Path("one.yaml").write_text(TEXT)
    own = Path("site", name)
    own.parent.mkdir(parents=True)
    own.write_text("mine")
    if name == "index.html":
        with pytest.raises(OutputError, match="was not made by optviz"):
            shown("one.yaml")
    else:
        report = shown("one.yaml")
        assert "failed" in states(report)
        assert any("was not made by optviz" in each.error for each in report.having("failed"))
        assert not Path("site/index.html").exists()
    assert own.read_text() == "mine"
    assert shown("one.yaml", force=True).ok
    assert own.read_bytes() != b"mine"


def test_a_lost_manifest_costs_no_file() -> None:
    Path("one.yaml").write_text(TEXT)
    shown("one.yaml")
    for path in Path("site").rglob(NAME):
        path.unlink()
    Path("one.yaml").write_text(TEXT.replace("A bowl", "The bowl"))
    assert shown("one.yaml").ok
    assert "The bowl" in Path("site/index.html").read_text()


def test_links_in_a_site_are_not_followed() -> None:
    Path("one.yaml").write_text(TEXT)
    Path("elsewhere").mkdir()
    Path("site/scenarios").mkdir(parents=True)
    Path("site/scenarios/one").symlink_to(Path("elsewhere").absolute())
    assert states(shown("one.yaml")) == ["failed"]
    assert list(Path("elsewhere").iterdir()) == []


def test_folders_are_mirrored_and_names_that_clash_are_told() -> None:
    for name in ("in/a/one.yaml", "in/b/one.yaml"):
        Path(name).parent.mkdir(parents=True)
        Path(name).write_text(TEXT)
    assert shown("in").ok
    assert {str(path.relative_to("site/scenarios")) for path in Path("site/scenarios").glob("*/*")} == {
        "a/one",
        "b/one",
    }
    for path in pages(Path("site")):
        for each in Document(path).addresses():
            assert (path.parent / unquote(each)).is_file(), each
    report = shown("in/a/one.yaml", "in/b/one.yaml")
    assert states(report) == ["rendered", "failed", "rendered"]
    assert "would write the same files" in report.outcomes[1].error


@pytest.mark.parametrize("name", ["index", "a'\"><img src=x onerror=alert(1)>#?%41&amp;", "..", "ünï\ncode", "x" * 200])
def test_hostile_texts_and_names_stay_texts(name: str) -> None:
    Path("in").mkdir()
    text = json.dumps(HOSTILE)
    Path("in", f"{name}.yaml").write_text(
        TEXT.replace("A bowl", text)
        .replace("Two of them walk down a bowl.", text)
        .replace("Adam at work", json.dumps(HOSTILE[:50]))
    )
    report = shown(Path("in", f"{name}.yaml"))
    assert report.ok, report.having("failed")[0].error
    for path in pages(Path("site")):
        document = Document(path)
        assert document.wrong == []
        assert not [each for tag, each in document.tags if tag == "img" and (each["src"] or "") == "x"]
        assert not [name for _, each in document.tags for name in each if name.startswith("on")]
        for each in document.addresses():
            assert (path.parent / unquote(each)).is_file(), each


def test_a_still_scenario_has_a_picture_and_no_film() -> None:
    Path("one.yaml").write_text(TEXT.replace("size:", "formats: [png], size:"))
    assert shown("one.yaml").ok
    tags = [tag for tag, _ in Document(Path("site/index.html")).tags]
    assert "video" not in tags
    assert "img" in tags
    assert not list(Path("site").rglob("*.gif"))


def test_one_theme_and_no_background_are_shown_as_they_are() -> None:
    Path("dark.yaml").write_text(f"{TEXT}matrix: {{theme: [dark]}}\n")
    Path("clear.yaml").write_text(TEXT.replace("size:", "background: transparent, size:"))
    assert shown("dark.yaml", "clear.yaml").ok
    names = {path.name for path in Path("site").rglob("*.*")}
    assert {"dark.mp4", "dark-dark.mp4"} & names
    assert {"clear-light.gif", "clear-light.mp4", "clear-dark.mp4"} <= names
    for path in pages(Path("site")):
        for each in Document(path).addresses():
            assert (path.parent / unquote(each)).is_file(), each


def test_cards_are_found_by_optimizer_surface_and_tag(made: Path) -> None:
    document = Document(made / "index.html")
    (card,) = (each for tag, each in document.tags if tag == "li" and "data-of" in each)
    assert {"optimizer:sgd", "optimizer:adam", "surface:sphere", "tag:convex", "tag:contours"} <= set(
        (card["data-of"] or "").split()
    )
    options = [each["value"] for tag, each in document.tags if tag == "option"]
    assert {"optimizer:adam", "surface:sphere", "tag:convex"} <= set(options)
    (found,) = re.findall(r'id="texts">(.*?)</script>', (made / "index.html").read_text())
    assert "Adam at work" in json.loads(found)[0]


def test_clean_takes_what_no_scenario_makes_any_more() -> None:
    for name in ("a", "b"):
        Path(f"{name}.yaml").write_text(TEXT)
    shown("a.yaml", "b.yaml")
    Path("site/scenarios/b/own.yaml").write_text(TEXT)
    before = content(Path("site"))
    Path("b.yaml").unlink()
    assert len(clean(["a.yaml"], "site", dry_run=True).removed) == 9
    assert content(Path("site")) == before
    assert {path.parent for path in clean(["a.yaml"], "site").removed} == {Path("site/scenarios/b")}
    assert [path.name for path in Path("site/scenarios/b").iterdir()] == ["own.yaml"]
    assert {name: each for name, each in before.items() if "/b/" not in name} == {
        name: each for name, each in content(Path("site")).items() if "/b/" not in name
    }


def test_clean_leaves_no_empty_folder_and_takes_what_a_scenario_makes_no_more() -> None:
    for name in ("in/a.yaml", "in/deep/down/b.yaml"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(TEXT)
    shown("in")
    assert clean("in", "site").removed == ()
    Path("in/a.yaml").write_text(TEXT.replace("size:", "formats: [png], size:"))
    shown("in")
    Path("in/deep/down/b.yaml").unlink()
    removed = [path.relative_to("site/scenarios").as_posix() for path in clean("in", "site").removed]
    assert [name for name in removed if name.startswith("a/")] == ["a/a-dark.mp4", "a/a-light.gif", "a/a-light.mp4"]
    assert [path.name for path in Path("site/scenarios").iterdir()] == ["a"]


def test_a_copy_that_somebody_edited_stays() -> None:
    Path("one.yaml").write_text(TEXT)
    shown("one.yaml")
    copy = Path("site/scenarios/one/one.yaml")
    copy.write_text(f"{TEXT}# mine\n")
    Path("one.yaml").unlink()
    Path("two.yaml").write_text(TEXT)
    assert [path for path, _ in clean(["two.yaml"], "site").kept] == [copy]
    assert copy.read_text().endswith("# mine\n")


def test_a_site_s_own_copies_are_no_scenarios() -> None:
    Path("one.yaml").write_text(TEXT)
    assert len(gallery(".", "site", workers=1).outcomes) == 2
    assert states(gallery(".", "site", workers=1)) == ["fresh", "fresh"]
    assert [each.source for each in build(".", "out", check=True).outcomes] == ["one.yaml"]


def test_what_is_not_chosen_is_left_as_it_is_and_stays_in_the_list() -> None:
    for name in ("in/ch1/a.yaml", "in/ch2/b.yaml", "in/ch2/c.yaml"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(TEXT)
    assert [each.source for each in shown("in", only="ch1/*").outcomes] == ["in/ch1/a.yaml", "site/index.html"]
    assert "1 scenario of" in Path("site/index.html").read_text()
    shown("in", only=["ch1/*", "b"])
    before = content(Path("site/scenarios/ch2"))
    for name in ("in/ch1/a.yaml", "in/ch2/b.yaml"):
        Path(name).write_text(TEXT.replace("steps: 5", "steps: 6").replace("A bowl", "The bowl"))
    report = shown("in", only="ch1/*")
    assert states(report) == ["rendered", "rendered"]
    assert content(Path("site/scenarios/ch2")) == before
    text = Path("site/index.html").read_text()
    assert "scenarios/ch1/a/" in text
    assert "scenarios/ch2/b/" in text
    assert "scenarios/ch2/c/" not in text
    for path in pages(Path("site")):
        for each in Document(path).addresses():
            assert (path.parent / unquote(each)).is_file(), each
    with pytest.raises(ScenarioError, match="no scenario matches"):
        shown("in", only="ch3/*")


def test_what_is_fresh_and_not_chosen_leads_to_what_is() -> None:
    for name in ("a", "b"):
        Path(f"{name}.yaml").write_text(TEXT)
    shown("a.yaml", "b.yaml", only="a")
    shown("a.yaml", "b.yaml", only="b")
    assert "../../scenarios/b/index.html" in Document(Path("site/scenarios/a/index.html")).addresses()


def test_somebody_s_files_in_the_place_of_what_is_not_chosen_are_not_shown() -> None:
    for name in ("a", "b"):
        Path(f"{name}.yaml").write_text(TEXT)
    shown("b.yaml")
    for path in Path("site/scenarios/b").iterdir():
        path.write_bytes(b"mine")
    assert shown("a.yaml", "b.yaml", only="a").ok
    assert "scenarios/b/" not in Path("site/index.html").read_text()


def test_one_page_has_no_neighbours(made: Path) -> None:
    assert "Other scenarios" not in (made / "scenarios/one/index.html").read_text()


def test_a_build_into_the_same_folder_leaves_it_alone() -> None:
    Path("one.yaml").write_text(TEXT)
    shown("one.yaml")
    build("one.yaml", "site", workers=1)
    assert states(shown("one.yaml")) == ["fresh", "fresh"]


def test_workers_are_counted() -> None:
    with pytest.raises(ParameterError, match="workers"):
        gallery(["saddle"], "site", workers=0)
