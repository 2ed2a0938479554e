"""NumPy, loaded at its first use, so that listing and validating answer at once."""

from __future__ import annotations

import importlib
import types
from typing import TYPE_CHECKING, Any, TypeAlias

__all__ = ["Array", "Mask", "Pixels", "Rows", "np"]

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[np.float64]
    Mask: TypeAlias = NDArray[np.bool_]
    Rows: TypeAlias = NDArray[np.intp]
    Pixels: TypeAlias = NDArray[np.uint8]
else:

    class _LazyModule(types.ModuleType):
        """Stands for a module until one of its names is asked for; from then on it holds all of them."""

        def __getattr__(self, name: str) -> Any:
            module = importlib.import_module(self.__name__)
            self.__dict__.update(module.__dict__)
            return getattr(module, name)

    np = _LazyModule("numpy")
    Array = Mask = Rows = Pixels = "numpy.ndarray"
