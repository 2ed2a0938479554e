from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from inspect import signature
from itertools import count, repeat
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import numpy as np
import pytest
from annotated_types import Gt

from optviz.api.compare import compare, default_start
from optviz.errors import OptvizError, ScenarioError
from optviz.optimizers import OPTIMIZERS, Optimizer, State, optimizer
from optviz.parameters import parameters
from optviz.scenario import parse
from optviz.schedules import schedule
from optviz.surfaces import Bounds, FormulaSurface, surface
from optviz.views import VIEWS
from tests.optimizers.catalogue import READY as METHODS
from tests.surfaces.catalogue import READY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from optviz.oracle import Oracle

SMALL: dict[str, Any] = {"size": (240, 160), "fps": 5, "duration": 0.4, "hold": 0}
ROOMY = {**SMALL, "size": (960, 640)}
"""With room for several panels."""


def test_optimizers_are_names_texts_instances_or_mappings() -> None:
    scenario = compare(
        "beale",
        [
            "sgd",
            "adam:lr=0.1,beta1=0.8",
            optimizer("nag", lr=0.02),
            {"name": "rmsprop", "lr": 0.03, "label": "Mine", "color": "#123456"},
            {"name": "momentum", "lr": {"schedule": "cosine", "start": 0.1}},
        ],
        start=(1, 1.5),
    ).scenario
    assert scenario.starts == ((1.0, 1.5),)
    found = [run.optimizer for run in scenario.runs]
    assert found[:4] == [
        optimizer("sgd"),
        optimizer("adam", lr=0.1, beta1=0.8),
        optimizer("nag", lr=0.02),
        optimizer("rmsprop", lr=0.03),
    ]
    assert (scenario.runs[3].label, scenario.runs[3].color) == ("Mine", "#123456")
    assert found[4].plain()["lr"]["schedule"] == "cosine"


@pytest.mark.parametrize(
    "wanted",
    ["rosenbrock:b=10", {"name": "rosenbrock", "b": 10}, surface("rosenbrock", b=10.0)],
    ids=["text", "mapping", "instance"],
)
def test_surfaces_are_texts_mappings_or_instances(wanted: Any) -> None:
    assert compare(wanted, "sgd").scenario.surface == surface("rosenbrock", b=10.0)


@pytest.mark.parametrize(
    "bounds",
    [
        (-2, 2, -1, 1),
        ((-2, 2), (-1, 1)),
        np.array([-2, 2, -1, 1]),
        np.array([[-2, 2], [-1, 1]]),
        {"x": [-2, 2], "y": [-1, 1]},
        Bounds((-2, 2), (-1, 1)),
    ],
    ids=["flat", "pairs", "array", "array of pairs", "mapping", "instance"],
)
def test_expressions_bring_their_bounds(bounds: Any) -> None:
    scenario = compare("x**2 - y**2", "sgd", bounds=bounds).scenario
    assert isinstance(scenario.surface, FormulaSurface)
    assert scenario.surface.expression == "x**2 - y**2"
    assert scenario.bounds == scenario.surface.bounds == Bounds((-2, 2), (-1, 1))


def test_bounds_of_a_catalogue_surface_are_what_is_drawn() -> None:
    assert compare("beale", "sgd", bounds=((0, 4), (-1, 1))).scenario.bounds == Bounds((0, 4), (-1, 1))


def test_lists_and_mappings_in_texts_are_as_in_a_file() -> None:
    scenario = compare(
        "beale",
        [
            "adam:lr={schedule: cosine, start: 0.1},color=lime",
            "aggmo:lr=0.001,betas=[0, 0.9]",
            "lookahead:inner={name: adam, lr: 0.1}, k=3, label='k = 3, inner: Adam'",
        ],
        views=["surface3d:azimuth=[0, 90],zoom=[1, 2]", "curve"],
        **ROOMY,
    ).scenario
    assert [run.optimizer for run in scenario.runs] == [
        optimizer("adam", lr=schedule("cosine", initial=0.1)),
        optimizer("aggmo", lr=0.001, betas=(0, 0.9)),
        optimizer("lookahead", inner=optimizer("adam", lr=0.1), k=3),
    ]
    assert (scenario.runs[0].color, scenario.runs[2].label) == ("#00FF00", "k = 3, inner: Adam")
    assert (vars(scenario.views[0])["azimuth"], vars(scenario.views[0])["zoom"]) == ((0, 90), (1, 2))


