"""Computes what pytorch_optimizer does, for the tests to hold optviz against without having it or torch.

    python -m tests.reference.pytorch_optimizer_trajectories

writes pytorch_optimizer_trajectories.json in data/. Two things are put right on the way: the library
adds 1e-15 to every mean square that may be a maximum, and keeps QHAdam's bias corrections in 32-bit floats.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytorch_optimizer as library  # type: ignore[import-not-found]

from tests.reference.frame import Setting, trajectories, versions, write
from tests.reference.torch_walk import walk

if TYPE_CHECKING:
    from tests.reference.frame import Function, Point

SETTINGS: list[Setting] = [
    ("adan", {}),
    ("adan", {"lr": 0.02, "beta1": 0.9, "beta2": 0.8, "beta3": 0.95, "eps": 1e-3, "weight_decay": 0.05}),
    ("ademamix", {"lr": 5e-3, "beta1": 0.8, "beta3": 0.99, "t_alpha_beta3": 70, "weight_decay": 0.05}),
    ("adabound", {}),
    ("adabound", {"lr": 0.02, "final_lr": 1e-3, "beta1": 0.8, "beta2": 0.95, "gamma": 0.05, "eps": 1e-3}),
    ("adabound", {"lr": 0.02, "final_lr": 1e-3, "gamma": 0.1, "weight_decay": 0.05, "form": "amsbound"}),
    ("diffgrad", {}),
    ("diffgrad", {"lr": 0.05, "beta1": 0.8, "beta2": 0.95, "eps": 1e-3, "weight_decay": 0.05}),
    ("adamod", {}),
    ("adamod", {"lr": 0.05, "beta1": 0.8, "beta2": 0.95, "beta3": 0.9, "eps": 1e-3, "weight_decay": 0.05}),
    ("qhadam", {}),
    ("qhadam", {"lr": 0.02, "beta1": 0.995, "beta2": 0.95, "nu1": 0.7, "nu2": 0.9, "eps": 1e-3, "weight_decay": 0.05}),
    ("madgrad", {}),
    ("madgrad", {"lr": 0.05, "momentum": 0.8, "eps": 1e-3, "weight_decay": 0.05}),
    ("lars", {"lr": 0.2, "momentum": 0.8, "trust_coefficient": 0.02, "weight_decay": 0.05, "form": "paper"}),
]

CLASSES = {
    "adan": "Adan",
    "ademamix": "AdEMAMix",
    "adabound": "AdaBound",
    "diffgrad": "DiffGrad",
    "adamod": "AdaMod",
    "lars": "LARS",
    "madgrad": "MADGRAD",
}
BETAS = {
    "adan": (0.98, 0.92, 0.99),
    "ademamix": (0.9, 0.999, 0.9999),
    "adamod": (0.9, 0.99, 0.9999),
}
# Where weight_decay is decoupled in optviz; Adan's proximal decay is the library's weight_decouple=False.
DECOUPLED = ("ademamix",)


class ExactQHAdam(library.QHAdam):  # type: ignore[misc]
    """QHAdam with its bias corrections in 64-bit floats."""

    def init_group(self, group: Any, **options: Any) -> None:
        """As the library does, then widened."""
        super().init_group(group, **options)
        for state in self.state.values():
            state.update({name: state[name].double() for name in ("beta1_weight", "beta2_weight")})


def options(method: str, given: dict[str, Any]) -> dict[str, Any]:
    """Hyper-parameters under the library's names."""
    betas = BETAS.get(method, (0.9, 0.999))
    rest = dict(given)
    if method == "madgrad":
        rest.setdefault("lr", 1e-2)  # the authors' default, and optviz's
    elif method != "lars":
        rest["betas"] = tuple(rest.pop(f"beta{number}", beta) for number, beta in enumerate(betas, 1))
        rest["weight_decouple"] = method in DECOUPLED
    if method == "qhadam":
        rest["nus"] = (rest.pop("nu1", 1.0), rest.pop("nu2", 1.0))
    if method == "adabound":
        rest["ams_bound"] = rest.get("form") == "amsbound"
    rest.pop("form", None)
    return rest | {"foreach": False}


def iterates(method: str, given: dict[str, Any], function: Function, start: Point) -> list[Point]:
    """The start and all iterates that the library makes of it."""
    declared = ExactQHAdam if method == "qhadam" else getattr(library, CLASSES[method])
    # To LARS a layer is a matrix; vectors it leaves alone.
    shape = (1, 2) if method == "lars" else (2,)
    return walk(lambda point: declared([point], **options(method, given)), function, start, shape)


def main() -> None:
    """Write the file."""
    library.base.optimizer.BaseOptimizer.apply_ams_bound.__defaults__ = (0.0,)
    packages = versions("pytorch_optimizer", "torch")
    write("pytorch_optimizer_trajectories", trajectories(SETTINGS, iterates, packages))


if __name__ == "__main__":
    main()
