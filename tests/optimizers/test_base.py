"""The contract of every optimizer, held over the catalogue."""

from __future__ import annotations

import dataclasses
import json
import typing
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, ClassVar

import numpy as np
import pytest

from optviz.errors import ParameterError, UnknownNameError
from optviz.optimizers import OPTIMIZERS, Optimizer, State, optimizer
from optviz.optimizers.base import LearningRate  # noqa: TC001  (annotations are evaluated)
from optviz.optimizers.families.scipy import SciPyMethod
from optviz.oracle import EXACT, GradientOptions, Noise, Oracle
from optviz.parameters import Choice, Items, Number, Parameter, parameters
from optviz.parameters.base import MismatchError
from optviz.registry import Registry
from optviz.schedules import SCHEDULES, at, schedule
from optviz.simulate import simulate
from optviz.surfaces import Bounds, Surface
from optviz.views import VIEWS
from tests.optimizers.catalogue import READY

if typing.TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optviz.arrays import Array
    from optviz.parameters import Kind
    from optviz.trajectory import Part, Trajectory

STARTS = np.array([[1.3, -1.7], [0.2, 0.9], [-1.1, 0.4], [2.0, 2.0], [-0.3, -2.2], [0.0, 1e-3], [1.7, 1.1]])
MARKERS = {
    *("circle", "square", "diamond", "triangle_up", "triangle_down", "plus", "cross", "star", "pentagon"),
    *("hexagon", "triangle_left", "triangle_right"),
}


def variants(declared: type[Optimizer]) -> Iterator[Optimizer]:
    """The defaults, every other form and switch, and a number for every rate that is off by default."""
    yield declared()
    for parameter in parameters(declared).values():
        for value in others(parameter):
            yield dataclasses.replace(declared(), **{parameter.name: value})


def others(parameter: Parameter) -> tuple[Any, ...]:
    if isinstance(parameter.kind, Choice):
        return parameter.kind.choices[1:]
    if isinstance(parameter.default, bool):
        return (not parameter.default,)
    if isinstance(parameter.kind, Number) and parameter.kind.whole:
        return (3,) if parameter.default == 0 else ()
    return (0.2,) if parameter.default == 0 else ()


VARIANTS = [variant for declared in READY.values() for variant in variants(declared)]
every_class = pytest.mark.parametrize("declared", READY.values(), ids=READY)
every_class_with_a_learning_rate = pytest.mark.parametrize(
    "declared",
    [declared for declared in READY.values() if "lr" in parameters(declared)],
    ids=lambda declared: declared.name,
)
every_variant = pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
WITH_ANATOMY = [variant for variant in VARIANTS if variant.has_anatomy()]
every_variant_with_anatomy = pytest.mark.parametrize("variant", WITH_ANATOMY, ids=lambda variant: variant.name)
every_class_without_anatomy = pytest.mark.parametrize(
    "declared",
    [declared for declared in READY.values() if not declared.has_anatomy()],
    ids=lambda declared: declared.name,
)
SIDES = {"gt": -1, "ge": -1, "lt": 1, "le": 1}
BOUNDED = [
    pytest.param(declared, parameter, getattr(bound, field), side, id=f"{declared.name}-{parameter.name}-{field}")
    for declared in READY.values()
    for parameter in parameters(declared).values()
    for bound in parameter.limits.bounds
    for field, side in SIDES.items()
    if hasattr(bound, field)
]
every_bound = pytest.mark.parametrize(("declared", "parameter", "limit", "side"), BOUNDED)
every_bound_of_a_rate = pytest.mark.parametrize(
    ("declared", "parameter", "limit", "side"),
    [case for case in BOUNDED if typing.cast("Parameter", case.values[1]).kind.words.endswith("or a schedule")],
)


def contents(trajectory: Trajectory) -> dict[str, bytes]:
    arrays = dataclasses.asdict(trajectory)
    return {name: value.tobytes() for name, value in arrays.items() if isinstance(value, np.ndarray)}


def walked(variant: Optimizer, where: Surface, options: GradientOptions = EXACT) -> Trajectory:
    """A walk whose steps are long enough to see, each by a learning rate of its own."""
    longer: dict[str, Any] = {"lr": schedule("exponential", initial=0.05, gamma=0.97)}
    return simulate(dataclasses.replace(variant, **longer), where, STARTS, 30, gradient=options, anatomy=True)