def test_a_short_expression_is_not_taken_for_a_name() -> None:
    texts = ["x", "x-y", "pi", "max(x, y)"]
    found = [compare(text, "sgd", bounds=(0, 1, 0, 1)).scenario.surface for text in texts]
    assert [each.expression for each in found if isinstance(each, FormulaSurface)] == texts


def test_several_starts_views_and_output_options() -> None:
    scenario = compare(
        "beale", "adam", np.array([[1, 1], [2, 2]]), 7, views=["surface3d", VIEWS["contour"](), "curve:of=x"],
        theme="dark", title="Mine", seed=3, **ROOMY,
    ).scenario  # fmt: skip
    assert scenario.starts == ((1.0, 1.0), (2.0, 2.0))
    assert (scenario.steps, scenario.title, scenario.seed) == (7, "Mine", 3)
    assert [view.name for view in scenario.views] == ["surface3d", "contour", "curve"]
    assert (scenario.output.theme, scenario.output.size) == ("dark", (960, 640))


@pytest.mark.parametrize("name", READY)
def test_default_start_is_inside_and_off_the_minimizers(name: str) -> None:
    found = surface(name)
    x, y = default_start(found, found.bounds)
    assert found.bounds.contains(np.array([x, y]))
    assert np.isfinite(found.value(np.array([x, y])))
    wide, high = np.diff(found.bounds.x)[0], np.diff(found.bounds.y)[0]
    for there in found.minimizers:
        assert np.hypot((x - there[0]) / wide, (y - there[1]) / high) > 0.09


@pytest.mark.parametrize("name", METHODS)
def test_a_comparison_is_a_scenario_file(name: str) -> None:
    rate = [f"{name}:lr=0.01"] if "lr" in parameters(OPTIMIZERS[name]) else []
    comparison = compare("beale", [name, *rate], **SMALL)
    assert parse(comparison.to_yaml()) == comparison.scenario


@dataclass(frozen=True)
class Half(Optimizer):
    """Half of the gradient."""

    name: ClassVar[str] = "half"

    lr: Annotated[float, Gt(0)] = 0.1

    def step(self, state: State, oracle: Oracle, t: int) -> State:  # noqa: ARG002  (every step is alike)
        """Half of gradient descent's."""
        return {"x": state["x"] - self.lr * oracle.grad(state["x"]) / 2}


def test_a_class_of_ones_own_is_compared_with_ours() -> None:
    comparison = compare("beale", [Half, Half(lr=0.02), "sgd:lr=0.01"], start=(1, 1.5), steps=9)
    assert [run.label for run in comparison.scenario.runs] == ["half lr=0.1", "half lr=0.02", "SGD"]
    _, half, sgd = comparison.run()
    assert half.positions == pytest.approx(sgd.positions)


@pytest.mark.parametrize("method", [int, np.ndarray, Optimizer, Bounds])
def test_a_class_that_is_no_optimizer_is_refused(method: type) -> None:
    with pytest.raises(ScenarioError, match=rf"^optimizers: .*{method.__name__}"):
        compare("beale", [method])


def test_a_torch_class_that_is_no_optimizer_is_refused() -> None:
    torch = pytest.importorskip("torch")
    with pytest.raises(ScenarioError, match=r"optimizers: no subclass of torch\.optim\.Optimizer"):
        compare("beale", [torch.nn.Linear])


