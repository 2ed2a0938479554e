"""A task of a known length, which the workers of a cluster import."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from optviz.cluster import Parcel

if TYPE_CHECKING:
    from collections.abc import Callable


def nap(parcel: Parcel, tell: Callable[[float], object]) -> Parcel:
    """Sleep for as many seconds as the first word of a text says, and answer with a small file."""
    time.sleep(float(parcel.text.split(maxsplit=1)[0]))
    tell(1.0)
    return Parcel("", {"0": bytes(10_000)})


def nothing_lacks(wanted: dict[str, str]) -> str:
    """Any worker will do."""
    del wanted
    return ""
