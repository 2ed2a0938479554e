"""A toy entry of each catalogue, from a plugin: one file is all that the rest needs to know of it."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from optviz.api.render import render
from optviz.cli.program import program
from optviz.scenario import load

if TYPE_CHECKING:
    from pathlib import Path

OPTIMIZER = '''
from dataclasses import dataclass
from typing import ClassVar
from optviz.optimizers import Optimizer

@dataclass(frozen=True)
class Toy(Optimizer):
    """A toy: a step of a fixed length to the left."""
    name: ClassVar[str] = "toy"
    knob: float = 0.01
    def step(self, state, oracle, t):
        return {"x": state["x"] - [self.knob, 0]}
'''
SURFACE = """
from annotated_types import Gt
from optviz.surfaces.base import Bounds, Declaration

TOY = Declaration(name="toy", title="Toy", summary="A toy: a bowl.", expression="x**2 + knob*y**2",
                  parameters={"knob": 1.0}, bounds=Bounds((-2, 2), (-2, 2)), source="here")
"""
SCHEDULE = '''
from dataclasses import dataclass
from typing import ClassVar
from optviz.schedules import Schedule

@dataclass(frozen=True)
class Toy(Schedule):
    """A toy: every other step is as long as two."""
    name: ClassVar[str] = "toy"
    knob: float = 0.01
    def after(self, done):
        return self.knob * (1 + done % 2)
'''
VIEW = '''
from dataclasses import dataclass
from typing import ClassVar
from optviz.arrays import np
from optviz.views import Drawing, View
from optviz.views.base import plain_track

@dataclass(frozen=True)
class Toy(View):
    """A toy: a line across the panel, and the paths in units of pixels."""
    name: ClassVar[str] = "toy"
    knob: float = 3.0
    def on(self, panel):
        return ToyDrawing(self, panel)

class ToyDrawing(Drawing):
    def __init__(self, view, panel):
        self.view, self.panel = view, panel
    def draw(self, pose):
        area = self.panel.area
        ends = np.array([[area.left, area.bottom], [area.right, area.top]])
        self.panel.canvas.line(ends, "#FF0000", self.view.knob)
    def tracks(self, pose):
        area = self.panel.area
        corner = np.array([area.left, area.bottom])
        return [[plain_track(corner + 50 * path, area) for path in each.positions] for each in self.panel.trajectories]
'''
FORMAT = '''
from optviz.encoders import Encoder

class Toy(Encoder):
    """A toy: the comment, then the sum of the pixels of each frame, as text."""
    name = "toy"
    suffixes = (".toy",)
    mime = "image/x-toy"
    def __init__(self, *given):
        super().__init__(*given)
        self.sums = []
    def add(self, frame, changed, duration):
        self.sums.append(int(frame.sum()))
    def close(self):
        self.path.write_text("\\n".join([self.animation.comment, *map(str, self.sums)]))
    def discard(self):
        pass
    @classmethod
    def comment_of(cls, path):
        return path.read_text().partition("\\n")[0]
'''
TOYS: dict[str, tuple[str, dict[str, Any]]] = {
    "optimizer": (OPTIMIZER, {"optimizers": [{"name": "toy", "knob": 0.02}]}),
    "surface": (SURFACE, {"surface": {"name": "toy", "knob": 2.0}}),
    "schedule": (SCHEDULE, {"optimizers": [{"name": "sgd", "lr": {"schedule": "toy", "knob": 0.02}}]}),
    "view": (VIEW, {"views": [{"name": "toy", "knob": 5.0}]}),
    "format": (FORMAT, {"formats": ["toy"]}),
    "format of a video": (FORMAT.replace("image/x-toy", "video/x-toy"), {"formats": ["toy"]}),
}


def scenario(own: dict[str, Any]) -> dict[str, Any]:
    """A small scenario that uses a toy."""
    output = {"formats": ["gif"], "size": [240, 160], "fps": 5, "duration": 0.4, "hold": 0}
    output |= {key: value for key, value in own.items() if key == "formats"}
    rest = {"surface": "sphere", "start": [0.5, 0.4], "steps": 5, "optimizers": ["sgd"]}
    return {**rest, **{key: value for key, value in own.items() if key != "formats"}, "output": output}


@pytest.mark.usefixtures("catalogues")
@pytest.mark.parametrize("toy", TOYS)
def test_a_toy_entry_is_known_everywhere(toy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    kind = toy.partition(" ")[0]
    text, own = TOYS[toy]
    (tmp_path / "toys.py").write_text(text)
    (tmp_path / "mine.yaml").write_text(json.dumps(scenario(own)))
    suffix = ".toy" if kind == "format" else ".gif"

    def optviz(*arguments: str, code: int = 0) -> str:
        result = CliRunner().invoke(program, [*arguments], catch_exceptions=False)
        assert result.exit_code == code, result.stderr
        return result.stdout

    def keeps_to_the_schema(*plugin: str) -> bool:
        return Draft202012Validator(json.loads(optviz("schema", *plugin))).is_valid(scenario(own))

    assert not keeps_to_the_schema()
    assert "toy" not in optviz("list", f"{kind}s")
    optviz("validate", "mine.yaml", code=2)

    plugin = ("--plugin", "toys.py")
    assert "toy" in optviz("list", f"{kind}s", *plugin)
    shown = optviz("show", f"{kind}:toy", *plugin)
    assert "A toy: " in shown
    assert ("knob" in shown) == (kind != "format")
    assert keeps_to_the_schema(*plugin)

    optviz("render", "mine.yaml", *plugin)
    file = tmp_path / "outputs" / f"mine{suffix}"
    assert file.stat().st_size
    host, theme = ("html", "-light") if kind == "format" and "video" in toy else ("markdown", "")
    assert f"outputs/mine{theme}{suffix}" in optviz("embed", "mine.yaml", "--for", host, *plugin)

    html = render(load("mine.yaml"))._repr_html_()
    mime = {"format": "image/x-toy", "format of a video": "video/x-toy"}.get(toy, "image/gif")
    assert f'src="data:{mime};base64,{base64.b64encode(file.read_bytes()).decode()}"' in html
    assert ("<video" in html) == mime.startswith("video/")
