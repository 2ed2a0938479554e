"""Pictures inside other documents: HTML and Markdown with sizes, a poster and alternative text.

A scenario's texts may come from strangers, so everything is escaped here, and no other module makes markup.
"""

from __future__ import annotations

import base64
import re
from html import escape
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias
from urllib.parse import quote

from optviz.arrays import np
from optviz.encoders import ENCODERS, encoder_for
from optviz.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from optviz.encoders import Encoder
    from optviz.scenario import Scenario
    from optviz.trajectory import Trajectory

Kind: TypeAlias = Literal["html", "markdown"]

KINDS: Final[tuple[Kind, ...]] = ("html", "markdown")
"""What a snippet can be written in."""

_MOST: Final = 10
"""How many optimizers an alternative text describes; it is read aloud."""

_MARKS: Final = re.compile(r"([\\`*_\[\]<>&~|$!#])")
_ADDRESS: Final = "/:~@?=&;,+%"


class _Urls(NamedTuple):
    """The first file of each kind that a document can show; empty where there is none."""

    video: str = ""
    animation: str = ""
    still: str = ""


def snippet(
    scenario: Scenario, trajectories: Sequence[Trajectory], addresses: Mapping[str, str], kind: Kind = "html"
) -> str:
    """The text that shows a scenario's files in a document.

    Args: trajectories: what the files show.  addresses: the files by format, as {"gif": "outputs/a.gif"}.
        kind: html: a video where there is one, an image otherwise; a still picture is the poster.  markdown: an
            image, one that moves if there is one.
    Raises: UnknownNameError for another kind.
    """
    if kind not in KINDS:
        raise UnknownNameError("kind of snippet", kind, KINDS)
    alt = alt_text(scenario, trajectories)
    urls = _by_kind(addresses)
    return _markdown(scenario, alt, urls) if kind == "markdown" else _html(scenario, alt, urls)


def inline(scenario: Scenario, trajectories: Sequence[Trajectory], path: Path) -> str:
    """HTML that holds a scenario's file itself, for notebooks.

    Args: trajectories: what the file shows.  path: the file.
    """
    encoder = encoder_for(path)
    url = f"data:{encoder.mime};base64,{base64.b64encode(path.read_bytes()).decode()}"
    element = _element(encoder, url, alt_text(scenario, trajectories), width=_size(scenario)["width"])
    return _figure(scenario, element)


def is_video(encoder: type[Encoder]) -> bool:
    """Whether a format is shown as a video; the others are images."""
    return encoder.mime.startswith("video/")


def alt_text(scenario: Scenario, trajectories: Sequence[Trajectory]) -> str:
    """What the picture shows, in words: the description, and where each optimizer ended."""
    first = scenario.description.strip() or f"{scenario.title or scenario.surface.title}."
    first = first if first.endswith((".", "!", "?")) else f"{first}."
    ends = [_outcome(each) for each in trajectories[:_MOST]]
    if len(trajectories) > _MOST:
        ends.append(f"and {len(trajectories) - _MOST} more")
    results = f" After {scenario.steps} steps: {'; '.join(ends)}." if ends else ""
    return " ".join((first + results).split())


def _outcome(trajectory: Trajectory) -> str:
    """One optimizer's end: in full from one start, the range from several."""
    if len(trajectory.positions) == 1:
        return f"{trajectory.label} {_end(trajectory)}"
    diverged = trajectory.diverged_at >= 0
    left = (trajectory.left_at >= 0) & ~diverged
    words = [f"{trajectory.label} from {len(trajectory.positions)} starts"]
    kept = trajectory.values[~(diverged | left), -1]
    if kept.size:
        words.append(f"reaches {kept.min():.3g} to {kept.max():.3g}")
    counts = {"left": int(left.sum()), "diverged": int(diverged.sum())}
    return ", ".join([*words, *(f"{count} {word}" for word, count in counts.items() if count)])


def _end(trajectory: Trajectory) -> str:
    if words := trajectory.lost_words(0):
        return words
    x, y = trajectory.positions[0, -1]
    words = f"reaches {trajectory.values[0, -1]:.3g} at ({x:.3g}, {y:.3g})"
    if trajectory.distances is None or not np.isfinite(trajectory.distances[0, -1]):
        return words
    return f"{words}, {trajectory.distances[0, -1]:.2g} from the nearest minimizer"


def _by_kind(addresses: Mapping[str, str]) -> _Urls:
    found: dict[str, str] = {}
    for name, address in addresses.items():
        encoder = ENCODERS[name]
        kind = "video" if is_video(encoder) else "still" if encoder.still else "animation"
        found.setdefault(kind, quote(address, safe=_ADDRESS))
    return _Urls(**found)


def _html(scenario: Scenario, alt: str, urls: _Urls) -> str:
    if not urls.video:
        return _figure(scenario, _picture(scenario, alt, urls))
    poster = {"poster": urls.still} if urls.still else {}
    forever = {"loop": None} if scenario.output.loop == 0 else {}
    start = {"controls": None, "autoplay": None, **forever, "muted": None, "playsinline": None}
    video = _tag("video", src=urls.video, **_size(scenario), **poster, **start, aria_label=alt)
    fallback = _image(scenario, alt, urls) if urls.animation or urls.still else ""
    return _figure(scenario, f"{video}{fallback}</video>")


def _picture(scenario: Scenario, alt: str, urls: _Urls) -> str:
    """The animation, and its poster for readers who asked their system for less motion."""
    image = _image(scenario, alt, urls)
    if not (urls.animation and urls.still):
        return image
    still = _tag("source", media="(prefers-reduced-motion: reduce)", srcset=urls.still)
    return f"<picture>{still}{image}</picture>"


def _image(scenario: Scenario, alt: str, urls: _Urls) -> str:
    return _tag("img", src=urls.animation or urls.still, **_size(scenario), alt=alt, loading="lazy")


def _figure(scenario: Scenario, content: str) -> str:
    caption = escape(scenario.description.strip() or scenario.title)
    below = f"\n  <figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure class="optviz">\n  {content}{below}\n</figure>\n'


def _element(encoder: type[Encoder], url: str, alt: str, *, width: str) -> str:
    """The file itself in its width; a notebook that is narrower then keeps the proportions."""
    if not is_video(encoder):
        return _tag("img", src=url, width=width, alt=alt)
    options = dict.fromkeys(("controls", "autoplay", "loop", "muted", "playsinline"))
    return _tag("video", src=url, width=width, **options, aria_label=alt) + "</video>"


def _tag(name: str, **attributes: str | None) -> str:
    """An opening tag; an attribute whose value is None is written without one."""
    words = (
        key.replace("_", "-") if value is None else f'{key.replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
    )
    return f"<{' '.join((name, *words))}>"


def _size(scenario: Scenario) -> dict[str, str]:
    """The size that a document gives the picture, whatever the number of its pixels."""
    width, height = scenario.output.size
    return {"width": str(width), "height": str(height)}


def _markdown(scenario: Scenario, alt: str, urls: _Urls) -> str:
    image = f"![{_escaped(alt)}]({urls.animation or urls.still})\n"
    caption = _escaped(scenario.description or scenario.title)
    return f"{image}\n*{caption}*\n" if caption else image


def _escaped(text: str) -> str:
    """Text with Markdown's marks escaped."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
