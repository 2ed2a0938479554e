"""Worker processes that can run and draw scenarios."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from optviz.drawing import settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from optviz.pool import Pool


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


def _prepare(plugins: Mapping[Path, bytes], *, drawing: bool) -> None:
    from optviz.api.plugins import load_plugin

    settings.ignore()
    for file, source in plugins.items():
        load_plugin(file, source)
    if drawing:
        settings.load()  # while trajectories are computed elsewhere
    importlib.import_module("optviz.scene" if drawing else "optviz.api.run")
