"""The classics, as SciPy has them: quasi-Newton, conjugate gradients, trust regions, and two without a gradient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, TypeAlias

from annotated_types import Ge, Gt, Le, Lt

from optviz.errors import ParameterError
from optviz.optimizers.families import stages
from optviz.optimizers.families.scipy import SciPyMethod

Tolerance: TypeAlias = Annotated[float, Ge(0)]
Radius: TypeAlias = Annotated[float, Gt(0)]


@dataclass(frozen=True)
class BFGS(SciPyMethod):
    """BFGS: quasi-Newton steps; an estimate of the inverse Hessian grows from the gradients' changes.

        p = -B g,  x <- x + a p,  a by a line search with Wolfe's conditions
        B <- (I - r s y^T) B (I - r y s^T) + r s s^T,  s: x's change,  y: g's change,  r = 1 / (y^T s)

    Args: gtol: >= 0, it stops where the largest entry of |g| is below it.
    State: path: the run's whole walk.  Cost per step: as many values and gradients as the line search asks for.
    Raises: ParameterError where the tolerance is out of range.
    Reference: Nocedal & Wright 2006, Algorithm 6.1, doi:10.1007/978-0-387-40065-5.
        Same as scipy.optimize.minimize(method="BFGS").
    """

    name: ClassVar[str] = "bfgs"
    title: ClassVar[str] = "BFGS"
    color: ClassVar[str] = "#0072B2"
    marker: ClassVar[str] = "triangle_up"
    source: ClassVar[str] = "Nocedal & Wright 2006, Algorithm 6.1, doi:10.1007/978-0-387-40065-5"
    method: ClassVar[str] = "BFGS"

    gtol: Tolerance = 1e-5


@dataclass(frozen=True)
class CG(SciPyMethod):
    """Nonlinear conjugate gradients: each direction leans on the one before.

        p <- -g + max(0, y^T g / |g_before|^2) p,  y: g's change,  x <- x + a p,  a by a line search

    Args: gtol: >= 0, it stops where the largest entry of |g| is below it.
    State: path: the run's whole walk.  Cost per step: as many values and gradients as the line search asks for.
    Raises: ParameterError where the tolerance is out of range.
    Reference: Polak & Ribiere 1969; Nocedal & Wright 2006, Algorithm 5.4, doi:10.1007/978-0-387-40065-5.
        Same as scipy.optimize.minimize(method="CG").
    """

    name: ClassVar[str] = "cg"
    title: ClassVar[str] = "Conjugate gradients"
    color: ClassVar[str] = "#009E73"
    marker: ClassVar[str] = "diamond"
    source: ClassVar[str] = "Polak & Ribiere 1969; Nocedal & Wright 2006, Algorithm 5.4"
    method: ClassVar[str] = "CG"

    gtol: Tolerance = 1e-5


@dataclass(frozen=True)
class LBFGS(SciPyMethod):
    """L-BFGS: BFGS that keeps the last few changes instead of a matrix; L-BFGS-B's code, without bounds.

        p = -B g,  B from the last maxcor pairs of changes of x and g,  x <- x + a p,  a by a line search

    Args: maxcor: pairs to keep, >= 1.  ftol: >= 0, it stops where the value's relative change is at most that.
        gtol: >= 0, it stops where the largest entry of |g| is at most that.  maxls: trials of a line search, >= 1.
    State: path: the run's whole walk.  Cost per step: as many values and gradients as the line search asks for.
    Raises: ParameterError where a number is out of range.
    Reference: Byrd, Lu, Nocedal & Zhu 1995, doi:10.1137/0916069.
        Same as scipy.optimize.minimize(method="L-BFGS-B").
    Libraries:
        torch.optim.LBFGS: another rule: its line search is its own, or none; torch:LBFGS is it
        optax.lbfgs: another rule: its line search is its own
    """

    name: ClassVar[str] = "lbfgs"
    title: ClassVar[str] = "L-BFGS"
    color: ClassVar[str] = "#56B4E9"
    marker: ClassVar[str] = "triangle_down"
    source: ClassVar[str] = "Byrd, Lu, Nocedal & Zhu 1995, doi:10.1137/0916069"
    method: ClassVar[str] = "L-BFGS-B"

    maxcor: Annotated[int, Ge(1), Le(1000)] = 10
    ftol: Tolerance = 2.220446049250313e-09
    gtol: Tolerance = 1e-5
    maxls: Annotated[int, Ge(1), Le(1000)] = 20


@dataclass(frozen=True)
class NewtonCG(SciPyMethod):
    """Newton-CG: Newton's equations solved by conjugate gradients, which stop where the curvature is negative.

        H p = -g roughly, and downhill in any case,  x <- x + a p,  a by a line search

    Args: xtol: >= 0, it stops where x's entries change by less than that on average.
    State: path: the run's whole walk.
    Cost per step: one Hessian, and as many values and gradients as the line search asks for.
    Raises: ParameterError where the tolerance is out of range.
    Reference: Nocedal & Wright 2006, Algorithm 7.1, doi:10.1007/978-0-387-40065-5.
        Same as scipy.optimize.minimize(method="Newton-CG") with the Hessian.
    """

    name: ClassVar[str] = "newton_cg"
    title: ClassVar[str] = "Newton-CG"
    color: ClassVar[str] = "#E69F00"
    marker: ClassVar[str] = "circle"
    source: ClassVar[str] = "Nocedal & Wright 2006, Algorithm 7.1, doi:10.1007/978-0-387-40065-5"
    method: ClassVar[str] = "Newton-CG"
    uses_hessian: ClassVar[bool] = True
    shown: ClassVar = (stages.VALLEY, stages.SADDLE)

    xtol: Tolerance = 1e-5


@dataclass(frozen=True)
class TrustNCG(SciPyMethod):
    """Trust-NCG: the quadratic model within a radius, by conjugate gradients; the radius follows the model's success.

        minimize g^T p + p^T H p / 2 over |p| <= radius, roughly;  x <- x + p if f falls by more than
        eta times what the model promised;  the radius shrinks to a quarter or doubles

    A step that is not accepted is none; what it asks for counts with the next that is.

    Args: initial_trust_radius: > 0.  max_trust_radius: > initial_trust_radius.  eta: in [0, 0.25).
        gtol: >= 0, it stops where |g| is below it.
    State: path: the run's whole walk.
    Cost per step: one value, gradient and Hessian for each radius that is tried.
    Raises: ParameterError where a number is out of range.
    Reference: Steihaug 1983, doi:10.1137/0720042; Nocedal & Wright 2006, Algorithms 4.1 and 7.2.
        Same as scipy.optimize.minimize(method="trust-ncg").
    """

    name: ClassVar[str] = "trust_ncg"
    title: ClassVar[str] = "Trust-NCG"
    color: ClassVar[str] = "#CC79A7"
    marker: ClassVar[str] = "plus"
    source: ClassVar[str] = "Steihaug 1983, doi:10.1137/0720042"
    method: ClassVar[str] = "trust-ncg"
    uses_hessian: ClassVar[bool] = True
    shown: ClassVar = (stages.BANANA, stages.SADDLE)

    initial_trust_radius: Radius = 1.0
    max_trust_radius: Radius = 1000.0
    eta: Annotated[float, Ge(0), Lt(0.25)] = 0.15
    gtol: Tolerance = 1e-4

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_radii(self.initial_trust_radius, self.max_trust_radius)


@dataclass(frozen=True)
class TrustExact(SciPyMethod):
    """Trust-exact: the quadratic model within a radius, solved almost exactly; it leaves saddles along their slope.

        minimize g^T p + p^T H p / 2 over |p| <= radius: (H + l I) p = -g with the least l >= 0 that allows it;
        x <- x + p if f falls by more than eta times what the model promised

    A step that is not accepted is none; what it asks for counts with the next that is.

    Args: initial_trust_radius: > 0.  max_trust_radius: > initial_trust_radius.  eta: in [0, 0.25).
        gtol: >= 0, it stops where |g| is below it.
    State: path: the run's whole walk.
    Cost per step: one value, gradient and Hessian for each radius that is tried.
    Raises: ParameterError where a number is out of range.
    Reference: More & Sorensen 1983, doi:10.1137/0904038; Conn, Gould & Toint 2000, section 7.3.
        Same as scipy.optimize.minimize(method="trust-exact").
    """

    name: ClassVar[str] = "trust_exact"
    title: ClassVar[str] = "Trust-exact"
    color: ClassVar[str] = "#8F5BD6"
    marker: ClassVar[str] = "cross"
    source: ClassVar[str] = "More & Sorensen 1983, doi:10.1137/0904038"
    method: ClassVar[str] = "trust-exact"
    uses_hessian: ClassVar[bool] = True
    shown: ClassVar = (stages.BANANA, stages.SADDLE)

    initial_trust_radius: Radius = 1.0
    max_trust_radius: Radius = 1000.0
    eta: Annotated[float, Ge(0), Lt(0.25)] = 0.15
    gtol: Tolerance = 1e-4

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_radii(self.initial_trust_radius, self.max_trust_radius)


@dataclass(frozen=True)
class NelderMead(SciPyMethod):
    """Nelder-Mead: a triangle that reflects, grows, contracts and shrinks by comparing values; x is its best corner.

    A step is an iteration: where no better corner is found, x stays. The first triangle has x with one coordinate
    or the other 5 % larger, or 0.00025 where it is 0.

    Args: xatol, fatol: >= 0, it stops where the corners and their values are that near to the best one's.
        adaptive: whether its factors depend on the number of variables; for two they do not.
    State: path: the run's whole walk.  Cost per step: one or two values, four where the triangle shrinks.
    Raises: ParameterError where a tolerance is out of range.
    Reference: Nelder & Mead 1965, doi:10.1093/comjnl/7.4.308.
        Same as scipy.optimize.minimize(method="Nelder-Mead").
    """

    name: ClassVar[str] = "nelder_mead"
    title: ClassVar[str] = "Nelder-Mead"
    color: ClassVar[str] = "#B2182B"
    marker: ClassVar[str] = "diamond"
    source: ClassVar[str] = "Nelder & Mead 1965, doi:10.1093/comjnl/7.4.308"
    method: ClassVar[str] = "Nelder-Mead"
    uses_gradient: ClassVar[bool] = False
    counts_rests: ClassVar[bool] = True

    xatol: Tolerance = 1e-4
    fatol: Tolerance = 1e-4
    adaptive: bool = False


@dataclass(frozen=True)
class Powell(SciPyMethod):
    """Powell's method: a line search along each of two directions, which become conjugate; no gradient.

    A step is a round of line searches; where it has moved x far along a line, that line replaces a direction.

    Args: xtol: >= 0, of the line searches.  ftol: >= 0, it stops where the value's relative change is at most that.
    State: path: the run's whole walk.  Cost per step: some tens of values.
    Raises: ParameterError where a tolerance is out of range.
    Reference: Powell 1964, doi:10.1093/comjnl/7.2.155.  Same as scipy.optimize.minimize(method="Powell").
    """

    name: ClassVar[str] = "powell"
    title: ClassVar[str] = "Powell"
    color: ClassVar[str] = "#1B7837"
    marker: ClassVar[str] = "star"
    source: ClassVar[str] = "Powell 1964, doi:10.1093/comjnl/7.2.155"
    method: ClassVar[str] = "Powell"
    uses_gradient: ClassVar[bool] = False

    xtol: Tolerance = 1e-4
    ftol: Tolerance = 1e-4


def _check_radii(initial: float, most: float) -> None:
    if initial >= most:
        raise ParameterError("initial_trust_radius", f"must be < max_trust_radius, {most:g}, not {initial:g}")