def test_a_torch_class_of_ones_own_is_compared_with_ours() -> None:
    torch = pytest.importorskip("torch")
    mine, sgd = compare("beale", [torch.optim.SGD, "sgd"], start=(1, 1.5), steps=9).run()
    assert (mine.label, sgd.label) == ("SGD (torch)", "SGD")
    assert mine.positions == pytest.approx(sgd.positions)


def test_an_optimizer_inside_another_is_a_name_a_mapping_or_itself() -> None:
    inner = optimizer("momentum", lr=0.02)
    wanted: list[Any] = [
        "lookahead:inner=momentum,k=3",
        {"name": "lookahead", "inner": {"name": "momentum", "lr": 0.02}, "k": 3},
        optimizer("lookahead", inner=inner, k=3),
    ]
    one, two, three = (run.optimizer for run in compare("beale", wanted, **SMALL).scenario.runs)
    assert one == optimizer("lookahead", inner="momentum", k=3)
    assert two == three


def test_what_varies_is_written_as_in_a_file() -> None:
    rates = [0.1, schedule("cosine", initial=0.2), {"schedule": "cosine", "start": 0.3}]
    starts = np.array([[1.0, 1.5], [2.0, 0.5]])
    comparison = compare("beale", ["sgd", optimizer("adam")], vary={"lr": rates, "start": starts}, **ROOMY)
    scenario = comparison.scenario
    assert scenario.grid == (3, 2)
    assert [cell.heading for cell in scenario.cells[:4:3]] == [
        ("lr = 0.1", "start (1, 1.5)"),
        ("lr = 0.1", "start (2, 0.5)"),
    ]
    assert parse(comparison.to_yaml()) == scenario
    assert len(comparison.run()) == 12


def test_an_optimizer_keeps_what_it_is_given() -> None:
    methods: list[Any] = ["sgd", "adadelta:lr=1", optimizer("nag", momentum=0.5), optimizer("nag", lr=0.5)]
    comparison = compare("beale", methods, vary={"lr": [0.1, 0.2]}, **ROOMY)
    rates = [[run.optimizer.plain()["lr"] for run in cell.runs] for cell in comparison.scenario.cells]
    assert rates == [[0.1, 1, 0.1, 0.5], [0.2, 1, 0.2, 0.5]]
    assert parse(comparison.to_yaml()).cells == comparison.scenario.cells


def test_surfaces_and_optimizers_vary() -> None:
    vary = {"surface": ["x*y", "rosenbrock:b=3", surface("beale")], "optimizer": ["sgd:lr=0.1", optimizer("nag"), Half]}
    scenario = compare(start=(0.5, 0.5), bounds=((0, 1), (0, 2)), vary=vary, traces={"show": "heads"}).scenario
    assert [cell.surface.title for cell in scenario.cells[:3]] == ["f(x, y)", "Rosenbrock's banana", "Beale's function"]
    assert {cell.bounds for cell in scenario.cells} == {Bounds((0, 1), (0, 2))}
    assert [run.optimizer for run in scenario.runs] == [optimizer("sgd", lr=0.1), optimizer("nag"), Half()]
    assert scenario.traces == compare("beale", "sgd", traces=scenario.traces).scenario.traces


def test_every_problem_is_reported_at_once() -> None:
    with pytest.raises(ScenarioError) as caught:
        compare("beel", ["adma", "sgd:lr=-1"], steps=0)
    assert [line.partition(";")[0] for line in str(caught.value).splitlines()] == [
        "unknown surface 'beel'",
        "steps: expected a whole number from 1 to 100000, not 0",
        "unknown optimizer 'adma'",
        "lr: expected a number > 0 or a schedule, not -1",
    ]


