"""Folders under fire: processes that are killed, that come all at once, that never let go; manifests of any kind."""

from __future__ import annotations

import fcntl
import json
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageSequence

import optviz
from optviz.api.build import build
from optviz.api.manifest import NAME, Fingerprint, Manifest
from optviz.api.marks import is_marked
from optviz.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.torture

TEXT = """
surface: sphere
start: [0.5, 0.4]
steps: 5
optimizers: [sgd]
output: {size: [240, 160], fps: 25, duration: 1, hold: 0, formats: [gif, mp4, png]}
"""
KINDS = ("gif", "mp4", "png")
LONG = TEXT.replace("duration: 1,", "duration: 30,") + "views: [{name: surface3d, azimuth: [0, 360]}]\n"


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(optviz.__file__).parents[1])}
    return subprocess.Popen(
        [sys.executable, "-m", "optviz", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env=environment,
    )


def check_whole(path: Path) -> None:
    """Decode every frame of a file."""
    if path.suffix == ".mp4":
        with av.open(str(path)) as container:
            assert sum(1 for _ in container.decode(video=0))
    else:
        with Image.open(path) as picture:
            for frame in ImageSequence.Iterator(picture):
                assert np.asarray(frame).size
    assert is_marked(path)


def test_a_build_that_is_killed_fifty_times(
    tmp_path: Path, sooner_or_later: Callable[[Callable[[], object]], None]
) -> None:
    """Every output is the old one or the new one, whole, and the build after that has nothing more to mend."""
    chance = random.Random("fifty")  # noqa: S311  (no secret)
    names = [f"{letter}.yaml" for letter in "abcdefgh"]
    for name in names:
        (tmp_path / name).write_text(TEXT)
    out, kills, seen = tmp_path / "out", 0, set[str]()
    while kills < 50:
        for name in names:
            (tmp_path / name).write_text(TEXT.replace("steps: 5", f"steps: {5 + kills}"))
        process = start(tmp_path, "build", ".", "--out-dir", "out", "--workers", "2")
        if kills % 2:
            time.sleep(chance.uniform(0.2, 1.6))
        else:  # also where the machine is busy, some are killed while they write
            sooner_or_later(lambda: process.poll() is not None or any(out.glob(".*.optviz.*")))  # noqa: B023
        kills += process.poll() is None
        process.kill()
        process.communicate(timeout=120)
        for path in out.glob("[!.]*"):
            check_whole(path)
        seen |= {path.name for path in out.glob(".*.optviz.*")}
    assert seen

    def built() -> bool:  # the workers of the last one may end a moment later
        process = start(tmp_path, "build", ".", "--out-dir", "out", "--force")
        _, messages = process.communicate(timeout=300)
        assert process.returncode == 0, messages
        return not any(out.glob(".*.optviz.*"))

    sooner_or_later(built)
    assert {path.name for path in out.iterdir()} == {NAME, *(f"{each}.{kind}" for each in "abcdefgh" for kind in KINDS)}
    assert build([tmp_path / name for name in names], out, check=True).ok


def test_of_builds_at_once_only_one_has_something_to_do(tmp_path: Path) -> None:
    for letter in "abcd":
        (tmp_path / f"{letter}.yaml").write_text(LONG.replace("duration: 30,", "duration: 4,"))
    processes = [start(tmp_path, "build", ".", "--out-dir", "out", "--json") for _ in range(3)]
    found = [process.communicate(timeout=600) for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0]
    states = sorted({row["status"] for row in json.loads(data)}.pop() for data, _ in found)
    assert states == ["fresh", "fresh", "rendered"]
    for data, messages in found:
        waited = "waiting for another optviz that writes to out…" in messages
        assert waited == ('"rendered"' not in data)


@pytest.mark.skipif(sys.platform != "linux", reason="needs a small file system")
def test_a_disk_that_is_full(tmp_path: Path) -> None:
    """What fits is there, the rest is told in plain words, and nothing that was there is lost."""
    small = tmp_path / "small"
    small.mkdir()
    mount, unmount = shutil.which("mount") or "", shutil.which("umount") or ""
    if subprocess.run([mount, "-t", "tmpfs", "-o", "size=256k", "none", str(small)], check=False).returncode:
        pytest.skip("no file system can be made here")
    try:
        for letter in "abcdefgh":
            (tmp_path / f"{letter}.yaml").write_text(TEXT.replace("[240, 160]", "[480, 320]"))
        process = start(tmp_path, "build", ".", "--out-dir", "small", "--json", "--workers", "2")
        data, messages = process.communicate(timeout=300)
        rows = json.loads(data)
        states = {row["status"] for row in rows}
        assert process.returncode == 1
        assert "failed" in states
        assert "No space left on device" in messages
        assert "Traceback" not in messages
        for path in small.glob("[!.]*"):
            check_whole(path)
        assert not list(small.glob(".*.optviz.*"))
        process = start(tmp_path, "build", ".", "--out-dir", "roomy", "--json", "--workers", "2")
        assert {row["status"] for row in json.loads(process.communicate(timeout=300)[0])} == {"rendered"}
    finally:
        subprocess.run([unmount, str(small)], check=True)


def test_render_that_is_killed_leaves_what_the_next_one_removes(
    tmp_path: Path, sooner_or_later: Callable[[Callable[[], object]], None]
) -> None:
    chance = random.Random("render")  # noqa: S311  (no secret)
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.yaml").write_text(LONG)
    (tmp_path / "short.yaml").write_text(TEXT)
    out, left = tmp_path / "out", set[str]()
    for _ in range(6):
        process = start(tmp_path, "render", "a.yaml", "b.yaml", "c.yaml", "--out-dir", "out")
        sooner_or_later(lambda: out.is_dir() and any(out.glob(".*.optviz.*")))
        time.sleep(chance.uniform(0, 0.3))
        process.kill()
        process.communicate(timeout=120)
        left |= {path.name for path in out.glob(".*.optviz.*")}
    assert left
    begun = time.monotonic()
    while any(out.glob(".*.optviz.*")):  # the workers of the last one may end a moment later
        assert time.monotonic() < begun + 120
        process = start(tmp_path, "render", "short.yaml", "-o", "out/another.png")
        assert process.communicate(timeout=120)[1].startswith("wrote ")
    for path in out.iterdir():
        if path.name != NAME:
            check_whole(path)


def test_many_at_once_in_one_folder(tmp_path: Path) -> None:
    names = [f"{letter}.yaml" for letter in "abcdefgh"]
    for name in names:
        (tmp_path / name).write_text(TEXT)
    orders = [names, names[::-1], names[4:] + names[:4], names[::2] + names[1::2]]
    processes = [start(tmp_path, "build", *order, "--out-dir", "out", "--workers", "1") for order in orders]
    for process in processes:
        _, messages = process.communicate(timeout=600)
        assert process.returncode == 0, messages
    manifest = Manifest.read(tmp_path / "out")
    files = [path for path in sorted((tmp_path / "out").iterdir()) if path.name != NAME]
    assert [path.name for path in files] == list(manifest.records)
    assert len(files) == 3 * len(names)
    for path in files:
        check_whole(path)
        assert not manifest.why_stale(path, manifest.records[path.name].made_from)


@pytest.mark.parametrize("command", ["build", "embed"])
def test_a_folder_that_another_process_never_lets_go_of(tmp_path: Path, command: str) -> None:
    (tmp_path / "a.yaml").write_text(TEXT)
    (tmp_path / "out").mkdir()
    handle = os.open(tmp_path / "out", os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    process = start(tmp_path, command, "a.yaml", "--out-dir", "out")
    _, messages = process.communicate(timeout=300)
    os.close(handle)
    assert process.returncode == 4
    waiting, *_, error = messages.splitlines()
    assert waiting == "waiting for another optviz that writes to out…"
    assert error.startswith("Error: another optviz has kept out locked")
    assert "Traceback" not in messages
    assert not list((tmp_path / "out").glob(".*.optviz.*"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
NAMES = st.sampled_from(["a.gif", "../a.gif", "/etc/passwd", "a" * 5000, "..", "", "\0", "\ud800", "."]) | st.text()
ROWS = JSON | st.fixed_dictionaries(
    {
        "source": JSON | st.just("a.yaml"),
        "by": JSON | st.just("build"),
        "made_from": JSON
        | st.fixed_dictionaries({"scenario": JSON, "inputs": JSON, "environment": JSON | st.just("it")}),
        "size": JSON | st.just(7),
        "content": JSON | st.just("0" * 64),
        "seconds": JSON | st.just(0.5),
    }
)
MANIFESTS = st.fixed_dictionaries(
    {
        "version": st.sampled_from([1, 2, 2, 2, 2.0, True]) | JSON,
        "environments": JSON | st.just({"it": {"numpy": "2"}}),
        "files": JSON | st.dictionaries(NAMES, ROWS, max_size=5),
        "earlier": JSON | st.dictionaries(NAMES, st.none(), max_size=3),
    }
)


@settings(max_examples=400)
@given(content=MANIFESTS | JSON, cut=st.integers(0, 400) | st.none())
def test_any_manifest_is_read(tmp_path_factory: pytest.TempPathFactory, content: Any, cut: int | None) -> None:
    folder = tmp_path_factory.getbasetemp() / "any"
    folder.mkdir(exist_ok=True)
    path = folder / "a.gif"
    path.write_bytes(b"picture")
    text = json.dumps(content).encode()[:cut]
    (folder / NAME).write_bytes(text)
    try:
        manifest = Manifest.read(folder)
    except OutputError:  # a newer one
        assert json.loads(text)["version"] > 2
        assert (folder / NAME).read_bytes() == text
        return
    made_from = Fingerprint({"steps": "5"}, {}, {"numpy": "2"})
    assert manifest.why_stale(path, made_from)
    manifest.record({path: ("a.yaml", made_from)}, 0.5, "build", print)
    assert list(json.loads((folder / NAME).read_text())["files"]) == ["a.gif"]
    assert not Manifest.read(folder).why_stale(path, made_from)


@pytest.mark.parametrize(
    "content",
    [b"[" * 5_000_000, b'{"version":1,"files":{' + b'"a":{},' * 4_000_000, b"1" * 30_000_000, b"\xff" * 33_000_000],
    ids=["deep", "many", "long", "huge"],
)
def test_a_large_manifest_is_no_trouble(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.yaml").write_text(TEXT)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / NAME).write_bytes(content)
    assert [outcome.state for outcome in build(tmp_path / "a.yaml", tmp_path / "out", workers=1).outcomes] == [
        "rendered"
    ]
    assert build(tmp_path / "a.yaml", tmp_path / "out", check=True).ok
