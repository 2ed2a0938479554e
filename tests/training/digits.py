"""The network of tests/reference/data/digits_training.npz: 64, 16 (tanh) and 10 units, on 256 digits."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

REFERENCE: Any = np.load(Path(__file__).parents[1] / "reference" / "data" / "digits_training.npz")
PIXELS, CLASSES = REFERENCE["X"] / 16, REFERENCE["y"]
SHAPES = {"W1": (16, 64), "b1": (16,), "W2": (10, 16), "b2": (10,)}
RUNS = ("sgd", "momentum", "adam")


def loss(theta: NDArray[np.float64]) -> float:
    """The cross-entropy of all digits, and the weights' decay of 0.003."""
    w1, b1 = theta[:1024].reshape(16, 64), theta[1024:1040]
    w2, b2 = theta[1040:1200].reshape(10, 16), theta[1200:]
    z = np.tanh(PIXELS @ w1.T + b1) @ w2.T + b2
    z -= z.max(axis=1, keepdims=True)
    cross_entropy = (np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(CLASSES)), CLASSES]).mean()
    return float(cross_entropy + 0.003 / 2 * (theta @ theta))
