"""What a checkpoint is made of: named tensors of any library, as one flat vector and their shapes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from optviz.arrays import np
from optviz.errors import ScenarioError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optviz.arrays import Array

Layout: TypeAlias = dict[str, tuple[int, ...]]
"""The shapes of a vector's tensors by name, in the order in which they stand in it, each row by row."""


def tensors(arrays: Any) -> dict[str, Array]:
    """The tensors of a checkpoint by name.

    Integers and truth values beside other tensors are left out: they are counters, no parameters.

    Args: arrays: a mapping of names to arrays, also nested; pairs of a name and an array; a sequence of arrays, which
            are named by their numbers; or one array. An array is NumPy's, or what can become one: torch's tensors do,
            from any device and of any float type.
    Raises: ScenarioError where there is something else, or no number.
    """
    found = dict(_named(arrays, ""))
    real = {name: each for name, each in found.items() if each.dtype.kind not in "biu"}
    kept = real or found
    if not sum(each.size for each in kept.values()):
        raise ScenarioError("there is no number among these arrays")
    return kept


def size_of(layout: Layout) -> int:
    """How many numbers a vector of this layout has."""
    return sum(map(math.prod, layout.values()))


def split(vector: Array, layout: Layout) -> dict[str, Array]:
    """The tensors of a vector (P,) by name, as views of it.

    Raises: ScenarioError where the vector has another length.
    """
    if vector.shape != (size_of(layout),):
        raise ScenarioError(f"expected a vector of {size_of(layout)} numbers, not of shape {vector.shape}")
    ends = np.cumsum([math.prod(shape) for shape in layout.values()])
    parts = np.split(vector, ends[:-1])
    return {name: part.reshape(shape) for (name, shape), part in zip(layout.items(), parts, strict=True)}


def as_layout(shapes: Any) -> Layout:
    """A layout from a mapping of names to shapes, or from a sequence of shapes, which are named by their numbers.

    Raises: ScenarioError where it is neither, or a length is negative.
    """
    try:
        named = shapes.items() if isinstance(shapes, Mapping) else enumerate(shapes)
        layout = {str(name): tuple(int(length) for length in shape) for name, shape in named}
    except (TypeError, ValueError) as error:
        raise ScenarioError("expected a layout: the shapes of the tensors, in order") from error
    if any(length < 0 for shape in layout.values() for length in shape):
        raise ScenarioError("expected a layout whose lengths are not negative")
    return layout


def _named(arrays: Any, name: str) -> Iterator[tuple[str, Array]]:
    if isinstance(arrays, Mapping):
        for key, each in arrays.items():
            yield from _named(each, f"{name}.{key}" if name else str(key))
    elif hasattr(arrays, "__array__") or hasattr(arrays, "detach") or isinstance(arrays, int | float):
        yield name or "0", _array(arrays, name)
    elif isinstance(arrays, Iterable) and not isinstance(arrays, str | bytes):
        parts = list(arrays)
        if parts and all(isinstance(part, int | float) for part in parts):
            yield name or "0", np.array(parts, np.float64)
            return
        for number, each in enumerate(parts):
            if isinstance(each, tuple) and len(each) == 2 and isinstance(each[0], str):  # noqa: PLR2004  (a pair)
                yield from _named(each[1], f"{name}.{each[0]}" if name else each[0])
            else:
                yield from _named(each, f"{name}.{number}" if name else str(number))
    else:
        raise ScenarioError(f"expected arrays of real numbers, not {type(arrays).__name__}{_at(name)}")


def _array(tensor: Any, name: str) -> Array:
    """A tensor as an array of NumPy's."""
    if hasattr(tensor, "detach"):
        tensor = tensor.detach().cpu()
        try:
            tensor = tensor.numpy()
        except TypeError:  # narrow floats, which NumPy does not have
            tensor = tensor.float().numpy()
    found = np.asarray(tensor)
    if found.dtype.kind not in "biuf":
        try:
            found = found.astype(np.float64, casting="safe")  # the narrow floats of JAX are no type of NumPy's
        except TypeError:
            raise ScenarioError(f"expected arrays of real numbers, not of {found.dtype}{_at(name)}") from None
    return found


def _at(name: str) -> str:
    return f" at {name!r}" if name else ""
