"""Files that build on one another as strangers may send them: links, circles, pipes, chains, and bytes of any kind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import optviz
from optviz.errors import OptvizError
from optviz.parsing.project import HOUSE
from optviz.parsing.yaml12 import MAX_BYTES
from optviz.scenario import Scenario, load, parse, to_mapping, to_yaml, validate_house

LEAST = "surface: saddle\nstart: [0.5, 0.1]\noptimizers: [sgd]\n"
SECRET = "hunter2"  # noqa: S105  (nobody's)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder of a stranger's, beside one with a secret."""
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "s.yaml").write_text(f"{SECRET}: {SECRET}\nsteps: {SECRET}\n")
    (tmp_path / "theirs").mkdir()
    return tmp_path / "theirs"


def told(path: Path, *, untrusted: bool = True) -> str:
    """What a person is told of a file that cannot be used."""
    with pytest.raises(OptvizError) as caught:
        load(path, untrusted=untrusted)
    assert SECRET not in str(caught.value)
    return str(caught.value)


WAYS_OUT = (
    "../secret/s.yaml", "./../secret/s.yaml", "a/../../secret/s.yaml", "link/s.yaml", "link.yaml", "twice.yaml",
    "/proc/self/cwd/../secret/s.yaml", "sub/../../secret/s.yaml", "../theirs/../secret/s.yaml", "around/s.yaml",
)  # fmt: skip


@pytest.mark.parametrize("untrusted", [True, False])
@pytest.mark.parametrize("way", WAYS_OUT)
def test_nothing_outside_is_read(project: Path, way: str, untrusted: bool) -> None:
    (project / "sub").mkdir()
    (project / "link").symlink_to("../secret")
    (project / "link.yaml").symlink_to("../secret/s.yaml")
    (project / "twice.yaml").symlink_to("link.yaml")
    (project / "around").symlink_to("/proc/self/root" + str(project.parent / "secret"))
    for key in ("extends", "style"):
        (project / "x.yaml").write_text(f"{key}: {way}\n{LEAST}")
        assert f"{key}: " in told(project / "x.yaml", untrusted=untrusted)
    (project / "y.yaml").write_text(LEAST)
    for text in (f"extends: {way}\n", f"style: {way}\n", f"out_dir: {Path(way).parent if '/' in way else 'link'}\n"):
        (project / HOUSE).write_text(text)
        assert f"{HOUSE}:1:" in told(project / "y.yaml", untrusted=untrusted)


@pytest.mark.parametrize("name", ["base.yaml", HOUSE])
@pytest.mark.parametrize("target", ["/dev/zero", "/dev/stdin", "/proc/self/mem", "pipe", ".", "loop", "gone"])
def test_no_device_is_opened(project: Path, name: str, target: str) -> None:
    os.mkfifo(project / "pipe")
    (project / "loop").symlink_to("loop")
    (project / name).symlink_to(target)
    (project / "x.yaml").write_text(("" if name == HOUSE else f"extends: {name}\n") + LEAST)
    for untrusted in (True, False):
        assert told(project / "x.yaml", untrusted=untrusted)


CONTENTS = {
    "invalid": b"steps: \xff\xfe\xfd\n",
    "latin": "title: Täler\n".encode("latin-1"),
    "nul": b"steps: 3\0\n",
    "utf16": "steps: 3\n".encode("utf-16"),
    "large": b"#" * (MAX_BYTES + 1),
    "deep": b"[" * 10_000,
    "list": b"- a\n",
    "text": b"a\n",
    "two": b"steps: 3\n---\nsteps: 4\n",
    "anchors": b"a: &a [1]\nb: *a\n",
    "merge": b"<<: {steps: 3}\n",
}


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
@pytest.mark.parametrize("name", ["base.yaml", HOUSE])
def test_bytes_of_any_kind_are_told_in_their_own_file(project: Path, name: str, content: bytes) -> None:
    (project / name).write_bytes(content)
    (project / "x.yaml").write_text(("" if name == HOUSE else f"extends: {name}\n") + LEAST)
    if content == CONTENTS["utf16"]:
        assert load(project / "x.yaml").steps == 3
        return
    assert all(f"{name}:" in line for line in told(project / "x.yaml").splitlines())


def test_a_chain_of_a_thousand_is_not_walked(project: Path) -> None:
    for number in range(1000):
        (project / f"{number}.yaml").write_text(f"extends: {number + 1}.yaml\n{LEAST}")
    assert "more than 8 files" in told(project / "0.yaml")


