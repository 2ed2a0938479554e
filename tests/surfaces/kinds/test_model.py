"""Models on data: what all of them keep to, and what torch says of them."""

from __future__ import annotations

import itertools
import json
import pickle
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy.optimize import minimize

from optviz.errors import ParameterError
from optviz.optimizers import optimizer
from optviz.oracle import GradientOptions
from optviz.parameters import parameters
from optviz.scenario import parse, to_mapping
from optviz.simulate import simulate
from optviz.surfaces import SURFACES, Surface, surface
from optviz.surfaces.kinds.model import MOST_SAMPLES, Model

if TYPE_CHECKING:
    from optviz.arrays import Array

REFERENCE = json.loads((Path(__file__).parents[2] / "reference/data/data_surfaces.json").read_text("utf-8"))
NAMES = [name for name, entry in SURFACES.items() if isinstance(entry, type) and issubclass(entry, Model)]
VARIANTS: dict[str, list[dict[str, Any]]] = {
    "batch_norm_neuron": [{"normalised": False}, {"activation": "abs"}, {"eps": 0.0}],
    "scalar_chain": [
        {"activation": "sigmoid", "generator": {"seed": 1, "teacher": [0.5, 2.0]}},
        {"depth": 3, "activation": "tanh", "generator": {"n": 20}, "weights": [1.0, -0.5, 2.0], "vary": [4, 1]},
        {"depth": 3, "activation": "relu", "generator": {"n": 20}},
    ],
    "logistic_moons": [{"l2": 0.01, "n": 51}],
    "early_stopping": [{"of": "validation"}],
    "dropout_regression": [{"p": 0.0}],
}
MODELS: list[tuple[str, dict[str, Any]]] = [(name, given) for name in NAMES for given in ({}, *VARIANTS.get(name, ()))]
SIZES = (1, 2, 3, 7, 1000)
each_model = pytest.mark.parametrize(("name", "given"), MODELS)
each_name = pytest.mark.parametrize("name", NAMES)


def points(count: int, made: Surface, seed: int = 0) -> Array:
    """Random points within the bounds."""
    low, high = np.transpose([made.bounds.x, made.bounds.y])
    return np.random.default_rng(seed).uniform(low, high, (count, 2))


def close(found: object, wanted: object, tolerance: float = 1e-12) -> bool:
    return np.allclose(np.asarray(found, float), np.asarray(wanted, float), rtol=tolerance, atol=tolerance)


# What torch says.


@pytest.mark.parametrize("entry", REFERENCE["surfaces"], ids=lambda entry: entry["surface"])
def test_values_gradients_and_hessians_are_those_of_autograd(entry: dict[str, Any]) -> None:
    made = surface(entry["surface"], **entry["parameters"])
    for each in entry["at"]:
        assert close(made.value(np.array(each["point"])), each["value"])
        assert close(made.gradient(np.array(each["point"])), each["gradient"])
        assert close(made.hessian(np.array(each["point"])), each["hessian"], 1e-11)


@pytest.mark.parametrize("walk", REFERENCE["paths"], ids=lambda walk: f"{walk['surface']}-{walk['optimizer']}")
def test_paths_in_batches_and_with_masks_are_those_of_torch(walk: dict[str, Any]) -> None:
    entry = REFERENCE["surfaces"][walk["surface"]]
    trajectory = simulate(
        optimizer(walk["optimizer"], lr=walk["lr"]),
        surface(entry["surface"], **entry["parameters"]),
        walk["start"],
        REFERENCE["steps"],
        gradient=GradientOptions(batch=walk["batch"], order=walk["order"]),
        seed=REFERENCE["seed"],
        every=REFERENCE["every"],
    )
    assert close(trajectory.positions[0], walk["positions"], 1e-11)


# What every model keeps to.


def test_there_are_models() -> None:
    assert len(NAMES) >= 7


@each_name
def test_every_parameter_has_a_sentence(name: str) -> None:
    named = parameters(SURFACES[name]).values()
    assert not [each.name for each in named if each.key and not each.sentence]
    assert SURFACES[name].source