def test_save_writes_every_target(tmp_path: Path) -> None:
    comparison = compare("beale", ["sgd", "adam:lr=0.1"], (1, 1.5), 5, **SMALL)
    rendering = comparison.save(tmp_path / "a.gif", tmp_path / "a.png")
    assert [path.name for path in rendering.paths] == ["a.gif", "a.png"]
    assert all(path.stat().st_size for path in rendering.paths)
    assert np.array_equal(comparison.run()[1].positions, rendering.trajectories[1].positions)


def test_notebooks_see_the_animation() -> None:
    html = compare("beale", "sgd", (1, 1.5), 5, **SMALL)._repr_html_()
    assert "data:video/mp4;base64," in html or "data:image/gif;base64," in html
    assert "of SGD on Beale" in html


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"surface": "beel"}, "did you mean 'beale'"),
        (
            {"surface": "x*y"},
            r"^the expression x\*y needs bounds: --bounds=-2,2,-2,2, or in Python bounds=\(-2, 2, -2, 2\)$",
        ),
        ({"surface": "x*z"}, "unknown name 'z'"),
        ({"surface": "beel", "bounds": (0, 1, 0, 1)}, "did you mean 'beale'"),
        (
            {"surface": "x*y", "bounds": (0, 1, 0)},
            r"^bounds: expected \(low x, high x, low y, high y\), not a list of 3$",
        ),
        ({"surface": "x*y", "bounds": (0, 1)}, "^bounds: expected .* not a list of 2$"),
        ({"vary": {"surface": ["beale", "x + y"]}, "surface": None}, r"the expression x \+ y needs bounds"),
        ({"surface": {"expression": "x*y"}}, "needs 'bounds'"),
        ({"surface": {"expression": "x*y", "bound": 1}, "bounds": ((0, 1), (0, 1))}, "did you mean 'bounds'"),
        ({"surface": {"a": 1}}, "needs 'name' or 'expression'"),
        ({"surface": "rosenbrock:c=1"}, "unknown key 'c' in surface 'rosenbrock'"),
        ({"surface": "rosenbrock:b=-1"}, "b"),
        ({"optimizers": "adma"}, "did you mean .*'adam'"),
        ({"optimizers": "adam:rl=1"}, "unknown key 'rl' in optimizer 'adam'"),
        ({"optimizers": "adam:lr=fast"}, "lr: expected a number"),
        ({"optimizers": "adam:lr=-1"}, "lr"),
        ({"optimizers": {"name": "adam", "color": "redd"}}, "color.*did you mean 'red'"),
        ({"optimizers": {"name": "adam", "label": 3}}, "label"),
        ({"optimizers": {"name": "adam", "lr": {"schedule": "cosin", "start": 1}}}, "unknown schedule"),
        ({"optimizers": []}, "optimizers: expected from 1 to 40 items, not 0"),
        ({"start": (99, 0)}, "outside the drawn bounds"),
        ({"start": (1, 2, 3)}, r"start: expected \[number, number\], not a list of 3"),
        ({"start": ()}, "start: expected from 1 to 10000 items, not 0"),
        ({"steps": 0}, "steps"),
        ({"steps": "many"}, "steps"),
        ({"bounds": 3}, "bounds"),
        ({"bounds": ((1, 0), (0, 1))}, "lower one first"),
        ({"optimizers": "aggmo:betas=0,0.9"}, "column 15: .* not '0.9'; a list is in brackets, as betas="),
        ({"views": "surface3d:zoom=[1, 2"}, "column 21: not valid YAML: expected ',' or ']', but got the end"),
        ({"views": "contur"}, "did you mean 'contour'"),
        ({"views": "contour:levels=1"}, "levels"),
        ({"size": (1, 1)}, "size"),
        ({"vary": {"lr": [1]}}, "lr: expected from 2 to 12 items"),
        ({"vary": {"rho": [0.1, 0.2]}}, "unknown key 'rho' in vary"),
        ({"optimizers": "adam:lr=1", "vary": {"lr": [0.1, 0.2]}}, "every optimizer sets lr itself"),
        ({"vary": {"optimizer": ["sgd", "nag"]}}, "'optimizers' varies"),
        ({"traces": {"show": "tails"}}, "did you mean 'tail'"),
        ({"optimizers": False}, "^optimizers: expected a list of 1 to 40 optimizers, not false$"),
        ({"views": 3}, "^views: expected a list of 1 to 6 views, not 3$"),
        ({"vary": True}, "^expected vary as a mapping of keys to values, not true$"),
        ({"vary": np.array([1.0, 2.0])}, "^expected vary as a mapping of keys to values, not a list of 2$"),
        ({"vary": {}}, "^vary: expected one key, or two for columns and rows, not 0$"),
        ({"vary": {"lr": "0.1"}}, "^lr: expected a list, .* not '0.1'"),
        ({"vary": {None: 0}}, "^unknown key 'nothing' in vary"),
        ({"draft": "yes"}, "^draft: expected true or false, not 'yes'$"),
        ({"them": "dark"}, "did you mean 'theme'"),
    ],
)
def test_what_does_not_fit_is_reported(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(OptvizError, match=message):
        compare(**{"surface": "beale", "optimizers": "adam", **changes})


class Unshowable:
    def __repr__(self) -> str:
        raise ValueError("not to be shown")

    __str__ = __repr__


def endless() -> list[Any]:
    """A list that holds itself."""
    found: list[Any] = []
    found.append(found)
    return found


ODD: tuple[Callable[[], Any], ...] = (
    *(lambda: False, lambda: True, lambda: 0, lambda: 3, lambda: 1j, lambda: b"ab", lambda: {None: 0}, lambda: {"": 0}),
    *(lambda: {Unshowable(): 1}, Unshowable, lambda: [Unshowable()], lambda: {"lr": Unshowable()}, lambda: {"lr": 0.1}),
    *(lambda: {"lr": "0.1"}, lambda: {"lr": count()}, lambda: {"surface": "beale"}, lambda: {"optimizer": [0, int]}),
    *(lambda: {10**5000: 1}, count, lambda: range(10**9), endless, lambda: iter([1, 2]), lambda: {1, 2}, lambda: ...),
    *(lambda: np.array([1.0, 2.0]), lambda: np.array(3), lambda: np.array([[1j]]), lambda: np.ma.masked),
    *(lambda: np.ndarray, lambda: np.float64, lambda: int, lambda: len, lambda: memoryview(b"ab"), lambda: slice(3)),
)


@pytest.mark.parametrize("name", [*signature(compare).parameters])
def test_odd_arguments_are_taken_or_told(name: str) -> None:
    for make in ODD:
        given = {"surface": "beale", "optimizers": ["sgd"], "start": (1, 1.5), name: make()}
        with suppress(OptvizError):
            assert compare(**given).to_yaml()


@pytest.mark.parametrize("make", [count, lambda: range(10**9), lambda: repeat("sgd")])
def test_what_has_no_end_is_refused(make: Callable[[], Any]) -> None:
    for given in ({"optimizers": make()}, {"views": make()}, {"vary": {"lr": make()}}):
        with pytest.raises(ScenarioError, match="more than 1000 items"):
            compare(**{"surface": "beale", "optimizers": "sgd", **given})


def test_it_is_shown_on_a_line() -> None:
    comparison = compare("beale", ["sgd", "adam"])
    assert repr(comparison) == f"Comparison(scenario={comparison.scenario!r})"
    assert len(repr(comparison)) < 120


@pytest.mark.parametrize("start", ["normal:std=0.5,count=7", {"name": "normal", "std": 0.5, "count": 7}, "normal"])
def test_starts_may_follow_a_rule(start: Any) -> None:
    scenario = compare("beale", "sgd", start, steps=2).scenario
    assert len(scenario.starts) == (100 if start == "normal" else 7)
    assert compare("beale", "sgd", scenario.start, steps=2).scenario == scenario
