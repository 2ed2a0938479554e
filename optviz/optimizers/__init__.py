"""The optimizers, one file per method or tight family."""

from __future__ import annotations

from typing import Any

from optviz.optimizers.base import Optimizer, State
from optviz.parameters import Entry, make
from optviz.registry import Registry

__all__ = ["OPTIMIZERS", "Optimizer", "State", "optimizer"]


def _of_torch(name: str) -> type[Optimizer]:
    from optviz.optimizers.adapters.of_torch import provide

    return provide(name)


def _of_optax(name: str) -> type[Optimizer]:
    from optviz.optimizers.adapters.of_optax import provide

    return provide(name)


OPTIMIZERS: Registry[type[Optimizer]] = Registry(
    "optviz.optimizers", Optimizer, "optimizer", {"torch": _of_torch, "optax": _of_optax}
)


def optimizer(name: str, **hyperparameters: Any) -> Optimizer:
    """An optimizer by its name; "torch:NAME" and "optax:NAME" are those libraries' own, if they are installed.

    What is plain data in its plain() may be plain data here: a schedule, or a nested optimizer, which may be its
    bare name too.

    Raises: UnknownNameError where no optimizer has the name, or it has no such hyper-parameter.  ParameterError
        where a number is out of range, or one is missing.  MissingToolError where a library is not installed.
    """
    found: Optimizer = make(Entry(OPTIMIZERS), {"name": name, **hyperparameters})
    return found


def __getattr__(name: str) -> Any:
    return OPTIMIZERS.of_class(name)
