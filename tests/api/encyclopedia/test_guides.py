"""Pages of guides: a scenario stands beside what it draws, and every link leads somewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optviz.api.catalogues import Description, entries
from optviz.api.encyclopedia import making, pages
from optviz.api.encyclopedia.guides import address
from optviz.api.encyclopedia.lists import PAGES, TABLES, of_all, of_catalogue
from optviz.api.encyclopedia.pictures import Drawn
from optviz.api.packages import repository
from optviz.errors import InvalidScenarioError, MissingToolError
from optviz.guides import guides, named
from optviz.site.markdown import blocks
from tests.documentation import ROOT
from tests.site.markup import Document

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("undrawn")

BLOB = f"{repository()}/blob/main/"
TEXT = """# A guide

Words.

## One

```yaml
surface: beale
start: [1, 1.5]
optimizers: [sgd]
```

## Two

```yaml
# figures/other.yaml
surface: beale
```

```yaml
surface: beale
start: [1, 1.5]
optimizers: [sgd, adam]
views: [contour, curve]
```
"""


def guide(text: str) -> Description:
    return Description("guide", "mine", "A guide", "what it says.", facts={"group": "A"}, text=text)


def test_a_scenario_stands_beside_what_it_draws(tmp_path: Path) -> None:
    drawn = Drawn(tmp_path)
    html = pages.body(guide(TEXT), drawn)
    assert drawn.names == ["mine-1-light.mp4", "mine-1-dark.mp4", "mine-2-light.mp4", "mine-2-dark.mp4"]
    assert {path.name for path in tmp_path.iterdir()} == set(drawn.names)
    shown = Document(html)
    assert [each["class"] for each in shown.all("figure")] == ["moves", "moves several"]
    assert [each["class"] for each in shown.all("div") if each.get("class") == "beside"] == ["beside"] * 2
    assert all(each["aria-label"] for each in shown.all("video"))
    assert html.index("One</h2>") < html.index('<div class="beside">') < html.index("mine-1-dark.mp4")
    assert html.index("mine-1-dark.mp4") < html.index("figures/other.yaml") < html.index("mine-2-dark.mp4")


def test_a_scenario_that_is_wrong_is_told_with_the_guides_line(tmp_path: Path) -> None:
    with pytest.raises(InvalidScenarioError, match=r"mine\.md:10:\d+: unknown optimizer 'sgb'"):
        pages.body(guide(TEXT.replace("[sgd]", "[sgb]")), Drawn(tmp_path))


def test_what_is_not_installed_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def film(*_: object) -> str:
        raise MissingToolError("cma_es needs cma; pip install 'optviz[cma]' brings it")

    monkeypatch.setattr(Drawn, "film", film)
    html = pages.body(guide(TEXT), Drawn(tmp_path))
    assert html.count("There is no animation: cma_es needs cma") == 2
    assert not Document(html).all("figure")


@pytest.mark.parametrize("name", guides())
def test_every_scenario_of_a_guide_is_drawn_and_nothing_else(name: str, tmp_path: Path) -> None:
    entry = entries("guides")[name]
    drawn = Drawn(tmp_path)
    html = pages.body(entry, drawn)
    whole = [each for each in blocks(entry.text) if each.language == "yaml" and not named(each.text)]
    assert len(drawn.names) == 2 * len(whole)
    assert html.count("<video") == len(whole)
    assert "<!--" not in html
    assert "&lt;!--" not in html


@pytest.mark.parametrize(
    ("written", "leads"),
    [
        ("notes.md", "notes.html"),
        ("surfaces.md#batches-epochs-and-orders", "surfaces.html#batches-epochs-and-orders"),
        ("README.md", "index.html"),
        ("#part", "#part"),
        ("https://example.org/a.md#b", "https://example.org/a.md#b"),
        ("../../README.md#measured", f"{BLOB}README.md#measured"),
        ("../optimizers/adagrad.py", f"{BLOB}optviz/optimizers/adagrad.py"),
        ("../../.github/CONTRIBUTING.md", f"{BLOB}.github/CONTRIBUTING.md"),
    ],
)
def test_where_links_lead(written: str, leads: str) -> None:
    assert address(written) == leads


def test_the_repository_is_that_of_the_metadata() -> None:
    assert f'Repository = "{repository()}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert repository().startswith("https://")


def test_the_list_of_guides_has_their_groups_and_searches_their_texts() -> None:
    known = entries("guides")
    html = of_catalogue("guides", known)
    places = [html.index(f'href="{name}.html"') for name in known]
    assert places == sorted(places)
    groups = dict.fromkeys(guide.group for guide in guides().values())
    assert len(Document(html).all("h2")) == len(groups)
    assert all(f"<h2>{group}</h2>" in html for group in groups)
    (texts,) = Document(html).scripts
    assert "max_bytes" in texts


def test_a_guide_that_the_index_forgets_is_in_the_list() -> None:
    known = {"mine": guide(TEXT), "other": guide(TEXT)._replace(name="other", facts={"group": ""})}
    assert [part.partition("</h2>")[0] for part in of_catalogue("guides", known).split("<h2>")[1:]] == ["A", "More"]


def test_the_first_page_begins_with_guides() -> None:
    known = {catalogue: entries(catalogue) for catalogue in ("formats", "guides")}
    html = of_all(known, "optviz")
    assert html.index("guides/notes.html") < html.index("formats/gif.html")
    assert "One small YAML file becomes an animation" in html


def test_no_link_of_a_guide_leads_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known: dict[str, dict[str, Description]] = {name: {} for name in (*PAGES, *TABLES)} | {"guides": entries("guides")}
    monkeypatch.setattr(making, "entries", known.__getitem__)
    report = making.make(
        tmp_path, workers=1, say=lambda _: None, progress=lambda _: None, sections=making.sections(), welcome="optviz"
    )
    assert report.ok
    found = {path: Document(path.read_text(encoding="utf-8")) for path in tmp_path.rglob("*.html")}
    for page, shown in found.items():
        for link in shown.all("a"):
            place, _, part = str(link["href"]).partition("#")
            if ":" in place:
                assert place.startswith("https://"), link
                continue
            target = (page.parent / place).resolve() if place else page
            assert target in found, f"{page.name}: {link}"
            assert not part or part in {each.get("id") for _, each in found[target].elements}, f"{page.name}: {link}"


def test_a_changed_guide_is_made_again_and_others_are_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known: dict[str, dict[str, Description]] = {name: {} for name in (*PAGES, *TABLES)}
    known["guides"] = {"mine": guide(TEXT), "other": guide(TEXT)._replace(name="other")}
    monkeypatch.setattr(making, "entries", known.__getitem__)

    def rendered() -> list[str]:
        report = making.make(
            tmp_path, workers=1, say=lambda _: None, progress=lambda _: None, sections={}, welcome="optviz"
        )
        assert report.ok
        return [each.source for each in report.having("rendered")]

    assert {"guide mine", "guide other"} < set(rendered())
    assert rendered() == []
    known["guides"]["mine"] = guide(TEXT.replace("Words.", "Other words."))
    assert rendered() == ["guide mine", "guides", "index"]
    assert "Other words." in (tmp_path / "guides" / "mine.html").read_text(encoding="utf-8")
