from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from optviz import tables
from optviz.errors import OutputError, ScenarioError
from optviz.tables import columns, grid, opened


def written(folder: Path, content: str | bytes) -> Path:
    file = folder / "own.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def test_columns_come_in_the_order_asked_for(tmp_path: Path) -> None:
    file = written(tmp_path, "v, u,w\n1,2,3\n-4e-1,.5,6\n\n")
    found = columns(file, ("u", "v"), ("difficulty", "w"))
    assert {name: column.tolist() for name, column in found.items()} == {"u": [2, 0.5], "v": [1, -0.4], "w": [3, 6]}
    assert all(column.flags.c_contiguous and column.dtype == np.float64 for column in found.values())


def test_what_spreadsheets_write_is_read(tmp_path: Path) -> None:
    found = columns(written(tmp_path, b'\xef\xbb\xbf"u","v"\r\n1,2\r\n3,"4"\r\n'), ("u", "v"))
    assert found["v"].tolist() == [2, 4]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("u,v\n1,2\n3,\n", r"own\.csv:3: column 'v': the cell is empty"),
        ("u,v\n1,2\n3,  \n", r"own\.csv:3: column 'v': the cell is empty"),
        ("u,v\n1,two\n", r"own\.csv:2: column 'v': expected a number, not 'two'"),
        ("u,v\n1,1_000\n", r"own\.csv:2: column 'v': expected a number, not '1_000'"),
        ("u,v\n1,٣\n", r"own\.csv:2: column 'v': expected a number, not '٣'"),
        (f"u,v\n1,{'y' * 1000}\n", r"own\.csv:2: column 'v': expected a number, not 'y{40}…'$"),
        ("u,v\nnan,1\n", r"own\.csv:2: column 'u': expected a finite number, not nan"),
        ("u,v\n1,-inf\n", r"own\.csv:2: column 'v': expected a finite number, not -inf"),
        ("u,v\n1,1e999\n", r"own\.csv:2: column 'v': expected a finite number, not 1e999"),
        ("u,v\n1,2\n3\n", r"own\.csv:3: 1 cell, where the first line has 2"),
        ("u,v\n1,2,3\n", r"own\.csv:2: 3 cells, where the first line has 2"),
        ("u,v\n1,2\n\n3,4\n", r"own\.csv:3: 0 cells, where the first line has 2"),
        ("u,v,u\n1,2,3\n", r"own\.csv:1: column 'u' is there twice"),
        ("u,v,diffculty\n1,2,3\n", r"own\.csv:1: unknown column 'diffculty'; did you mean 'difficulty'\?"),
        ("u\n1\n", r"own\.csv:1: there is no column 'v'; it needs u,v"),
        ("1,2\n3,4\n", r"own\.csv:1: expected the names of the columns, u,v,difficulty, not '1'"),
        ("u;v\n1,5;2\n", r"own\.csv:1: unknown column 'u;v'.*; columns are parted by commas, not by semicolons"),
        ("u\tv\n1\t2\n", r"columns are parted by commas, not by tabs"),
        ("u,v\n", r"own\.csv has no rows"),
        ("", r"own\.csv:1: expected a line with the names of the columns"),
        ("\n\n", r"own\.csv:1: expected a line with the names of the columns"),
        (b"u,v\n1,2\n\xff,3\n", r"own\.csv:3: it is no UTF-8 text"),
        ('u,v\n1,"2\n', r"own\.csv:2: unexpected end of data"),
        (f"u,v\n1,{'2' * 200_000}\n", r"own\.csv:2: field larger than field limit"),
        ("u,v\n1,\x00\n", r"own\.csv:2: "),
    ],
)
def test_a_table_that_cannot_be_used(tmp_path: Path, content: str | bytes, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        columns(written(tmp_path, content), ("u", "v"), ("difficulty",))


def test_limits_hold_before_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = written(tmp_path, "u,v\n" + "1,2\n" * (tables.MOST_CELLS // 2 + 1))
    monkeypatch.setattr(tables, "_rows", None)  # nothing is parted into cells
    with pytest.raises(ScenarioError, match=r"own\.csv has more than 2,000,000 cells, which is the limit"):
        columns(cells, ("u", "v"))
    large = tmp_path / "large.csv"
    with large.open("wb") as stream:
        stream.truncate(tables.MOST_BYTES + 1)
    with pytest.raises(ScenarioError, match=r"large\.csv is larger than 64 MB, which is the limit"):
        columns(large, ("u", "v"))


def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"cannot read .*lost"):
        opened(tmp_path / "lost.csv")
    with pytest.raises(OutputError, match="cannot read"):
        opened(Path("a\0b.csv"))
    with pytest.raises(ScenarioError, match="is no regular file"):
        opened(tmp_path)
    linked = tmp_path / "linked.csv"
    linked.symlink_to(written(tmp_path, "u\n1\n"))
    assert columns(linked, ("u",))["u"].tolist() == [1]


@pytest.mark.skipif(sys.platform == "win32", reason="needs pipes and devices with names")
def test_nothing_waits_for_a_pipe_or_reads_a_device(tmp_path: Path) -> None:
    pipe, device = tmp_path / "pipe.csv", tmp_path / "device.csv"
    os.mkfifo(pipe)
    device.symlink_to("/dev/zero")
    for file in (pipe, device):
        with ThreadPoolExecutor(1) as pool:
            error = pool.submit(columns, file, ("u",)).exception(timeout=60)
        assert str(error) == f"{file.name} is no regular file"


def test_a_grid_in_both_forms(tmp_path: Path) -> None:
    z = [[1, 2, 3], [4, 5, 6]]
    matrix = grid(written(tmp_path, ",0,1,2\n-1,1,2,3\n5,4,5,6\n"))
    points = grid(written(tmp_path, "y,z,x\n5,6,2\n-1,1,0\n-1,2,1\n5,4,0\n-1,3,2\n5,5,1\n"))
    turned = grid(written(tmp_path, ",2,0,1\n5,6,4,5\n-1,3,1,2\n"))
    for found in (matrix, points, turned):
        assert (found.x.tolist(), found.y.tolist(), found.z.tolist()) == ([0, 1, 2], [-1, 5], z)
        assert found.z.flags.c_contiguous


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (",0,1\n0,1,\n", r"own\.csv:2: column 'x = 1': the cell is empty"),
        (",0,1\n0,1,2\n1,nan,2\n", r"own\.csv:3: column 'x = 0': expected a finite number, not nan"),
        (",0,1\n0,1,2\n1,1\n", r"own\.csv:3: 2 cells, where the first line has 3"),
        (",0,1\n0,1,2\n1,1,2\n0,1,2\n", r"own\.csv:4: y = 0 is there twice"),
        (",0,1,0\n0,1,2,3\n", r"own\.csv:1: x = 0 is there twice"),
        (",0,one\n0,1,2\n", r"own\.csv:1: x number 2: expected a number, not 'one'"),
        (",0,1\n", r"own\.csv has no rows"),
        ("a,b\n0,1\n", r"own\.csv:1: expected x,y,z, or an empty cell and then the values of x"),
        (";0;1\n0;1;2\n", r"own\.csv:1: expected x,y,z, .* columns are parted by commas, not by semicolons"),
        ("x,y\n0,1\n", r"own\.csv:1: there is no column 'z'; it needs x,y,z"),
        ("x,y,z\n0,0,1\n1,1,2\n", r"own\.csv: the point \(1, 0\) is missing: 2 x 2 points form the grid, 2 are there"),
        ("x,y,z\n0,0,1\n0,1,2\n1,0,3\n0,0,4\n", r"own\.csv:5: the point \(0, 0\) is there twice"),
    ],
)
def test_a_grid_that_cannot_be_used(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        grid(written(tmp_path, content))


def test_points_that_form_no_grid_cost_no_more_than_they_are(tmp_path: Path) -> None:
    many = "x,y,z\n" + "".join(f"{number},{number * 2},1\n" for number in range(20_000))
    with pytest.raises(ScenarioError, match=r"20000 x 20000 points form the grid, 20000 are there"):
        grid(written(tmp_path, many))
