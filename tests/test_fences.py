"""Pages that Python-Markdown makes with pymdownx.superfences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

markdown: Any = pytest.importorskip("markdown", exc_type=ImportError)
pytest.importorskip("pymdownx", exc_type=ImportError)


def page(text: str, folder: Path, **options: Any) -> str:
    """What Python-Markdown makes of a text, as a person who uses it would have it do."""
    from optviz.fences import Figures

    fence = {"name": "optviz", "class": "optviz", "format": Figures(folder / "public", "/media", **options)}
    settings = {"pymdownx.superfences": {"custom_fences": [fence]}}
    made: str = markdown.markdown(text, extensions=[*settings], extension_configs=settings)
    return made


def test_figures_take_the_place_of_fences_and_are_made_once(valleys: Path) -> None:
    text = (valleys / "post.md").read_text(encoding="utf-8")
    found = page(text, valleys)
    assert found.count('<figure class="optviz">') == 3
    addresses = set(re.findall(r'(?:src|srcset|poster|href|data-dark)="/media/([^"]+)"', found))
    assert all((valleys / "public" / name).is_file() for name in addresses)
    assert len({name.split("-")[1] for name in addresses}) == 3
    made = {path: path.stat().st_mtime_ns for path in (valleys / "public").iterdir()}
    assert page(text, valleys) == found
    assert {path: path.stat().st_mtime_ns for path in (valleys / "public").iterdir()} == made


@pytest.mark.parametrize("named", [True, False])
def test_what_is_wrong_ends_the_conversion_with_the_line(valleys: Path, *, named: bool) -> None:
    from pymdownx.superfences import SuperFencesException

    post = valleys / "post.md"
    text = post.read_text(encoding="utf-8").replace("[sgd, adam]", "[sgd, adem]")
    post.write_text(f"---\ntitle: of no concern to Python-Markdown\n---\n{text}", encoding="utf-8")
    line = text[: text.index("adem")].count("\n") + (4 if named else 1)
    place = f"{'post.md' if named else '<markdown>'}:{line}:23: unknown optimizer 'adem'"
    with pytest.raises(SuperFencesException, match=re.escape(place)):
        page(text, valleys, **({"document": post} if named else {}))


def test_other_fences_stay(valleys: Path) -> None:
    assert "<code>surface: booth" in page("```text\nsurface: booth\n```\n", valleys)
    assert not (valleys / "public").exists()
