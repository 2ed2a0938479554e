"""The optimizers, one file per method or tight family."""

from __future__ import annotations

from typing import Any

from optviz.optimizers.base import Optimizer, State
from optviz.registry import Registry

__all__ = ["OPTIMIZERS", "Optimizer", "State", "optimizer"]

OPTIMIZERS: Registry[type[Optimizer]] = Registry("optviz.optimizers", Optimizer, "optimizer")


def optimizer(name: str, **hyperparameters: Any) -> Optimizer:  # noqa: ANN401  (each optimizer has its own)
    """An optimizer by its name.

    Raises: UnknownNameError where no optimizer has the name.  ParameterError where a number is out of range.
    """
    return OPTIMIZERS[name](**hyperparameters)


def __getattr__(name: str) -> Any:  # noqa: ANN401  (a class of the catalogue)
    return OPTIMIZERS.of_class(name)
