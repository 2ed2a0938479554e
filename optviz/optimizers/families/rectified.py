"""How far an average of squares can be trusted: the rectification of RAdam."""

from __future__ import annotations

import math
from typing import Annotated, TypeAlias

from annotated_types import Ge

from optviz.optimizers.base import bias_correction

# From 4 downwards there is no root to take.
Threshold: TypeAlias = Annotated[float, Ge(4)]


def rectification(beta2: float, t: int, threshold: float) -> float | None:
    """RAdam's factor r of step t; None as long as rho_t says that the average knows too little."""
    longest = 2 / (1 - beta2) - 1
    length = longest - 2 * t * beta2**t / bias_correction(beta2, t)
    if length <= threshold:
        return None
    return math.sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length))
