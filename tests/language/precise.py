"""The functions of expressions with as many digits as wanted: those that mpmath names otherwise or does not have."""

from __future__ import annotations

from typing import Any

import mpmath

PRECISE: dict[str, Any] = {
    "abs": mpmath.fabs,
    "step": lambda u: (1 + mpmath.sign(u)) / 2,
    "round": mpmath.nint,
    "trunc": lambda u: mpmath.floor(u) if u > 0 else mpmath.ceil(u),
    "cbrt": lambda u: mpmath.sign(u) * mpmath.cbrt(abs(u)),
    "exp2": lambda u: mpmath.mpf(2) ** u,
    "log2": lambda u: mpmath.log(u, 2),
    "sigmoid": lambda u: 1 / (1 + mpmath.exp(-u)),
    "softplus": lambda u: mpmath.log(1 + mpmath.exp(u)),
    "sinc": mpmath.sincpi,
    "mod": lambda u, v: u - v * mpmath.floor(u / v),
    "heaviside": lambda u, v: v if u == 0 else mpmath.mpf(u > 0),
    "min": min,
    "max": max,
}
