"""A cell of a notebook, which holds the file itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optviz.api.hosts.base import Host
from optviz.api.inline import PAGE, inline

if TYPE_CHECKING:
    from optviz.api.hosts.base import Figure
    from optviz.scenario import Output


class Notebook(Host):
    """A cell that shows HTML, in Jupyter and whatever runs IPython."""

    name = "notebook"
    title = "a cell of a notebook"
    videos = True

    @classmethod
    def formats(cls, output: Output) -> tuple[str, ...]:
        """The interactive page alone, where it is one of the scenario's formats; else see Host."""
        return (PAGE,) if PAGE in output.formats else super().formats(output)

    @staticmethod
    def snippet(figure: Figure) -> str:
        """See Host."""
        shown = figure.files.videos[-1] if figure.files.videos else figure.files.image
        return f"%%html\n{inline(figure.scenario, figure.trajectories, shown.path)}"
