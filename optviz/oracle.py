"""The oracle: what an optimizer may ask about a surface, and how faithfully it is answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Protocol

from annotated_types import Ge, Gt

from optviz.arrays import Array, np
from optviz.parameters import check_ranges

if TYPE_CHECKING:
    from numpy.random import Generator


class Differentiable(Protocol):
    """What an oracle asks of a surface, at any points (..., 2)."""

    def value(self, points: Array) -> Array:
        """The value at each point, (...)."""

    def gradient(self, points: Array) -> Array:
        """The gradient at each point, (..., 2)."""

    def hessian(self, points: Array) -> Array:
        """The Hessian at each point, (..., 2, 2)."""


@dataclass(frozen=True)
class Noise:
    """Gaussian noise on every gradient, weaker from step to step.

        g <- g + N(0, std_t^2) in each coordinate,  std_t^2 = std^2 / (1 + t)^decay,  t = 1, 2, ...

    Args: std: > 0.  decay: >= 0; 0 keeps the noise as strong as it is.
    Raises: ParameterError where a number is out of range.
    Reference: Neelakantan et al. 2015, equation 1, arXiv:1511.06807 (std^2 = eta there, .01, .3 or 1).
    """

    std: Annotated[float, Gt(0)]
    decay: Annotated[float, Ge(0)] = 0.55

    def __post_init__(self) -> None:
        check_ranges(self)

    def std_at(self, t: int) -> float:
        """The standard deviation at step t."""
        return float(self.std * (1 + t) ** (-self.decay / 2))


@dataclass(frozen=True)
class GradientOptions:
    """What happens to every gradient before an optimizer sees it: noise first, then clipping.

        clip:  g <- g min(1, clip / (|g| + 1e-6)),  torch.nn.utils.clip_grad_norm_'s rule

    Args: noise: none if left out.  clip: > 0, the longest gradient that passes as it is.
    Raises: ParameterError where a number is out of range.
    """

    noise: Noise | None = None
    clip: Annotated[float | None, Gt(0)] = None

    def __post_init__(self) -> None:
        check_ranges(self)


EXACT = GradientOptions()


class Oracle:
    """Answers for value, gradient and Hessian of a surface, and counts the questions of each run.

    Noise belongs to a run, not to its place in a batch: it follows from the seed, the run's start, the step
    and the question's number within the step. So a batch row gets what its lone run gets, and every
    optimizer that asks once a step gets the same.

    Args: surface: what is asked about.  options: noise and clipping.  seed: >= 0.  starts: (S, 2), one per
        run; the first axis of every question's points is theirs.
    Attributes: values, gradients, hessians: how many of each a run has asked for.
    """

    def __init__(
        self,
        surface: Differentiable,
        options: GradientOptions = EXACT,
        seed: int = 0,
        starts: Array | None = None,
    ) -> None:
        self.surface, self.options, self.seed = surface, options, seed
        self.starts = np.zeros((1, 2)) if starts is None else starts.reshape(-1, 2)
        self.values = self.gradients = self.hessians = 0
        self._t, self._asked = 1, 0
        self._streams: list[_Streams] = []

    def advance(self, t: int) -> None:
        """Begin step t = 1, 2, ...; a step never comes back."""
        self._t, self._asked = t, 0

    def value(self, points: Array) -> Array:
        """The value at each point, (...)."""
        self.values += self._per_run(points)
        return self.surface.value(points)

    def grad(self, points: Array) -> Array:
        """The gradient at each point, (..., 2), as noisy and as clipped as the options say."""
        self.gradients += self._per_run(points)
        gradient = self.surface.gradient(points)
        if self.options.noise is not None:
            gradient = gradient + self.options.noise.std_at(self._t) * self._draw(points.shape)
        return gradient if self.options.clip is None else _clipped(gradient, self.options.clip)

    def hess(self, points: Array) -> Array:
        """The Hessian at each point, (..., 2, 2)."""
        self.hessians += self._per_run(points)
        return self.surface.hessian(points)

    def _per_run(self, points: Array) -> int:
        return points.size // self.starts.size

    def _draw(self, shape: tuple[int, ...]) -> Array:
        """Standard normal numbers for this step's next question."""
        if self._asked == len(self._streams):
            self._streams.append(_Streams(self.seed, self.starts, self._asked))
        self._asked += 1
        return self._streams[self._asked - 1].at(self._t, shape)


class _Streams:
    """One random stream per run for the n-th question of every step.

    A stream knows which step it has reached, so an optimizer that asks more often in some steps than in
    others leaves the rest of its noise where it was.
    """

    def __init__(self, seed: int, starts: Array, question: int) -> None:
        # Adding 0 makes -0 and 0, which are one place, one key.
        keys = np.ascontiguousarray(starts + 0.0).view(np.uint64)
        self._reached = 0
        self._rows = [_generator(seed, question, key) for key in keys.tolist()]

    def at(self, t: int, shape: tuple[int, ...]) -> Array:
        """The numbers of step t in the points' shape."""
        steps, self._reached = t - self._reached, t
        row = (steps, *shape[1:]) if len(shape) > 1 else (steps, *shape)
        return np.stack([stream.standard_normal(row)[-1] for stream in self._rows]).reshape(shape)


def _generator(seed: int, question: int, key: list[int]) -> Generator:
    return np.random.default_rng([seed, question, *key])


def _clipped(gradient: Array, limit: float) -> Array:
    norm = np.hypot(gradient[..., :1], gradient[..., 1:])
    return gradient * np.minimum(1.0, limit / (norm + 1e-6))
