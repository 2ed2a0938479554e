"""Documents of the real Sphinx, in reStructuredText and MyST."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("sphinx", exc_type=ImportError)
pytest.importorskip("myst_parser", exc_type=ImportError)

INDEX = """
Valleys
=======

.. toctree::

   ch1/post

* In a list:

  .. optviz:: figures/duel.yaml

.. optviz::

   surface: sphere
   start: [0.5, 0.4]
   optimizers: [sgd]
"""
DOCUMENTED = '''
def booth():
    """A function.

    .. optviz::
       surface: boooth
       start: [1, 5]
       optimizers: [sgd]
    """
'''


@pytest.fixture
def book(valleys: Path) -> Path:
    """Two documents with five figures, two of which are the same."""
    (valleys / "index.rst").write_text(INDEX, encoding="utf-8")
    (valleys / "ch1").mkdir()
    text = (valleys / "post.md").read_text(encoding="utf-8")
    (valleys / "ch1" / "post.md").write_text(text.replace("figures/", "../figures/"), encoding="utf-8")
    (valleys / "post.md").unlink()
    return valleys


def built(folder: Path, builder: str = "html", *options: str) -> tuple[int, str, Path]:
    """Build a book: the exit code, what is told of it, and where it is."""
    command = [sys.executable, "-P", "-m", "sphinx", "-b", builder, "-d", "doctrees", *options, ".", f"out/{builder}"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr, folder / "out" / builder


def figures(page: Path) -> list[str]:
    """The figures of a page; every file that they name is there."""
    found = re.findall(r'<figure class="optviz">.*?</figure>', page.read_text(encoding="utf-8"), re.DOTALL)
    for name in re.findall(r'(?:src|srcset|poster|href|data-dark)="([^"]+)"', "".join(found)):
        assert (page.parent / name).is_file(), name
    return found


def stamps(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.glob("_static/optviz/*")}


def test_a_book_shows_what_moves_and_nothing_is_rendered_twice(book: Path) -> None:
    code, told, site = built(book, "html", "-W")
    assert code == 0, told
    assert len(figures(site / "index.html")) == 2
    assert len(figures(site / "ch1" / "post.html")) == 3
    made = stamps(site)
    assert len({path.name.split("-")[0] for path in made if path.name[0] != "."}) == 3  # index, post, duel
    code, told, _ = built(book)
    assert (code, "0 added, 0 changed" in told, stamps(site)) == (0, True, made)
    code, told, _ = built(book, "html", "-E", "-a", "-j", "2")
    assert (code, "2 added" in told, stamps(site)) == (0, True, made)


@pytest.mark.torture
def test_what_is_changed_or_gone_is_made_again(book: Path) -> None:
    _, _, site = built(book)
    made = stamps(site)
    gone = next(path for path in made if path.name.startswith("index-") and path.suffix != ".png")
    gone.unlink()
    code, told, _ = built(book)
    assert (code, "1 changed" in told, gone.is_file()) == (0, True, True)
    figure = book / "figures" / "duel.yaml"
    figure.write_text(figure.read_text(encoding="utf-8").replace("duration: 1", "duration: 2"), encoding="utf-8")
    code, told, _ = built(book)
    assert (code, "2 changed" in told) == (0, True)
    assert {path.name.split("-")[0] for path in stamps(site).keys() - made.keys()} == {"duel"}


@pytest.mark.torture
def test_other_documents_show_the_last_frame_or_say_it(book: Path) -> None:
    code, told, latex = built(book, "latex", "-W")
    assert code == 0, told
    (text,) = (path.read_text(encoding="utf-8") for path in latex.glob("*.tex") if "optviz" in path.read_text("utf-8"))
    shown = re.findall(r"\\sphinxincludegraphics\{\{([^{}]+)\}\.(\w+)\}\n\\caption\{([^}]+)\}", text)
    assert len(shown) == 5
    assert all((latex / f"{name}.{suffix}").stat().st_size and caption for name, suffix, caption in shown)
    code, told, epub = built(book, "epub")
    assert code == 0, told
    assert not list(epub.rglob("*.mp4"))
    assert len(re.findall(r'<img [^>]*src="_images/[^"]+\.png"', (epub / "index.xhtml").read_text("utf-8"))) == 2
    code, told, words = built(book, "text", "-W")
    assert code == 0, told
    assert "SGD on Sphere" in " ".join((words / "index.txt").read_text(encoding="utf-8").split())


def test_what_is_wrong_is_told_at_once_and_fails_every_build(book: Path) -> None:
    post = book / "ch1" / "post.md"
    right = post.read_text(encoding="utf-8")
    post.write_text(right.replace("[sgd, adam]", "[sgd, adem]"), encoding="utf-8")
    (book / "index.rst").write_text(
        INDEX.replace("figures/duel", "../duel").replace("start", "strat"), encoding="utf-8"
    )
    line = right[: right.index("[sgd, adam]")].count("\n") + 1
    for options in (("-j", "2"), ()):
        code, told, _ = built(book, "html", *options)
        assert code == 1
        assert f"ch1/post.md:{line}:23: ERROR: unknown optimizer 'adem'" in told
        assert "index.rst:11:15: ERROR: '../duel.yaml' leads out of" in told
        assert "index.rst:16:4: ERROR: unknown key 'strat'" in told
    post.write_text(right, encoding="utf-8")
    (book / "index.rst").write_text(INDEX, encoding="utf-8")
    assert built(book)[0] == 0


@pytest.mark.torture
def test_what_cannot_be_rendered_fails_every_build(book: Path) -> None:
    (book / "out" / "html" / "_static").mkdir(parents=True)
    (book / "out" / "html" / "_static" / "optviz").write_text("in the way")
    for _ in range(2):
        code, told, _ = built(book)
        assert code == 1
        assert "ERROR: index.rst:15:4: cannot write" in told


@pytest.mark.torture
def test_docstrings_have_figures_too(book: Path) -> None:
    with (book / "conf.py").open("a", encoding="utf-8") as settings:
        settings.write('\nimport sys\nsys.path.insert(0, ".")\nextensions.append("sphinx.ext.autodoc")\n')
    (book / "library.py").write_text(DOCUMENTED, encoding="utf-8")
    (book / "index.rst").write_text("Library\n=======\n\n.. autofunction:: library.booth\n", encoding="utf-8")
    code, told, _ = built(book)
    assert (code, "library.py:6:17: ERROR: unknown surface 'boooth'" in told) == (1, True), told
