"""A chain of neurons, one in each layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Literal, NamedTuple

from annotated_types import Ge, Le, MaxLen, MinLen

from optviz.arrays import np
from optviz.errors import ParameterError
from optviz.parameters import Key, check
from optviz.surfaces.kinds.model import Coefficient, Model, Samples, Seed, Spread, mean
from optviz.surfaces.kinds.surface import Bounds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from optviz.arrays import Array
    from optviz.surfaces.kinds.model import Data, Pair, Triple
    from optviz.surfaces.kinds.surface import Point

_DEEPEST: Final = 50


@dataclass(frozen=True)
class Sample:
    """One input with its target.

    Args: input, target: the numbers.
    """

    input: Coefficient = 1.0
    target: Coefficient = 0.9

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class Generator:
    """Inputs on an interval; the targets are what the chain itself gives with other weights.

    Args: n: how many samples.  seed: of their random numbers.  low, high: the ends of the interval from which inputs
            are drawn.  teacher: x and y of the chain that gives the targets.
        noise: standard deviation of the targets about its outputs; with 0, f is 0 at the teacher.
    Raises: ParameterError where low is not below high.
    """

    n: Samples = 8
    seed: Seed = 0
    low: Coefficient = -1.0
    high: Coefficient = 1.0
    teacher: tuple[Coefficient, Coefficient] = (2.0, -1.5)
    noise: Spread = 0.0

    def __post_init__(self) -> None:
        check(self)
        if not self.low < self.high:
            raise ParameterError("high", f"must be above low, {self.low:g}")


@dataclass(frozen=True, repr=False)
class ScalarChain(Model):
    """The mean squared error of a chain of neurons, by two of its weights: its gradients vanish with depth.

        a_0 = u,  a_l = phi(w_l a_(l-1)) for l = 1 ... depth,  o = output a_depth,  f = mean (o - t)^2
        do/dw_k = a_(k-1) prod_(l >= k) phi'(w_l a_(l-1)) prod_(l > k) w_l

    The bundled tanh_chain is the one of depth 2. Of relu, phi'(0) = 0, as torch has it: a weight <= 0 before a
    positive neuron silences it, and f is flat there.

    Args: file: a CSV file with the columns u (inputs) and t (targets), and perhaps difficulty (the order that `sorted`
            takes).
        depth: how many layers with an activation.  activation: phi.
        vary: which two weights are x and y, counted from 1; depth + 1 is the output's. The first and the last layer's
            if left out, with one layer its own and the output's.
        weights: of the layers, one for all or one for each; what varies is passed over.  output: the weight after the
            last layer.  sample: the one sample; input 1 and target 0.9 if there are no others.
        generator: of several samples.
    """

    name: ClassVar[str] = "scalar_chain"
    title: ClassVar[str] = "A chain of neurons"
    source: ClassVar[str] = "Hochreiter 1991, Untersuchungen zu dynamischen neuronalen Netzen, section 3"
    columns: ClassVar[tuple[str, ...]] = ("u", "t")
    of_generator: ClassVar[tuple[str, ...]] = ("sample", "generator")

    depth: Annotated[int, Ge(1), Le(_DEEPEST)] = 2
    activation: Literal["sigmoid", "tanh", "relu"] = "tanh"
    vary: tuple[Annotated[int, Ge(1), Le(_DEEPEST + 1)], Annotated[int, Ge(1), Le(_DEEPEST + 1)]] | None = None
    weights: Coefficient | Annotated[tuple[Coefficient, ...], MinLen(1), MaxLen(_DEEPEST)] = 1.0
    output: Coefficient = 1.0
    sample: Sample | None = None
    generator: Generator | None = None
    bounds: Annotated[Bounds, Key()] = Bounds((-4, 4), (-4, 4))

    def __post_init__(self) -> None:
        check(self)
        if isinstance(self.weights, tuple) and len(self.weights) != self.depth:
            raise ParameterError("weights", f"expected {self.depth}, one for each layer, not {len(self.weights)}")
        if self.vary and (max(self.vary) > self.depth + 1 or self.vary[0] == self.vary[1]):
            message = f"expected two different weights from 1 to {self.depth + 1}, not {list(self.vary)}"
            raise ParameterError("vary", message)
        if self.sample and self.generator:
            raise ParameterError("generator", "there is a sample already; leave one of them out")
        super().__post_init__()

    @property
    def varied(self) -> tuple[int, int]:
        """The numbers of the weights that are x and y."""
        return self.vary or (1, max(2, self.depth))

    @property
    def per_call(self) -> float:  # type: ignore[override]
        """Some calls of NumPy's for each layer."""
        return 9e-6 * (self.depth + 1)

    @property
    def per_sample(self) -> tuple[int, int]:  # type: ignore[override]
        """As many as each layer takes."""
        return 3 * (self.depth + 1), 4 * (self.depth + 1)

    def generated(self) -> Mapping[str, Array]:
        """The sample, or the teacher's."""
        if self.generator is None:
            sample = self.sample or Sample()
            return {"u": np.array([sample.input]), "t": np.array([sample.target])}
        made = self.generator
        random = np.random.default_rng(made.seed)
        u = random.uniform(made.low, made.high, made.n)
        x, y = np.reshape(made.teacher, (2, 1, 1))
        with np.errstate(all="ignore"):
            t = self._outputs(x, y, u, 0).a[0] + made.noise * random.standard_normal(made.n)
        return {"u": u, "t": t}

    @property
    def minimizers(self) -> tuple[Point, ...]:
        """The teacher, if nothing blurs it; of an odd activation its mirror image too."""
        made = self.generator
        if made is None or made.noise or self.activation == "relu":
            return ()
        x, y = made.teacher
        return ((x, y), (-x, -y)) if self.activation == "tanh" else ((x, y),)

    def losses(self, x: Array, y: Array, data: Data) -> Array:
        """The squared errors."""
        u, t = data
        error: Array = self._outputs(x, y, u, 0).a - t
        return error * error

    def slopes(self, x: Array, y: Array, data: Data) -> Pair:
        """By derivatives that go forward with the values."""
        u, t = data
        found = self._outputs(x, y, u, 1)
        push = 2 * (found.a - t)
        return mean(push * found.x), mean(push * found.y)

    def curvatures(self, x: Array, y: Array, data: Data) -> Triple:
        """The same."""
        u, t = data
        found = self._outputs(x, y, u, 2)
        push = 2 * (found.a - t)
        pairs = ((found.x, found.x, found.xx), (found.x, found.y, found.xy), (found.y, found.y, found.yy))
        xx, xy, yy = (mean(2 * one * other + push * second) for one, other, second in pairs)
        return xx, xy, yy

    def _outputs(self, x: Array, y: Array, u: Array, order: int) -> _Neuron:
        """The outputs (n, samples), with derivatives up to an order."""
        weights = self.weights if isinstance(self.weights, tuple) else (self.weights,) * self.depth
        first, second = self.varied
        nothing = np.zeros((len(x), len(u)))
        neuron = _Neuron(np.broadcast_to(u, nothing.shape), *(nothing,) * 5)
        for number, weight in enumerate((*weights, self.output), 1):
            is_x, is_y = number == first, number == second
            neuron = _weighed(neuron, x if is_x else y if is_y else weight, order, is_x=is_x, is_y=is_y)
            if number <= self.depth:
                neuron = _bent(neuron, _PHI[self.activation], order)
        return neuron


