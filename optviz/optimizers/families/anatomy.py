"""What anatomies share: parts of a step, computed from the states before and after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optviz.trajectory import Part

if TYPE_CHECKING:
    from optviz.arrays import Array
    from optviz.optimizers.base import State


def whole(before: State, after: State) -> Part:
    """The step itself, from x to the next x."""
    return Part("step", "step", before["x"], after["x"] - before["x"])


def scaled(before: State, after: State, scaling: Array, shrinking: float | None = None) -> tuple[Part, ...]:
    """A step that is the gradient times a scaling, from which the gradient is computed: no number where that is 0.

    Args: shrinking: of the decoupled weight decay before it, x <- x - shrinking x; None where there is none.
    """
    first, tail = shrunk(before["x"], shrinking)
    return (
        *first,
        Part("gradient", "gradient", before["x"], (after["x"] - tail) / scaling, "gradient"),
        Part("scaling", "scaling", tail, scaling, "scaling"),
        whole(before, after),
    )


def newest(before: Array, after: Array, decay: float) -> Array:
    """The value that an exponential moving average took in last: (after - decay before) / (1 - decay)."""
    return (after - decay * before) / (1 - decay)


def averaged(
    before: State, after: State, beta1: float, average: Array, scaling: Array, shrinking: float | None = None
) -> tuple[Part, ...]:
    """A step along an average of gradients under a scaling.

    Args: before, after: states whose m is an average, m <- beta1 m + (1 - beta1) g.  beta1: in [0, 1).
        average: (..., 2), what the scaling multiplies.  scaling: (..., 2).
        shrinking: of the decoupled weight decay before it, x <- x - shrinking x; None where there is none.
    """
    first, tail = shrunk(before["x"], shrinking)
    gradient = newest(before["m"], after["m"], beta1)
    return (
        *first,
        Part("gradient", "gradient", before["x"], -gradient, "gradient"),
        Part("m_hat", "average gradient", before["x"], -average, "gradient"),
        Part("scaling", "scaling", tail, scaling, "scaling"),
        whole(before, after),
    )


def shrunk(x: Array, shrinking: float | None) -> tuple[tuple[Part, ...], Array]:
    """The part of a decoupled weight decay, where there is one, and the point to which it leads."""
    if shrinking is None:
        return (), x
    part = Part("decay", "weight decay", x, -shrinking * x)
    return (part,), part.tip
