"""The contract of every page: complete, well-formed, and silent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optviz.api.agreement import agreements
from optviz.api.catalogues import Description, entries
from optviz.api.encyclopedia import optimizer, pages
from optviz.api.encyclopedia.lists import PAGES, TABLES, TITLES, of_all, of_catalogue
from optviz.api.encyclopedia.making import sections
from optviz.api.encyclopedia.pictures import Drawn
from optviz.optimizers import OPTIMIZERS
from optviz.site.document import Page, document
from optviz.surfaces import SURFACES
from tests.site.markup import Document

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("undrawn")

NAMES = [(catalogue, name) for catalogue in PAGES for name in entries(catalogue)]
HOSTILE = "</script></p><img src=x onerror=alert(1)>\"'&`<`"


def read(body: str) -> Document:
    """A page's content, in a whole document, read strictly; nothing in it asks, handles or styles."""
    found = Document(document(Page("Title", body, "../", sections=sections(), here="Optimizers")).decode())
    for name, attributes in found.elements:
        assert not {key for key in attributes if key == "style" or key.startswith("on")}, name
        assert name not in {"iframe", "object", "embed", "base", "form"}
    assert not any("//" in each or each.startswith(("data:", "javascript:")) for each in found.asked), found.asked
    for link in found.all("a"):
        address = link["href"] or ""
        if ":" in address:
            assert address.startswith("https://")
            assert link["rel"] == "external noreferrer"
    ids = [each["id"] for _, each in found.elements if "id" in each]
    assert len(set(ids)) == len(ids)
    assert len(found.all("h1")) == 1
    return found


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No trajectories are compared with other libraries'."""
    monkeypatch.setattr(optimizer, "agreements", _none)


def _none(name: str) -> list[str]:
    del name
    return []


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(("catalogue", "name"), NAMES)
def test_every_entry_has_a_page(catalogue: str, name: str, tmp_path: Path) -> None:
    entry = entries(catalogue)[name]
    drawn = Drawn(tmp_path, ("real-training",))
    body = pages.body(entry, drawn)
    found = read(body)
    assert {path.name for path in tmp_path.iterdir()} == set(drawn.names)
    for address in found.asked:
        assert address.partition("#")[0] in drawn.names
    assert all(image["alt"] for image in found.all("img"))
    assert all(video["aria-label"] for video in found.all("video"))
    assert not [empty for empty in ("</h2></section>", "<p></p>", "<dd></dd>") if empty in body]
    ids = {attributes.get("id") for _, attributes in found.elements}
    assert {place[1:] for each in found.all("a") if (place := each["href"] or "").startswith("#")} <= ids | {"main"}
    for each in entry.parameters:
        assert f"<code>{each['name']}</code>" in body
    if catalogue == "surfaces" and not any(each["required"] for each in entry.parameters):
        assert len(drawn.names) == 4
    if catalogue in {"optimizers", "schedules"}:
        assert found.all("math") or name in {"nelder_mead", "powell"}


@pytest.mark.parametrize("name", ["adam", "lbfgs", "easgd"])
def test_what_an_optimizer_agrees_with(name: str, tmp_path: Path) -> None:
    body = pages.body(entries("optimizers")[name], Drawn(tmp_path))
    assert "Agreement with other libraries" in body
    assert any(each.library in body for each in agreements(name))


@pytest.mark.usefixtures("alone")
def test_what_adam_says(tmp_path: Path) -> None:
    drawn = Drawn(tmp_path, ("saddle",))
    body = pages.body(entries("optimizers")["adam"], drawn)
    for part in (
        "Per-coordinate steps", "Beside SGD",
        "<math", "arxiv.org/abs/1412.6980", "betas = (beta1, beta2)", "One gradient",
        "found by trying; its default is 0.001", "<code>saddle</code>", 'id="forms"', "eps-hat",
    ):  # fmt: skip
        assert part in body
    assert drawn.names == [
        "adam-1-light.mp4", "adam-1-dark.mp4", "adam-2-light.mp4", "adam-2-dark.mp4",
        "adam-anatomy-light.mp4", "adam-anatomy-dark.mp4",
    ]  # fmt: skip


@pytest.mark.usefixtures("alone")
def test_what_is_not_installed_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(OPTIMIZERS["adagrad"], "packages", ("a_package_that_nobody_has",))
    drawn = Drawn(tmp_path)
    body = pages.body(entries("optimizers")["adagrad"], drawn)
    assert "pip install" in body
    assert drawn.names == []
    read(body)


def test_a_surface_tells_where_it_is_lowest(tmp_path: Path) -> None:
    body = pages.body(entries("surfaces")["himmelblau"], Drawn(tmp_path))
    places = (f"({x:.6g}, {y:.6g})".replace("-", "−") for x, y in SURFACES["himmelblau"]().minimizers)
    assert all(each in body for each in places)


@pytest.mark.parametrize("kind", ["format", "host", "optimizer", "surface"])
def test_hostile_texts_stay_texts(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parameter = {"name": HOSTILE, "type": HOSTILE, "default": HOSTILE, "required": True, "description": HOSTILE}
    facts = {"bounds": {"x": [0, 1], "y": [0, 1]}, "tags": [HOSTILE], "source": HOSTILE, "expression": HOSTILE}
    text = (
        f"{HOSTILE}\n\n    x <- {HOSTILE}\n\n{HOSTILE}\n\nForms: a: {HOSTILE}.\nArgs: {HOSTILE}\nReference: {HOSTILE}\n"
    )
    libraries = {HOSTILE: {"options": {HOSTILE: HOSTILE}, "others": {HOSTILE: HOSTILE}, "settings": {HOSTILE: HOSTILE}}}
    name = "grid" if kind == "surface" else "recorded"
    entry = Description(kind, name, HOSTILE, HOSTILE, (parameter,), facts, text, libraries)
    monkeypatch.setattr(optimizer, "agreements", _none)
    body = pages.body(entry, Drawn(tmp_path))
    found = read(body)
    assert not found.all("img", "script")
    for made in (of_catalogue("surfaces", {name: entry}), of_all({"surfaces": {name: entry}}, HOSTILE)):
        assert not {each["src"] for each in read(made).all("img")} & {"x"}
        assert not read(made).scripts


@pytest.mark.parametrize("catalogue", [*PAGES, *TABLES])
def test_every_list_names_every_entry(catalogue: str) -> None:
    found = entries(catalogue)
    body = of_catalogue(catalogue, found)
    shown = read(body)
    if catalogue in PAGES:
        assert {f"{name}.html" for name in found} <= {each["href"] for each in shown.all("a")}
    else:
        assert all(f"<code>{name}</code>" in body for name in found)
    assert TITLES[catalogue] in body


def test_the_first_page_leads_to_every_entry() -> None:
    known = {catalogue: entries(catalogue) for catalogue in PAGES}
    found = read(of_all(known, "optviz"))
    wanted = {f"{catalogue}/{name}.html" for catalogue, name in NAMES}
    assert wanted == {each["href"] for each in found.all("a")} & wanted
