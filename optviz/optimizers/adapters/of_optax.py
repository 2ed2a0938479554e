"""optax's optimizers, those of optax.contrib too."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

from optviz.arrays import Array, np
from optviz.errors import UnknownNameError
from optviz.optimizers.adapters.base import Adapted, library
from optviz.optimizers.adapters.signature import declare

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from types import ModuleType

    from optviz.optimizers.base import Optimizer
    from optviz.oracle import Oracle


@dataclass(frozen=True)
class OptaxOptimizer(Adapted):
    """One of optax's optimizers, as it is: a gradient transformation and its state.

    A schedule may stand for every number. A transformation whose update wants more than the gradient and the
    point, as a line search, is refused.
    """

    color: ClassVar[str] = "ink"
    marker: ClassVar[str] = "pentagon"
    packages: ClassVar[tuple[str, ...]] = ("optax", "jax")

    def begin(self, point: Array) -> Any:
        """optax's state."""
        import jax.numpy as jnp  # type: ignore[import-not-found,unused-ignore]

        with _doubles():
            return self.make(**self.options(1)).init(jnp.asarray(point))

    def walk(self, held: Any, point: Array, oracle: Oracle, t: int) -> tuple[Any, Array]:
        """One update."""
        rates = self.scheduled(t)
        fixed = tuple((name, value) for name, value in self.options(t).items() if name not in rates)
        with _doubles():
            moved, held = _update(self.make, fixed)(oracle.grad(point), held, point, rates)
            return held, np.array(moved, dtype=np.float64)


@lru_cache(maxsize=64)
def _update(make: Callable[..., Any], fixed: tuple[tuple[str, Any], ...]) -> Callable[..., Any]:
    """One compiled update for every number that moves: (gradient, state, point, rates) -> (point, state)."""
    import jax  # type: ignore[import-not-found,unused-ignore]
    import optax  # type: ignore[import-not-found,unused-ignore]

    def update(gradient: Any, state: Any, point: Any, rates: dict[str, Any]) -> Any:
        updates, state = make(**dict(fixed), **rates).update(gradient, state, point)
        return optax.apply_updates(point, updates), state

    return jax.jit(update)  # type: ignore[no-any-return,unused-ignore]  # typed where jax is installed


def provide(name: str) -> type[Optimizer]:
    """The optimizer "optax:name".

    Raises: UnknownNameError where optax has no such optimizer.  MissingToolError where there is no optax.
    """
    modules = [library(module, "optax", "optax") for module in ("optax.contrib", "optax")]
    known = {key: made for module in modules for key, made in _factories(module).items()}
    if name not in known:
        raise UnknownNameError("optimizer of optax", name, known)
    source, make = known[name]
    first = inspect.cleandoc(make.__doc__ or "").partition("\n")[0]
    text = f"{name} (optax): {source} itself, in 64-bit floats.\n\n{first}\n\nArgs: its own, under its own names."
    facts: dict[str, Any] = {"name": f"optax:{name}", "title": f"{name} (optax)", "source": source}
    return declare(OptaxOptimizer, make, **facts, origin=(provide, name), __doc__=text, __module__=__name__)


def _factories(module: ModuleType) -> dict[str, tuple[str, Callable[..., Any]]]:
    """The public functions of a module that make an optimizer: what has a learning rate, but is no part of one."""
    return {
        name: (f"{module.__name__}.{name}", made)
        for name, made in vars(module).items()
        if inspect.isfunction(made) and not name.startswith(("_", "scale_by_")) and _has_a_rate(made)
    }


def _has_a_rate(made: Callable[..., Any]) -> bool:
    return "learning_rate" in inspect.signature(made).parameters


def _doubles() -> AbstractContextManager[None]:
    """64-bit floats in jax, which has 32 bits unless asked."""
    import jax

    if hasattr(jax, "enable_x64"):
        return jax.enable_x64(True)  # type: ignore[no-any-return,unused-ignore]  # typed where jax is installed
    from jax.experimental import enable_x64  # type: ignore[import-not-found,unused-ignore]

    return enable_x64()  # type: ignore[no-any-return,unused-ignore]  # as above
