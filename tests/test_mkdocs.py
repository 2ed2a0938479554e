"""A site of the real MkDocs, with the guide's settings."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("mkdocs", exc_type=ImportError)
pytest.importorskip("pymdownx", exc_type=ImportError)

DECLARED = "[mkdocs.plugins]\noptviz = optviz.mkdocs:OptvizPlugin\n"


@pytest.fixture
def site(valleys: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two pages with three figures each, one of which is the same; optviz need not be installed."""
    (valleys / "docs" / "ch1").mkdir(parents=True)
    text = (valleys / "post.md").read_text(encoding="utf-8")
    (valleys / "docs" / "index.md").write_text(f"---\ntitle: First\n---\n{text}", encoding="utf-8")
    (valleys / "docs" / "ch1" / "post.md").write_text(text.replace("figures/", "../figures/"), encoding="utf-8")
    (valleys / "figures").rename(valleys / "docs" / "figures")
    declared = valleys / "declared" / "optviz_declared-1.dist-info"
    declared.mkdir(parents=True)
    (declared / "METADATA").write_text("Metadata-Version: 2.1\nName: optviz-declared\nVersion: 1\n", encoding="utf-8")
    (declared / "entry_points.txt").write_text(DECLARED, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(declared.parent), prepend=":")
    return valleys


def built(folder: Path) -> tuple[int, str]:
    """Build the site: the exit code, and what is told of it."""
    command = [sys.executable, "-P", "-m", "mkdocs", "build", "--strict"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def stamps(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in (folder / ".cache" / "optviz").iterdir()}


def test_a_site_shows_what_moves_and_nothing_is_rendered_twice(site: Path) -> None:
    code, told = built(site)
    assert code == 0, told
    published = set[str]()
    for name in ("index.html", "ch1/post/index.html"):
        page = site / "site" / name
        text = page.read_text(encoding="utf-8")
        assert text.count('<figure class="optviz">') == 3
        assert "<!-- optviz" not in text
        assert text.count("matchMedia") >= 3  # the script
        addresses = re.findall(r'(?:src|srcset|poster|href|data-dark)="([^"]*optviz/[^"]+)"', text)
        published |= {(page.parent / address).resolve().name for address in addresses}
        assert all((page.parent / address).is_file() for address in addresses)
    assert published == {path.name for path in (site / "site" / "optviz").iterdir()}
    words = (site / "site" / "search" / "search_index.json").read_text(encoding="utf-8")
    assert "Beale" in words
    assert "matchMedia" not in words
    assert "max-width" not in words
    made = stamps(site)
    assert {path.name for path in made} > published
    (site / ".cache" / "optviz" / "another.gif").touch()
    assert built(site)[0] == 0
    assert {path: stamp for path, stamp in stamps(site).items() if path.name != "another.gif"} == made
    assert published == {path.name for path in (site / "site" / "optviz").iterdir()}


def test_what_is_wrong_fails_the_build_with_the_pages_line(site: Path) -> None:
    page = site / "docs" / "index.md"
    text = page.read_text(encoding="utf-8").replace("[sgd, adam]", "[sgd, adem]")
    page.write_text(text, encoding="utf-8")
    line = text[: text.index("adem")].count("\n") + 1
    code, told = built(site)
    assert code == 1
    assert f"docs/index.md:{line}:23: unknown optimizer 'adem'" in told
    assert "Traceback" not in told


@pytest.mark.torture
def test_settings_of_superfences_are_kept(site: Path) -> None:
    with (site / "mkdocs.yml").open("a", encoding="utf-8") as settings:
        plain = '{name: plain, class: plain, format: !!python/name:pymdownx.superfences.fence_div_format ""}'
        settings.write(f"markdown_extensions:\n  - pymdownx.superfences:\n      custom_fences: [{plain}]\n")
    with (site / "docs" / "index.md").open("a", encoding="utf-8") as page:
        page.write("\n```plain\nWords\n```\n")
    code, told = built(site)
    assert code == 0, told
    text = (site / "site" / "index.html").read_text(encoding="utf-8")
    assert '<div class="plain">Words</div>' in text
    assert text.count('<figure class="optviz">') == 3
