from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from optviz.api.catalogues import entries
from optviz.api.clean import clean
from optviz.api.encyclopedia import making, pages
from optviz.api.encyclopedia.lists import PAGES, TABLES
from optviz.api.encyclopedia.making import do, make
from optviz.api.manifest import NAME
from optviz.errors import OutputError
from tests.site.markup import Document

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from optviz.api.catalogues import Description
    from optviz.api.outcomes import Outcome, Report

pytestmark = pytest.mark.usefixtures("undrawn")

KEPT = {"optimizers": ("adagrad", "sgd"), "surfaces": ("booth", "grid"), "schedules": ("cosine",), "views": ("curve",)}
HOSTILE = "</script><img src=x onerror=alert(1)>"


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, Description]]:
    """Catalogues of a few entries each, which a test may change."""
    known = {
        name: {key: each for key, each in entries(name).items() if key in KEPT.get(name, ())}
        for name in (*PAGES, *TABLES)
    }
    monkeypatch.setattr(making, "entries", known.__getitem__)
    monkeypatch.setattr(making, "_users", lambda: {("optimizer", "sgd"): ("saddle",)})
    return known


@pytest.fixture
def made(tmp_path: Path) -> Callable[[], Report]:
    """Makes the site in a folder; a report of what was done."""

    def run(workers: int = 1) -> Report:
        told: list[Outcome] = []
        report = make(
            tmp_path,
            workers=workers,
            say=lambda _: None,
            progress=told.append,
            sections=making.sections(),
            welcome="optviz",
        )
        assert [each for each in report.outcomes if each.state != "fresh"] == sorted(told, key=report.outcomes.index)
        return report

    return run


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != NAME
    }


def rendered(report: Report) -> list[str]:
    assert not report.having("failed"), report.having("failed")[0].error
    return [each.source for each in report.having("rendered")]


@pytest.mark.usefixtures("few")
def test_every_page_is_made_once(made: Callable[[], Report], tmp_path: Path) -> None:
    assert len(rendered(made())) == len(made().outcomes)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    report = made()
    assert {each.state for each in report.outcomes} == {"fresh"}
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.usefixtures("few")
def test_no_link_leads_nowhere(made: Callable[[], Report], tmp_path: Path) -> None:
    made()
    found_pages = list(tmp_path.rglob("*.html"))
    assert len(found_pages) == sum(map(len, KEPT.values())) + len(PAGES) + len(TABLES) + 1
    for page in found_pages:
        found = Document(page.read_text(encoding="utf-8"))
        for address in [*(each["href"] or "" for each in found.all("a")), *found.asked]:
            place, _, part = address.partition("#")
            if ":" in place:
                assert place.startswith("https://")
            elif place:
                assert (page.parent / place).is_file(), f"{page.name}: {address}"
            else:
                assert part in {each.get("id") for _, each in found.elements}, f"{page.name}: {address}"


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("name", ["adagrad.html", "adagrad-1-dark.mp4"])
def test_what_is_lost_or_edited_is_made_again(name: str, made: Callable[[], Report], tmp_path: Path) -> None:
    made()
    before = contents(tmp_path)
    path = tmp_path / "optimizers" / name
    path.unlink()
    assert rendered(made()) == ["optimizer adagrad"]
    assert contents(tmp_path) == before
    path.write_bytes(b"edited")
    assert rendered(made()) == ["optimizer adagrad"]
    assert contents(tmp_path) == before


def test_a_changed_entry_is_made_again(
    few: dict[str, dict[str, Description]], made: Callable[[], Report], tmp_path: Path
) -> None:
    made()
    few["optimizers"]["sgd"] = few["optimizers"]["sgd"]._replace(summary="Another summary.")
    assert rendered(made()) == ["optimizer sgd", "optimizers", "index"]
    assert "Another summary." in (tmp_path / "optimizers" / "sgd.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("few")
def test_another_code_makes_all_again(made: Callable[[], Report], monkeypatch: pytest.MonkeyPatch) -> None:
    count = len(made().outcomes)
    monkeypatch.setattr(making, "environment", lambda: {"optviz": "another"})
    assert len(rendered(made())) == count


@pytest.mark.usefixtures("few")
def test_a_page_that_fails_is_told_and_the_others_are_made(
    made: Callable[[], Report], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = pages.body

    def body(entry: Description, *rest: Any) -> Any:
        if entry.name == "sgd":
            raise OutputError("no room")
        if entry.name == "booth":
            raise ZeroDivisionError
        return whole(entry, *rest)

    monkeypatch.setattr(making, "body", body)
    report = made()
    errors = {each.source: each.error for each in report.having("failed")}
    assert errors["optimizer sgd"] == "no room"
    assert "ZeroDivisionError" in errors["surface booth"]
    assert not (tmp_path / "optimizers" / "sgd.html").exists()
    assert (tmp_path / "optimizers" / "adagrad.html").exists()
    monkeypatch.setattr(making, "body", whole)
    assert rendered(made()) == ["optimizer sgd", "surface booth"]


def test_a_page_appears_whole_or_not_at_all(
    few: dict[str, dict[str, Description]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def document(page: Any) -> bytes:
        del page
        raise OutputError("disk full")

    monkeypatch.setattr(making, "document", document)
    jobs = making._jobs(tmp_path, {}, {}, welcome="", force=False)
    job = next(each for each in jobs if each.entry is few["views"]["curve"])
    job.path.parent.mkdir()
    job.path.write_text("before", encoding="utf-8")
    assert do(job).error == "disk full"
    assert job.path.read_text(encoding="utf-8") == "before"
    assert not list(tmp_path.rglob("*.tmp*"))


@pytest.mark.usefixtures("few")
def test_hostile_names_stay_in_the_folder_and_run_nothing(
    few: dict[str, dict[str, Description]], made: Callable[[], Report], tmp_path: Path
) -> None:
    one = few["views"]["curve"]
    few["formats"] = {
        name: one._replace(kind="format", name=name, title=name) for name in ("../../up", HOSTILE, "a/b", ".x")
    }
    made()
    for page in tmp_path.rglob("*.html"):
        found = Document(page.read_text(encoding="utf-8"))
        assert not [each for each in found.all("img") if each["src"] == "x"]
    assert not (tmp_path.parent / "up.html").exists()
    assert {page.parent.parent for page in tmp_path.rglob("*.html")} <= {tmp_path, tmp_path.parent}


@pytest.mark.usefixtures("few")
def test_the_manifest_names_pages_and_pictures(made: Callable[[], Report], tmp_path: Path) -> None:
    made()
    records = json.loads((tmp_path / "optimizers" / NAME).read_text(encoding="utf-8"))["files"]
    assert {name for name, each in records.items() if each["source"] == "catalogue:optimizer adagrad"} == {
        "adagrad.html", "adagrad-1-light.mp4", "adagrad-1-dark.mp4", "adagrad-2-light.mp4", "adagrad-2-dark.mp4",
        "adagrad-anatomy-light.mp4", "adagrad-anatomy-dark.mp4",
    }  # fmt: skip
    assert {each["by"] for each in records.values()} == {"gallery"}


@pytest.mark.usefixtures("few")
def test_clean_leaves_it_alone(made: Callable[[], Report], tmp_path: Path) -> None:
    made()
    before = contents(tmp_path)
    assert clean((), tmp_path).removed == ()
    assert contents(tmp_path) == before
