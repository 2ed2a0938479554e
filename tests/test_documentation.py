"""What the README and the guides say is so."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from importlib.util import find_spec
from itertools import pairwise
from typing import TYPE_CHECKING

import click
import numpy as np
import pytest

import optviz
from optviz.api.style_files import is_style, output_of
from optviz.cli.program import program
from optviz.guides import named
from optviz.scenario import is_house, load, validate_house
from optviz.site.markdown import headings, links
from optviz.training import plane
from tests.documentation import FILES, README, ROOT, example, examples, place

if TYPE_CHECKING:
    from pathlib import Path

    from optviz.site.markdown import Block

PICTURE = re.compile(r"<img src=\"([^\"]+)\"")
WHOLE = [(file, block) for file, block in examples("yaml") if not named(block.text)]


@pytest.mark.parametrize("found", WHOLE, ids=place)
def test_a_scenario_without_a_name_is_whole(found: tuple[Path, Block], tmp_path: Path) -> None:
    file = tmp_path / "example.yaml"
    file.write_text(found[1].text, encoding="utf-8")
    load(file, untrusted=True)


@pytest.mark.parametrize("document", FILES, ids=lambda file: file.name)
def test_every_file_that_is_shown_is_valid(document: Path, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    files = []
    for file, block in examples("yaml"):
        if file == document and (name := named(block.text)):
            files.append(tmp_path / name)
            files[-1].parent.mkdir(exist_ok=True)
            files[-1].write_text(block.text, encoding="utf-8")
            if "plane.npz" in block.text:
                write_plane(files[-1].with_name("plane.npz"))
    for file in files:
        if is_house(file):
            validate_house(file)
        elif is_style(file):
            output_of(file)
        else:
            load(file)


def write_plane(file: Path) -> None:
    """The plane of two paths in three dimensions, as that of a training."""
    runs = {name: np.array([[-4, 2, 0], [-2, 1, bend], [0, 0, 0.0]]) for name, bend in (("sgd", 0.5), ("adam", -0.5))}
    around = plane(runs, center="adam", directions=[[1, 0, 0], [0, 1, 0]])
    around.grid(lambda vector: float(vector @ vector), np.linspace(-5, 5, 9), np.linspace(-5, 5, 9), workers=0)
    around.save(file)


@pytest.mark.parametrize("found", examples("python"), ids=place)
def test_every_python_example_runs(found: tuple[Path, Block], tmp_path: Path) -> None:
    _, block = found
    if "import torch" in block.text:
        pytest.importorskip("torch")
    subprocess.run([sys.executable, "-c", block.text], check=True, cwd=tmp_path)


@pytest.mark.parametrize("document", FILES, ids=lambda file: file.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for link in (*links(text), *PICTURE.findall(text)):
        name, _, part = link.partition("#")
        if ":" in name:
            assert name.startswith("https://"), link
            continue
        target = document.parent / name if name else document
        assert target.exists(), link
        assert target.resolve().is_relative_to(ROOT.resolve()), link
        assert not part or part in {each.id for each in headings(target.read_text(encoding="utf-8"))}, link


@pytest.mark.parametrize("document", FILES, ids=lambda file: file.name)
def test_a_document_has_one_title_and_no_level_is_left_out(document: Path) -> None:
    levels = [heading.level for heading in headings(document.read_text(encoding="utf-8"))]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_generated_parts_are_current() -> None:
    texts = [file.read_text(encoding="utf-8") for file in FILES]
    begun, ended = (sum(text.count(comment) for text in texts) for comment in ("<!-- optviz ", "<!-- end -->"))
    assert begun == ended >= 1
    subprocess.run([sys.executable, str(ROOT / ".ci" / "generated.py"), "--check"], check=True)


def test_pictures_are_small() -> None:
    pictures = {document.parent / link for document in FILES for link in PICTURE.findall(document.read_text("utf-8"))}
    assert pictures
    assert sum(path.stat().st_size for path in pictures) < 1_500_000


def test_no_file_is_shown_twice_under_one_name() -> None:
    names = [named(block.text) for _, block in examples()]
    for name in filter(None, names):
        assert names.count(name) == 1, name
        assert example(name).startswith(f"# {name}\n")


def test_the_readme_is_one_of_them() -> None:
    assert README in FILES
    assert len(FILES) > 1


@pytest.mark.parametrize("document", FILES, ids=lambda file: file.name)
def test_every_name_of_the_package_is_there(document: Path) -> None:
    for name in re.findall(r"\boptviz\.(?!yaml\b|schema\b)(\w+)", document.read_text(encoding="utf-8")):
        assert name in dir(optviz) or find_spec(f"optviz.{name}"), name


COMMANDS = [
    (file, line)
    for file, block in examples("console")
    for line in block.text.splitlines()
    if line.startswith("$ optviz ")
]


@pytest.mark.parametrize(("document", "line"), COMMANDS, ids=lambda each: each if isinstance(each, str) else each.name)
def test_every_command_takes_what_stands_there(document: Path, line: str) -> None:
    del document
    name, *arguments = shlex.split(line, comments=True)[2:]
    arguments = arguments[: arguments.index(">")] if ">" in arguments else arguments
    command = program.get_command(click.Context(program), name)
    assert command is not None, name
    command.make_context(name, arguments)
