"""Documents of the real pandoc."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from optviz.pandoc import Filter

PANDOC = shutil.which("pandoc")
needs_pandoc = pytest.mark.skipif(PANDOC is None, reason="there is no pandoc")
needs_latex = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no LaTeX")


@pytest.fixture
def post(valleys: Path) -> Path:
    """A document with three figures beside the program, which need not be installed."""
    program = valleys / "optviz-pandoc"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -P -m optviz.pandoc "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    path = valleys / "post.md"
    path.write_text(f"---\ntitle: A post\n---\n\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    return path


def converted(*arguments: str | Path, text: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [PANDOC or "pandoc", "--filter", "./optviz-pandoc", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, input=text, check=False)


def stamps() -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in Path("outputs").iterdir()}


@needs_pandoc
def test_a_page_shows_what_moves_and_nothing_is_rendered_twice(post: Path) -> None:
    done = converted(post, "-s", "-o", "post.html")
    assert (done.returncode, done.stderr) == (0, "")
    page = Path("post.html").read_text(encoding="utf-8")
    assert page.count('<figure class="optviz">') == 3
    addresses = re.findall(r'(?:src|srcset|poster|href|data-dark)="(outputs/[^"]+)"', page)
    assert {address.split("-")[0] for address in addresses} == {"outputs/post", "outputs/duel"}
    assert all(Path(address).is_file() for address in addresses)
    made = stamps()
    assert converted(post, "-s", "-o", "post.html").returncode == 0
    assert (Path("post.html").read_text(encoding="utf-8"), stamps()) == (page, made)


@needs_pandoc
@needs_latex
def test_a_pdf_shows_the_last_frames(post: Path) -> None:
    done = converted(post, "-o", "post.pdf")
    assert (done.returncode, done.stderr) == (0, "")
    pdf = Path("post.pdf").read_bytes()
    assert pdf.startswith(b"%PDF")
    assert len(re.findall(rb"/Subtype\s*/Form\s", pdf)) >= 3
    assert sorted(path.suffix for path in stamps()) == [".json", ".pdf", ".pdf", ".pdf"]


@needs_pandoc
def test_a_page_that_is_printed_stands_still(post: Path) -> None:
    printer = Path("weasyprint")
    printer.write_text(
        '#!/bin/sh\nfor last; do :; done\ncat "$1" > printed.html\necho %PDF > "$last"\n', encoding="utf-8"
    )
    printer.chmod(0o755)
    done = converted(post, "-t", "html", "--pdf-engine", printer.resolve(), "-o", "post.pdf")
    assert (done.returncode, "not found" in done.stderr) == (0, False), done.stderr
    page = Path("printed.html").read_text(encoding="utf-8")
    assert (page.count("<video"), len(re.findall(r'<img[^>]*src="[^"]+\.png"', page))) == (0, 3)


@needs_pandoc
def test_other_documents_show_the_last_frames_with_captions(post: Path) -> None:
    done = converted(post, "-t", "latex")
    shown = re.findall(r"\\includegraphics[^{]*\{(outputs/[^}]+\.pdf)\}+\s*\\caption\{([^}]+)\}", done.stdout)
    assert len(shown) == 3, done
    assert all(Path(name).is_file() and caption for name, caption in shown)
    assert not [path for path in stamps() if path.suffix in {".gif", ".mp4"}]


@needs_pandoc
@pytest.mark.torture
@pytest.mark.parametrize("form", ["docx", "odt", "epub"])
def test_packed_documents_hold_pictures(post: Path, form: str) -> None:
    import zipfile

    assert converted(post, "-o", f"post.{form}").stderr == ""
    with zipfile.ZipFile(f"post.{form}") as packed:
        assert sum(name.endswith(".png") and "humbnail" not in name for name in packed.namelist()) == 3


@needs_pandoc
@pytest.mark.torture
def test_slides_and_readmes_have_their_own_snippets(post: Path) -> None:
    assert converted(post, "-t", "revealjs").stdout.count("data-autoplay") == 3
    readme = converted(post, "-t", "gfm").stdout
    assert (readme.count("<picture>"), readme.count("<video")) == (3, 0)


@needs_pandoc
def test_metadata_say_where_files_go(post: Path) -> None:
    text = post.read_text(encoding="utf-8")
    settings = "---\noptviz: {folder: public/my_figures, base-url: /my figures}\n"
    post.write_text(text.replace("---\n", settings, 1), encoding="utf-8")
    page = converted(post).stdout
    names = set(re.findall(r'(?:src|srcset|poster|href|data-dark)="/my%20figures/([^"]+)"', page))
    assert names
    assert all((Path("public/my_figures") / name).is_file() for name in names)


@needs_pandoc
def test_what_is_wrong_fails_with_the_documents_line(post: Path) -> None:
    text = post.read_text(encoding="utf-8").replace("[sgd, adam]", "[sgd, adem]").replace("figures/duel", "../duel")
    post.write_text(text, encoding="utf-8")
    wrong = text[: text.index("adem")].count("\n") + 1
    named = text[: text.index("../duel")].count("\n") + 1
    done = converted(post, "-o", "post.html")
    assert done.returncode
    assert not Path("post.html").exists()
    assert f"post.md:{wrong}:23: unknown optimizer 'adem'" in done.stderr
    assert f"post.md:{named}:1: '../duel.yaml' leads out of" in done.stderr
    assert "Traceback" not in done.stderr


@needs_pandoc
@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="the system does not tell what a program was given")
def test_a_document_elsewhere_is_found_among_what_pandoc_was_given(post: Path) -> None:
    other = Path("elsewhere.d")
    other.mkdir()
    moved = other / "post.unusual"
    moved.write_text(post.read_text(encoding="utf-8").replace("adam]", "adem]"), encoding="utf-8")
    done = converted("-f", "markdown", moved, "-o", "post.html")
    assert f"{moved}:" in done.stderr


@needs_pandoc
@pytest.mark.torture
def test_the_document_that_another_program_made_is_passed_over(post: Path) -> None:
    text = post.read_text(encoding="utf-8").replace("[sgd, adam]", "[sgd, adem]")
    Path("post.Rmd").write_text(f"\n\n{text}", encoding="utf-8")
    post.rename("post.knit.md")
    Path("post.knit.md").write_text(text, encoding="utf-8")
    line = text[: text.index("adem")].count("\n") + 3
    assert f"post.Rmd:{line}:23: " in converted("post.knit.md", "-o", "post.html").stderr


@needs_pandoc
def test_a_text_that_is_no_file_has_its_own_lines(post: Path) -> None:
    text = post.read_text(encoding="utf-8").replace("surface: booth", "surface: boooth")
    assert "<document>:1:10: unknown surface 'boooth'" in converted("-o", "post.html", text=text).stderr


@pytest.mark.parametrize(("version", "kind"), [([1, 22, 2, 1], "Para"), ([1, 23], "Figure"), ([2, 0], "Figure")])
def test_figures_are_what_pandocs_version_has(valleys: Path, version: list[int], kind: str) -> None:
    code = {"t": "CodeBlock", "c": [["duel", ["optviz", "wide"], [["width", "50%"]]], "figures/duel.yaml\n"]}
    tree: dict[str, Any] = {"pandoc-api-version": version, "meta": {}, "blocks": [{"t": "BlockQuote", "c": [code]}]}
    ((figure,),) = (each["c"] for each in Filter(tree, "latex").shown(tree["blocks"]))
    assert figure["t"] == kind
    text = json.dumps(figure)
    assert all(f'"{word}"' in text for word in ("duel", "wide", "50%", "Beale's", "function"))
    assert re.search(r'"outputs/duel-[0-9a-f]{10}\.pdf"', text)
    assert (valleys / "outputs").is_dir()


def test_what_is_no_document_is_told(tmp_path: Path) -> None:
    command = [sys.executable, "-P", "-m", "optviz.pandoc"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    for text in ("", "# Title", "[]", "{}"):
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, input=text, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert "pandoc post.md --filter optviz-pandoc" in done.stderr


def test_the_program_is_declared() -> None:
    import tomllib

    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["scripts"]["optviz-pandoc"] == "optviz.pandoc:main"
    assert project["entry-points"]["mkdocs.plugins"]["optviz"] == "optviz.mkdocs:OptvizPlugin"
