"""A scenario's file inside a notebook."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from optviz.api.descriptions import alt_text, caption
from optviz.api.markup import tag, text
from optviz.encoders import encoder_for

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from optviz.scenario import Scenario
    from optviz.trajectory import Trajectory


def inline(scenario: Scenario, trajectories: Sequence[Trajectory], path: Path) -> str:
    """HTML that holds a scenario's file itself, for notebooks.

    Args: trajectories: what the file shows.  path: the file.
    """
    mime = encoder_for(path).mime
    url = f"data:{mime};base64,{base64.b64encode(path.read_bytes()).decode()}"
    element = _element(mime, url, alt_text(scenario, trajectories), width=str(scenario.output.size[0]))
    words = text(caption(scenario))
    below = f"\n  <figcaption>{words}</figcaption>" if words else ""
    return f'<figure class="optviz">\n  {element}{below}\n</figure>\n'


def _element(mime: str, url: str, alt: str, *, width: str) -> str:
    """The file itself in its width; a notebook that is narrower then keeps the proportions."""
    if not mime.startswith("video/"):
        return tag("img", src=url, width=width, alt=alt)
    options = dict.fromkeys(("controls", "autoplay", "loop", "muted", "playsinline"))
    return tag("video", src=url, width=width, **options, aria_label=alt) + "</video>"
