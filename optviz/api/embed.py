"""A scenario inside a page or a README: files that are missing are rendered, and a snippet shows them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from optviz.api.build import ensure
from optviz.api.render import OUTPUTS
from optviz.api.run import as_scenario, run
from optviz.api.snippets import is_video, snippet
from optviz.encoders import ENCODERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.api.snippets import Kind
    from optviz.scenario import Scenario

POSTER = "png"
"""The format of the still picture that is shown until an animation plays."""


def embed(
    source: Scenario | str | Path,
    kind: Kind = "html",
    folder: str | Path = OUTPUTS,
    base_url: str | None = None,
    progress: Callable[[str], None] | None = None,
    *,
    allow_cost: bool = False,
) -> str:
    """A snippet with size, poster and alternative text that shows a scenario; its files are rendered if need be.

    Args: source: a scenario, a path, "-" for standard input, or a bundled scenario's name.  kind: html or markdown.
        folder: where the files are or will be.  base_url: what addresses begin with instead of the folder.
        progress: called with what was done, in words.  allow_cost: as in render.
    Raises: OptvizError as load and render do.  UnknownNameError for another kind.
    """
    scenario = as_scenario(source, allow_cost=allow_cost)
    formats = tuple(dict.fromkeys((*scenario.output.formats, *_shown(scenario, kind), POSTER)))
    outcome = ensure(scenario, formats, folder, progress)
    if progress and outcome.state == "rendered":
        progress("\n".join((*(f"wrote {path}" for path in outcome.paths), *outcome.notes)))
    place = Path(folder).as_posix() if base_url is None else base_url
    place = place if place.endswith("/") or not place else f"{place}/"
    addresses = {name: f"{place}{scenario.name}{ENCODERS[name].suffixes[0]}" for name in formats}
    return snippet(scenario, run(scenario), addresses, kind)


def _shown(scenario: Scenario, kind: Kind) -> tuple[str, ...]:
    """The formats to add: Markdown shows no video, so it needs a GIF where every moving format is a video."""
    moving = [ENCODERS[name] for name in scenario.output.formats if not ENCODERS[name].still]
    return ("gif",) if kind == "markdown" and moving and all(map(is_video, moving)) else ()
