"""Units in which numbers of any size are counted, so that neither their sums nor their differences run over."""

from __future__ import annotations

import math
from typing import Final

_EXTREME: Final = 1e200
"""Larger numbers than this, and smaller ones than its inverse, cannot be squared, or multiplied by each other."""
_LEAST_EXPONENT: Final = -300
"""Of the smallest power of ten, about, that is known to all its digits."""


def power_of_two(size: float) -> float:
    """The largest power of two up to a size, 1 for 0: numbers that are divided by it keep all their digits."""
    return math.ldexp(1.0, math.frexp(size)[1] - 1) if size else 1.0


def power_of_ten(size: float) -> float:
    """One for a usual size, and about the size itself for an extreme one: round numbers of such units are round."""
    if not size or 1 / _EXTREME < size < _EXTREME:
        return 1.0
    return float(10.0 ** max(math.floor(math.log10(size)), _LEAST_EXPONENT))
