"""The errors of a cubic on training and on validation data."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from optviz.arrays import np
from optviz.parameters import Key
from optviz.surfaces.kinds.least_squares import LeastSquares
from optviz.surfaces.kinds.model import Coefficient, Samples, Seed, Spread  # noqa: TC001  (annotations are evaluated)
from optviz.surfaces.kinds.surface import Bounds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.random import Generator

    from optviz.arrays import Array, Rows
    from optviz.oracle import Differentiable
    from optviz.surfaces.kinds.model import Data, Triple


@dataclass(frozen=True, repr=False)
class EarlyStopping(LeastSquares):
    """The error of v = x u + y u^3 on training data, or on validation data, which a long descent fits worse.

        f(x, y) = (1/n) sum (x u_i + y u_i^3 - v_i)^2
        u uniform on [-1, 1], v = slope u + noise N(0, 1): the training samples, then those for validation

    A descent on the training surface passes near the validation surface's minimizer, and goes on. How far it then
    loses follows from the few samples, and so from the seed: of the seeds 0 to 39, 24 end at least 15 % above the
    lowest validation error of the way.

    Args: file: a CSV file with the columns u, v and validation (1 for samples for validation, 0 for training), and
            perhaps difficulty (the order that `sorted` takes), instead of generated samples.
        of: whose error is the surface; methods descend on the training error in either case.
        n: how many training samples are generated.  n_validation: how many for validation.
        seed: of their random numbers.  slope: of the line behind the samples.
        noise: standard deviation of v about that line.
    """

    name: ClassVar[str] = "early_stopping"
    title: ClassVar[str] = "A cubic's error"
    source: ClassVar[str] = "Prechelt 1998, Early stopping - but when?, Neural Networks: Tricks of the Trade, 55-69"
    columns: ClassVar[tuple[str, ...]] = ("u", "v", "validation")
    of_generator: ClassVar[tuple[str, ...]] = ("n", "n_validation", "seed", "slope", "noise")

    of: Literal["train", "validation"] = "train"
    n: Samples = 8
    n_validation: Samples = 40
    seed: Seed = 35
    slope: Coefficient = 1.0
    noise: Spread = 0.5
    bounds: Annotated[Bounds, Key()] = Bounds((-1, 5), (-5, 2))

    def generated(self) -> Mapping[str, Array]:
        """Samples about a line through 0."""
        random = np.random.default_rng(self.seed)
        samples = [self._drawn(random, count) for count in (self.n, self.n_validation)]
        u, v = (np.concatenate(each) for each in zip(*samples, strict=True))
        return {"u": u, "v": v, "validation": np.repeat([0.0, 1.0], [self.n, self.n_validation])}

    @property
    def samples(self) -> int:  # type: ignore[override]
        """How many there are for training, which is all that a method sees."""
        return len(self._training.data[0])

    @property
    def notes(self) -> tuple[str, ...]:  # type: ignore[override]
        """That nobody descends on the validation error."""
        return () if self.of == "train" else ("every method descends on the training error",)

    @property
    def held_out(self) -> EarlyStopping:
        """The validation error."""
        return self._other("validation")

    def met(self, seed: int, t: int, batch: Rows | None) -> Differentiable:
        """The training error, whichever is drawn."""
        return super().met(seed, t, batch) if self.of == "train" else self._training.met(seed, t, batch)

    def difficulty(self) -> Array:
        """That of the samples for training."""
        return super().difficulty() if self.of == "train" else self._training.difficulty()

    @property
    def _training(self) -> EarlyStopping:
        return self._other("train")

    def _other(self, of: Literal["train", "validation"]) -> EarlyStopping:
        return self if self.of == of else self._twin

    @cached_property
    def _twin(self) -> EarlyStopping:
        return dataclasses.replace(self, of="validation" if self.of == "train" else "train")

    def _drawn(self, random: Generator, count: int) -> tuple[Array, Array]:
        u = random.uniform(-1, 1, count)
        return u, self.slope * u + self.noise * random.standard_normal(count)

    def used(self, found: Mapping[str, Array]) -> Mapping[str, Array]:
        """The samples of one kind."""
        chosen = self.flags(found, "validation") == (self.of == "validation")
        return {name: column[chosen] for name, column in found.items()}

    def features(self, data: Data) -> Triple:
        """u, its cube and v."""
        u, v, _ = data
        return u, u * u * u, v
