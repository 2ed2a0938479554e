"""Computes the surfaces of models on data with torch: values, gradients and Hessians by autograd, paths by torch.optim.

python -m tests.reference.data_surfaces

It needs torch, and nothing of optviz. Samples, batches and masks are drawn here as the surfaces' docstrings say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch  # type: ignore[import-not-found]

from tests.reference.frame import versions, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from torch import Tensor

    Data = list[Tensor]
    # (weights (2,), samples, parameters) -> the loss
    Loss = Callable[[Tensor, Data, dict[str, Any]], Tensor]

AT = [[0.0, 0.0], [1.0, 1.0], [-1.5, 0.5], [0.3, -2.0], [2.5, 1.7], [-0.7, -0.9]]
STEPS, EVERY = 60, 4


def line(p: dict[str, Any]) -> list[Any]:
    """Samples about a line."""
    r = np.random.default_rng(p["seed"])
    u = r.uniform(p["low"], p["high"], p["n"])
    return [u, p["slope"] * u + p["intercept"] + p["noise"] * r.standard_normal(p["n"])]


def linear(w: Tensor, data: Data, p: dict[str, Any]) -> Tensor:
    """The mean squared error of a line, with an L2 penalty where there is one."""
    u, v = data
    decay: Tensor = p.get("weight_decay", 0.0) / 2 * (w @ w)
    return torch.nn.functional.mse_loss(w[0] * u + w[1], v) + decay


def moons(p: dict[str, Any]) -> list[Any]:
    """Two moons about 0."""
    first = p["n"] // 2
    a, b = np.linspace(0, np.pi, first), np.linspace(0, np.pi, p["n"] - first)
    u = np.vstack([np.column_stack([np.cos(a), np.sin(a)]), np.column_stack([1 - np.cos(b), 1 - np.sin(b) - 0.5])])
    u = u + p["noise"] * np.random.default_rng(p["seed"]).standard_normal((p["n"], 2)) - [0.5, 0.25]
    return [u, np.repeat([0.0, 1.0], [first, p["n"] - first])]


def logistic(w: Tensor, data: Data, p: dict[str, Any]) -> Tensor:
    """The cross-entropy."""
    u, c = data
    penalty: Tensor = p["l2"] / 2 * (w @ w)
    return torch.nn.functional.binary_cross_entropy_with_logits(u @ w, c) + penalty


def chained(p: dict[str, Any]) -> list[Any]:
    """The one sample, or a teacher's."""
    if "sample" in p:
        return [np.array([p["sample"]["input"]]), np.array([p["sample"]["target"]])]
    g = p["generator"]
    r = np.random.default_rng(g["seed"])
    u = r.uniform(g["low"], g["high"], g["n"])
    outputs = _chain(torch.tensor(g["teacher"], dtype=torch.float64), torch.as_tensor(u), p).numpy()
    return [u, outputs + g["noise"] * r.standard_normal(g["n"])]


def chain(w: Tensor, data: Data, p: dict[str, Any]) -> Tensor:
    """The mean squared error of a chain."""
    u, t = data
    return torch.nn.functional.mse_loss(_chain(w, u, p), t)


def _chain(w: Tensor, u: Tensor, p: dict[str, Any]) -> Tensor:
    weights: list[Any] = [*np.broadcast_to(p["weights"], p["depth"]).tolist(), p["output"]]
    for each, number in zip(w, p["vary"], strict=True):
        weights[number - 1] = each
    *layers, output = weights
    for weight in layers:
        u = getattr(torch, p["activation"])(weight * u)
    found: Tensor = output * u
    return found


def plane(p: dict[str, Any]) -> list[Any]:
    """Samples about a plane."""
    r = np.random.default_rng(p["seed"])
    u = r.uniform(p["low"], p["high"], (p["n"], 2))
    return [u, u @ np.array(p["weights"]) + p["noise"] * r.standard_normal(p["n"])]


def dropped(w: Tensor, data: Data, p: dict[str, Any]) -> Tensor:
    """The expectation over all masks, one by one: inputs drop out independently, so two masks of a sample count."""
    u, v = data
    total = torch.zeros((), dtype=torch.float64)
    for first in (0, 1):
        for second in (0, 1):
            chance = np.prod([1 - p["p"] if kept else p["p"] for kept in (first, second)])
            kept = torch.tensor([first, second], dtype=torch.float64) / (1 - p["p"])
            total = total + float(chance) * ((u * kept @ w - v) ** 2).mean()
    return total


