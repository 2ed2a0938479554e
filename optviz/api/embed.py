"""A scenario inside a page or a README: files that are missing are rendered, and a snippet shows them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from optviz.api.build import ensure
from optviz.api.limits import Allowance, loaded, permit
from optviz.api.render import OUTPUTS
from optviz.api.run import computed_as_allowed
from optviz.api.signatures import spelled_out
from optviz.api.snippets import is_video, snippet
from optviz.encoders import ENCODERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.api.snippets import Kind
    from optviz.scenario import Scenario

POSTER = "png"
"""The format of the still picture that is shown until an animation plays."""


@spelled_out(Allowance)
def embed(
    source: Scenario | str | Path,
    kind: Kind = "html",
    folder: str | Path | None = None,
    base_url: str | None = None,
    progress: Callable[[str], None] | None = None,
    **allowance: Unpack[Allowance],
) -> str:
    """A snippet with size, poster and alternative text that shows a scenario; its files are rendered if need be.

    Args: source: a scenario, a path, "-" for standard input, or a bundled scenario's name.  kind: html or markdown.
        folder: where the files are or will be; that of the nearest optviz.yaml, or outputs, if left out.
        base_url: what addresses begin with instead of the folder.  progress: called with what was done, in words.
        allowance: what the scenario may take.
    Raises: OptvizError as load and render do.  UnknownNameError for another kind.
    """
    permitted = permit(source, **allowance)
    with permitted.process(say=progress) as alone:
        scenario = loaded(source, permitted)
        formats = tuple(dict.fromkeys((*scenario.output.formats, *_shown(scenario, kind), POSTER)))
        where = Path(folder or scenario.folder or OUTPUTS)
        outcome = ensure(scenario, formats, where, progress, alone)
        if progress and outcome.state == "rendered":
            progress("\n".join((*(f"wrote {path}" for path in outcome.paths), *outcome.notes)))
        trajectories = computed_as_allowed(scenario, alone)
    place = where.as_posix() if base_url is None else base_url
    place = place if place.endswith("/") or not place else f"{place}/"
    addresses = {name: f"{place}{scenario.name}{ENCODERS[name].suffixes[0]}" for name in formats}
    return snippet(scenario, trajectories, addresses, kind)


def _shown(scenario: Scenario, kind: Kind) -> tuple[str, ...]:
    """The formats to add: Markdown shows no video, so it needs a GIF where every moving format is a video."""
    moving = [ENCODERS[name] for name in scenario.output.formats if not ENCODERS[name].still]
    return ("gif",) if kind == "markdown" and moving and all(map(is_video, moving)) else ()
