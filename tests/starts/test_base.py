"""The contract of every rule for starts, held over the catalogue, and the numbers that the rules give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from optviz.errors import ParameterError
from optviz.parameters import plain
from optviz.scenario import parse
from optviz.starts import STARTS, Spread

if TYPE_CHECKING:
    from optviz.starts.base import Box

BOX: Box = ((-2.0, 1.0), (0.0, 4.0))


def made(name: str, **parameters: Any) -> Spread:
    rule: Any = STARTS[name]
    found: Spread = rule(**parameters)
    return found


every_rule = pytest.mark.parametrize("rule", STARTS.values(), ids=STARTS)

# Of NumPy 2.4's default_rng([0, 0, 2]).
UNIFORM = [
    [-0.13237117750914518, 1.7091897673427021],
    [0.12868419866340197, 3.535300928643493],
    [-0.01568224261824991, 0.8377114245344579],
    [-0.028222603478593733, 2.0513006700180867],
]
NORMAL = [
    [-0.9033442960284639, -0.9202327121430796],
    [0.817415991708166, -1.5070952111295535],
    [1.2795828248135581, -0.9433875724526313],
    [0.5414964994087177, -1.8666567185890048],
]
GLOROT = [
    [0.3466037777905453, -0.2056338875504129],
    [0.5927291467996298, 1.085621697805818],
    [0.45661916065826214, -0.8218621334073372],
    [0.444795995054428, 0.03627505164920253],
]
KAIMING = [
    [-3.8066885920569278, 0.15953457571384078],
    [-0.36516801658366804, -1.014190422259107],
    [0.5591656496271163, 0.11322485509473748],
    [-0.9170070011825646, -1.7333134371780097],
]


@pytest.mark.parametrize(
    ("name", "parameters", "expected"),
    [
        ("uniform", {"count": 4}, UNIFORM),
        ("uniform", {"x": (-2.0, 1.0), "y": (0.0, 4.0), "count": 4}, UNIFORM),
        ("normal", {"mean": (1.0, -1.0), "std": 0.5, "count": 4}, NORMAL),
        ("glorot", {"fan_in": 2, "fan_out": 1, "count": 4}, GLOROT),
        ("kaiming", {"fan_in": 2, "count": 4}, KAIMING),
    ],
)
def test_the_numbers_are_numpy_s(name: str, parameters: dict[str, Any], expected: list[list[float]]) -> None:
    assert np.allclose(made(name, **parameters).points(0, BOX), expected, rtol=0, atol=1e-14)


@every_rule
def test_the_same_seed_gives_the_same_points(rule: type[Spread]) -> None:
    points = rule().points(3, BOX)
    assert points == rule().points(3, BOX)
    assert len(points) == 100
    assert np.isfinite(points).all()
    assert all(type(number) is float for point in points for number in point)
    assert (rule().points(4, BOX) != points) == (rule.name != "grid")


@every_rule
def test_a_file_reads_what_is_written(rule: type[Spread]) -> None:
    made = rule()
    data = {"name": made.name, **plain(made)}
    assert parse(f"surface: sphere\nstart: {data}\noptimizers: [sgd]\n".replace("None", "null")).start == made


@every_rule
def test_the_heading_says_how_many(rule: type[Spread]) -> None:
    assert rule().words.startswith(("100 ", "10x10 "))
    assert "starts" in rule().words


@pytest.mark.parametrize(
    ("name", "form", "fan_in", "fan_out", "variance"),
    [
        ("glorot", "uniform", 3, 5, 2 / 8),
        ("glorot", "normal", 3, 5, 2 / 8),
        ("kaiming", "uniform", 4, None, 2 / 4),
        ("kaiming", "normal", 4, None, 2 / 4),
    ],
)
def test_both_published_forms_have_one_variance(
    name: str, form: str, fan_in: int, fan_out: int | None, variance: float
) -> None:
    fans = {"fan_in": fan_in} | ({"fan_out": fan_out} if fan_out else {})
    points = np.array(made(name, form=form, count=10_000, **fans).points(1, BOX))
    assert points.var() == pytest.approx(variance, rel=0.04)
    assert (np.abs(points).max() <= np.sqrt(3 * variance)) == (form == "uniform")


def test_a_grid_has_a_start_in_the_middle_of_each_cell() -> None:
    points = made("grid", columns=3, rows=2).points(0, BOX)
    assert points == ((-1.5, 1), (-0.5, 1), (0.5, 1), (-1.5, 3), (-0.5, 3), (0.5, 3))
    assert made("grid", columns=1, rows=1, x=(0.0, 1.0)).points(0, BOX) == ((0.5, 2),)


@pytest.mark.parametrize(
    ("name", "parameters", "message"),
    [
        ("uniform", {"x": (1.0, 1.0)}, r"x: expected \[low, high\] with low < high, not \[1, 1\]"),
        ("grid", {"y": (2.0, 1.0)}, r"y: expected \[low, high\] with low < high, not \[2, 1\]"),
        ("normal", {"std": 0}, "std: expected a number > 0"),
        ("normal", {"mean": (1e13, 0.0)}, "mean: expected"),
        ("kaiming", {"count": 10_001}, "count: expected a whole number from 1 to 10000"),
        ("glorot", {"form": "bell"}, "form: expected"),
    ],
)
def test_what_cannot_be_is_refused(name: str, parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        made(name, **parameters)


def test_the_catalogue_gives_its_classes() -> None:
    from optviz.starts import Normal

    assert Normal is STARTS["normal"]