def normal(p: dict[str, Any]) -> list[Any]:
    """Normal inputs."""
    u = np.random.default_rng(p["seed"]).standard_normal((p["n"], 2))
    return [u, np.abs(u[:, 0])]


def neuron(w: Tensor, data: Data, p: dict[str, Any]) -> Tensor:
    """A neuron, normalised as torch.nn.functional.batch_norm does it in training, which needs an eps."""
    u, v = data
    h = u @ w
    if p["normalised"] and not p["eps"]:
        h = (h - h.mean()) / h.std(correction=0)
    elif p["normalised"]:
        h = torch.nn.functional.batch_norm(h[:, None], None, None, training=True, eps=p["eps"])[:, 0]
    return torch.nn.functional.mse_loss(getattr(torch, p["activation"])(h), v)


def halves(p: dict[str, Any]) -> list[Any]:
    """Training or validation samples."""
    r = np.random.default_rng(p["seed"])
    drawn = []
    for count in (p["n"], p["n_validation"]):
        u = r.uniform(-1, 1, count)
        drawn.append([u, p["slope"] * u + p["noise"] * r.standard_normal(count)])
    return drawn[p["of"] == "validation"]


def cubic(w: Tensor, data: Data, _: dict[str, Any]) -> Tensor:
    """The mean squared error of a cubic."""
    u, v = data
    return torch.nn.functional.mse_loss(w[0] * u + w[1] * u**3, v)


LINE = {"n": 30, "seed": 3, "low": -1.0, "high": 3.0, "slope": 0.7, "intercept": 1.0, "noise": 0.25}
MOONS = {"n": 50, "seed": 2, "noise": 0.15, "l2": 0.01}
ONE = {"vary": [1, 2], "weights": 1.0, "output": 1.0, "sample": {"input": 1.0, "target": 0.9}}
TAUGHT = {"n": 8, "seed": 1, "low": -1.0, "high": 1.0, "teacher": [2.0, -1.5], "noise": 0.0}
PLANE = {"n": 20, "seed": 1, "low": -1.0, "high": 1.0, "weights": [1.0, -0.5], "noise": 0.1, "p": 0.3}
CUBIC = {"n": 8, "n_validation": 40, "seed": 35, "slope": 1.0, "noise": 0.5}

SURFACES: list[tuple[str, dict[str, Any], Any, Loss]] = [
    ("linear_regression", LINE, line, linear),
    ("linear_regression", {**LINE, "n": 7, "low": 50.0, "high": 60.0, "noise": 0.0}, line, linear),
    ("l2_regression", {**LINE, "weight_decay": 0.2}, line, linear),
    ("logistic_moons", MOONS, moons, logistic),
    ("logistic_moons", {**MOONS, "n": 51, "l2": 0.0}, moons, logistic),
    ("scalar_chain", {"depth": 2, "activation": "tanh", **ONE}, chained, chain),
    ("scalar_chain", {"depth": 1, "activation": "relu", **ONE}, chained, chain),
    (
        "scalar_chain",
        {
            "depth": 5,
            "activation": "sigmoid",
            "vary": [1, 5],
            "weights": 1.0,
            "output": 1.0,
            "generator": TAUGHT,
        },
        chained,
        chain,
    ),
    (
        "scalar_chain",
        {
            "depth": 4,
            "activation": "tanh",
            "vary": [5, 2],
            "weights": [0.5, 1.0, -2.0, 3.0],
            "output": 1.5,
            "generator": {**TAUGHT, "noise": 0.25},
        },
        chained,
        chain,
    ),
    ("dropout_regression", PLANE, plane, dropped),
    *(
        ("batch_norm_neuron", {**given, "normalised": on}, normal, neuron)
        for given in (
            {"n": 40, "seed": 0, "activation": "relu", "eps": 0.0},
            {"n": 40, "seed": 0, "activation": "abs", "eps": 1e-5},
        )
        for on in (False, True)
    ),
    *(("early_stopping", {**CUBIC, "of": of}, halves, cubic) for of in ("train", "validation")),
]
# The surface's number, optimizer, rate, start, samples of a batch, order.
PATHS = [
    (0, "SGD", 0.03, [-1.0, -1.0], 8, "shuffled"),
    (0, "Adam", 0.1, [-1.0, -1.0], 8, "sorted"),
    (0, "SGD", 0.03, [-1.0, -1.0], 30, "shuffled"),
    (2, "Adam", 0.1, [-1.0, -1.0], 7, "fixed"),
    (3, "SGD", 0.6, [-1.0, 2.5], 16, "shuffled"),
    (3, "Adam", 0.2, [-1.0, 2.5], 16, "sorted"),
    (9, "SGD", 0.1, [-1.0, 1.0], 20, "fixed"),
    (9, "Adam", 0.05, [-1.0, 1.0], 6, "shuffled"),
    (13, "SGD", 0.2, [0.6, -0.4], 15, "shuffled"),
]
SEED = 0


