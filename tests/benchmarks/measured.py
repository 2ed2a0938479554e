"""What the benchmarks share: medians with their range, and on what machine they were measured."""

from __future__ import annotations

import os
import platform
import statistics
import time
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


def seconds(action: Callable[[], object]) -> float:
    """How long something takes."""
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def spread(values: Sequence[float], unit: str = "") -> str:
    """The median and its range, as in "0.26 s (0.25-0.28)"; without a range where there is one value."""
    unit = f" {unit}" if unit else ""
    middle = f"{number(statistics.median(values))}{unit}"
    return middle if len(values) == 1 else f"{middle} ({number(min(values))}–{number(max(values))})"


def ratios(over: Iterable[float], under: Iterable[float]) -> list[float]:
    """What was measured over what was measured in the same turn."""
    return [one / other for one, other in zip(over, under, strict=True)]


def number(value: float) -> str:
    """A measured number with about as many digits as mean something."""
    return f"{value:.2f}" if value < 3 else f"{value:.1f}" if value < 30 else f"{value:.0f}"


def machine(*packages: str) -> str:
    """The processor, how busy it is, and the versions of Python and of the packages that do the work."""
    busy = f"load average {os.getloadavg()[0]:.1f} when it began"
    versions = ", ".join(f"{name} {version(name)}" for name in ("numpy", "matplotlib", "pillow", "av", *packages))
    return f"{processor()}, {os.cpu_count()} cores, {busy}; Python {platform.python_version()}, {versions}"


def processor() -> str:
    """The processor's name, as far as the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.processor() or platform.machine()
