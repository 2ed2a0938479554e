"""Computes what the packages by the methods' own authors do.

    python -m tests.reference.authors_trajectories

writes authors_trajectories.json in data/. It needs torch, schedulefree, prodigyopt, dadaptation and
lion-pytorch; all four compute in the parameters' own precision, here 64-bit, their scalars in Python floats.

dadaptation.DAdaptSGD leaves its weight decay out of the first gradient's length, by what reads as a slip (a
sum that is not kept); it is given the gradient with the decay added instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dadaptation import DAdaptAdam, DAdaptSGD  # type: ignore[import-not-found]
from lion_pytorch import Lion  # type: ignore[import-not-found]
from prodigyopt import Prodigy  # type: ignore[import-not-found]
from schedulefree import AdamWScheduleFree, SGDScheduleFree  # type: ignore[import-not-found]

from tests.reference.frame import Setting, trajectories, versions, write
from tests.reference.torch_walk import Evaluated, walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.reference.frame import Function, Point

SETTINGS: list[Setting] = [
    ("lion", {"lr": 1e-2, "beta1": 0.8, "beta2": 0.95, "weight_decay": 0.1}),
    ("schedule_free_sgd", {"lr": 2e-3}),
    ("schedule_free_sgd", {"lr": 1e-3, "beta": 0.7, "weight_decay": 0.1}),
    ("schedule_free_adamw", {}),
    ("schedule_free_adamw", {"lr": 0.03, "beta": 0.8, "beta2": 0.97, "eps": 1e-4, "weight_decay": 0.1}),
    ("dadapt_sgd", {"growth_rate": 1.1}),
    ("dadapt_sgd", {"lr": 0.1, "momentum": 0.8, "weight_decay": 0.05, "d0": 1e-3, "growth_rate": 1.05}),
    ("dadapt_adam", {"lr": 0.02}),
    ("dadapt_adam", {"d0": 1e-3, "growth_rate": 1.05}),
    ("dadapt_adam", {"lr": 0.1, "beta1": 0.8, "beta2": 0.99, "eps": 1e-5, "weight_decay": 0.1, "growth_rate": 1.2}),
    ("dadapt_adam", {"lr": 0.02, "decouple": True, "weight_decay": 0.1, "use_bias_correction": True, "d0": 1e-4}),
    ("prodigy", {"lr": 0.02}),
    ("prodigy", {"lr": 0.05, "beta1": 0.8, "beta2": 0.99, "beta3": 0.9, "eps": 1e-5, "weight_decay": 0.1}),
    ("prodigy", {"lr": 0.05, "weight_decay": 0.1, "decouple": False}),
    ("prodigy", {"lr": 0.02, "weight_decay": 0.1, "safeguard_warmup": True, "use_bias_correction": True, "d0": 1e-4}),
    ("prodigy", {"lr": 0.1, "d_coef": 0.5, "growth_rate": 1.05, "d0": 1e-3}),
]
MAKERS: dict[str, Callable[..., Any]] = {
    "lion": Lion,
    "schedule_free_sgd": SGDScheduleFree,
    "schedule_free_adamw": AdamWScheduleFree,
    "dadapt_sgd": DAdaptSGD,
    "dadapt_adam": DAdaptAdam,
    "prodigy": Prodigy,
}


def options(method: str, given: dict[str, Any]) -> dict[str, Any]:
    """Hyper-parameters under the packages' names."""
    named = dict(given)
    if method == "schedule_free_adamw":
        named["beta1"] = named.pop("beta", 0.9)
    if "beta1" in named or "beta2" in named:
        named["betas"] = (named.pop("beta1", 0.9), named.pop("beta2", 0.999))
    if method == "schedule_free_sgd" and "beta" in named:
        named["momentum"] = named.pop("beta")
    return named


def authors(method: str, given: dict[str, Any], function: Function, start: Point) -> list[Point]:
    """The start and all iterates that the authors' package makes of it."""
    named = options(method, given)
    if method == "dadapt_sgd" and "weight_decay" in named:
        function = regularised(function, named.pop("weight_decay"))

    def make(point: Any) -> Any:
        optimizer = MAKERS[method]([point], **named)
        return Evaluated(optimizer) if method.startswith("schedule_free") else optimizer

    return walk(make, function, start)


def regularised(function: Function, weight_decay: float) -> Function:
    """A function with weight_decay (x^2 + y^2) / 2 added."""
    return lambda x, y, m: function(x, y, m) + weight_decay * (x * x + y * y) / 2


def main() -> None:
    """Write the file."""
    packages = versions("torch", "schedulefree", "prodigyopt", "dadaptation", "lion-pytorch")
    write("authors_trajectories", trajectories(SETTINGS, authors, packages))


if __name__ == "__main__":
    main()
