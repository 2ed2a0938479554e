from __future__ import annotations

import importlib
import subprocess
import sys

from optviz.arrays import np


def test_it_is_numpy() -> None:
    assert np.sqrt is importlib.import_module("numpy").sqrt


def test_numpy_loads_at_its_first_use() -> None:
    code = (
        "import sys; from optviz.arrays import np; assert 'numpy' not in sys.modules;"
        "np.zeros(1); assert 'numpy' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
