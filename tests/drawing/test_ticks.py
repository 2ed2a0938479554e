from __future__ import annotations

import numpy as np
import pytest

from optviz.drawing import heights
from optviz.drawing.ticks import Symlog, scale_ticks, short, tick_labels, ticks
from optviz.surfaces import SURFACES, surface


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


SCALES: tuple[heights.Scale, ...] = ("linear", "log", "symlog", "clip")


@pytest.mark.parametrize("name", sorted(SURFACES.keys() - {"grid", "image"})[::4])
@pytest.mark.parametrize("scale", SCALES)
def test_a_scale_of_heights_is_labelled_at_its_own_values(name: str, scale: heights.Scale) -> None:
    shown = surface(name)
    _, found = heights.resolved(shown, shown.bounds, 48, scale)
    labelled = scale_ticks(found, 120)
    places, slack = [tick.height for tick in labelled], 1e-9 * (found.high - found.low)
    assert len(labelled) >= 2
    assert len({tick.label for tick in labelled}) == len(labelled)
    assert places == sorted(places)
    assert np.diff(places).min() > 0.05
    for value, height, label in labelled:
        assert found.low - slack <= value <= found.high + slack
        assert height == pytest.approx(float(found(np.array(value))), abs=1e-6)
        if label.startswith("≥"):
            assert (value, height) == (found.high, 1.0)
        elif "10" not in label or "." in label:
            assert float(label.replace("−", "-")) == pytest.approx(value, rel=1e-6, abs=1e-12)
    assert found.cut == any(tick.label.startswith("≥") for tick in labelled)


@pytest.mark.parametrize(
    ("scale", "labels"),
    [
        (heights.Heights(-2.25, 2.25), ["−2", "0", "2"]),
        (heights.Heights(0, 1.8e5, 16.0), ["0", "10²", "10⁴"]),
        (heights.Heights(0, 95, 0.7), ["0", "1", "10"]),
        (heights.Heights(-959, 1049, 320.0, -959), ["−950", "−700", "0", "1000"]),
        (heights.Heights(-2.25, 2.25, 0.03), ["−1", "0", "1"]),
        (heights.Heights(0, 168.8, cut=True), ["0", "50", "100", "≥ 169"]),
        (heights.Heights(0, 12345.6, cut=True), ["0", "5000", "10000", "≥ 12300"]),
    ],
)
def test_values_that_span_decades_are_labelled_by_powers_of_ten_where_these_are_spread(
    scale: heights.Heights, labels: list[str]
) -> None:
    assert [tick.label for tick in scale_ticks(scale, 120)] == labels


@pytest.mark.parametrize("ends", [(0.0, 1e-300), (-1e308, 1e308), (1e300, 1.001e300), (5.0, 5.000001)])
@pytest.mark.parametrize("soft", [None, 1e-3])
def test_scales_of_any_size_have_labels(ends: tuple[float, float], soft: float | None) -> None:
    low, high = ends
    found = scale_ticks(heights.Heights(low, high, soft and soft * (high / 2 - low / 2), low), 120)
    assert len(found) >= 2
    assert len({tick.label for tick in found}) == len(found)
