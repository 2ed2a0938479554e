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


def scaled(before: State, after: State, scaling: Array) -> tuple[Part, ...]:
    """A step that is the gradient times a scaling, from which the gradient is computed: no number where that is 0."""
    step = whole(before, after)
    return (
        Part("gradient", "gradient", step.tail, step.vector / scaling, "gradient"),
        Part("scaling", "scaling", step.tail, scaling, "scaling"),
        step,
    )


def newest(before: Array, after: Array, decay: float) -> Array:
    """The value that an exponential moving average took in last: (after - decay before) / (1 - decay)."""
    return (after - decay * before) / (1 - decay)


def averaged(
    before: State, after: State, beta1: float, average: Array, scaling: Array, tail: Array | None = None
) -> tuple[Part, ...]:
    """A step along an average of gradients under a scaling.

    Args: before, after: states whose m is an average, m <- beta1 m + (1 - beta1) g.  beta1: in [0, 1).
        average: (..., 2), what the scaling multiplies.  scaling: (..., 2).
        tail: (..., 2), the point that the scaled average is added to; x if left out.
    """
    x = before["x"]
    gradient = newest(before["m"], after["m"], beta1)
    return (
        Part("gradient", "gradient", x, -gradient, "gradient"),
        Part("m_hat", "average gradient", x, -average, "gradient"),
        Part("scaling", "scaling", x if tail is None else tail, scaling, "scaling"),
        whole(before, after),
    )
