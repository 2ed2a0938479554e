from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from optviz.scene.vector import animated
from tests.scene.vector.test_animated import NOTES, SVG, over_frames, root_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.scene import Scene

FADING = {"fps": 25, "duration": 2}


def made(scene: Scene) -> str:
    return animated(scene.figure.scenario, scene.figure.trajectories).decode()


def test_a_text_is_written_once_and_fades(scene: Callable[..., Scene]) -> None:
    own = scene(keys=NOTES, **FADING)
    text = made(own)
    for say in ("begins", "half", "here", "ends"):
        assert text.count(f">{say}<") == 1
        (names,) = re.findall(rf'<g(?: display="none")? class="([^"]*)">(?:(?!</?g).)*<text[^>]*>{say}<', text)
        rules = "".join(re.findall(rf"\.(?:{names.replace(' ', '|')}){{([^}}]*)}}", text))
        (name,) = re.findall(r"opacity:var\(--(\w+)\)", rules)
        shown = [
            next((said.opacity for said in frame.notes if said.moment.note.say == say), 0.0) for frame in own.timeline
        ]
        assert list(map(float, over_frames(text, own, f"--{name}"))) == shown
        assert len(set(shown)) > 2 or say == "ends"


def test_what_is_seen_in_the_end_is_seen_without_style(scene: Callable[..., Scene]) -> None:
    hidden = [
        "".join(each.itertext())
        for each in root_of(made(scene(keys=NOTES))).iter(f"{SVG}g")
        if each.get("display") == "none"
    ]
    assert {"begins", "here"} <= set(hidden)
    assert "ends" not in hidden


def test_a_leader_leads_from_its_text_to_its_head(scene: Callable[..., Scene]) -> None:
    keys: dict[str, Any] = {"notes": "[{of: momentum, when: start, say: half, stay: 9}]"}
    own = scene(keys=keys, **FADING)
    text = made(own)
    (name,) = re.findall(r"transform:matrix\(var\(--(\w+)\)\)", text)
    (told,) = own.figure.notes.told.values()
    factor = 10 / own.figure.canvas.scale
    height = own.figure.canvas.size[1]
    for frame, matrix in zip(own.timeline, over_frames(text, own, f"--{name}"), strict=True):
        if line := told[0].leader(frame):
            a, b, _, _, x, y = map(float, matrix.split(","))
            ends = [np.array([x, y]), np.array([x + 100 * a, y + 100 * b])]
            true = [np.array([place[0], height - place[1]]) * factor for place in line]
            assert np.abs(np.array(ends) - true).max() < 12  # tenths of a pixel; the two figures differ in resolution


def test_without_notes_nothing_is_written(scene: Callable[..., Scene]) -> None:
    assert "matrix(" not in made(scene())


def test_notes_add_little(scene: Callable[..., Scene]) -> None:
    assert len(made(scene(keys=NOTES, **FADING))) < 1.6 * len(made(scene(**FADING)))
