from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _any_numbers() -> Iterator[None]:
    """As in a scene, which draws without a word from NumPy, whatever the numbers are."""
    with np.errstate(all="ignore"):
        yield
