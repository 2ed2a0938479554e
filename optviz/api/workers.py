"""Worker processes that can run and draw scenarios."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from optviz.cost import LIMIT
from optviz.drawing import settings
from optviz.scenario.budget import estimate

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from optviz.pool import Pool
    from optviz.scenario import Scenario


def worker_pool(processes: int, plugins: Mapping[Path, bytes] | None = None, *, drawing: bool = True) -> Pool:
    """A pool whose processes load plugins, and the code that they will need, as soon as they start.

    Args: plugins: their files, which need not be there, and what is run; those of this process if left out.
        drawing: whether they need the drawing code, too.
    """
    from optviz.api.plugins import loaded
    from optviz.pool import Pool

    if drawing and not settings.has_folder():
        settings.load()  # matplotlib makes a folder, which its processes inherit and this one removes
    return Pool(processes, _prepare, loaded() if plugins is None else plugins, drawing=drawing)


def processes_for(scenario: Scenario, most: int) -> int:
    """How many processes may draw a scenario whose camera moves: as many as the memory allows, at least one."""
    each = estimate(scenario).bytes / 2  # which counts two
    return max(1, min(most, int(LIMIT.bytes // each)))


def _prepare(plugins: Mapping[Path, bytes], *, drawing: bool) -> None:
    from optviz.api.plugins import load_plugin

    settings.ignore()
    for file, source in plugins.items():
        load_plugin(file, source)
    if drawing:
        settings.load()  # while trajectories are computed elsewhere
    importlib.import_module("optviz.scene" if drawing else "optviz.api.run")
