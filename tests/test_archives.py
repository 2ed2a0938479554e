from __future__ import annotations

import io
import sys
import warnings
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from optviz.archives import read_arrays, read_hdf5
from optviz.errors import MissingToolError, OptvizError, OutputError, ScenarioError

if TYPE_CHECKING:
    from pathlib import Path

MOST = 1_000_000


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "arrays.npz"


def header(text: str) -> bytes:
    """A file of one array, without its numbers."""
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode()


def test_arrays_come_back_with_their_names_types_and_shapes(file: Path) -> None:
    given: dict[str, Any] = {
        "x": np.arange(3),
        "a:b-c.d": np.ones((2, 3), np.float32),
        "names": np.array(["sgd", "ädam"]),
        "one": 2.5,
    }
    for write in (np.savez, np.savez_compressed):
        write(file, **given)
        found = read_arrays(file, most=MOST)
        assert found.keys() == given.keys()
        for name, array in given.items():
            np.testing.assert_array_equal(found[name], array, strict=True)


class Bomb:
    """Loading it makes a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> Any:
        return self.folder.mkdir, ()


def test_objects_are_refused_and_never_loaded(file: Path, tmp_path: Path) -> None:
    np.savez(file, x=np.arange(3), y=np.array([Bomb(tmp_path / "made")], object))
    with pytest.raises(ScenarioError, match=r"arrays\.npz: y holds Python objects, which are never loaded"):
        read_arrays(file, most=MOST)
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    "array", [np.zeros(2, complex), np.zeros(2, [("a", "f8")]), np.zeros(2, "S3"), np.zeros(2, "M8[s]")]
)
def test_other_types_are_refused(file: Path, array: Any) -> None:
    np.savez(file, z=array)
    with pytest.raises(ScenarioError, match="z holds neither real numbers nor text"):
        read_arrays(file, most=MOST)


def test_what_is_too_large_is_refused_by_its_headers(file: Path) -> None:
    np.savez_compressed(file, x=np.zeros(80_000), y=np.zeros(80_000))
    assert file.stat().st_size < 10_000
    with pytest.raises(ScenarioError, match=r"its arrays take 1\.3 MB; at most 1\.0 MB are read"):
        read_arrays(file, most=MOST)


@pytest.mark.parametrize(
    "shape",
    ["(1000000000000,)", "(2, 500000000000)", "(-5,)", "(True,)", "'x'", "(2**60, 2**60)", "(3000000000, 3000000000)"],
)
def test_a_header_that_lies_is_refused(file: Path, shape: str) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(
            "x.npy", header(f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}\n") + bytes(80)
        )
    with pytest.raises(ScenarioError, match=r"arrays\.npz"):
        read_arrays(file, most=10**30)


def test_other_members_are_refused(file: Path) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("notes.txt", "hello")
    with pytest.raises(ScenarioError, match=r"'notes\.txt' is no array"):
        read_arrays(file, most=MOST)


def test_a_name_that_is_there_twice_is_refused(file: Path) -> None:
    stream = io.BytesIO()
    np.save(stream, np.arange(3))
    with zipfile.ZipFile(file, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(2):
            archive.writestr("x.npy", stream.getvalue())
    with pytest.raises(ScenarioError, match="x is there twice"):
        read_arrays(file, most=MOST)


@pytest.mark.parametrize("content", [b"", b"hello", b"\x93NUMPY", header("{}"), b"PK\x03\x04" + bytes(100)])
def test_what_is_no_archive_is_refused(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(ScenarioError, match=r"arrays\.npz is no \.npz file, or broken"):
        read_arrays(file, most=MOST)


def test_what_cannot_be_read_is_said(file: Path) -> None:
    with pytest.raises(OutputError, match="No such file"):
        read_arrays(file, most=MOST)
    file.mkdir()
    with pytest.raises(ScenarioError, match="is no regular file"):
        read_arrays(file, most=MOST)


def test_only_what_is_wanted_is_read_and_counted(file: Path) -> None:
    np.savez(file, x=np.arange(3), run=np.zeros(30_000))
    assert read_arrays(file, lambda name: name == "x", most=241_500)["x"].tolist() == [0, 1, 2]
    assert read_arrays(file, lambda name: name != "run").keys() == {"x"}
    with pytest.raises(ScenarioError, match=r"arrays\.npz is larger than 0\.2 MB"):
        read_arrays(file, most=200_000)


@pytest.mark.parametrize("write", [np.savez, np.savez_compressed])
def test_damage_is_an_error_or_harmless(file: Path, write: Any) -> None:
    write(file, x=np.linspace(0, 1, 20), names=np.array(["sgd", "adam"]))
    whole, chance = file.read_bytes(), np.random.default_rng(0)
    messages = []
    for turn in range(400):
        damaged = bytearray(whole)
        if turn % 2:
            damaged[chance.integers(len(whole))] = chance.integers(256)
        else:
            del damaged[chance.integers(len(whole)) :]
        file.write_bytes(damaged)
        try:
            read_arrays(file, most=MOST)
        except OptvizError as error:
            messages.append(str(error))
    assert len(messages) > 250
    assert not any("\n" in message for message in messages)


def test_hdf5_is_read_where_h5py_is_installed(tmp_path: Path) -> None:
    h5py = pytest.importorskip("h5py")
    file = tmp_path / "surface.h5"
    with h5py.File(file, "w") as archive:
        archive["x"], archive["dir_file"] = np.arange(3.0), "directions"
        archive.create_dataset("packed", data=np.ones((100, 100)), compression="gzip")
    found = read_hdf5(file, ("x", "y", "packed"))
    assert found.keys() == {"x", "packed"}
    assert found["x"].tolist() == [0, 1, 2]
    with pytest.raises(ScenarioError, match=r"surface\.h5: its arrays take 80 kB; at most 20 kB are read"):
        read_hdf5(file, ("packed",), most=20_000)
    with pytest.raises(ScenarioError, match="dir_file holds no real numbers"):
        read_hdf5(file, ("dir_file",))


def test_hdf5_reads_nothing_of_other_files(tmp_path: Path) -> None:
    h5py = pytest.importorskip("h5py")
    file, secret = tmp_path / "surface.h5", tmp_path / "secret"
    secret.write_bytes(bytes(64))
    with h5py.File(tmp_path / "other.h5", "w") as archive:
        archive["x"] = np.arange(3.0)
    with h5py.File(file, "w") as archive:
        archive.create_group("group")
        archive.create_dataset("raw", (8,), "f8", external=[(str(secret), 0, 64)])
        archive["outer"], archive["inner"] = h5py.ExternalLink("other.h5", "x"), h5py.SoftLink("/raw")
        layout = h5py.VirtualLayout(shape=(3,), dtype="f8")
        layout[:] = h5py.VirtualSource("other.h5", "x", shape=(3,))
        archive.create_virtual_dataset("virtual", layout)
    for name in ("group", "raw", "outer", "inner", "virtual"):
        with pytest.raises(ScenarioError, match=f"{name} is no data set of its own"):
            read_hdf5(file, (name,))


def test_broken_hdf5_is_said(tmp_path: Path) -> None:
    pytest.importorskip("h5py")
    file = tmp_path / "surface.h5"
    for content in (b"", b"hello", b"\x89HDF\r\n\x1a\n" + bytes(100)):
        file.write_bytes(content)
        with pytest.raises(ScenarioError, match=r"^surface\.h5 is no HDF5 file, or broken: [^\n]*$"):
            read_hdf5(file, ("x",))


def test_what_reads_hdf5_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "h5py", None)
    with pytest.raises(MissingToolError, match=r"surface\.h5: HDF5 needs h5py; .* pip install 'optviz\[hdf5\]'"):
        read_hdf5(tmp_path / "surface.h5", ("x",))
