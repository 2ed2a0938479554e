"""What work costs: processor time and memory, estimated before it begins.

Every entry of a catalogue estimates its own share, in plain arithmetic over what a scenario asks for, so that an
estimate takes no time and is the same everywhere. Its constants were measured on one core of a server of 2024.
"""

from __future__ import annotations

import math
import re
from typing import Final, NamedTuple

MINUTE, HOUR = 60.0, 3600.0
MEGABYTE, GIGABYTE = 1e6, 1e9


class Cost(NamedTuple):
    """Processor time in seconds, of all processes together, and the largest amount of memory, in bytes."""

    seconds: float = 0.0
    bytes: float = 0.0

    def plus(self, other: Cost) -> Cost:
        """The cost of doing two things of which the first's results are kept."""
        return Cost(self.seconds + other.seconds, self.bytes + other.bytes)

    def share(self, limit: Cost) -> float:
        """The larger of its shares of a limit's time and memory."""
        return max(self.seconds / limit.seconds, self.bytes / limit.bytes)

    def exceeds(self, limit: Cost) -> bool:
        """Whether it takes more of anything than a limit."""
        return self.share(limit) > 1

    def __str__(self) -> str:
        """In words, as "12 s of processor time and 150 MB of memory"."""
        return "{} of processor time and {} of memory".format(*in_words(self))


LIMIT: Final = Cost(10 * MINUTE, 2 * GIGABYTE)
"""What one scenario may cost unless a person allows more."""
UNLIMITED: Final = Cost(math.inf, math.inf)


_AMOUNT: Final = r"(\d{1,15}(?:\.\d{1,9})?) ?(?:([KMGT]?)(I?)B?)"
_POWERS: Final = ("", "K", "M", "G", "T")


def amount(text: str) -> float | None:
    """The bytes of an amount of memory, as "500 MB", "2G" or "1.5 GiB"; None where it is none."""
    found = re.fullmatch(_AMOUNT, text.strip(), re.IGNORECASE)
    if not found or not float(found[1]):
        return None
    unit: int = (1024 if found[3] else 1000) ** _POWERS.index(found[2].upper())
    return float(found[1]) * unit


def in_words(cost: Cost) -> tuple[str, str]:
    """Its time and its memory, as "12 s" and "150 MB"."""
    return _time(cost.seconds), _memory(cost.bytes)


def _time(seconds: float) -> str:
    if seconds < 2 * MINUTE:
        return f"{seconds:.2g} s" if seconds < 10 else f"{seconds:.0f} s"  # noqa: PLR2004  (digits that matter)
    if seconds < HOUR:
        return f"{seconds / MINUTE:.2g} min"
    hours = seconds / HOUR
    return f"{hours:.2g} h" if hours < 10 else f"{hours:,.0f} h"  # noqa: PLR2004


def _memory(count: float) -> str:
    if count < GIGABYTE:
        return f"{count / MEGABYTE:.0f} MB"
    return f"{count / GIGABYTE:.1f} GB" if count < 1000 * GIGABYTE else f"{count / GIGABYTE / 1000:,.0f} TB"