class _Neuron(NamedTuple):
    """A neuron's value and its derivatives by x and y, each (n, samples); zero above the order that is asked for."""

    a: Any
    x: Any
    y: Any
    xx: Any
    xy: Any
    yy: Any


def _weighed(neuron: _Neuron, w: Any, order: int, *, is_x: bool, is_y: bool) -> _Neuron:
    """The neuron times a weight, which may be x or y."""
    a, a_x, a_y, a_xx, a_xy, a_yy = neuron
    if order == 0:
        return neuron._replace(a=w * a)
    z_x, z_y = w * a_x, w * a_y
    if order > 1:
        a_xx, a_xy, a_yy = w * a_xx, w * a_xy, w * a_yy
        a_xx, a_xy = (a_xx + 2 * a_x, a_xy + a_y) if is_x else (a_xx, a_xy)
        a_xy, a_yy = (a_xy + a_x, a_yy + 2 * a_y) if is_y else (a_xy, a_yy)
    return _Neuron(w * a, z_x + a if is_x else z_x, z_y + a if is_y else z_y, a_xx, a_xy, a_yy)


def _bent(neuron: _Neuron, phi: Callable[[Array], Triple], order: int) -> _Neuron:
    """The neuron through an activation."""
    z, x, y, xx, xy, yy = neuron
    value, first, second = phi(z)
    if order == 0:
        return neuron._replace(a=value)
    if order > 1:
        xx, xy, yy = second * x * x + first * xx, second * x * y + first * xy, second * y * y + first * yy
    return _Neuron(value, first * x, first * y, xx, xy, yy)


def _sigmoid(z: Array) -> Triple:
    small = np.exp(-np.abs(z))
    both = 1 + small
    value, first = np.where(z >= 0, 1.0, small) / both, small / (both * both)
    return value, first, -first * np.copysign((1 - small) / both, z)


def _tanh(z: Array) -> Triple:
    """1 - tanh^2 would lose all digits where tanh nears 1."""
    value, small = np.tanh(z), np.exp(-2 * np.abs(z))
    first = 4 * small / ((1 + small) * (1 + small))
    return value, first, -2 * value * first


def _relu(z: Array) -> Triple:
    return np.maximum(z, 0), (z > 0).astype(float), np.zeros_like(z)


_PHI: Final[dict[str, Callable[[Array], Triple]]] = {"sigmoid": _sigmoid, "tanh": _tanh, "relu": _relu}
