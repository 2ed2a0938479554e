"""Losses that another process can load."""

from __future__ import annotations

import os
from typing import Any


def bowl(theta: Any) -> Any:
    return theta @ theta


def process(_: Any) -> int:
    return os.getpid()


def threads(_: Any) -> int:
    return int(os.environ["OMP_NUM_THREADS"]) + 10 * int(os.environ["OPENBLAS_NUM_THREADS"])


def careless(theta: Any) -> float:
    """It changes the vector that it is given."""
    theta *= 2
    return float(theta.sum())


def failing(theta: Any) -> float:
    raise LookupError(f"nothing at {theta[0]}")


def leaving(_: Any) -> float:
    os._exit(7)


def silent(_: Any) -> None:
    """It returns nothing."""


def log_of_first(theta: Any) -> Any:
    return 1 / theta[:1] if theta[0] else float("inf")
