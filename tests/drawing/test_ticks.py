from __future__ import annotations

import numpy as np
import pytest

from optviz.drawing.ticks import Symlog, short, tick_labels, ticks


@pytest.mark.parametrize("limits", [(-4.5, 4.5), (0.0, 3000.0), (-1.5, 1.0), (1e-7, 3e-7), (-65.536, 65.536)])
def test_ticks_are_few_and_inside(limits: tuple[float, float]) -> None:
    places = ticks(limits, 300)
    assert 2 <= len(places) <= 7
    assert min(places) >= limits[0]
    assert max(places) <= limits[1] * (1 + 1e-9)


@pytest.mark.parametrize(
    ("places", "labels"),
    [
        ([-1.0, 0.0, 1.0], ["−1", "0", "1"]),
        ([-0.5, 0.0, 0.5], ["−0.5", "0.0", "0.5"]),
        ([0.25, 0.5, 0.75], ["0.25", "0.50", "0.75"]),
        ([0.0, 1000.0, 2000.0], ["0", "1000", "2000"]),
        ([0.0, 200000.0], ["0", "2e5"]),
        ([250000.1, 250000.2], ["250000.1", "250000.2"]),
    ],
)
def test_labels_have_the_digits_they_need(places: list[float], labels: list[str]) -> None:
    assert tick_labels(places) == labels


def test_decades_are_powers_of_ten() -> None:
    assert tick_labels([-12.0, 0.0, 3.0], "log") == ["10⁻¹²", "10⁰", "10³"]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (2.25, "2.25"), (503.2, "503"), (181853.0, "1.8e5"), (-4.2e-5, "−4.2e−5"), (1e6, "1e6")],
)
def test_short_numbers(value: float, text: str) -> None:
    assert short(value) == text


@pytest.mark.parametrize(
    ("limits", "labels"),
    [
        ((-3.2, 1.1), ["10⁻³", "10⁻²", "10⁻¹", "10⁰", "10¹"]),
        ((-0.1, 0.6), ["1", "2", "3"]),
        ((299.5, 300.4), ["5e299", "1e300", "1.5e300", "2e300", "2.5e300"]),
        ((307.4, 308.25), ["5e307", "1e308", "1.5e308"]),
        ((-323.1, -322.6), None),
    ],
)
def test_a_log_axis_has_whole_decades_or_round_numbers(limits: tuple[float, float], labels: list[str] | None) -> None:
    places = ticks(limits, 180, "log")
    written = tick_labels(places, "log")
    assert all(limits[0] - 1e-6 <= place <= limits[1] + 1e-6 for place in places)
    assert len(set(written)) == len(places) >= 2
    assert labels is None or written == labels


@pytest.mark.parametrize(
    ("limits", "labels"),
    [
        ((-3.1, 2.2), ["−10²", "0", "10²"]),
        ((-0.9, 0.9), ["−5", "0", "5"]),
        ((2.02, 2.21), ["120", "140", "160"]),
        ((-2.21, -2.02), ["−160", "−140", "−120"]),
    ],
)
def test_a_symlog_axis_has_powers_of_ten_or_round_numbers(limits: tuple[float, float], labels: list[str]) -> None:
    axis = Symlog(1)
    places = ticks(limits, 200, axis)
    assert tick_labels(places, axis) == labels
    assert [axis.value(place) for place in axis.places(np.array([-50.0, 0.0, 3.0]))] == pytest.approx([-50, 0, 3])
