"""The page itself: one file of HTML with its data, its style and its script, whose hashes a policy names."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from optviz.drawing.text import value_text
from optviz.page.data import data

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.scenario import Scenario
    from optviz.trajectory import Trajectory

_MODULES: Final = ("packed", "scales", "camera", "landscape", "paths", "panels", "main")
"""The files of the script, each after those that it imports from."""
_FOR_READERS: Final = re.compile(
    r"^import .*\n|^export (?=(?:async )?(?:function|class|const))"
    r"|^ *//[^\n]*\n|  //[^\n]*$|^ */\*\*(?:[^*]|\*(?!/))*\*/\n",
    re.MULTILINE,
)
"""What of modules only their readers need, and what makes them modules."""
_LANDSCAPE: Final = "Landscape. Arrow keys turn it, plus and minus change its size, 0 turns it back."
_SPEEDS: Final = ("0.25", "0.5", "1", "2", "4")


def page(scenario: Scenario, trajectories: Sequence[Trajectory], still: bytes, words: str) -> bytes:
    """A page that shows a scenario.

    Args: still: the last frame as a WebP, for readers without scripts.  words: what is to be seen in it.
    """
    known = data(scenario, trajectories)
    title, script, style = scenario.title or scenario.surface.title, _script(), _style()
    policy = f"default-src 'none'; img-src data:; script-src '{_hash(script)}'; style-src '{_hash(style)}'"
    policy += "; base-uri 'none'; form-action 'none'"
    picture = f"data:image/webp;base64,{base64.b64encode(still).decode('ascii')}"
    width, height = scenario.output.size
    body = [
        f"<header><div><h1>{_text(title)}</h1><p>{_text(_subtitle(scenario))}</p></div>",
        f'<p data-part="counter">{_text(known["unit"])} {scenario.steps}</p></header>',
        f'<img class="still" src="{picture}" width="{width}" height="{height}" alt="{_text(words)}">',
        f'<div class="panel" data-part="landscape" tabindex="0" role="application" aria-label="{_LANDSCAPE}"></div>',
        '<div class="panel" data-part="contour" role="img" aria-label="The same surface from above"></div>',
        _table(trajectories, known),
        '<div class="panel" data-part="curve" role="img" aria-label="The value of every run by step"></div>',
        _controls(known),
        _cells(known),
        '<p class="said" data-part="said" role="status"></p>',
        _notes(known),
        f'<p class="about">{_text(scenario.description)}</p>' if scenario.description else "",
    ]
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{_text(title)}</title>',
            f"<style>{style}</style></head><body><main>",
            *filter(None, body),
            f'</main><script type="application/json" id="data">{_json(known)}</script>',
            f"<script>{script}</script></body></html>\n",
        ]
    ).encode()


def _text(text: str) -> str:
    return html.escape(text, quote=True)


def _json(known: dict[str, Any]) -> str:
    """Data that no text in it can end: < is written by its number."""
    plain = json.dumps(known, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return plain.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _subtitle(scenario: Scenario) -> str:
    surfaces = {cell.surface.formula for cell in scenario.cells}
    return f"z = {min(surfaces)}" if len(surfaces) == 1 else scenario.surface.title


def _table(trajectories: Sequence[Trajectory], known: dict[str, Any]) -> str:
    """The runs, each with a switch, its line and marker, and where it is; filled in for the last step."""
    colors, names = known["themes"]["light"]["colors"], known["cells"][0]["surface"]["names"]
    rows = []
    for index, run in enumerate(known["cells"][0]["runs"]):
        trajectory = trajectories[index]
        ends = (trajectory.values[0, -1], *trajectory.positions[0, -1])
        cells = "".join(f"<td>{value_text(float(each))}</td>" for each in ends)
        sample = (
            '<svg viewBox="0 0 40 14" aria-hidden="true">'
            f'<path d="M2 7H38" stroke="{colors[index]}" stroke-width="2.4"/>'
            f'<path transform="translate(20 7) scale(5.2)" d="{run["marker"]}" fill="{colors[index]}"/></svg>'
        )
        box = f'<input type="checkbox" value="{index}" checked>'
        rows.append(f'<tr><th scope="row"><label>{box}{sample}{_text(run["label"])}</label></th>{cells}</tr>')
    heads = "".join(f'<th scope="col">{_text(each)}</th>' for each in ("value", names[0] or "x", names[1] or "y"))
    return f'<table><thead><tr><th scope="col">optimizer</th>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table>'


def _controls(known: dict[str, Any]) -> str:
    speeds = "".join(f"<option{' selected' if each == '1' else ''}>{each}</option>" for each in _SPEEDS)
    return (
        '<div class="controls"><button type="button" data-part="play">Play</button>'
        f'<input type="range" data-part="steps" min="0" max="{known["steps"]}" value="0" aria-label="{known["unit"]}">'
        f'<label>speed <select data-part="speed">{speeds}</select></label></div>'
    )


def _cells(known: dict[str, Any]) -> str:
    cells = known["cells"]
    if len(cells) == 1:
        return ""
    return (
        f'<div class="cells"><label for="cell" data-part="cellname">{_text(cells[0]["heading"])}</label>'
        f'<input type="range" id="cell" data-part="cell" min="0" max="{len(cells) - 1}" value="0"></div>'
    )


def _notes(known: dict[str, Any]) -> str:
    if not known["notes"]:
        return ""
    items = (
        f'<li><button type="button" data-step="{note["step"]}">{_text(note["say"])}</button></li>'
        for note in known["notes"]
    )
    return f'<ul class="notes" aria-label="Notes">{"".join(items)}</ul>'


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}"


@cache
def _script() -> str:
    """The modules as one script, without what only their readers need."""
    folder = files("optviz.page") / "script"
    parts = [(folder / f"{name}.mjs").read_text(encoding="utf-8") for name in _MODULES]
    return "(() => {\n" + re.sub(r"\n\s*", "\n", _FOR_READERS.sub("", "".join(parts))) + "})();"


@cache
def _style() -> str:
    text = (files("optviz.page") / "script" / "page.css").read_text(encoding="utf-8")
    return re.sub(r"\n\s*", "\n", text)
