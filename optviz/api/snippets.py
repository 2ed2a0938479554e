"""Pictures inside other documents: HTML and Markdown with sizes, a poster and words for who cannot see them.

A scenario's texts are anybody's: everything is escaped here, and nothing else makes markup.
"""

from __future__ import annotations

import base64
import re
from html import escape
from typing import TYPE_CHECKING, Final, Literal, TypeAlias
from urllib.parse import quote

from optviz.arrays import np
from optviz.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from optviz.api.render import Rendering
    from optviz.scenario import Scenario
    from optviz.surfaces import Bounds
    from optviz.trajectory import Trajectory

Kind: TypeAlias = Literal["html", "markdown"]

KINDS: Final[tuple[Kind, ...]] = ("html", "markdown")
"""What a snippet can be written in."""

_MOST: Final = 10
"""Optimizers that an alternative text tells about; it is read aloud."""

_MIME: Final = {".gif": "image/gif", ".png": "image/png", ".mp4": "video/mp4", ".m4v": "video/mp4"}
_MARKS: Final = re.compile(r"([\\`*_\[\]<>&~|$!#])")
_ADDRESS: Final = "/:~@?=&;,+%"


def snippet(
    scenario: Scenario, trajectories: Sequence[Trajectory], addresses: Mapping[str, str], kind: Kind = "html"
) -> str:
    """The text that shows a scenario's files in a document.

    Args: trajectories: what the files show.  addresses: of each format there is, as {"gif": "outputs/a.gif"};
            "png" is the poster.  kind: html: a video where there is an MP4, an image otherwise.  markdown: an
            image, the GIF if there is one.
    Raises: UnknownNameError for another kind.
    """
    if kind not in KINDS:
        raise UnknownNameError("kind of snippet", kind, KINDS)
    alt = alt_text(scenario, trajectories)
    urls = {name: quote(address, safe=_ADDRESS) for name, address in addresses.items()}
    return _markdown(scenario, alt, urls) if kind == "markdown" else _html(scenario, alt, urls)


def inline(rendering: Rendering) -> str:
    """The first file of a rendering as HTML that holds the file itself, for notebooks."""
    path = rendering.paths[0]
    alt = alt_text(rendering.scenario, rendering.trajectories)
    return _figure(rendering.scenario, _element(path, _data(path), alt))


def alt_text(scenario: Scenario, trajectories: Sequence[Trajectory]) -> str:
    """What the picture shows, in words: the description, and where each optimizer came to."""
    first = scenario.description.strip() or f"{scenario.title or scenario.surface.title}."
    first = first if first.endswith((".", "!", "?")) else f"{first}."
    bounds = [cell.bounds for cell in scenario.cells for _ in cell.runs]
    told = [_outcome(*each) for each in zip(trajectories[:_MOST], bounds, strict=False)]
    if len(trajectories) > _MOST:
        told.append(f"and {len(trajectories) - _MOST} more")
    results = f" After {scenario.steps} steps: {'; '.join(told)}." if told else ""
    return " ".join((first + results).split())


def _outcome(trajectory: Trajectory, bounds: Bounds) -> str:
    """One optimizer's end: in full from one start, the range from several."""
    if len(trajectory.positions) == 1:
        return f"{trajectory.label} {_end(trajectory, bounds)}"
    lost = int((trajectory.diverged_at >= 0).sum())
    words = [f"{trajectory.label} from {len(trajectory.positions)} starts"]
    kept = trajectory.values[trajectory.diverged_at < 0, -1]
    if kept.size:
        words.append(f"reaches {kept.min():.3g} to {kept.max():.3g}")
    return ", ".join([*words, *([f"{lost} diverged"] if lost else [])])


def _end(trajectory: Trajectory, bounds: Bounds) -> str:
    if trajectory.diverged_at[0] >= 0:
        return f"diverged at step {trajectory.diverged_at[0]}"
    inside = np.flatnonzero(bounds.contains(trajectory.positions[0]))
    left = inside[-1] * trajectory.every if inside.size else -1
    if left < trajectory.steps:
        return f"leaves the picture at step {left + 1}"
    x, y = trajectory.positions[0, -1]
    words = f"reaches {trajectory.values[0, -1]:.3g} at ({x:.3g}, {y:.3g})"
    if trajectory.distances is None or not np.isfinite(trajectory.distances[0, -1]):
        return words
    return f"{words}, {trajectory.distances[0, -1]:.2g} from the nearest minimizer"


def _html(scenario: Scenario, alt: str, urls: Mapping[str, str]) -> str:
    if "mp4" not in urls:
        return _figure(scenario, _picture(scenario, alt, urls))
    poster = {"poster": urls["png"]} if "png" in urls else {}
    forever = {"loop": None} if scenario.output.loop == 0 else {}
    start = {"controls": None, "autoplay": None, **forever, "muted": None, "playsinline": None}
    video = _tag("video", src=urls["mp4"], **_size(scenario), **poster, **start, aria_label=alt)
    fallback = f"{_image(scenario, alt, urls)}" if "gif" in urls or "png" in urls else ""
    return _figure(scenario, f"{video}{fallback}</video>")


def _picture(scenario: Scenario, alt: str, urls: Mapping[str, str]) -> str:
    """The GIF, and its poster for readers who asked their system for less motion."""
    image = _image(scenario, alt, urls)
    if "gif" not in urls or "png" not in urls:
        return image
    still = _tag("source", media="(prefers-reduced-motion: reduce)", srcset=urls["png"])
    return f"<picture>{still}{image}</picture>"


def _image(scenario: Scenario, alt: str, urls: Mapping[str, str]) -> str:
    return _tag("img", src=urls.get("gif") or urls["png"], **_size(scenario), alt=alt, loading="lazy")


def _figure(scenario: Scenario, content: str) -> str:
    caption = escape(scenario.description.strip() or scenario.title)
    below = f"\n  <figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure class="optviz">\n  {content}{below}\n</figure>\n'


def _element(path: Path, url: str, alt: str) -> str:
    if path.suffix.lower() not in {".mp4", ".m4v"}:
        return _tag("img", src=url, alt=alt)
    looks = dict.fromkeys(("controls", "autoplay", "loop", "muted", "playsinline"))
    return _tag("video", src=url, **looks, aria_label=alt) + "</video>"


def _tag(name: str, **attributes: str | None) -> str:
    """An opening tag; an attribute of None stands without a value."""
    words = (
        key.replace("_", "-") if value is None else f'{key.replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
    )
    return f"<{' '.join((name, *words))}>"


def _size(scenario: Scenario) -> dict[str, str]:
    width, height = scenario.output.size
    return {"width": str(width), "height": str(height)}


def _data(path: Path) -> str:
    return f"data:{_MIME[path.suffix.lower()]};base64,{base64.b64encode(path.read_bytes()).decode()}"


def _markdown(scenario: Scenario, alt: str, urls: Mapping[str, str]) -> str:
    image = f"![{_plain(alt)}]({urls.get('gif') or urls['png']})\n"
    caption = _plain(scenario.description or scenario.title)
    return f"{image}\n*{caption}*\n" if caption else image


def _plain(text: str) -> str:
    """A text in which Markdown finds no marks."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
