"""What is accepted is drawn: random scenarios with hard sizes, numbers and words."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from optviz.api.run import run
from optviz.errors import InvalidScenarioError, ScenarioError
from optviz.optimizers import OPTIMIZERS
from optviz.scenario import override, parse
from optviz.scene import Scene
from tests.optimizers.catalogue import READY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.scenario import Scenario

EXPRESSIONS = (
    "x**2 + y**2", "x*y", "1e300*x", "1e308*x*y", "1e-310*x", "log(x)", "log(-1 - x**2)", "exp(1000 + x**2)", "0*x",
    "1e300", "floor(9*x)", "x*1e200 + y*1e-200", "1/(x*y)", "sin(1e10*x)", "abs(x) + abs(y)", "sqrt(x - y)",
)  # fmt: skip
BOUNDS = ((-1, 1), (0, 1e-100), (-1e-99, 1e-99), (0, 1e12), (1e10, 1e10 + 11), (1, 1 + 2e-9), (-5e11, 5e11), (-3, 1e-3))
REFUSED_BOUNDS = ((0, 5e-324), (1, 1 + 1e-15), (-1e308, 1e308))
WORDS = (
    "a", "", "A name that takes a good deal of room, and more", r"$\frac{a}{b}$ and $x_{i}$ and $\sqrt{2}$", r"\$5",
    "😀 — é", "}{", "\\", "W" * 60, "$x$" * 20,
)  # fmt: skip
REFUSED_WORDS = ("$x", r"$\nothing$", "谷", "$$")
SIZES = (150, 200, 260, 330, 420, 640)
REFUSED_SIZES = (64, 100)
SCALES = ("auto", "linear", "log", "symlog", "clip")
TELLING = [name for name, entry in OPTIMIZERS.items() if entry.has_anatomy()]
"""Optimizers that tell their anatomy."""


def picked(random: Random, accepted: Sequence[Any], refused: Sequence[Any]) -> Any:
    """One of the values that are accepted, alone at least, and now and then one that is not."""
    return random.choice(refused if random.random() < 0.03 else accepted)


def view(random: Random) -> Any:
    """A view with options."""
    ceiling = random.choice([None, 0.5, 1e308, -1e308, 5e-324])
    given = {} if ceiling is None else {"ceiling": ceiling}
    focus = picked(random, [None, None, [0, 0], [0.5, 1e-3]], [[1e300, 0], [1e6, 1e-6], [1.79e308, -1.79e308]])
    close = {"zoom": random.choice([1, [1, 10000], 0.2, [0.2, 3], 10000])} | ({} if focus is None else {"focus": focus})
    contour = {"name": "contour", "scale": random.choice(SCALES), "grid": 16, **given, **close}
    contour |= random.choice([{}, {"field": "arrows", "aspect": "equal"}, {"levels": 2, "lines": False}])
    landscape = {"name": "surface3d", "scale": random.choice(SCALES), "grid": 16, **given}
    landscape |= random.choice([{}, {"azimuth": [0, 90], "zoom": [0.2, 20]}, {"shadow": True, "floor": "lines"}])
    curve = {"name": "curve", "of": picked(random, ["value", "x", "gradient_norm"], ["distance"])}
    curve |= {"scale": random.choice(["linear", "log"]), "against": random.choice(["step", "calls"])}
    return random.choice([contour, contour, landscape, curve, curve])


def optimizer(random: Random, names: Sequence[str]) -> Any:
    """An optimizer, now and then with a label or a rate that is hard."""
    entry: dict[str, Any] = {"name": random.choice(names)}
    if random.random() < 0.3:
        entry["label"] = picked(random, WORDS, REFUSED_WORDS)
    if entry["name"] in {"sgd", "adam", "momentum"} and random.random() < 0.3:
        entry["lr"] = random.choice([1e300, 5e-324, 1, {"schedule": "cosine", "start": 1e307}])
    return entry


def text(random: Random) -> str:
    """A scenario; JSON is YAML."""
    low, high = (picked(random, BOUNDS, REFUSED_BOUNDS) for _ in "xy")
    anatomy = random.random() < 0.15
    names = picked(random, [TELLING], [["bfgs"]]) if anatomy else ["sgd", "adam", "momentum", *READY]
    found: dict[str, Any] = {
        "title": picked(random, WORDS, REFUSED_WORDS),
        "description": picked(random, WORDS, REFUSED_WORDS),
        "math": random.random() < 0.5,
        "surface": {"expression": random.choice(EXPRESSIONS), "bounds": {"x": low, "y": high}},
        "start": [low[0], high[0]],
        "steps": random.choice([1, 2, 7]),
        "optimizers": [optimizer(random, names) for _ in range(random.choice([1, 1, 2, 3, 9, 30]))],
        "views": [view(random) for _ in range(random.choice([1, 1, 1, 2, 2, 3, 6]))],
        "traces": random.choice([{}, {"labels": True}, {"show": "tail", "tail": 1}, {"show": "heads", "exits": False}]),
        "output": {
            "size": [picked(random, SIZES, REFUSED_SIZES) for _ in "wh"],
            "scale": random.choice([1, 1, 2]),
            "fps": random.choice([1, 5]),
            "duration": random.choice([0.1, 0.6]),
            "legend": random.choice(["fixed", "ranked", "names", "none", "right", "below", "inside"]),
            "theme": random.choice(["light", "dark"]),
            "caption": random.random() < 0.3,
            "results": random.random() < 0.3,
        },
    }
    if anatomy:
        found["views"][0] = "anatomy"
    if random.random() < 0.2:
        found["vary"] = {"weight_decay": [0, 1e300, 1e-300][: random.choice([2, 3])]}
        found["optimizers"] = [*found["optimizers"][:2], "sgd"]
    if random.random() < 0.3:
        found["surface"]["minimizers"] = [random.choice([[0, 0], [low[0], high[0]], [1e300, 1e300]])]
    return json.dumps(found)


def drawn(scenario: Scenario) -> None:
    """Draw every frame of a scenario."""
    assert sum(1 for _ in Scene(scenario, run(scenario)).frames())


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(40))
def test_what_is_accepted_is_drawn(seed: int, capfd: pytest.CaptureFixture[str]) -> None:
    random = Random(seed)  # noqa: S311  (chance, not a secret)
    accepted = 0
    for _ in range(12):
        source = text(random)
        try:
            scenario = parse(source)
        except InvalidScenarioError:
            continue
        accepted += 1
        drawn(scenario)
        for changes in ({"draft": True}, {"size": (300, 200)}, {"scale": 3, "size": (220, 330)}):
            try:
                changed = override(scenario, **changes)
            except ScenarioError:
                assert "size" in changes
                continue
            drawn(changed)
    assert accepted
    assert capfd.readouterr() == ("", "")