def laid(parts: Iterable[Part]) -> Iterator[tuple[Array, Array]]:
    """The tail and the vector of each part that should lie tip to tail."""
    factor = np.zeros(2)
    for part in parts:
        if part.unit == "position":
            yield part.tail, part.vector
        elif part.unit == "scaling":
            yield part.tail, factor * part.vector
        factor = part.vector


@dataclasses.dataclass(frozen=True)
class Torn(Surface):
    """A bowl whose slope is lost where x < -1.5."""

    minimizers: tuple[tuple[float, float], ...] = ()
    bounds: Bounds = dataclasses.field(default_factory=lambda: Bounds((-3, 3), (-3, 3)))

    def value(self, points: Array) -> Array:
        return np.asarray((points**2).sum(axis=-1))

    def gradient(self, points: Array) -> Array:
        return np.where(points[..., :1] < -1.5, np.nan, 2 * points)

    def hessian(self, points: Array) -> Array:
        return np.broadcast_to(2 * np.eye(2), (*points.shape, 2))

    @property
    def operations(self) -> tuple[int, int]:
        return 3, 5


@every_variant
def test_state_has_the_shape_of_the_starts(variant: Optimizer, uneven: Surface) -> None:
    for shape in ((2,), (7, 2), (3, 2, 2)):
        x = np.linspace(-1.5, 1.5, int(np.prod(shape))).reshape(shape)
        after = variant.step(variant.init(x), Oracle(uneven), 1)
        assert after["x"].shape == shape
        assert after["x"].dtype == np.float64
        for entry, array in after.items():
            assert array.shape[: len(shape) - 1] == shape[:-1] or array.ndim == 0, entry
        assert after.keys() == variant.init(x).keys() >= set(variant.recorded)


@every_variant
def test_a_batch_row_is_the_lone_run_bit_for_bit(variant: Optimizer, uneven: Surface) -> None:
    options = GradientOptions(noise=Noise(0.1), clip=1.0)
    batch = simulate(variant, uneven, STARTS, 40, gradient=options, seed=3)
    for row, start in enumerate(STARTS):
        lone = simulate(variant, uneven, start, 40, gradient=options, seed=3)
        assert lone.positions.tobytes() == batch.positions[row].tobytes()
        assert lone.values.tobytes() == batch.values[row].tobytes()


@every_variant
def test_a_step_leaves_its_arguments_as_they_are(variant: Optimizer, uneven: Surface) -> None:
    state = variant.init(STARTS)
    for t in (1, 2, 3):
        before = {entry: array.copy() for entry, array in state.items()}
        for array in state.values():
            array.flags.writeable = False
        after = variant.step(state, Oracle(uneven, starts=STARTS), t)
        assert all(state[entry].tobytes() == before[entry].tobytes() for entry in before)
        again = variant.step(state, Oracle(uneven, starts=STARTS), t)
        assert all(after[entry].tobytes() == again[entry].tobytes() for entry in after)
        state = after
    STARTS.flags.writeable = True


@every_variant
def test_goes_down_a_bowl(variant: Optimizer, bowl: Surface) -> None:
    far = STARTS[np.abs(STARTS).max(axis=1) > 0.1]
    values = simulate(variant, bowl, far, 200).values
    assert (values[:, -1] < values[:, 0]).all()


@every_variant
def test_equal_runs_give_equal_bytes(variant: Optimizer, uneven: Surface) -> None:
    options = GradientOptions(noise=Noise(0.3))
    one, other = (simulate(variant, uneven, STARTS, 30, gradient=options, seed=5) for _ in range(2))
    assert contents(one) == contents(other)


@every_variant
def test_a_lost_run_is_recorded_and_the_others_go_on(variant: Optimizer) -> None:
    torn = typing.cast("Surface", Torn())
    together = simulate(variant, torn, [[-2.0, 0.5], [1.0, 0.5]], 30)
    lost, kept = together.diverged_at.tolist()
    if together.gradient_evaluations.any():
        assert lost in {1, 2}  # a centre hears one step later what its workers met
    else:
        assert lost == -1  # what has no slope cannot miss it
    assert kept == -1
    alone = simulate(variant, torn, [[1.0, 0.5]], 30)
    assert together.positions[1].tobytes() == alone.positions[0].tobytes()


@every_variant
def test_hyperparameters_are_plain_data_that_make_the_same_optimizer(variant: Optimizer) -> None:
    assert optimizer(variant.name, **json.loads(json.dumps(variant.plain()))) == variant


@every_bound
def test_a_number_out_of_range_is_refused(
    declared: type[Optimizer], parameter: Parameter, limit: float, side: int
) -> None:
    with pytest.raises(ParameterError, match=f"{parameter.name}: expected .*{limit:g}"):
        declared(**{parameter.name: limit + side})


