"""How many of each thing one scenario may have."""

from __future__ import annotations

from typing import Final

MAX_OPTIMIZERS: Final = 40
MAX_VIEWS: Final = 6
MIN_VALUES: Final = 2  # of what varies
MAX_VALUES: Final = 12
MAX_VARIED: Final = 2  # things that vary: columns and rows
MAX_CELLS: Final = 24
MAX_PANELS: Final = 36
MAX_PICTURES: Final = 24  # of one scenario, in several sizes and themes
