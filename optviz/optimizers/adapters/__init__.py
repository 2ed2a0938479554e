"""Other libraries' own optimizers, if they are installed: torch.optim's, optax's, and classes that a person brings."""

from __future__ import annotations

from optviz.optimizers.adapters.of_torch import from_torch

__all__ = ["from_torch"]
