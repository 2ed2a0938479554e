"""How an optimizer with torch's interface walks, in 64-bit floats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch  # type: ignore[import-not-found]

from tests.reference.frame import STEPS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.reference.frame import Function, Point

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


def walk(make: Callable[[Any], Any], function: Function, start: Point, shape: tuple[int, ...] = (2,)) -> list[Point]:
    """The start and all iterates that make(the parameter) makes of it, a parameter of a shape with two numbers."""
    point = torch.tensor(start).reshape(shape).requires_grad_()
    optimizer = make(point)
    positions = [start]
    for _ in range(STEPS):
        optimizer.zero_grad()
        x, y = point.flatten()
        function(x, y, torch).backward()
        optimizer.step()
        positions.append(point.detach().flatten().tolist())
    return positions


class Evaluated:
    """A schedule-free optimizer whose parameter holds, between steps, the point to evaluate."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    def zero_grad(self) -> None:
        """Begin a step, where the slope is felt."""
        self.inner.train()
        self.inner.zero_grad()

    def step(self) -> None:
        """Take the step and show x."""
        self.inner.step()
        self.inner.eval()
