"""Computes what pytorch_optimizer does for the sign methods, the relatives of momentum, and a few others.

    python -m tests.reference.pytorch_optimizer_second_trajectories

writes pytorch_optimizer_second_trajectories.json in data/. It needs torch and pytorch_optimizer, which
compute in the parameter's own precision, here 64-bit.

SophiaH is given the exact diagonal of the Hessian, by automatic differentiation, at the steps that ask for it.
Its clip threshold takes the place of the paper's gamma: lr / gamma, gamma weight_decay, eps / gamma and
p = gamma clip_threshold make it the paper's rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytorch_optimizer  # type: ignore[import-not-found]
import torch  # type: ignore[import-not-found]

from tests.reference.frame import Setting, trajectories, versions, write
from tests.reference.torch_walk import walk

if TYPE_CHECKING:
    from tests.reference.frame import Function, Point

SETTINGS: list[Setting] = [
    ("lion", {}),
    ("lion", {"lr": 0.03, "beta1": 0.7, "beta2": 0.9, "weight_decay": 0.2}),
    ("tiger", {}),
    ("tiger", {"lr": 0.02, "beta": 0.8, "weight_decay": 0.3}),
    ("signsgd", {}),
    ("signsgd", {"lr": 0.03, "weight_decay": 0.2}),
    ("signum", {}),
    ("signum", {"lr": 0.02, "beta": 0.7, "weight_decay": 0.2}),
    ("sgdw", {}),
    ("sgdw", {"lr": 5e-4, "momentum": 0.8, "dampening": 0.3, "weight_decay": 0.5}),
    ("sgdw", {"lr": 3e-4, "momentum": 0.7, "nesterov": True, "weight_decay": 0.5}),
    ("qhm", {}),
    ("qhm", {"lr": 2e-3, "momentum": 0.9, "nu": 0.4, "weight_decay": 0.1}),
    ("aggmo", {"lr": 1e-4}),
    ("aggmo", {"lr": 3e-4, "betas": [0.3, 0.8], "weight_decay": 0.1}),
    ("ftrl", {}),
    ("ftrl", {"lr": 0.3, "beta": 0.5, "lambda1": 0.4, "lambda2": 0.2}),
    ("fromage", {}),
    ("fromage", {"lr": 0.1}),
    ("sophia", {"form": "paper"}),
    (
        "sophia",
        {
            "form": "paper",
            "lr": 0.02,
            "beta1": 0.8,
            "beta2": 0.7,
            "eps": 1e-3,
            "weight_decay": 0.2,
            "gamma": 0.5,
            "clip_threshold": 0.6,
            "update_interval": 4,
        },
    ),
]
CLASSES = {
    "lion": "Lion",
    "tiger": "Tiger",
    "signsgd": "SignSGD",
    "signum": "SignSGD",
    "sgdw": "SGDW",
    "qhm": "QHM",
    "aggmo": "AggMo",
    "ftrl": "FTRL",
    "fromage": "Fromage",
}
# optviz's own defaults where they differ, and what makes the class the method.
FIXED: dict[str, dict[str, Any]] = {
    "signsgd": {"momentum": 0.0, "weight_decouple": False},
    "signum": {"momentum": 0.9, "weight_decouple": False},
    "sgdw": {"weight_decay": 1e-2},
    "qhm": {"momentum": 0.999, "nu": 0.7},
}
RENAMED = {("signum", "beta"): "momentum", ("ftrl", "lambda1"): "lambda_1", ("ftrl", "lambda2"): "lambda_2"}
SOPHIA: dict[str, Any] = {
    "lr": 1e-3,
    "beta1": 0.965,
    "beta2": 0.99,
    "eps": 1e-8,
    "weight_decay": 1e-4,
    "gamma": 0.01,
    "clip_threshold": 1.0,
    "update_interval": 10,
}


class Sophia:
    """SophiaH with the exact diagonal of the Hessian."""

    def __init__(self, point: Any, function: Function, given: dict[str, Any]) -> None:
        options = {**SOPHIA, **given}
        gamma = options["gamma"]
        self.point, self.function, self.interval, self.done = point, function, options["update_interval"], 0
        self.inner = pytorch_optimizer.SophiaH(
            [point],
            lr=options["lr"] / gamma,
            betas=(options["beta1"], options["beta2"]),
            weight_decay=options["weight_decay"] * gamma,
            p=options["clip_threshold"] * gamma,
            update_period=10**9,
            eps=options["eps"] / gamma,
        )

    def zero_grad(self) -> None:
        """Begin a step."""
        self.inner.zero_grad()

    def step(self) -> None:
        """Take the step."""
        due = self.done % self.interval == 0
        self.inner.step(hessian=[self.diagonal()] if due else None)
        self.done += 1

    def diagonal(self) -> Any:
        """The second derivatives along x and along y."""
        at = self.point.detach()
        hessian = torch.autograd.functional.hessian(lambda p: self.function(p[0], p[1], torch), at)
        return hessian.diagonal().clone()


def options(method: str, given: dict[str, Any]) -> dict[str, Any]:
    """Hyper-parameters under the library's names."""
    named = {RENAMED.get((method, name), name): value for name, value in given.items()}
    if "beta1" in named:
        named["betas"] = (named.pop("beta1"), named.pop("beta2"))
    return {**FIXED.get(method, {}), **named}


def library(method: str, given: dict[str, Any], function: Function, start: Point) -> list[Point]:
    """The start and all iterates that the library makes of it."""
    if method == "sophia":
        return walk(
            lambda point: Sophia(point, function, {n: v for n, v in given.items() if n != "form"}), function, start
        )
    made = getattr(pytorch_optimizer, CLASSES[method])
    return walk(lambda point: made([point], **options(method, given)), function, start)


def main() -> None:
    """Write the file."""
    packages = versions("torch", "pytorch_optimizer")
    write("pytorch_optimizer_second_trajectories", trajectories(SETTINGS, library, packages))


if __name__ == "__main__":
    main()
