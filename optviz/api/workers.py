"""Worker processes that can run and draw scenarios."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from optviz.drawing import settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from optviz.pool import Pool


def worker_pool(processes: int, plugins: Mapping[Path, bytes] | None = None) -> Pool:
    """A pool whose processes load plugins and the drawing code as soon as they start.

    Args: plugins: their files, which need not be there, and what is run; those of this process if left out.
    """
    from optviz.api.plugins import loaded
    from optviz.pool import Pool

    if not settings.has_folder():
        settings.load()  # matplotlib makes a folder, which its processes inherit and this one removes
    return Pool(processes, _prepare, loaded() if plugins is None else plugins)


def _prepare(plugins: Mapping[Path, bytes]) -> None:
    from optviz.api.plugins import load_plugin

    settings.ignore()
    for file, source in plugins.items():
        load_plugin(file, source)
    settings.load()  # while trajectories are computed elsewhere
    importlib.import_module("optviz.scene")
