"""The examples for continuous integration do what they are there for."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.documentation import ROOT, example

if TYPE_CHECKING:
    from pathlib import Path

WORKFLOW, HOOKS = (
    yaml.safe_load(example(name)) for name in (".github/workflows/figures.yml", ".pre-commit-config.yaml")
)
HOUSE = "out_dir: ../public/figures\noutput: {size: [240, 160], fps: 5, duration: 0.4, hold: 0}\n"
FIGURE = "surface: sphere\nstart: [0.5, 0.4]\nsteps: 5\noptimizers: [sgd]\n"


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    """A repository with two figures, and files of other tools."""
    folder = tmp_path / "blog"
    (folder / ".git").mkdir(parents=True)
    (folder / "figures" / "ch1").mkdir(parents=True)
    for name, text in {"optviz": HOUSE, "a": FIGURE, "ch1/b": FIGURE}.items():
        (folder / "figures" / f"{name}.yaml").write_text(text, encoding="utf-8")
    (folder / "mkdocs.yml").write_text("site_name: My blog\n", encoding="utf-8")
    return folder


def shell(command: str, folder: Path) -> int:
    """Run a line of an example with this optviz."""
    line = re.sub(r"^optviz\b", f"{shlex.quote(sys.executable)} -P -m optviz", command)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(["/bin/sh", "-c", line], cwd=folder, env=environment, check=False).returncode


def outputs(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in (folder / "public" / "figures").rglob("*.gif"))


def test_the_workflow_makes_the_figures(blog: Path) -> None:
    (job,) = WORKFLOW["jobs"].values()
    steps = [step["run"] for step in job["steps"] if "run" in step]
    assert steps.pop(0) == "pip install optviz"
    for _ in range(2):
        assert [shell(step, blog) for step in steps] == [0] * len(steps)
        assert outputs(blog) == ["public/figures/a.gif", "public/figures/ch1/b.gif"]
    assert '"fresh"' in (blog / "figures.json").read_text(encoding="utf-8")
    (blog / "figures" / "a.yaml").rename(blog / "figures" / "c.yaml")
    assert [shell(step, blog) for step in steps] == [0] * len(steps)
    assert outputs(blog) == ["public/figures/c.gif", "public/figures/ch1/b.gif"]
    (cached,) = (step["with"]["path"] for step in job["steps"] if step.get("uses", "").startswith("actions/cache"))
    assert (blog / cached / ".optviz.json").is_file()


def hooks() -> dict[str, dict[str, Any]]:
    (repository,) = HOOKS["repos"]
    return {hook["id"]: hook for hook in repository["hooks"]}


def run(hook: dict[str, Any], blog: Path) -> int:
    """Do as pre-commit does for files that are all staged."""
    files = [str(path.relative_to(blog)) for path in sorted(blog.rglob("*")) if path.is_file()]
    chosen = [file for file in files if re.search(hook["files"], file)]
    assert chosen
    return shell(shlex.join([*shlex.split(hook["entry"]), *(chosen if hook.get("pass_filenames", True) else [])]), blog)


def test_a_hook_finds_what_is_wrong(blog: Path) -> None:
    hook = hooks()["optviz-validate"]
    assert run(hook, blog) == 0
    (blog / "figures" / "optviz.yaml").write_text("output: {fsp: 5}\n", encoding="utf-8")
    assert run(hook, blog) == 2


def test_a_hook_finds_what_is_stale(blog: Path) -> None:
    hook = hooks()["optviz-build"]
    assert run(hook, blog) == 1
    assert shell("optviz build figures", blog) == 0
    assert run(hook, blog) == 0
    (blog / "figures" / "optviz.yaml").write_text(f"{HOUSE}seed: 3\n", encoding="utf-8")
    assert run(hook, blog) == 1
