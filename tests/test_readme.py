from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from optviz.training import plane

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = (
    "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/optviz render saddle",
    ".venv/bin/pip install '.[test]' && .venv/bin/pytest",
)


def test_the_first_shell_block_is_the_two_commands() -> None:
    (block,) = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)[:1]
    assert tuple(block.splitlines()) == COMMANDS


def test_generated_parts_are_current() -> None:
    subprocess.run([sys.executable, str(ROOT / ".ci" / "readme.py"), "--check"], check=True)
    assert README.count("<!-- optviz ") == README.count("<!-- end -->") >= 2


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#:]+)\)|src=\"([^\":]+)\"", README))))
def test_every_file_it_links_to_is_there(link: tuple[str, str]) -> None:
    assert (ROOT / "".join(link)).exists()


def test_its_pictures_are_small() -> None:
    pictures = [
        ROOT / "".join(link) for link in set(re.findall(r"\]\((outputs/[^)]+)\)|src=\"(outputs/[^\"]+)\"", README))
    ]
    assert pictures
    assert sum(path.stat().st_size for path in pictures) < 1_500_000


def test_every_yaml_example_is_valid(tmp_path: Path) -> None:
    from optviz.api.style_files import is_style, output_of
    from optviz.scenario import is_house, load, validate_house

    examples = re.findall(r"```yaml\n(?:# (\S+\.yaml)\n)?(.*?)```", README, re.DOTALL)
    assert examples
    (tmp_path / ".git").mkdir()
    files = [tmp_path / (name or f"{place}/example.yaml") for place, (name, _) in enumerate(examples)]
    for file, (_, text) in zip(files, examples, strict=True):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        if "plane.npz" in text:
            write_plane(file.with_name("plane.npz"))
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


@pytest.mark.parametrize("example", re.findall(r"```python\n(.*?)```", README, re.DOTALL))
def test_every_python_example_runs(example: str, tmp_path: Path) -> None:
    if "import torch" in example:
        pytest.importorskip("torch")
    subprocess.run([sys.executable, "-c", example], check=True, cwd=tmp_path)
