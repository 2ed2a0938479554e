"""What notebooks show: the page of a result, or its smallest file that moves; where it is large, a still and a link."""

from __future__ import annotations

import base64
import html
from abc import ABC, abstractmethod
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from optviz.api.descriptions import alt_text, caption
from optviz.api.encoding import CAPTIONS, captions, encode
from optviz.api.markup import address, frame_of, tag, text, track_of
from optviz.api.options import options
from optviz.encoders import ENCODERS, CaptionFormat, PageFormat, encoder_for
from optviz.errors import ScenarioError
from optviz.files import file_size
from optviz.scenario import override

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.scenario import Scenario
    from optviz.trajectory import Trajectory

PAGE: Final = "page"
_VIDEO: Final = "mp4"
_FIT: Final = (
    "<script>addEventListener('message', ({ source, data }) => {"
    " for (const frame of document.querySelectorAll('.optviz iframe'))"
    " if (frame.contentWindow === source && data?.optviz > 0) frame.height = data.optviz;"
    " });</script>"
)
"""Gives a frame the height that its page tells."""


class Inline(ABC):
    """A result that a notebook shows where it is the value of a cell: in Jupyter, Colab and whatever runs IPython, and
    in marimo.
    """

    @abstractmethod
    def _repr_html_(self) -> str:
        """What Jupyter shows."""

    def _mime_(self) -> tuple[str, str]:
        """What marimo shows."""
        return "text/html", self._repr_html_()


def inline(scenario: Scenario, trajectories: Sequence[Trajectory], path: Path) -> str:
    """HTML that holds a scenario's file itself, for notebooks.

    Args: trajectories: what the file shows.  path: the file.
    """
    if _is_page(path):  # which says itself what its author says
        return _figure(_framed(scenario, trajectories, path), "")
    return _figure(_element(scenario, trajectories, path), text(caption(scenario)))


def inline_within_limit(
    scenario: Scenario, trajectories: Sequence[Trajectory], paths: Sequence[Path], *, linked: bool = True
) -> str:
    """HTML that holds a scenario's interactive page, or the smallest of its files that move, or of those that do not.

    A file of more than `options.inline_limit` bytes is left out, and one that no browser shows as a picture, as a PDF:
    where there is no other, a picture of the last step takes its place.

    Args: trajectories: what the files show.  paths: the files.  linked: whether they stay, so that a link leads to one.
    """
    sizes = {path: path.stat().st_size for path in paths}
    shown = [path for path in paths if _is_page(path) or encoder_for(path).mime.startswith(("image/", "video/"))]
    moving = [path for path in shown if not encoder_for(path).still] or shown or paths
    fitting = [path for path in moving if sizes[path] <= options.inline_limit]
    path = min(fitting or moving, key=lambda each: (not _is_page(each), sizes[each]))
    size = sizes[path]
    if shown and size <= options.inline_limit:
        return inline(scenario, trajectories, path)
    with TemporaryDirectory() as folder:
        still = Path(folder) / "still.png"
        encode(scenario, trajectories, None, [still], None, lambda _: None)
        element = _element(scenario, trajectories, still)
    words = text(f"{path.name} ({file_size(size)})")
    name = f"{tag('a', href=address(path.as_posix()))}{words}</a>" if linked else words
    limit = f", which is larger than optviz.options.inline_limit, {file_size(options.inline_limit)}" if shown else ""
    return _figure(element, f"The last step of {name}{limit}.")


def files_to_show(scenario: Scenario, folder: Path) -> list[Path]:
    """The files to make where a scenario is shown that has none: its page, if that is one of its formats; else all of
    them, and a video, which is often smaller.
    """
    names = scenario.output.formats
    if PAGE in names:
        return [folder / f"{scenario.name}{ENCODERS[PAGE].suffixes[0]}"]
    with suppress(ScenarioError):  # what is transparent can be no video
        names = override(scenario, formats=(*dict.fromkeys((*names, _VIDEO)),)).output.formats
    return [folder / f"{scenario.name}{ENCODERS[name].suffixes[0]}" for name in names]


def _figure(element: str, words: str) -> str:
    below = f"\n  <figcaption>{words}</figcaption>" if words else ""
    return f'<figure class="optviz">\n  {element}{below}\n</figure>\n'


def _is_page(path: Path) -> bool:
    return issubclass(encoder_for(path), PageFormat)


def _framed(scenario: Scenario, trajectories: Sequence[Trajectory], path: Path) -> str:
    """A page in a frame of its own, with every space of it, so that its policy's hashes stay true."""
    source = f'srcdoc="{html.escape(path.read_bytes().decode())}"'
    return f"{frame_of(alt_text(scenario, trajectories), source)}{_FIT}"


def _element(scenario: Scenario, trajectories: Sequence[Trajectory], path: Path) -> str:
    """The file itself in the scenario's width; a notebook that is narrower then keeps the proportions."""
    mime, alt, width = encoder_for(path).mime, alt_text(scenario, trajectories), str(scenario.output.size[0])
    url = f"data:{mime};base64,{base64.b64encode(path.read_bytes()).decode()}"
    if not mime.startswith("video/"):
        return tag("img", src=url, width=width, alt=alt)
    forever = ("loop",) if scenario.output.loop == 0 else ()
    switches = dict.fromkeys(("controls", "autoplay", *forever, "muted", "playsinline"))
    return f"{tag('video', src=url, width=width, **switches, aria_label=alt)}{_track(scenario, trajectories)}</video>"


def _track(scenario: Scenario, trajectories: Sequence[Trajectory]) -> str:
    """What the notes say as captions of a video; empty where there are none."""
    told = captions(scenario, trajectories)
    entry = ENCODERS[CAPTIONS]
    if not told or not issubclass(entry, CaptionFormat):
        return ""
    url = f"data:{entry.mime};base64,{base64.b64encode(entry.document(told, '')).decode()}"
    return track_of(url)