@every_bound_of_a_rate
def test_a_schedule_out_of_range_is_refused(
    declared: type[Optimizer], parameter: Parameter, limit: float, side: int
) -> None:
    beyond = schedule("step", initial=limit, step_size=3, gamma=0.5 if side < 0 else 1.5)
    beyond = beyond if limit else schedule("cosine", initial=0.5, T_max=5, eta_min=-1.0)
    given = {parameter.name: beyond}
    with pytest.raises(ParameterError, match=rf"{parameter.name}: must be .* gives .* at step \d"):
        declared(**given).bind(10)


@every_class
def test_a_schedule_that_stays_is_a_number(declared: type[Optimizer], uneven: Surface) -> None:
    plain = declared()
    rates = [name for name, parameter in parameters(declared).items() if parameter.kind.words.endswith("or a schedule")]
    steady = {name: schedule("constant", initial=getattr(plain, name)) for name in rates}
    with_schedules = simulate(dataclasses.replace(plain, **steady), uneven, STARTS, 30)
    assert with_schedules.positions.tobytes() == simulate(plain, uneven, STARTS, 30).positions.tobytes()


@every_class_with_a_learning_rate
def test_a_schedule_may_end_the_learning_rate_at_zero(declared: type[Optimizer]) -> None:
    bound = optimizer(declared.name, lr=schedule("cosine", initial=0.1, T_max=10)).bind(20)
    assert bound.plain()["lr"] == {"schedule": "cosine", "initial": 0.1, "T_max": 10, "eta_min": 0.0}


@every_class_with_a_learning_rate
def test_binding_fills_the_length_that_a_schedule_leaves_out(declared: type[Optimizer]) -> None:
    assert optimizer(declared.name, lr=schedule("cosine", initial=0.1)).bind(37).plain()["lr"]["T_max"] == 37


def test_an_endless_schedule_is_refused_where_it_overflows() -> None:
    with pytest.raises(ParameterError, match="gives inf at step"):
        optimizer("sgd", lr=schedule("exponential", initial=1.0, gamma=10.0)).bind(400)


def test_an_unknown_form_names_the_nearest() -> None:
    with pytest.raises(ParameterError, match=r"form: expected .*, not 'kreas'; did you mean 'keras'"):
        optimizer("adam", form="kreas")


def test_an_unknown_optimizer_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match=r"unknown optimizer 'adamx'; did you mean .*'adamax'"):
        optimizer("adamx")


@every_variant_with_anatomy
def test_the_parts_of_a_step_lie_tip_to_tail_from_x_to_the_next_x(variant: Optimizer, uneven: Surface) -> None:
    run = walked(variant, uneven, GradientOptions(noise=Noise(0.3), clip=2.0))
    *parts, step = run.anatomy
    reached = run.positions[:, :-1]
    assert (step.name, step.unit) == ("step", "position")
    assert step.tail.tobytes() == reached.tobytes()
    assert (np.abs(step.vector).max(axis=-1) > 0).all()
    for tail, vector in laid(parts):
        assert tail == pytest.approx(reached, abs=1e-12)
        reached = tail + vector
    assert reached == pytest.approx(run.positions[:, 1:], abs=1e-12)
    assert step.tip == pytest.approx(run.positions[:, 1:], abs=1e-12)


@every_variant_with_anatomy
def test_the_gradient_of_a_step_is_the_one_that_was_felt(variant: Optimizer, uneven: Surface) -> None:
    run = walked(variant, uneven)
    parts = {part.name: part for part in run.anatomy}
    gradient = parts["gradient"]
    where = gradient.tail if variant.name == "nag" else run.positions[:, :-1]
    decay = 0.0 if "decay" in parts else at(vars(variant)["weight_decay"], 1)
    slope = uneven.gradient(where) + decay * where
    if gradient.unit == "gradient":
        assert gradient.tail.tobytes() == where.tobytes()
        assert gradient.vector == pytest.approx(-slope, rel=1e-9, abs=1e-9)
    else:
        across = gradient.vector[..., 0] * slope[..., 1] - gradient.vector[..., 1] * slope[..., 0]
        assert across == pytest.approx(0, abs=1e-12)
        assert ((gradient.vector * slope).sum(axis=-1) < 0).all()