def test_two_hundred_folders_deep(project: Path) -> None:
    folder = project
    for number in range(200):
        folder = folder / "a"
        folder.mkdir()
        (folder / HOUSE).write_text(f"steps: {number + 1}\n")
    (folder / "x.yaml").write_text(LEAST)
    assert load(folder / "x.yaml").steps == 200
    (folder / HOUSE).write_text("#" * 200_000)
    (folder.parent / HOUSE).write_text("#" * 200_000)
    assert "more than 256 kB" in told(folder / "x.yaml")


def test_in_a_folder_that_is_gone(project: Path) -> None:
    (project / "x.yaml").write_text(f"extends: base.yaml\n{LEAST}")
    (project / "base.yaml").write_text("stps: 3\n")
    gone = project / "gone"
    gone.mkdir()
    command = f"cd {gone} && rmdir {gone} && {sys.executable} -m optviz validate {project / 'x.yaml'}"
    environment = {**os.environ, "PYTHONPATH": str(Path(optviz.__file__).parents[1])}
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 2
    assert done.stderr == f"{project / 'base.yaml'}:1:1: unknown key 'stps' in a scenario; did you mean 'steps'?\n"


RIGHT = (
    "surface: saddle", "start: [0.5, 0.1]", "optimizers: [sgd]", "optimizers: [{name: adam, lr: 0.1}, sgd]", "steps: 7",
    "vary: {lr: [0.1, 0.2]}", "vary: {start: [[1, 1], [0, 1]]}", "vary: {optimizer: [sgd, adam], lr: [0.1, 0.2]}",
    "output: {theme: dark}", "output: {size: [640, 360], colors: {sgd: lime}}", "bounds: {x: [-2, 2], y: [-2, 2]}",
    "gradient: {noise: {std: 0.1}}", "gradient: {noise: {std: 1, decay: 1}, clip: 3}", "math: true",
    "matrix: {theme: [dark, light]}", "matrix: {size: [[640, 360], [900, 400]]}", "traces: {show: tail}",
    "views: [contour, {name: surface3d, azimuth: 3}]",
)  # fmt: skip
WRONG = ("output:", "bounds: {y: [-2, 2]}", "steps: -1", "title: “x”", "nonsense: 3", "out_dir: pictures", "- a", "{")
WAYS = {
    "x.yaml": "a.yaml",
    "a.yaml": "sub/b.yaml",
    HOUSE: "a.yaml",
    "sub/y.yaml": "../x.yaml",
    f"sub/{HOUSE}": "b.yaml",
}
"""What extends what without a circle."""
NAMES = (*WAYS, "sub/b.yaml", f"sub/{HOUSE}")


def contents(name: str) -> st.SearchStrategy[list[str]]:
    """The lines of a file, which are right as a rule."""
    ways = st.sampled_from([None, WAYS.get(name), WAYS.get(name)]) | st.sampled_from(NAMES)
    least = st.sampled_from([[], [], LEAST.splitlines()])
    keys = st.lists(st.sampled_from(RIGHT), max_size=4)
    wrong = st.sampled_from([[]] * 30 + [[line] for line in WRONG])
    parts = st.tuples(ways.map(lambda way: [f"extends: {way}"] if way else []), least, keys, wrong)
    return parts.map(lambda found: list({line.split(":")[0]: line for part in found for line in part}.values()))


FILES = st.fixed_dictionaries({name: contents(name) for name in NAMES})


@pytest.mark.torture
@settings(max_examples=700, deadline=None)
@given(files=FILES, untrusted=st.booleans())
def test_any_files_are_a_scenario_or_are_told_why_not(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, list[str]], untrusted: bool
) -> None:
    folder = tmp_path_factory.getbasetemp() / "any"
    (folder / "sub").mkdir(parents=True, exist_ok=True)
    for name, lines in files.items():
        (folder / name).write_text("\n".join(lines), encoding="utf-8")
    for name in NAMES:
        try:
            if name.endswith(HOUSE):
                validate_house(folder / name, untrusted=untrusted)
            else:
                check(load(folder / name, untrusted=untrusted))
        except OptvizError as error:
            lines = str(error).splitlines()
            assert all(line.startswith(str(folder)) for line in lines)


def check(found: Scenario) -> None:
    """A scenario from several files is as good as one from one file."""
    assert parse(to_yaml(found)) == found
    assert len({each.name for each in found.variants}) == len(found.variants)
    for each in found.variants:
        assert to_mapping(parse(to_yaml(each))) == to_mapping(each)
