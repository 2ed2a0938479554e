"""torch.optim's optimizers, and anybody's that derive from torch.optim.Optimizer."""

from __future__ import annotations

import copy
import inspect
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from optviz.arrays import Array, np
from optviz.errors import ParameterError, UnknownNameError
from optviz.optimizers.adapters.base import Adapted, library
from optviz.optimizers.adapters.signature import declare
from optviz.parameters import Record, make

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optviz.optimizers.base import Optimizer
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class TorchOptimizer(Adapted):
    """One of torch's optimizers, as it is.

    A schedule may stand for every number that torch keeps in its parameter groups. A method that wants a closure,
    as LBFGS, gets one: each call asks for a value and a gradient. A method that draws random numbers draws them from
    the run's seed, its start and the step.
    """

    color: ClassVar[str] = "ink"
    marker: ClassVar[str] = "star"
    packages: ClassVar[tuple[str, ...]] = ("torch",)

    def begin(self, point: Array) -> Any:
        """torch's parameter and the optimizer that holds it."""
        import torch  # type: ignore[import-not-found,unused-ignore]

        with _doubles():
            parameter = torch.tensor(point, dtype=torch.float64, requires_grad=True)
            return parameter, self.make([parameter], **self.options(1))

    def walk(self, held: Any, point: Array, oracle: Oracle, t: int) -> tuple[Any, Array]:
        """One step of copies."""
        import torch

        with _doubles(), torch.random.fork_rng(devices=[]):
            torch.manual_seed(_seed(oracle, t))
            parameter, method = _copied(*held)
            self._set_rates(method, t)
            with torch.no_grad():
                parameter.copy_(torch.tensor(point))
            if self._wants_closure():
                method.step(_closure(parameter, oracle))
            else:
                parameter.grad = torch.tensor(oracle.grad(point))
                method.step()
            return (parameter, method), parameter.detach().numpy().copy()

    def _wants_closure(self) -> bool:
        closure = inspect.signature(self.make.step).parameters.get("closure")
        return closure is not None and closure.default is closure.empty

    def _set_rates(self, method: Any, t: int) -> None:
        for name, value in self.scheduled(t).items():
            for group in method.param_groups:
                if name not in group:
                    raise ParameterError(name, f"takes no schedule: {self.name} does not keep it in its groups")
                group[name] = value


def provide(name: str) -> type[Optimizer]:
    """The optimizer "torch:name".

    Raises: UnknownNameError where torch.optim has no such class.  MissingToolError where there is no torch.
    """
    optim = library("torch.optim", "PyTorch", "torch")
    known = {
        key: found
        for key, found in vars(optim).items()
        if isinstance(found, type) and issubclass(found, optim.Optimizer) and found is not optim.Optimizer
    }
    if name not in known:
        raise UnknownNameError("optimizer of torch.optim", name, known)
    return _declared(known[name], f"torch:{name}", f"{name} (torch)", f"torch.optim.{name}", (provide, name))


def from_torch(method: type[Any], **hyperparameters: Any) -> Optimizer:
    """An optimizer from anybody's subclass of torch.optim.Optimizer.

    Args: method: the class.  hyperparameters: under its own names.
    Raises: TypeError where it is no such class.  UnknownNameError, ParameterError or ScenarioError where the
        hyper-parameters do not fit.  MissingToolError where there is no torch.
    """
    found = declared(method)
    made: Optimizer = make(Record(found, f"optimizer '{found.name}'"), hyperparameters)
    return made


def declared(method: Any) -> type[Optimizer]:
    """The catalogue entry that anybody's subclass of torch.optim.Optimizer makes.

    Raises: TypeError where it is no such class.  MissingToolError where there is no torch.
    """
    optim = library("torch.optim", "PyTorch", "torch")
    if not (isinstance(method, type) and issubclass(method, optim.Optimizer)):
        raise TypeError(f"no subclass of torch.optim.Optimizer: {method!r}")
    name = method.__name__
    title = f"{name} (torch)" if method.__module__.startswith("torch.") else name
    return _declared(method, name, title, f"{method.__module__}.{method.__qualname__}", (declared, method))


def _declared(method: type[Any], name: str, title: str, source: str, origin: tuple[Any, Any]) -> type[Optimizer]:
    first = inspect.cleandoc(method.__doc__ or "").partition("\n")[0]
    text = f"{title}: {source} itself, in 64-bit floats.\n\n{first}\n\nArgs: its own, under its own names."
    facts = {"name": name, "title": title, "source": source, "origin": origin, "__doc__": text, "__module__": __name__}
    return declare(TorchOptimizer, method, ("params",), **facts)


def _copied(parameter: Any, method: Any) -> tuple[Any, Any]:
    """Copies that know each other; torch's own way to copy an optimizer leaves out what subclasses add."""
    known: dict[int, Any] = {}
    fresh = copy.deepcopy(parameter, known)
    twin = object.__new__(type(method))
    twin.__dict__.update(copy.deepcopy(method.__dict__, known))
    return fresh, twin


def _closure(parameter: Any, oracle: Oracle) -> Any:
    import torch

    def closure() -> Any:
        point = parameter.detach().numpy().copy()
        parameter.grad = torch.tensor(oracle.grad(point))
        return torch.tensor(float(oracle.value(point)))

    return closure


@contextmanager
def _doubles() -> Iterator[None]:
    """64-bit floats also where torch makes scalars of its own, which some methods keep in their state."""
    import torch

    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        yield
    finally:
        torch.set_default_dtype(before)


def _seed(oracle: Oracle, t: int) -> int:
    """A number that follows from the seed, the run's start and the step."""
    words = np.ascontiguousarray(oracle.starts[0] + 0.0).view(np.uint64).tolist()
    return int(np.random.SeedSequence([oracle.seed, t, *words]).generate_state(1)[0])