@every_variant_with_anatomy
def test_parts_have_names_of_their_own(variant: Optimizer, uneven: Surface) -> None:
    parts = walked(variant, uneven).anatomy
    assert len({part.name for part in parts}) == len({part.title for part in parts}) == len(parts)
    for part in parts:
        assert (part.unit == "scaling") == (part.name == "scaling")
        assert part.unit != "scaling" or (part.vector > 0).all()


@every_class_without_anatomy
def test_what_does_not_tell_its_parts_names_what_does(declared: type[Optimizer], uneven: Surface) -> None:
    with pytest.raises(ParameterError) as caught:
        simulate(declared(), uneven, STARTS, 5, anatomy=True)
    others = {variant.name for variant in WITH_ANATOMY}
    text, known = str(caught.value).split("these do: ")
    assert text == f"anatomy: {declared.name} does not tell what its steps add up; "
    assert set(known.split(", ")) == others
    assert others >= {"sgd", "momentum", "nag", "rmsprop", "adagrad", "adam", "adamw", "nadam"}


@every_class
def test_says_what_it_is(declared: type[Optimizer]) -> None:
    text = declared.__doc__ or ""
    assert declared.name == declared.name.lower()
    assert declared.source
    for part in ("Args: ", "State: ", "Cost per step: ", "Raises: ", "Reference: "):
        assert part in text
    for name, parameter in parameters(declared).items():
        assert parameter.sentence, f"the docstring says nothing of {name}"


@every_class
def test_names_the_packages_that_compute_its_steps(declared: type[Optimizer]) -> None:
    others = {"tpe": ("optuna",), "cma_es": ("cma",)}
    assert declared.packages == others.get(declared.name, ("scipy",) if issubclass(declared, SciPyMethod) else ())
    declared().check_packages()
    assert all(version(package) for package in declared.packages)


def test_looks_are_distinct() -> None:
    looks = {(declared.color, declared.marker) for declared in OPTIMIZERS.values()}
    assert len(looks) == len({declared.title for declared in OPTIMIZERS.values()}) == len(OPTIMIZERS)
    for color, marker in looks:
        assert marker in MARKERS
        assert color == "ink" or (color.startswith("#") and len(bytes.fromhex(color[1:])) == 3)


@dataclass(frozen=True)
class HalfStep(Optimizer):
    """Gradient descent by half the learning rate."""

    name: ClassVar[str] = "half_step"

    lr: LearningRate = 0.1

    def step(self, state: State, oracle: Oracle, t: int) -> State:
        return {"x": state["x"] - at(self.lr, t) / 2 * oracle.grad(state["x"])}


@pytest.mark.usefixtures("catalogues_of_its_own")
def test_a_name_and_a_step_make_an_optimizer(bowl: Surface) -> None:
    catalogue: Registry[type[Optimizer]] = Registry("optviz.optimizers", Optimizer, "optimizer")
    catalogue.add(HalfStep)
    entry: type[Any] = catalogue["half_step"]
    assert (entry.title, entry.color, entry.packages, entry.has_anatomy()) == ("half_step", "ink", (), False)
    ours = simulate(entry(lr=0.2), bowl, STARTS, 5)
    known = simulate(optimizer("sgd", lr=0.1), bowl, STARTS, 5)
    np.testing.assert_array_equal(ours.positions, known.positions)


@pytest.mark.parametrize("name", READY)
def test_what_a_method_says_about_its_state_is_so(name: str) -> None:
    method = OPTIMIZERS[name]()
    state = method.init(np.zeros((1, 2)))
    assert method.paths == 1 + sum(state[each].size // 2 for each in method.companions)
    assert set(method.results) <= set(method.companions)
    assert all(state[each].shape == (1, 2) for each in method.results)
    held = sum(entry.size for entry in state.values())
    assert held <= 3 * method.remembers + 16
    assert method.remembers <= 3 * held + 16


@pytest.mark.parametrize("catalogue", [OPTIMIZERS, SCHEDULES, VIEWS], ids=lambda each: each.kind)
def test_every_whole_number_and_every_list_has_a_limit(catalogue: Registry[type[Any]]) -> None:
    for entry in catalogue.values():
        for parameter in parameters(entry).values():
            for kind in _inside(parameter.kind):
                if isinstance(kind, Number) and kind.whole:
                    with pytest.raises(MismatchError):
                        kind.check(10**10)
                if isinstance(kind, Items):
                    assert kind.most <= 1000


def _inside(kind: Kind) -> Iterator[Kind]:
    yield kind
    for part in (*getattr(kind, "kinds", ()), *filter(None, [getattr(kind, "item", None)])):
        yield from _inside(part)