def tensors(columns: list[Any]) -> Data:
    """As torch has them."""
    return [torch.as_tensor(column) for column in columns]


def derived(loss: Loss, point: list[float], data: Data, p: dict[str, Any]) -> dict[str, Any]:
    """The value, the gradient and the Hessian at a point."""
    w = torch.tensor(point, dtype=torch.float64, requires_grad=True)
    value = loss(w, data, p)
    (gradient,) = torch.autograd.grad(value, w, create_graph=True)
    rows = [torch.autograd.grad(each, w, retain_graph=True)[0].tolist() for each in gradient]
    return {"point": point, "value": value.item(), "gradient": gradient.tolist(), "hessian": rows}


def minimizer(loss: Loss, data: Data, p: dict[str, Any]) -> np.ndarray[Any, Any]:
    """By Newton's method, of a convex loss without its penalty."""
    plain = p | {"weight_decay": 0.0}
    w = np.zeros(2)
    for _ in range(30):
        found = derived(loss, w.tolist(), data, plain)
        w = w - np.linalg.solve(found["hessian"], found["gradient"])
    return w


def batches(order: str, size: int, losses: np.ndarray[Any, Any]) -> Iterator[np.ndarray[Any, Any]]:
    """The samples of each step."""
    epoch, n = 1, len(losses)
    while True:
        permutations = {
            "shuffled": np.random.default_rng([SEED, epoch]).permutation(n),
            "fixed": np.arange(n),
            "sorted": np.argsort(losses, kind="stable"),
        }
        yield from np.split(permutations[order], range(size, n, size))
        epoch += 1


def path(number: int, optimizer: str, lr: float, start: list[float], size: int, order: str) -> dict[str, Any]:
    """A walk of torch.optim's in batches; with masks where inputs drop out."""
    name, p, samples, loss = SURFACES[number]
    data = tensors(samples(p))
    n = len(data[0])
    alone = np.zeros(n)
    if order == "sorted":
        best = torch.tensor(minimizer(loss, data, p))
        alone = np.array([loss(best, [each[row : row + 1] for each in data], p).item() for row in range(n)])
        if p.get("l2"):
            alone = alone - p["l2"] / 2 * (best @ best).item()
    w = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    method = getattr(torch.optim, optimizer)([w], lr=lr)
    positions = [w.tolist()]
    for t, rows in zip(range(1, STEPS + 1), batches(order, size, alone), strict=False):
        part = [column[torch.as_tensor(rows)] for column in data]
        method.zero_grad()
        if name == "dropout_regression":
            kept = np.random.default_rng([SEED, t, 1]).random((len(rows), 2)) >= p["p"]
            value = (((part[0] * torch.as_tensor(kept) / (1 - p["p"])) @ w - part[1]) ** 2).mean()
        else:
            value = loss(w, part, p)
        value.backward()
        method.step()
        positions.append(w.tolist())
    settings = {"surface": number, "optimizer": optimizer.lower(), "lr": lr, "start": start, "batch": size}
    return {**settings, "order": order, "positions": positions[::EVERY]}


def main() -> None:
    """Write the file."""
    found = []
    for name, p, samples, loss in SURFACES:
        data = tensors(samples(p))
        points = [[0.6, -0.4], *AT[1:]] if name == "batch_norm_neuron" else AT
        found.append({"surface": name, "parameters": p, "at": [derived(loss, each, data, p) for each in points]})
    write(
        "data_surfaces",
        {
            "versions": versions("torch", "numpy"),
            "seed": SEED,
            "steps": STEPS,
            "every": EVERY,
            "surfaces": found,
            "paths": [path(*each) for each in PATHS],
        },
    )


if __name__ == "__main__":
    main()
