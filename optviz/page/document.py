"""The page itself: one file of HTML with its data, its style and its script, whose hashes a policy names."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import math
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from optviz.drawing import ensembles
from optviz.drawing.text import value_text
from optviz.page import compact
from optviz.page.data import data
from optviz.page.looks import variables
from optviz.page.still import still
from optviz.page.words import plain
from optviz.scene.remarks import beside, remarks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optviz.scenario import Scenario
    from optviz.trajectory import Trajectory

_MODULES: Final = (
    "packed",
    "scales",
    "camera",
    "landscape",
    "paths",
    "pen",
    "panels",
    "views",
    "turning",
    "marks",
    "main",
)
"""The files of the script, each after those that it imports from."""
_LANDSCAPE: Final = "Landscape. Arrow keys turn it, plus and minus change its size, 0 turns it back."
_VALUES: Final = "The value of every run"
_SPEEDS: Final = ("0.25", "0.5", "1", "2", "4")


def page(scenario: Scenario, trajectories: Sequence[Trajectory], words: str, coarser: int = 0) -> bytes:
    """A page that shows a scenario.

    Args: words: what is to be seen in its still.  coarser: by how many grades of the format it is coarser than usual.
    """
    known = data(scenario, trajectories, coarser)
    title, script = plain(scenario.title or scenario.surface.title, math=scenario.math), _script()
    style = variables(scenario.output) + _style()
    policy = f"default-src 'none'; img-src data:; script-src '{_hash(script)}'; style-src '{_hash(style)}'"
    policy += "; base-uri 'none'; form-action 'none'"
    picture = still(scenario, trajectories, coarser)
    width, height = picture.size
    body = [
        f"<header><div><h1>{_text(title)}</h1>",
        f'<p data-part="formula">{_text(known["cells"][0]["formula"])}</p></div>',
        f'<p data-part="counter">{known["unit"]} {known["steps"]}</p></header>',
        f'<img class="still" src="{picture.url}" width="{width}" height="{height}" alt="{_text(words)}">',
        f'<div class="panel" data-part="landscape" tabindex="0" role="application" aria-label="{_LANDSCAPE}"></div>',
        '<div class="panel" data-part="contour" role="img" aria-label="The same surface from above"></div>',
        _table(scenario, trajectories, known),
        f'<div class="panel" data-part="curve" role="img" aria-label="{_VALUES} by {known["unit"]}"></div>',
        _controls(known),
        *_sliders(known),
        _notes(known),
        *_about(scenario, trajectories, known),
    ]
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            # Other programs show a window's title, too: what looks like markup stays in the page.
            f"<title>{_text(scenario.name if '<' in title else title)}</title>",
            f"<style>{style}</style></head><body><main>",
            *filter(None, body),
            f'</main><script type="application/json" id="data">{_json(known)}</script>',
            f"<script>{script}</script></body></html>\n",
        ]
    ).encode(errors="replace")


def _text(text: str) -> str:
    return html.escape(text, quote=True)


def _json(known: dict[str, Any]) -> str:
    """Data that no text in it can end: < is written by its number."""
    plain = json.dumps(known, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return plain.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _table(scenario: Scenario, trajectories: Sequence[Trajectory], known: dict[str, Any]) -> str:
    """The runs, each with a switch, its line and marker, and where it is; filled in for the last step."""
    colors, names = next(iter(known["themes"].values()))["colors"], known["cells"][0]["surface"]["names"]
    ends = dict.fromkeys(range(len(known["styles"])), _NOWHERE)
    ends |= {run["style"]: _End.of(each) for run, each in zip(known["cells"][0]["runs"], trajectories, strict=False)}
    order = sorted(ends, key=lambda style: ends[style].rank) if scenario.output.legend.order == "ranked" else ends
    rows = []
    for style in order:
        run = known["styles"][style]
        cells = "".join(f"<td>{_text(each)}</td>" for each in ends[style].cells)
        sample = (
            '<svg viewBox="0 0 40 14" aria-hidden="true">'
            f'<path d="M2 7H38" stroke="{colors[style]}" stroke-width="2.4"/>'
            f'<path transform="translate(20 7) scale(5.2)" d="{run["marker"]}" fill="{colors[style]}"/></svg>'
        )
        box = f'<input type="checkbox" value="{style}" checked>'
        rows.append(f'<tr><th scope="row"><label>{box}{sample}{_text(run["label"])}</label></th>{cells}</tr>')
    shown = names[2] or "value", names[0] or "x", names[1] or "y"
    heads = "".join(f'<th scope="col">{_text(each)}</th>' for each in shown)
    return f'<table><thead><tr><th scope="col">optimizer</th>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table>'


class _End(NamedTuple):
    """Where a run ends.  Args: words: where it has gone, if it is lost.  numbers: its value, x and y."""

    words: str
    numbers: tuple[float, float, float]

    @classmethod
    def of(cls, trajectory: Trajectory) -> _End:
        """The end of a run, of several starts that of the median one."""
        start = ensembles.median_run(trajectory)
        value, (x, y) = trajectory.values[start, -1], trajectory.positions[start, -1]
        return cls(trajectory.lost_words(start), (float(value), float(x), float(y)))

    @property
    def rank(self) -> float:
        """By this runs are ranked: the lost are the last."""
        return math.inf if self.words or math.isnan(self.numbers[0]) else self.numbers[0]

    @property
    def cells(self) -> Iterator[str]:
        """What the table says."""
        value, *place = self.numbers
        yield self.words or value_text(value)
        yield from map(value_text, place)


_NOWHERE: Final = _End("—", (math.nan, math.nan, math.nan))
"""The end of a run that the first cell does not have."""


def _controls(known: dict[str, Any]) -> str:
    speeds = "".join(f'<option value="{each}"{" selected" if each == "1" else ""}>{each}×</option>' for each in _SPEEDS)
    unit = known["unit"]
    # The notes' own buttons say the same to those who do not see the marks.
    marks = '<svg data-part="marks" aria-hidden="true"></svg>' if known["notes"] else ""
    tip = '<p data-part="tip" aria-hidden="true" hidden></p>' if known["notes"] else ""
    return (
        '<div class="controls"><button type="button" data-part="play">Play</button>'
        f'<div class="steps"><input type="range" data-part="steps" min="0" max="{known["steps"]}" value="0" '
        f'aria-label="{unit}">{marks}</div>{tip}'
        f'<select data-part="speed" aria-label="speed">{speeds}</select></div>'
    )


def _sliders(known: dict[str, Any]) -> Iterator[str]:
    """A slider for each thing that varies."""
    for number, varied in enumerate(known["vary"]):
        yield (
            f'<div class="cells"><label for="vary-{number}">{_text(varied["key"])}</label>'
            f'<input type="range" id="vary-{number}" min="0" max="{len(varied["values"]) - 1}" value="0" step="1">'
            f'<output for="vary-{number}">{_text(varied["values"][0])}</output></div>'
        )


def _notes(known: dict[str, Any]) -> str:
    if not known["notes"]:
        return ""
    items = (
        f'<li><button type="button" title="{_text(_moment(each, known))}">{_text(each["say"])}</button>'
        for each in known["notes"]
    )
    said = '<p class="said" data-part="said" role="status"></p>'
    return f'{said}<ul class="notes" aria-label="Notes">{"</li>".join(items)}</li></ul>'


def _moment(note: dict[str, Any], known: dict[str, Any]) -> str:
    """Of which run a note is, and when it begins."""
    when = f"{known['unit']} {note['step']}"
    return when if note["run"] is None else f"{known['styles'][note['run']]['label']}, {when}"


def _about(scenario: Scenario, trajectories: Sequence[Trajectory], known: dict[str, Any]) -> Iterator[str]:
    """What the author says, how an ensemble is shown, and what is not shown at all."""
    words = [plain(scenario.description, math=scenario.math)]
    starts = max(len(each.starts) for each in trajectories)
    words += [f"Numbers are those of the run whose end is the median of {starts:,} starts."] if starts > 1 else []
    heights = filter(None, (cell["surface"]["note"] for cell in known["cells"]))
    noted = dict.fromkeys((*heights, *remarks(scenario, trajectories), *beside(scenario, trajectories)))
    said = (f"{each[:1].upper()}{each[1:]}." for each in noted)
    words += [plain(" ".join(said), math=scenario.math)]
    words += [f"Not shown on this page: {'; '.join(known['left'])}."] if known["left"] else []
    return (f'<p class="about">{_text(each)}</p>' for each in words if each)


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}"


@cache
def _script() -> str:
    """The modules as one script."""
    return f"(()=>{{\n{compact.script(''.join(_read(f'{name}.mjs') for name in _MODULES))}\n}})();"


@cache
def _style() -> str:
    return compact.style(_read("page.css"))


def _read(name: str) -> str:
    return (files("optviz.page") / "script" / name).read_text(encoding="utf-8")
