"""The page's script computes what optviz does, and draws nothing else."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from optviz.arrays import np
from optviz.drawing.camera import Camera
from optviz.drawing.heights import Heights
from optviz.drawing.text import value_text
from optviz.drawing.ticks import Symlog
from optviz.page.packed import packed, packed_field, packed_rows
from tests.page.conftest import NODE, SCRIPT

if TYPE_CHECKING:
    from collections.abc import Callable

RANDOM = np.random.default_rng(1)
TESTS = Path(__file__).parent


@pytest.mark.skipif(NODE is None, reason="there is no Node")
def test_the_pure_functions_pass_their_own_tests(tmp_path: Path) -> None:
    for each in TESTS.glob("*.test.mjs"):
        shutil.copy(each, tmp_path)
    arguments = [str(NODE), "--test", *map(str, tmp_path.glob("*.test.mjs"))]
    environment = {"OPTVIZ_SCRIPT": str(SCRIPT), "PATH": ""}
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=300, env=environment, check=False)
    assert not done.returncode, done.stdout


@pytest.mark.parametrize(
    "numbers", [[0, 1, -1, 65535, -(2**31), 2**31 - 1], [7], [], RANDOM.integers(-(2**24), 2**24, 1000).tolist()]
)
def test_whole_numbers_are_read_as_they_were_written(javascript: Callable[..., Any], numbers: list[int]) -> None:
    text = packed(np.array(numbers, dtype=np.int64))
    assert javascript("return Array.from(await packed.unpacked(data));", text, "packed") == numbers


def test_rows_and_fields_come_back(javascript: Callable[..., Any]) -> None:
    rows = [RANDOM.normal(0, 10.0**power, 50) for power in (-30, -3, 0, 3, 30)]
    source = """
        const numbers = await packed.unpacked(data);
        const row = i => packed.floats(packed.summed(numbers.subarray(50 * i, 50 * i + 50), 50));
        return Array.from({length: 5}, (_, i) => Array.from(row(i)));
    """
    assert np.allclose(javascript(source, packed_rows(rows), "packed"), rows, rtol=1.6e-5, atol=0)
    field = RANDOM.integers(-1, 65536, (9, 9))
    source = "return Array.from(packed.summedBothWays(await packed.unpacked(data), 9));"
    assert javascript(source, packed_field(field), "packed") == field.ravel().tolist()


def test_what_is_no_number_stays_none(javascript: Callable[..., Any]) -> None:
    row = np.array([1.0, np.inf, -np.inf, np.nan, -0.0, 1e300, 1e-300, 3.4e38])
    source = "return Array.from(packed.floats(packed.summed(await packed.unpacked(data), 8)), String);"
    found = javascript(source, packed_rows([row]), "packed")
    assert found[:5] == ["1", "Infinity", "-Infinity", "NaN", "0"]
    assert found[5:7] == ["Infinity", "0"]


@pytest.mark.parametrize("perspective", [True, False])
def test_the_camera_is_the_same(javascript: Callable[..., Any], *, perspective: bool) -> None:
    points = RANDOM.uniform(-1, 1, (20, 3))
    source = f"""
        const seen = new camera.Camera(-60, 35, 1.5, {str(perspective).lower()});
        return Array.from(seen.project(data, {{scale: 1, x: 0, y: 0}}));
    """
    found = np.reshape(javascript(source, points.ravel().tolist(), "camera"), (-1, 3))
    expected = Camera(-60, 35, perspective, 1.5).project(points)
    assert np.allclose(found[:, :2] * (1, -1), expected, atol=1e-6)


def test_values_are_written_as_in_the_legend(javascript: Callable[..., Any]) -> None:
    values = [0.0, 1.0, -1.0, 0.01, 0.00999, 1234.5678, 9999.99, 10000.0, -2.5e-7, 1.5e120, -3e-110, 0.1235, 1e-5]
    found = javascript("return data.map(scales.valueText);", values, "scales")
    assert found == [value_text(value) for value in values]
    assert javascript("return [NaN, Infinity, -Infinity].map(scales.valueText);", 0, "scales") == ["—", "∞", "−∞"]


@pytest.mark.parametrize("scale", [Heights(-2.0, 7.0), Heights(1.0, 1e5, 0.3, 1.0), Heights(-9.0, 50.0, 0.1)])
def test_heights_are_the_same(javascript: Callable[..., Any], scale: Heights) -> None:
    values = RANDOM.uniform(scale.low - 1, scale.high + 1, 50)
    known = {"low": scale.low, "high": scale.high, "soft": scale.soft, "origin": scale.origin}
    source = "return data[1].map(each => scales.height(data[0], each));"
    assert np.allclose(javascript(source, [known, values.tolist()], "scales"), scale(values))


def test_places_on_axes_are_the_same(javascript: Callable[..., Any]) -> None:
    values = [*np.geomspace(1e-6, 1e6, 30).tolist(), -1e3, -1e-9, 0.0]
    source = "return data.map(each => scales.place({kind: 'symlog', decade: -2}, each));"
    assert np.allclose(javascript(source, values, "scales"), Symlog(-2).places(np.array(values)))
