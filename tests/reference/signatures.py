"""Lists what every optimizer of the other libraries takes, for the tests to hold optviz against without having them.

    KERAS_BACKEND=jax python -m tests.reference.signatures

writes signatures.json in data/. It needs torch, optax, keras with a backend, pytorch_optimizer, schedulefree,
prodigyopt, dadaptation, lion-pytorch, adabelief-pytorch, optuna and cma.
"""

from __future__ import annotations

import importlib
import inspect
from functools import partial
from types import FunctionType
from typing import TYPE_CHECKING, Any

from tests.reference.frame import versions, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

PACKAGES = {
    "torch.optim": "torch",
    "torch.optim.swa_utils": "torch",
    "optax": "optax",
    "optax.contrib": "optax",
    "keras.optimizers": "keras",
    "pytorch_optimizer": "pytorch_optimizer",
    "schedulefree": "schedulefree",
    "prodigyopt": "prodigyopt",
    "dadaptation": "dadaptation",
    "lion_pytorch": "lion-pytorch",
    "adabelief_pytorch": "adabelief-pytorch",
    "optuna.samplers": "optuna",
    "cma": "cma",
}
STEPPING = ("step", "update_step", "sample_relative", "tell")
# Functions of optax that make an optimizer out of another one.
ROUND_ANOTHER = ("lookahead", "sam")


def optimizers(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """The public optimizers of a module; what a module only passes on from torch is torch's."""
    for name, found in sorted(vars(module).items()):
        if inspect.isclass(found):
            foreign = found.__module__.startswith("torch.") and not module.__name__.startswith("torch.")
            steps = any(inspect.isfunction(getattr(found, each, None)) for each in STEPPING)
            known = not foreign and (steps or name == "AveragedModel")
        else:
            known = module.__name__.startswith("optax") and makes_one(name, found)
        if known:
            yield name, found


def makes_one(name: str, found: Any) -> bool:
    """Whether a public function of optax makes an optimizer."""
    if name.startswith(("_", "scale_by_")) or not isinstance(found, FunctionType | partial):
        return False
    return name in ROUND_ANOTHER or "learning_rate" in inspect.signature(found).parameters


def signatures() -> dict[str, Any]:
    """Everything that goes into signatures.json."""
    known = {
        f"{module}.{name}": list(inspect.signature(found).parameters)
        for module in PACKAGES
        for name, found in optimizers(importlib.import_module(module))
    }
    return {"versions": versions(*dict.fromkeys(PACKAGES.values())), "signatures": known}


if __name__ == "__main__":
    write("signatures", signatures())
