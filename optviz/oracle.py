"""The oracle: what an optimizer may ask about a surface, and how faithfully it is answered."""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal, Protocol, TypeAlias, runtime_checkable

from annotated_types import Ge, Gt

from optviz.arrays import Array, Rows, np
from optviz.errors import ParameterError
from optviz.parameters import check

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator

    _Draw = Callable[[Generator, tuple[int, int]], Array]

Calls: TypeAlias = "int | Rows"


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

    Args: std: the standard deviation before it decays, > 0.  decay: >= 0; 0 keeps the noise as strong as it is.
    Raises: ParameterError where a number is out of range.
    Reference: Neelakantan et al. 2015, equation 1, arXiv:1511.06807 (std^2 = eta there, .01, .3 or 1).
    """

    std: Annotated[float, Gt(0)]
    decay: Annotated[float, Ge(0)] = 0.55

    def __post_init__(self) -> None:
        check(self)

    def __str__(self) -> str:
        """How strong it is, as labels say it."""
        return f"{self.std:g}"

    def std_at(self, t: int) -> float:
        """The standard deviation at step t."""
        return float(self.std * (1 + t) ** (-self.decay / 2))


@dataclass(frozen=True)
class GradientOptions:
    """What happens to every gradient before an optimizer sees it: noise first, then clipping.

        clip:        g <- g min(1, clip / (|g| + 1e-6)),  torch.nn.utils.clip_grad_norm_'s rule
        clip_value:  each coordinate of g to [-clip_value, clip_value],  torch.nn.utils.clip_grad_value_'s, after clip

    With a batch, all that step t asks for is that of a part of the samples, the same for all runs and methods. With n
    samples, an epoch has K = ceil(n / batch) steps; the last batch of an epoch may be smaller.

    Args: batch: samples of a step, >= 1; all of them if left out.
        order: in which the samples come: shuffled anew for each epoch, from the seed; fixed; or sorted, the easiest
            first (by their loss at the minimizer of all, or by the file's column "difficulty").
        noise: Gaussian noise on every gradient.  clip: the length of the longest gradient that passes as it is, > 0.
        clip_value: the largest coordinate that does, > 0.
    Raises: ParameterError where a number is out of range.
    """

    batch: Annotated[int | None, Ge(1)] = None
    order: Literal["shuffled", "fixed", "sorted"] = "shuffled"
    noise: Noise | None = None
    clip: Annotated[float | None, Gt(0)] = None
    clip_value: Annotated[float | None, Gt(0)] = None

    def __post_init__(self) -> None:
        check(self)


EXACT = GradientOptions()


@runtime_checkable
class Sampled(Protocol):
    """A surface that is a mean over samples, or meets a method with random masks; `samples` is 0 where of none."""

    samples: int

    def met(self, seed: int, t: int, batch: Rows | None) -> Differentiable:
        """What a method meets at step t; `batch` has the numbers of the step's samples."""

    @property
    def held_out(self) -> Differentiable:
        """The surface on data that no step is taken by; itself where it has no such data."""

    def difficulty(self) -> Array:
        """How hard each sample is, (samples,)."""


class Batches:
    """The samples of each step.

    Args: samples: how many there are, n.  size: of a step.  order: as in GradientOptions.  seed: of the order.
        difficulty: gives how hard each sample is, (n,), if the order asks for it.
    """

    def __init__(self, samples: int, size: int, order: str, seed: int, difficulty: Callable[[], Array]) -> None:
        self.samples, self.size, self.order, self.seed = samples, size, order, seed
        self._fixed = np.argsort(difficulty(), kind="stable") if order == "sorted" else np.arange(samples)
        self._shuffled = (0, self._fixed)

    def at(self, t: int) -> Rows:
        """The numbers of the samples of step t = 1, 2, ..."""
        epoch, place = divmod(t - 1, -(-self.samples // self.size))
        return self._ordered(1 + epoch)[place * self.size : (place + 1) * self.size]

    def _ordered(self, epoch: int) -> Rows:
        """All samples in the order of an epoch; epochs count from 1, as seeds [s] and [s, 0] are the same."""
        if self.order != "shuffled":
            return self._fixed
        if self._shuffled[0] != epoch:
            self._shuffled = epoch, np.random.default_rng([self.seed, epoch]).permutation(self.samples)
        return self._shuffled[1]


class Oracle:
    """Answers for value, gradient and Hessian of a surface, and counts the questions of each run.

    Noise belongs to a run, not to its place in a batch: it follows from the seed, the run's start, the step
    and the question's number within the step. So a batch row gets what its run alone gets, and every
    optimizer that asks once a step gets the same.

    Args: surface: what is asked about.  options: noise and clipping.  seed: >= 0.  starts: (S, 2), one per
        run; the first axis of every question's points is theirs.
        box: the ends of x and those of y between which a search looks.
    Attributes: values, gradients, hessians: how many of each a run has asked for: a number, or one for every
        run, (S,), where they differ.  samples: how many samples these looked at; 0 where the surface has none.
    """

    def __init__(
        self,
        surface: Differentiable,
        options: GradientOptions = EXACT,
        seed: int = 0,
        starts: Array | None = None,
        *,
        box: tuple[tuple[float, float], tuple[float, float]] = ((-1.0, 1.0), (-1.0, 1.0)),
    ) -> None:
        self.surface, self.options, self.seed, self.box = surface, options, seed, box
        self._sampled = surface if isinstance(surface, Sampled) else None
        self._batches = self._all_batches()
        self.begin(np.zeros((1, 2)) if starts is None else starts.reshape(-1, 2))
        self.advance(1)

    def begin(self, starts: Array) -> None:
        """Answer for runs from these starts, which have asked for nothing yet."""
        self.starts = starts
        self.values: Calls = 0
        self.gradients: Calls = 0
        self.hessians: Calls = 0
        self.samples: Calls = 0
        self._noisy, self._random = 0, 0
        self._noise_streams: list[_Streams] = []
        self._random_streams: list[_Streams] = []

    def advance(self, t: int) -> None:
        """Begin step t = 1, 2, ...; a step never comes back."""
        self._t, self._noisy, self._random = t, 0, 0
        self._met, self._share = self.surface, 0
        if self._sampled is not None:
            batch = self._batches.at(t) if self._batches else None
            self._met = self._sampled.met(self.seed, t, batch)
            self._share = self._sampled.samples if batch is None else len(batch)

    def value(self, points: Array) -> Array:
        """The value at each point, (...)."""
        self.charge(values=self._per_run(points))
        return self._met.value(points)

    def grad(self, points: Array) -> Array:
        """The gradient at each point, (..., 2), as noisy and as clipped as the options say."""
        self.charge(gradients=self._per_run(points))
        gradient = self._met.gradient(points)
        if self.options.noise is not None:
            gradient = gradient + self.options.noise.std_at(self._t) * self._draw(points.shape)
        return _clipped(gradient, self.options)

    def hess(self, points: Array) -> Array:
        """The Hessian at each point, (..., 2, 2)."""
        self.charge(hessians=self._per_run(points))
        return self._met.hessian(points)

    def held_out(self, points: Array) -> Array:
        """The value at each point on data that no step is taken by, (...), or on all; no sample of a step's is seen."""
        self.values = self.values + self._per_run(points)
        return (self._sampled.held_out if self._sampled else self.surface).value(points)

    def random(self, shape: tuple[int, ...]) -> Array:
        """Uniform numbers in [0, 1) for an optimizer's own random choices; the shape begins with the runs' axes.

        They belong to a run as its noise does, and asking for them leaves the noise as it is.
        """
        if self._random == len(self._random_streams):
            self._random_streams.append(_Streams(self.seed, self.starts, self._random, _uniform))
        self._random += 1
        return self._random_streams[self._random - 1].at(self._t, shape)

    def of_run(self, run: int) -> Oracle:
        """The oracle of one run alone, at this step: it answers as it would in a batch of one, and counts from 0."""
        alone = copy.copy(self)  # with the step's batch, which is found once
        alone.begin(self.starts[run : run + 1])
        return alone

    def charge(self, values: Calls = 0, gradients: Calls = 0, hessians: Calls = 0) -> None:
        """Count questions that runs have asked alone: each a number, or one for every run, (S,)."""
        self.values, self.gradients = self.values + values, self.gradients + gradients
        self.hessians = self.hessians + hessians
        self.samples = self.samples + self._share * (values + gradients + hessians)

    @property
    def calls(self) -> Calls:
        """How many questions of any kind a run has asked."""
        return self.values + self.gradients + self.hessians

    def _all_batches(self) -> Batches | None:
        """The samples of each step; None where each has all of them."""
        options, sampled = self.options, self._sampled
        if options.batch is None:
            return None
        if sampled is None or options.batch > sampled.samples:
            found = "no samples" if sampled is None or not sampled.samples else f"only {sampled.samples} samples"
            raise ParameterError("batch", f"the surface has {found}, not {options.batch}")
        return Batches(sampled.samples, options.batch, options.order, self.seed, sampled.difficulty)

    def _per_run(self, points: Array) -> int:
        return points.size // self.starts.size

    def _draw(self, shape: tuple[int, ...]) -> Array:
        """Standard normal numbers for this step's next question."""
        if self._noisy == len(self._noise_streams):
            self._noise_streams.append(_Streams(self.seed, self.starts, self._noisy, _normal))
        self._noisy += 1
        return self._noise_streams[self._noisy - 1].at(self._t, shape)


class _Streams:
    """One random stream per run for the n-th question of every step.

    A stream knows which step it has reached, so an optimizer that asks more often in some steps than in
    others leaves the rest of its noise where it was.
    """

    def __init__(self, seed: int, starts: Array, question: int, draw: _Draw) -> None:
        # Adding 0 makes -0 and 0, which are one place, one key.
        keys = np.ascontiguousarray(starts + 0.0).view(np.uint64)
        self._reached, self._draw = 0, draw
        self._rows = [_generator(seed, question, key, draw) for key in keys.tolist()]

    def at(self, t: int, shape: tuple[int, ...]) -> Array:
        """The numbers of step t in the points' shape."""
        steps, self._reached = t - self._reached, t
        row = (steps, math.prod(shape) // len(self._rows))
        return np.stack([self._draw(stream, row)[-1] for stream in self._rows]).reshape(shape)


def _normal(stream: Generator, shape: tuple[int, int]) -> Array:
    return stream.standard_normal(shape)


def _uniform(stream: Generator, shape: tuple[int, int]) -> Array:
    return stream.random(shape)


_PURPOSES: dict[_Draw, tuple[int, ...]] = {_normal: (), _uniform: (1,)}


def _generator(seed: int, question: int, key: list[int], draw: _Draw) -> Generator:
    return np.random.default_rng([seed, question, *key, *_PURPOSES[draw]])


def _clipped(gradient: Array, options: GradientOptions) -> Array:
    if options.clip is not None:
        norm = np.hypot(gradient[..., :1], gradient[..., 1:])
        gradient = gradient * np.minimum(1.0, options.clip / (norm + 1e-6))
    if options.clip_value is not None:
        gradient = np.clip(gradient, -options.clip_value, options.clip_value)
    return gradient
