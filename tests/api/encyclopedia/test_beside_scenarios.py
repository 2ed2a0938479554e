"""A site of scenarios and of the encyclopedia: pages of both lead to each other, and to nothing that is not there."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest

from optviz.api.catalogues import entries
from optviz.api.clean import clean
from optviz.api.encyclopedia import making
from optviz.api.encyclopedia.lists import PAGES, TABLES
from optviz.api.gallery import gallery
from optviz.api.ingredients import Link
from optviz.api.manifest import NAME
from optviz.api.marks import is_marked
from optviz.errors import OutputError
from optviz.files import locked
from optviz.optimizers import OPTIMIZERS
from optviz.scenario import bundled_path, load
from tests.site.markup import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

    from optviz.api.catalogues import Description
    from optviz.api.outcomes import Report
    from optviz.scenario import Scenario

KEPT = {
    "optimizers": ("adagrad", "sgd"),
    "surfaces": ("booth", "sphere"),
    "schedules": ("cosine", "sequential"),
    "views": ("contour",),
}
OUTPUT = "output: {size: [240, 180], fps: 5, duration: 0.4, hold: 0, formats: [png]}\n"
BOWL = (
    "title: A bowl\nsurface: sphere\nstart: [0.5, 0.4]\nsteps: 5\noptimizers:\n"
    "- {name: sgd, lr: {schedule: sequential, milestones: [2], "
    "schedules: [{schedule: cosine, initial: 0.1}, {schedule: cosine, initial: 0.1}]}}\n- adam\n"
)
VALLEY = "title: A valley\nsurface: booth\nstart: [0.5, 0.4]\nsteps: 5\noptimizers: [adam]\n"
HOSTILE = "a\"'><img src=x onerror=alert(1)>#?%41&amp;"


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, dict[str, Description]]:
    """Catalogues of a few entries each, which a test may change, and two scenarios."""
    monkeypatch.chdir(tmp_path)
    Path("figs").mkdir()
    Path("figs/bowl.yaml").write_text(BOWL + OUTPUT)
    Path("figs/valley.yaml").write_text(VALLEY + OUTPUT)
    known = {
        name: {key: each for key, each in entries(name).items() if key in KEPT.get(name, ())}
        for name in (*PAGES, *TABLES)
    }
    monkeypatch.setattr(making, "entries", known.__getitem__)
    monkeypatch.setattr(making, "_users", lambda: {("optimizer", "sgd"): ("saddle", "schedules")})
    return known


def made(*paths: str, folder: str = "site", **options: Any) -> Report:
    report = gallery(paths, folder, **{"workers": 1, "catalogue": True, **options})
    assert not report.having("failed"), report.having("failed")[0].error
    return report


def beside(scenarios: Mapping[Link, Scenario]) -> None:
    """Make the encyclopedia alone, with links to pages of scenarios."""
    options: dict[str, Any] = {"workers": 1, "say": print, "progress": print, "sections": {}, "welcome": ""}
    assert making.make(Path("site"), scenarios=scenarios, **options).ok


def rendered(report: Report) -> set[str]:
    return {each.source for each in report.having("rendered")}


def links(page: str, site: str = "site") -> dict[str, str]:
    """Where a page leads within its site, by the file that is there."""
    path = Path(site, page)
    found = [each["href"] or "" for each in Document(path.read_text(encoding="utf-8")).all("a")]
    inner = [each for each in found if not re.match("https?:|#", each)]
    for each in inner:
        assert (path.parent / unquote(each.partition("#")[0])).is_file(), f"{page}: {each}"
    return {(path.parent / unquote(each.partition("#")[0])).resolve().relative_to(Path(site).resolve()).as_posix(): each
            for each in inner}  # fmt: skip


def all_links(site: str = "site") -> dict[str, dict[str, str]]:
    """What every page leads to, all of which is there."""
    names = [path.relative_to(site).as_posix() for path in Path(site).rglob("*.html")]
    return {name: links(name, site) for name in names if not name.endswith("-page.html")}


def contents(folder: str) -> dict[str, bytes]:
    """All files but manifests, which tell how long each took."""
    found = (path for path in sorted(Path(folder).rglob("*")) if path.is_file() and path.name != NAME)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@pytest.mark.usefixtures("undrawn")
def test_pages_lead_to_each_other() -> None:
    made("figs")
    found = all_links()
    assert {
        "surfaces/sphere.html", "optimizers/sgd.html", "schedules/cosine.html", "schedules/sequential.html",
        "views/contour.html",
    } <= found["scenarios/bowl/index.html"].keys()  # fmt: skip
    assert "optimizers/adagrad.html" not in found["scenarios/bowl/index.html"]
    assert "scenarios/bowl/index.html" in found["optimizers/sgd.html"]
    assert "scenarios/valley/index.html" not in found["optimizers/sgd.html"]
    assert "scenarios/valley/index.html" in found["surfaces/booth.html"]
    assert "scenarios/bowl/index.html" not in found["optimizers/adagrad.html"]
    assert "<code>saddle</code>" in Path("site/optimizers/sgd.html").read_text()


@pytest.mark.usefixtures("undrawn")
def test_a_bundled_scenario_in_the_site_is_a_link_where_it_is_named() -> None:
    beside({Link("Saddle", "scenarios/saddle/index.html"): load(bundled_path("saddle"))})
    text = Path("site/optimizers/sgd.html").read_text()
    assert '<a href="../scenarios/saddle/index.html"><code>saddle</code></a>, <code>schedules</code>' in text
    assert "of this site" not in text


@pytest.mark.usefixtures("undrawn")
def test_either_part_alone_leads_nowhere_else() -> None:
    made(folder="alone")
    assert not [each for found in all_links("alone").values() for each in found if each.startswith("scenarios/")]
    made("figs", folder="shown", catalogue=False)
    for found in all_links("shown").values():
        assert all(each == "index.html" or each.startswith("scenarios/") for each in found)
    assert "In the encyclopedia" not in Path("shown/scenarios/bowl/index.html").read_text()


@pytest.mark.usefixtures("undrawn")
def test_a_part_that_comes_later_is_led_to_and_pictures_stay() -> None:
    made()
    pictures = {path: path.stat().st_mtime_ns for path in Path("site").rglob("*") if path.suffix in {".mp4", ".webp"}}
    assert len(pictures) > 8
    made("figs")
    made("figs", folder="new")
    assert {path: path.stat().st_mtime_ns for path in pictures} == pictures
    assert contents("site") == contents("new")
    assert {each.state for each in made("figs").outcomes} == {"fresh"}
    made()
    shutil.rmtree("site/scenarios")
    all_links()


@pytest.mark.usefixtures("undrawn")
def test_only_pages_with_other_links_are_made_again() -> None:
    made("figs/bowl.yaml")
    assert rendered(made("figs/bowl.yaml", "figs/valley.yaml")) == {
        "figs/valley.yaml", "site/index.html", "surface booth", "view contour"
    }  # fmt: skip
    Path("figs/valley.yaml").write_text((VALLEY + OUTPUT).replace("steps: 5", "steps: 6"))
    assert rendered(made("figs/bowl.yaml", "figs/valley.yaml")) == {"figs/valley.yaml", "site/index.html"}
    Path("figs/valley.yaml").write_text((VALLEY + OUTPUT).replace("A valley", "The valley"))
    assert rendered(made("figs/bowl.yaml", "figs/valley.yaml")) == {
        "figs/valley.yaml", "site/index.html", "surface booth", "view contour"
    }  # fmt: skip
    assert "The valley" in Path("site/surfaces/booth.html").read_text()


@pytest.mark.usefixtures("undrawn")
def test_of_many_scenarios_a_page_names_some() -> None:
    scenario = load("figs/valley.yaml")
    beside({Link(f"{number} {HOSTILE}", f"scenarios/{number}/index.html"): scenario for number in range(30)})
    text = Path("site/surfaces/booth.html").read_text()
    assert text.count("../scenarios/") == 24
    assert '<a href="../index.html#of=surface%3Abooth">6 more</a>' in text
    assert not [each for each in Document(text).all("img") if each["src"] == "x"]


@pytest.mark.usefixtures("undrawn")
def test_where_no_scenario_works_there_is_the_encyclopedia() -> None:
    Path("figs/bowl.yaml").write_text("surface: nowhere\n")
    report = gallery("figs/bowl.yaml", "site", catalogue=True, workers=1)
    assert [each.source for each in report.having("failed")] == ["figs/bowl.yaml"]
    assert not [each for found in all_links().values() for each in found if each.startswith("scenarios/")]


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("name", ["optimizers/sgd.html", "surfaces/booth-contour-dark.webp", "views/index.html"])
def test_what_is_somebodys_own_is_not_overwritten(name: str) -> None:
    own = Path("site", name)
    own.parent.mkdir(parents=True)
    own.write_text("mine")
    report = gallery((), "site", catalogue=True, workers=1)
    (failed,) = report.having("failed")
    assert "was not made by optviz" in failed.error
    assert own.read_text() == "mine"
    made(force=True)
    assert own.read_bytes() != b"mine"


@pytest.mark.usefixtures("undrawn")
def test_in_somebodys_site_nothing_is_made() -> None:
    Path("site").mkdir()
    Path("site/index.html").write_text("mine")
    with pytest.raises(OutputError, match="was not made by optviz"):
        made()
    assert [path.name for path in Path("site").iterdir()] == ["index.html"]


@pytest.mark.usefixtures("undrawn")
def test_a_linked_folder_is_not_followed() -> None:
    Path("elsewhere").mkdir()
    Path("site").mkdir()
    Path("site/views").symlink_to(Path("elsewhere").absolute())
    report = gallery((), "site", catalogue=True, workers=1)
    assert {each.source for each in report.having("failed")} == {"view contour", "views"}
    assert {path.name for path in Path("elsewhere").iterdir()} <= {NAME}


@pytest.mark.usefixtures("undrawn")
def test_what_another_process_made_meanwhile_is_not_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def waiting(folder: Path, say: Callable[[str], object]) -> AbstractContextManager[None]:
        monkeypatch.setattr(making, "locked", locked)
        made()
        return locked(folder, say)

    monkeypatch.setattr(making, "locked", waiting)
    assert {each.state for each in made().outcomes} == {"fresh"}


@pytest.mark.usefixtures("undrawn")
def test_clean_takes_pages_that_no_list_leads_to(few: dict[str, dict[str, Description]]) -> None:
    made("figs")
    before = contents("site")
    assert clean("figs", "site").removed == ()
    gone = few["surfaces"].pop("booth")
    assert clean("figs", "site").removed == ()  # the list still leads to it
    made("figs")
    Path("site/surfaces/mine.html").write_text("mine")
    removed = {path.as_posix() for path in clean("figs", "site").removed}
    assert removed == {f"site/{name}" for name in before if name.startswith("surfaces/booth")}
    assert len(removed) == 5
    assert Path("site/surfaces/mine.html").read_text() == "mine"
    all_links()
    few["surfaces"] = {"booth": gone, **few["surfaces"]}
    made("figs")
    Path("site/surfaces/mine.html").unlink()
    assert contents("site") == before


@pytest.mark.usefixtures("undrawn")
def test_a_picture_that_a_page_has_no_more_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    made()
    names = {path.name for path in Path("site/optimizers").glob("sgd-*")}
    monkeypatch.setattr(OPTIMIZERS["sgd"], "shown", OPTIMIZERS["sgd"].shown[:1])
    monkeypatch.setattr(making, "environment", lambda: {"optviz": "another"})
    made()
    assert {path.name for path in Path("site/optimizers").glob("sgd-*")} < names
    assert {each.state for each in made().outcomes} == {"fresh"}


@pytest.mark.torture
def test_the_same_bytes_wherever_and_by_however_many_it_is_made(tmp_path: Path) -> None:
    made("figs", workers=1)
    (tmp_path / "deeper" / "down").mkdir(parents=True)
    made("figs", folder="deeper/down/other", workers=2)
    first, second = contents("site"), contents("deeper/down/other")
    assert len(first) > 30
    assert first == second
    here = [bytes(each) for each in (tmp_path, Path.home(), Path(making.__file__).parents[3])]
    for path in filter(Path.is_file, Path("site").rglob("*")):
        content = path.read_bytes()
        assert not [place for place in here if place in content], path
        assert is_marked(path) or path.name == NAME, path