@each_model
def test_derivatives_follow_from_values(name: str, given: dict[str, Any]) -> None:
    made = surface(name, **given)
    at, step = points(40, made), 1e-5
    for axis in range(2):
        nudge = step * np.eye(2)[axis]
        slope = (made.value(at + nudge) - made.value(at - nudge)) / (2 * step)
        bend = (made.gradient(at + nudge) - made.gradient(at - nudge)) / (2 * step)
        assert np.allclose(made.gradient(at)[:, axis], slope, rtol=1e-5, atol=1e-6)
        assert np.allclose(made.hessian(at)[:, axis], bend, rtol=1e-5, atol=1e-6)


@each_model
def test_a_row_of_many_equals_the_point_alone(name: str, given: dict[str, Any]) -> None:
    made = surface(name, **given)
    batches = [None] if made.samples < 3 else [None, np.array([0]), np.array([2, 0]), np.arange(made.samples)[::-1]]
    for part in (made, *(made.met(5, 3, batch) for batch in batches)):
        for ask in (part.value, part.gradient, part.hessian):
            alone = np.stack([ask(each) for each in points(max(SIZES), made)])
            for size in SIZES:
                assert ask(points(max(SIZES), made)[:size]).tobytes() == alone[:size].tobytes()


@each_model
def test_shapes_are_kept_and_points_left_as_they_are(name: str, given: dict[str, Any]) -> None:
    made = surface(name, **given)
    at = points(6, made).reshape(2, 3, 2)
    before = at.copy()
    assert (made.value(at).shape, made.gradient(at).shape, made.hessian(at).shape) == ((2, 3), (2, 3, 2), (2, 3, 2, 2))
    assert made.value(at[:0]).shape == (0, 3)
    assert np.array_equal(at, before)
    assert np.array_equal(made.value(np.asfortranarray(at)), made.value(at))


@each_model
def test_minimizers_are_stationary_and_nothing_is_lower(name: str, given: dict[str, Any]) -> None:
    made = surface(name, **given)
    for minimizer in made.minimizers:
        size = np.abs(made.hessian(np.array(minimizer))).max()
        assert np.abs(made.gradient(np.array(minimizer))).max() < 1e-14 * (1 + size)
        assert made.bounds.contains(np.array(minimizer))
        assert made.value(np.array(minimizer)) == pytest.approx(made.least, abs=1e-15)
    if made.minimizers:
        x, y = np.meshgrid(np.linspace(*made.bounds.x, 61), np.linspace(*made.bounds.y, 61))
        grid = np.stack([x, y], axis=-1).reshape(-1, 2)
        best = grid[made.value(grid).argmin()]
        found = minimize(made.value, best, jac=made.gradient, method="BFGS")
        assert made.least is not None
        assert min(found.fun, made.value(best)) >= made.least - 1e-14


@each_model
def test_far_away_nothing_warns_and_what_is_finite_has_a_slope(name: str, given: dict[str, Any]) -> None:
    made = surface(name, **given)
    far = np.array([[400.0, -900.0], [1e5, 1e5], [-1e160, 1e160], [np.inf, 1], [np.nan, 0], [1e308, -1e308]])
    values, gradients = made.value(far), made.gradient(far)
    made.hessian(far)
    assert np.isfinite(values[:2]).all()
    assert np.isfinite(gradients[:2]).all()
    assert not np.isfinite(values[4])


@each_model
def test_another_process_gets_the_same(name: str, given: dict[str, Any]) -> None:
    made = surface(name, **given)
    again = pickle.loads(pickle.dumps(made))  # noqa: S301  (made a moment ago)
    assert again == made
    assert hash(again) == hash(made)
    at = points(5, made)
    assert np.array_equal(again.gradient(at), made.gradient(at))


@each_model
def test_it_is_written_and_read_back(name: str, given: dict[str, Any]) -> None:
    scenario = parse(json.dumps({"surface": {"name": name, **given}, "start": [0.5, 0.5], "optimizers": ["sgd"]}))
    assert scenario.surface == surface(name, **given)
    assert parse(json.dumps(to_mapping(scenario))) == scenario


