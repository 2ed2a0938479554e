"""How an optax transformation walks, in 64-bit floats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jax  # type: ignore[import-not-found]
import jax.numpy as jnp  # type: ignore[import-not-found]
import optax  # type: ignore[import-not-found]
from optax import contrib

from tests.reference.frame import STEPS

if TYPE_CHECKING:
    from tests.reference.frame import Function, Point

jax.config.update("jax_enable_x64", True)


def walk(
    transformation: Any,
    function: Function,
    start: Point,
    shape: tuple[int, ...] = (2,),
) -> list[Point]:
    """The start and all iterates that a transformation makes of it, a parameter of a shape with two numbers."""

    def value(point: Any) -> Any:
        x, y = point.flatten()
        return function(x, y, jnp)

    @jax.jit  # type: ignore[untyped-decorator]
    def step(point: Any, state: Any) -> Any:
        slope = jax.grad(value)(point)
        updates, state = transformation.update(slope, state, point)
        return optax.apply_updates(point, updates), state

    point = jnp.array(start).reshape(shape)
    state = transformation.init(point)
    positions = [start]
    for _ in range(STEPS):
        point, state = step(point, state)
        positions.append(point.flatten().tolist())
    return positions


def evaluated(transformation: Any, function: Function, start: Point) -> list[Point]:
    """The start and the points to evaluate of a schedule-free method, while the parameters walk elsewhere."""
    slope = jax.jit(jax.grad(lambda point: function(point[0], point[1], jnp)))
    update = jax.jit(transformation.update)
    point = jnp.array(start)
    state = transformation.init(point)
    positions = [start]
    for _ in range(STEPS):
        updates, state = update(slope(point), state, point)
        point = optax.apply_updates(point, updates)
        positions.append(contrib.schedule_free_eval_params(state, point).tolist())
    return positions
