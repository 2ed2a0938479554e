"""Linear regression with an L2 penalty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optviz.surfaces.kinds.model import Spread  # noqa: TC001  (annotations are evaluated)
from optviz.surfaces.linear_regression import LinearRegression

if TYPE_CHECKING:
    from optviz.surfaces.kinds.model import Data


@dataclass(frozen=True, repr=False)
class L2Regression(LinearRegression):
    """Linear regression with an L2 penalty: its minimizer is drawn towards 0, where decoupled decay changes the step.

        f(x, y) = (1/n) sum (x u_i + y - v_i)^2 + weight_decay / 2 (x^2 + y^2)

    The gradient is that of the plain error + weight_decay (x, y): another surface. Decoupled decay, as AdamW has it,
    is another step on the plain one, linear_regression.

    Args: weight_decay: the factor of the penalty.
    """

    name: ClassVar[str] = "l2_regression"
    title: ClassVar[str] = "Linear regression with L2"
    source: ClassVar[str] = (
        "Hoerl and Kennard 1970, Technometrics 12(1):55-67; Loshchilov and Hutter 2019, arXiv:1711.05101"
    )

    weight_decay: Spread = 0.2

    def penalty(self, data: Data) -> tuple[float, float]:
        """Half of weight_decay on each."""
        del data
        return self.weight_decay / 2, self.weight_decay / 2