@each_name
def test_batches_are_taken_from_the_samples(name: str) -> None:
    if name == "scalar_chain":
        made = surface(name, generator={"n": 12, "noise": 0.1})
    elif name == "dropout_regression":
        made = surface(name, p=0.0)
    else:
        made = surface(name)
    at, whole = points(4, made), np.arange(made.samples)
    assert np.allclose(made.met(0, 1, whole).gradient(at), made.gradient(at), rtol=1e-11, atol=1e-13)
    halves = [made.met(0, 1, part) for part in (whole[: made.samples // 2], whole[made.samples // 2 :])]
    weights = [made.samples // 2, made.samples - made.samples // 2]
    together = sum(w * half.value(at) for w, half in zip(weights, halves, strict=True)) / made.samples
    if name == "batch_norm_neuron":  # a batch has a mean and a deviation of its own
        assert not np.allclose(together, made.value(at))
    else:
        assert np.allclose(together, made.value(at), rtol=1e-12)


@pytest.mark.parametrize("name", ["logistic_moons", "batch_norm_neuron"])
def test_memory_does_not_grow_with_points(name: str) -> None:
    made, at = surface(name, n=2000), np.zeros((3000, 2))
    made.gradient(at[:1])
    tracemalloc.start()
    made.gradient(at)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5e6  # 6 million losses would be 48 MB


@each_name
def test_what_it_costs_grows_with_points_and_with_samples(name: str) -> None:
    larger: dict[str, Any] = {"depth": 50} if name == "scalar_chain" else {"n": 10_000}
    few, many = surface(name), surface(name, **larger)
    assert few.effort(10) < few.effort(10_000)
    assert few.effort(100) <= many.effort(100)
    assert many.effort(1, 10) < 1e-3


def test_generators_with_one_seed_repeat_and_with_others_differ() -> None:
    for name in NAMES:
        key = {"generator": {"seed": 8}} if name == "scalar_chain" else {"seed": 8}
        other = {"generator": {"seed": 9}} if name == "scalar_chain" else {"seed": 9}
        first, again, third = (surface(name, **each) for each in (key, key, other))
        assert isinstance(first, Model)
        assert isinstance(again, Model)
        assert isinstance(third, Model)
        assert np.array_equal(first.data[0], again.data[0])
        assert not np.array_equal(first.data[0], third.data[0])


# Files.

FILES = {
    "linear_regression": ("u,v", "0.5,1", "1.5,2.5", "-1,0.25"),
    "l2_regression": ("u,v", "0.5,1", "1.5,2.5", "-1,0.25"),
    "logistic_moons": ("u1,u2,class", "0.5,1,0", "1.5,2.5,1", "-1,0.25,1", "1,1,1"),
    "dropout_regression": ("u1,u2,v", "0.5,1,0", "1.5,2.5,1", "-1,0.25,1"),
    "batch_norm_neuron": ("u1,u2", "0.5,1", "1.5,2.5", "-1,0.25"),
    "scalar_chain": ("u,t", "0.5,1", "1.5,2.5", "-1,0.25"),
    "early_stopping": ("u,v,validation", "0.5,1,0", "1.5,2.5,0", "-1,0.25,1", "2,1,0"),
}


def from_file(folder: Path, name: str, *lines: str, **given: Any) -> Surface:
    path = folder / "mine.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return surface(name, file=path, **given)


def test_every_model_reads_files() -> None:
    assert set(FILES) == set(NAMES)


@each_name
def test_samples_from_a_file(name: str, tmp_path: Path) -> None:
    made = from_file(tmp_path, name, *FILES[name])
    assert isinstance(made, Model)
    assert made.samples == {"early_stopping": 3}.get(name, len(FILES[name]) - 1)
    assert made.data[0][0] == 0.5
    assert np.isfinite(made.gradient(np.array([0.5, 0.25]))).all()
    (tmp_path / "mine.csv").unlink()
    pickle.loads(pickle.dumps(made)).value(np.zeros(2))  # noqa: S301  (nobody reads the file again)


@each_name
def test_a_column_sorts_samples(name: str, tmp_path: Path) -> None:
    header, *rows = FILES[name]
    lines = [f"{header},difficulty", *(f"{row},{-number}" for number, row in enumerate(rows))]
    assert (np.diff(from_file(tmp_path, name, *lines).difficulty()) < 0).all()


@each_name
def test_a_file_and_a_generators_parameter_exclude_each_other(name: str, tmp_path: Path) -> None:
    entry: Any = SURFACES[name]
    for key in entry.of_generator:
        own: Any = {"sample": {}, "generator": {}, "weights": [2.0, 3.0]}.get(key, 11)
        with pytest.raises(ParameterError, match="the samples come from the file") as caught:
            from_file(tmp_path, name, *FILES[name], **{key: own})
        assert caught.value.parameter == key


@pytest.mark.parametrize(
    ("name", "lines", "message"),
    [
        ("linear_regression", ("u,v", "1,2", "3,"), r"mine\.csv:3: column 'v': the cell is empty"),
        ("linear_regression", ("u,v", "1,2", "3,many"), r"mine\.csv:3: column 'v': expected a number, not 'many'"),
        ("linear_regression", ("u,v", "1,2", "3,nan"), r"mine\.csv:3: column 'v': expected a finite number"),
        ("linear_regression", ("u,v",), r"mine\.csv has no rows"),
        ("linear_regression", ("u", "1"), r"mine\.csv:1: there is no column 'v'"),
        ("linear_regression", ("u,v,w", "1,2,3"), r"mine\.csv:1: unknown column 'w'"),
        ("logistic_moons", ("u1,u2,class", "1,2,1", "3,4,1"), r"mine\.csv: column 'class': only 1"),
        ("logistic_moons", ("u1,u2,class", "1,2,1", "3,4,2"), r"mine\.csv:3: column 'class': expected 0 or 1, not 2"),
        ("early_stopping", ("u,v,validation", "1,2,0", "3,4,0"), r"mine\.csv: column 'validation': only 0"),
    ],
)
def test_files_that_cannot_be_samples(tmp_path: Path, name: str, lines: tuple[str, ...], message: str) -> None:
    with pytest.raises(ParameterError, match=message) as caught:
        from_file(tmp_path, name, *lines)
    assert caught.value.parameter == "file"


def test_too_many_samples(tmp_path: Path) -> None:
    rows = ["1,2"] * (MOST_SAMPLES + 1)
    with pytest.raises(ParameterError, match="has 100,001 samples, more than 100,000"):
        from_file(tmp_path, "linear_regression", "u,v", *rows)
    for name in NAMES:
        given = {"generator": {"n": MOST_SAMPLES + 1}} if name == "scalar_chain" else {"n": MOST_SAMPLES + 1}
        with pytest.raises(ParameterError, match="from 2 to 100000"):
            surface(name, **given)


# What each one is about.


def test_a_line_has_one_minimizer_if_two_inputs_differ(tmp_path: Path) -> None:
    u, v = np.array([0.5, 1.5, -1.0]), np.array([1.0, 2.5, 0.25])
    slope = np.cov(u, v)[0, 1] / np.var(u, ddof=1)
    (found,) = from_file(tmp_path, "linear_regression", *FILES["linear_regression"]).minimizers
    assert close(found, (slope, v.mean() - slope * u.mean()))
    assert from_file(tmp_path, "linear_regression", "u,v", "2,1", "2,3").minimizers == ()
    assert len(from_file(tmp_path, "l2_regression", "u,v", "2,1", "2,3").minimizers) == 1
    assert surface("linear_regression", noise=0).least == pytest.approx(0, abs=1e-30)


def test_far_inputs_make_a_narrow_valley() -> None:
    conditions = [
        np.linalg.cond(surface("linear_regression", low=low, high=low + 4).hessian(np.zeros(2))) for low in (-1, 9)
    ]
    assert conditions[0] == pytest.approx(5.40, abs=0.01)
    assert conditions[1] > 50 * conditions[0]


def test_classes_that_a_line_parts_have_no_minimizer_without_a_penalty(tmp_path: Path) -> None:
    parted = ("u1,u2,class", "1,2,1", "2,1,1", "-1,-1,0", "1,-3,0")
    assert from_file(tmp_path, "logistic_moons", *parted).minimizers == ()
    assert len(from_file(tmp_path, "logistic_moons", *parted, l2=0.001).minimizers) == 1
    mixed = (*parted, "1,2,0", "-1,0,1", "0,0,1")
    assert len(from_file(tmp_path, "logistic_moons", *mixed).minimizers) == 1
    aligned = ("u1,u2,class", "1,2,1", "1,2,0", "2,4,1")  # along one line there is a whole valley
    assert from_file(tmp_path, "logistic_moons", *aligned).minimizers == ()
    assert surface("logistic_moons", noise=0, n=50).least == pytest.approx(0.27, abs=0.05)


def test_the_moons_are_as_published() -> None:
    made = surface("logistic_moons", n=51, noise=0.0)
    assert isinstance(made, Model)
    first, second, truth = made.data
    assert (truth == 0).sum() == 25
    assert np.allclose((first[:25] + 0.5) ** 2 + (second[:25] + 0.25) ** 2, 1)
    assert np.allclose((first[25:] - 0.5) ** 2 + (second[25:] - 0.25) ** 2, 1)
    even = surface("logistic_moons", noise=0.0)
    assert isinstance(even, Model)
    assert [abs(column.mean()) < 0.02 for column in even.data[:2]] == [True, True]
    assert float(surface("logistic_moons").value(np.zeros(2))) == pytest.approx(np.log(2))
    assert surface("logistic_moons").minimizers[0] == pytest.approx((0.948886, -4.643964), abs=1e-6)
    assert surface("logistic_moons", l2=0.01).least == pytest.approx(0.366223, abs=1e-6)


def test_decay_on_the_surface_is_the_penalty_and_on_the_step_is_another_thing() -> None:
    plain, penalised = surface("linear_regression"), surface("l2_regression", weight_decay=0.2)
    at = points(9, plain)
    assert close(penalised.value(at), plain.value(at) + 0.1 * (at**2).sum(axis=1))
    assert close(penalised.gradient(at), plain.gradient(at) + 0.2 * at)
    assert penalised.minimizers[0] == pytest.approx((0.675357, 0.910130), abs=1e-6)

    def walked(made: Surface, name: str, **given: Any) -> Array:
        positions: Array = simulate(optimizer(name, lr=0.1, **given), made, (-1, -1), 60).positions[0]
        return positions

    assert close(walked(penalised, "sgd"), walked(plain, "sgd", weight_decay=0.2))
    gap = np.abs(walked(penalised, "adam") - walked(plain, "adamw", weight_decay=0.2)).max()
    assert gap == pytest.approx(0.166, abs=1e-3)


def test_dropout_is_drawn_in_expectation_over_all_masks(tmp_path: Path) -> None:
    made = from_file(tmp_path, "dropout_regression", *FILES["dropout_regression"], p=0.3)
    assert isinstance(made, Model)
    first, second, v = made.data
    at, total = points(5, made), np.zeros(5)
    for bits in itertools.product((0, 1), repeat=6):
        kept = np.reshape(bits, (3, 2))
        chance = np.prod(np.where(kept, 0.7, 0.3))
        sums = at[:, :1] * first * kept[:, 0] / 0.7 + at[:, 1:] * second * kept[:, 1] / 0.7
        total += chance * ((sums - v) ** 2).mean(axis=1)
    assert close(made.value(at), total)


def test_masks_belong_to_the_seed_and_the_step() -> None:
    made, at = surface("dropout_regression"), np.array([1.0, -0.5])
    values = {(seed, t): float(made.met(seed, t, None).value(at)) for seed in (0, 1) for t in (1, 2, 3)}
    assert len(set(values.values())) == 6
    assert values[1, 2] == float(made.met(1, 2, None).value(at))
    mean = np.mean([made.met(0, t, None).value(at) for t in range(1, 4001)])
    assert mean == pytest.approx(float(made.value(at)), rel=0.02)
    rows = np.array([3, 1, 4])
    kept = np.random.default_rng([7, 2, 1]).random((3, 2)) >= 0.5
    assert isinstance(made, Model)
    first, second, v = (column[rows] for column in made.data)
    wanted = ((at[0] * first * kept[:, 0] / 0.5 + at[1] * second * kept[:, 1] / 0.5 - v) ** 2).mean()
    assert float(made.met(7, 2, rows).value(at)) == pytest.approx(wanted, rel=1e-13)


def test_a_normalised_neuron_knows_only_the_direction() -> None:
    made, w = surface("batch_norm_neuron", eps=0.0), np.array([0.6, -0.4])
    for scale in (0.1, 1.0, 10.0):
        assert float(made.value(scale * w)) == pytest.approx(0.6058965355, abs=1e-10)
        assert close(made.gradient(scale * w) * scale, made.gradient(w))
        assert float(made.gradient(scale * w) @ (scale * w)) == pytest.approx(0, abs=1e-14)
    assert close(made.hessian(w) @ w, -made.gradient(w))
    walk = simulate(optimizer("sgd", lr=0.2), made, w, 20)
    length = (walk.positions[0] ** 2).sum(axis=1)
    slope = (made.gradient(walk.positions[0]) ** 2).sum(axis=1)
    assert close(length[1:], length[:-1] + 0.04 * slope[:-1])
    raw = surface("batch_norm_neuron", normalised=False)
    assert raw.value(np.outer([0.1, 1, 10], w)) == pytest.approx([0.8997, 0.6136, 16.65], rel=1e-3)
    blurred = surface("batch_norm_neuron")
    assert float(blurred.value(0.1 * w) - made.value(0.1 * w)) == pytest.approx(-2.5e-4, abs=1e-5)


@pytest.mark.parametrize("activation", ["relu", "abs"])
@pytest.mark.parametrize("seed", range(6))
def test_a_raw_neuron_is_lowest_where_no_search_goes_lower(activation: str, seed: int, tmp_path: Path) -> None:
    made = surface("batch_norm_neuron", normalised=False, activation=activation, seed=seed, n=3 + 4 * seed)
    assert made.minimizers
    if activation == "abs":
        assert np.allclose(made.minimizers, [(-1, 0), (1, 0)], atol=1e-13)
    found = [minimize(made.value, each, jac=made.gradient, method="BFGS").fun for each in points(40, made, seed)]
    assert made.least is not None
    assert made.least <= min(found) + 1e-14
    assert np.abs(made.gradient(np.array(made.minimizers))).max() < 1e-14
    assert surface("batch_norm_neuron", activation=activation).minimizers == ()
    below = from_file(tmp_path, "batch_norm_neuron", "u1,u2,v", "1,2,-1", "2,1,0", normalised=False)
    assert below.minimizers == ()


@pytest.mark.parametrize("eps", [0.0, 1e-5])
def test_without_a_direction_a_normalised_neuron_is_silent(eps: float) -> None:
    made = surface("batch_norm_neuron", eps=eps)
    assert isinstance(made, Model)
    assert float(made.value(np.zeros(2))) == pytest.approx((made.data[2] ** 2).mean())
    assert made.gradient(np.zeros(2)).tolist() == [0, 0]
    assert made.met(0, 1, np.array([4])).gradient(np.array([1.0, 2.0])).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("activation", "depth", "slope", "norm"),
    [
        ("sigmoid", 2, 4.313e-2, 0.2242),
        ("sigmoid", 20, 9.139e-14, 4.638e-13),
        ("tanh", 5, 0.0961, 0.1879),
        ("tanh", 20, 0.01611, 0.01746),
        ("relu", 20, 1.0, 2.828),
    ],
)
def test_gradients_vanish_with_depth(activation: str, depth: int, slope: float, norm: float) -> None:
    sample = {"input": 1.0, "target": 0.0}
    made = surface("scalar_chain", depth=depth, activation=activation, vary=[1, 2], sample=sample)
    gradient = made.gradient(np.ones(2))
    assert float(np.hypot(*gradient)) == pytest.approx(norm, rel=1e-3)
    output = float(np.sqrt(made.value(np.ones(2))))
    assert gradient[0] / (2 * output) == pytest.approx(slope, rel=1e-3)


@pytest.mark.parametrize(("depth", "norm"), [(2, 2.7e-3), (5, 4.2e-10), (10, 1.9e-21), (20, 4e-44)])
def test_large_weights_saturate(depth: int, norm: float) -> None:
    sample = {"input": 1.0, "target": 0.0}
    made = surface("scalar_chain", depth=depth, weights=4.0, vary=[1, 2], sample=sample)
    assert float(np.hypot(*made.gradient(np.full(2, 4.0)))) == pytest.approx(norm, rel=0.05)


def test_a_silenced_relu_is_an_exact_plateau() -> None:
    made = surface("scalar_chain", activation="relu")
    silent = np.array([[-1.0, 3.0], [0.0, 1.0], [2.0, -0.5]])
    assert made.value(silent) == pytest.approx(0.81)
    assert not made.gradient(silent).any()
    assert not made.hessian(silent).any()


def test_the_chain_is_the_catalogues_tanh_chain() -> None:
    known, made = surface("tanh_chain"), surface("scalar_chain")
    at = points(50, made)
    assert np.allclose(made.value(at), known.value(at), rtol=1e-12)
    assert np.allclose(made.gradient(at), known.gradient(at), rtol=1e-10, atol=1e-13)
    assert made.least is None


@pytest.mark.parametrize(
    ("given", "parameter"),
    [
        ({"vary": [1, 4]}, "vary"),
        ({"vary": [2, 2]}, "vary"),
        ({"weights": [1.0, 2.0, 3.0]}, "weights"),
        ({"depth": 51}, "depth"),
        ({"sample": {}, "generator": {}}, "generator"),
        ({"generator": {"low": 1, "high": 1}}, "generator.high"),
        ({"generator": {"noise": -1}}, "generator.noise"),
    ],
)
def test_chains_that_cannot_be(given: dict[str, Any], parameter: str) -> None:
    with pytest.raises(ParameterError) as caught:
        surface("scalar_chain", **given)
    assert parameter.endswith(caught.value.parameter)


@pytest.mark.parametrize("name", ["linear_regression", "l2_regression", "dropout_regression"])
def test_an_interval_without_length_is_refused(name: str) -> None:
    with pytest.raises(ParameterError, match="must be above low, 3") as caught:
        surface(name, low=3, high=3)
    assert caught.value.parameter == "high"


def test_the_validation_error_turns_on_the_way() -> None:
    train, validation = surface("early_stopping"), surface("early_stopping", of="validation")
    positions = simulate(optimizer("sgd", lr=0.5), train, (0, 0), 2000).positions[0]
    errors = validation.value(positions)
    assert int(errors.argmin()) == 22
    assert errors[[0, 22, 2000]] == pytest.approx([0.647349, 0.256732, 0.586541], abs=1e-5)
    assert train.value(positions[[22, 2000]]) == pytest.approx([0.285369, 0.138283], abs=1e-6)


def test_samples_are_sorted_by_their_loss_at_the_minimizer() -> None:
    made = surface("linear_regression")
    assert isinstance(made, Model)
    u, v = made.data
    slope, intercept = made.minimizers[0]
    assert close(made.difficulty(), (slope * u + intercept - v) ** 2)
    with pytest.raises(ParameterError, match="no known minimizer") as caught:
        surface("scalar_chain").difficulty()
    assert caught.value.parameter == "order"
