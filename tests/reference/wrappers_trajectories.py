"""Computes what optax's and torch's wrappers do, for the tests to hold optviz against without having them.

    python -m tests.reference.wrappers_trajectories

writes wrappers_trajectories.json in data/. A method with a colon is one of its recorded entries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jax  # type: ignore[import-not-found]
import jax.numpy as jnp  # type: ignore[import-not-found]
import optax  # type: ignore[import-not-found]
import optax.contrib  # type: ignore[import-not-found]
import torch  # type: ignore[import-not-found]
from torch.optim import swa_utils  # type: ignore[import-not-found]

from tests.reference.frame import STEPS, Setting, trajectories, versions, write

if TYPE_CHECKING:
    from tests.reference.frame import Function, Point

jax.config.update("jax_enable_x64", True)

SGD = {"name": "sgd", "lr": 2e-3}
MOMENTUM = {"name": "momentum", "lr": 1e-3, "momentum": 0.8}
ADAM = {"name": "adam", "lr": 0.05, "beta1": 0.8}

SETTINGS: list[Setting] = [
    ("lookahead", {}),
    ("lookahead", {"inner": MOMENTUM, "k": 3, "alpha": 0.8}),
    ("lookahead", {"inner": ADAM, "k": 7}),
    ("lookahead:slow", {"inner": ADAM, "k": 7}),
    ("lookahead", {"inner": ADAM, "k": 7, "reset_state": True}),
    ("sam", {}),
    ("sam", {"inner": MOMENTUM, "rho": 0.02}),
    ("sam", {"inner": ADAM, "rho": 0.1}),
    ("sam", {"inner": ADAM, "rho": 0.05, "sync_period": 4}),
    ("polyak", {}),
    ("polyak:average", {"inner": SGD}),
    ("polyak:average", {"inner": ADAM, "begin": 30}),
    ("ema", {}),
    ("ema:average", {"inner": MOMENTUM}),
    ("ema:average", {"inner": ADAM, "decay": 0.8}),
]
USUAL = {"lookahead": {"name": "adam"}, "sam": {"name": "sgd"}, "polyak": {"name": "sgd"}, "ema": {"name": "sgd"}}


def optax_inner(given: dict[str, Any]) -> Any:
    """optax's optimizer for an inner one."""
    lr = given.get("lr", 1e-3)
    if given["name"] == "adam":
        return optax.adam(lr, b1=given.get("beta1", 0.9))
    return optax.sgd(lr, momentum=given.get("momentum"))


def torch_inner(given: dict[str, Any], point: Any) -> Any:
    """torch's optimizer for an inner one."""
    lr = given.get("lr", 1e-3)
    if given["name"] == "adam":
        return torch.optim.Adam([point], lr=lr, betas=(given.get("beta1", 0.9), 0.999))
    return torch.optim.SGD([point], lr=lr, momentum=given.get("momentum", 0.0))


def lookahead(entry: str, given: dict[str, Any], function: Function, start: Point) -> list[Point]:
    """optax.lookahead's fast or slow weights."""
    slope = jax.jit(jax.grad(lambda point: function(point[0], point[1], jnp)))
    method = optax.lookahead(
        optax_inner(given["inner"]), given.get("k", 5), given.get("alpha", 0.5), given.get("reset_state", False)
    )
    points = optax.LookaheadParams.init_synced(jnp.array(start))
    state = method.init(points)
    walk = [start]
    for _ in range(STEPS):
        updates, state = method.update(slope(points.fast), state, points)
        points = optax.apply_updates(points, updates)
        walk.append((points.slow if entry else points.fast).tolist())
    return walk


def sam(entry: str, given: dict[str, Any], function: Function, start: Point) -> list[Point]:
    """optax.contrib.sam's iterates."""
    assert not entry
    slope = jax.jit(jax.grad(lambda point: function(point[0], point[1], jnp)))
    uphill = optax.chain(optax.contrib.normalize(), optax.sgd(given.get("rho", 0.05)))
    period = given.get("sync_period", 2)
    method = optax.contrib.sam(optax_inner(given["inner"]), uphill, sync_period=period, opaque_mode=True)
    point = jnp.array(start)
    state = method.init(point)
    walk = [start]
    for _ in range(STEPS):
        updates, state = method.update(slope(point), state, point, grad_fn=lambda there, _: slope(there))
        point = optax.apply_updates(point, updates)
        walk.append(point.tolist())
    return walk


class Walker(torch.nn.Module):  # type: ignore[misc]
    """A point that torch can average."""

    def __init__(self, start: Point) -> None:
        super().__init__()
        self.point = torch.nn.Parameter(torch.tensor(start))


def averaged(entry: str, given: dict[str, Any], function: Function, start: Point) -> list[Point]:
    """The iterates of a torch optimizer, or their average."""
    walker = Walker(start)
    keep = {"multi_avg_fn": swa_utils.get_ema_multi_avg_fn(given["decay"])} if "decay" in given else {}
    model = swa_utils.AveragedModel(walker, **keep)
    optimizer = torch_inner(given["inner"], walker.point)
    walk = [start]
    for t in range(1, STEPS + 1):
        optimizer.zero_grad()
        function(walker.point[0], walker.point[1], torch).backward()
        optimizer.step()
        if t >= given.get("begin", 1):
            model.update_parameters(walker)
        shown = model.module if entry and t >= given.get("begin", 1) else walker
        walk.append(shown.point.detach().tolist())
    return walk


def walk(method: str, given: dict[str, Any], function: Function, start: Point) -> list[Point]:
    """The start and all iterates, or points of an entry."""
    name, _, entry = method.partition(":")
    whole = {"inner": USUAL[name], **({"decay": 0.99} if name == "ema" else {}), **given}
    return {"lookahead": lookahead, "sam": sam}.get(name, averaged)(entry, whole, function, start)


def main() -> None:
    """Write the file."""
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    write("wrappers_trajectories", trajectories(SETTINGS, walk, versions("optax", "jax", "torch")))


if __name__ == "__main__":
    main()
