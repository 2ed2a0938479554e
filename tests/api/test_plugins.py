from __future__ import annotations

import hashlib
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from optviz.api.compare import compare
from optviz.api.plugins import _REGISTRIES, hashes, load_plugin, loaded
from optviz.errors import OutputError, PluginError
from optviz.optimizers import OPTIMIZERS
from optviz.registry import catalogues
from optviz.scenario import parse

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from optviz.registry import Registry

pytestmark = pytest.mark.usefixtures("catalogues")

HALF = '''
from __future__ import annotations
from dataclasses import dataclass
from typing import Annotated, ClassVar
from annotated_types import Gt
from optviz.optimizers import Optimizer
from optviz.schedules import Schedule
from optviz.surfaces.base import Bounds, Declaration
from optviz.surfaces.sphere import SPHERE

class Base(Optimizer):
    """Only a base for others."""

@dataclass(frozen=True)
class Half(Base):
    """Half of the gradient."""
    name: ClassVar[str] = "half"
    lr: Annotated[float, Gt(0)] = 0.1
    def step(self, state, oracle, t):
        return {"x": state["x"] - self.lr * oracle.grad(state["x"]) / 2}

Alias = Half

@dataclass(frozen=True)
class Sawtooth(Schedule):
    """Up, and at once down again."""
    name: ClassVar[str] = "sawtooth"
    initial: float
    def after(self, done):
        return self.initial * (1 + done % 5)

PIT = Declaration(name="pit", title="Pit", summary="A pit.", expression="x**2 + y**4",
                  bounds=Bounds((-2, 2), (-2, 2)), source="here")
'''


@pytest.fixture
def plugin(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "mine-1.py"
        path.write_text(text)
        return path

    return write


def test_what_it_declares_is_used_by_name(plugin: Callable[[str], Path]) -> None:
    assert load_plugin(plugin(HALF)) == ("optimizer:half", "schedule:sawtooth", "surface:pit")
    runs = "[{name: half, lr: 0.2}, {name: sgd, lr: {schedule: sawtooth, initial: 0.1}}]"
    scenario = parse(f"surface: pit\nstart: [1, 1]\noptimizers: {runs}\n")
    assert [run.label for run in scenario.runs] == ["half", "SGD"]
    half, _ = compare("pit", ["half:lr=0.2", "adam"], start=(1, 1), steps=3).run()
    assert half.positions[0, :, 0].tolist() == pytest.approx([1, 0.8, 0.64, 0.512])


def test_what_a_class_leaves_out_is_filled_in(plugin: Callable[[str], Path]) -> None:
    load_plugin(plugin(HALF))
    half = OPTIMIZERS["half"]
    assert (half.title, half.color, half.marker, half.source) == ("half", "ink", "circle", "mine-1.py")


def test_a_second_time_it_is_loaded_already(plugin: Callable[[str], Path]) -> None:
    path = plugin(HALF)
    first = load_plugin(path)
    half = OPTIMIZERS["half"]
    assert load_plugin(str(path)) == first
    assert OPTIMIZERS["half"] is half
    assert loaded() == {path.resolve(): path.read_bytes()}


def test_its_hash_is_that_of_what_was_run(plugin: Callable[[str], Path]) -> None:
    assert hashes() == ()
    path = plugin(HALF)
    load_plugin(path)
    path.write_text("changed since")
    assert hashes() == (hashlib.sha256(HALF.encode()).hexdigest(),)


FIELD = "from typing import ClassVar\nfrom optviz.optimizers import Optimizer\nclass Mine(Optimizer):\n"
ENCODER = """from optviz.encoders import Encoder
class Toy(Encoder):
    name = 'toy'
    suffixes = ('.toy',)
    mime = 'image/x-toy'
"""
REST = "    def add(self, *_): ...\n    def close(self): ...\n    def discard(self): ...\n"
STEP = "    def step(self, state, oracle, t):\n        return state\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = (", r"mine-1.py:1: '\(' was never closed"),
        ("\n\n1 / 0\n", "mine-1.py:3: ZeroDivisionError: division by zero"),
        ("def f():\n    return 1 / 0\nf()\n", "mine-1.py:2: ZeroDivisionError"),
        ("import nothing_of_this_name", "mine-1.py:1: ModuleNotFoundError: No module named 'nothing_of_this_name'"),
        ("raise SystemExit(3)", "mine-1.py:1: SystemExit: 3"),
        ("x = 1\0", "null bytes"),
        ("x = 1", "declares nothing that a catalogue takes: optimizer, surface, schedule, start, view, format"),
        ("from optviz.optimizers import Adam", "declares nothing"),
        (FIELD + STEP, "mine-1.py:3: class Mine needs a name, as in "),
        (FIELD + '    name = "mine"\n', "mine-1.py:3: class Mine has no step"),
        (FIELD + '    name: ClassVar[str] = "mine"\n    lr: float = 1.0\n' + STEP, ":3: class Mine needs @dataclass"),
        (FIELD + '    name = "adam"\n' + STEP, "mine-1.py:3: there is another optimizer named 'adam'"),
        (
            HALF + HALF.partition("annotations\n")[2].replace("class Half", "class Other"),
            ":[0-9]+: there is another optimizer named 'half'",
        ),
        (
            ENCODER.replace("    mime = 'image/x-toy'\n", "") + REST,
            r"mine-1.py:2: class Toy needs mime: ClassVar\[str\]",
        ),
        (ENCODER + "    def close(self): ...\n", "mine-1.py:2: class Toy has no add and no discard"),
        (ENCODER.replace("'toy'", "'gif'") + REST, "there is another format named 'gif'"),
        (ENCODER.replace(".toy", ".gif") + REST, "mine-1.py:2: there is another format with the suffix '.gif'"),
        (HALF.replace("Annotated[float", "Annotated[flaot"), "class Half declares a parameter .*'flaot'"),
    ],
)
def test_what_is_wrong_is_reported_with_its_place(
    plugin: Callable[[str], Path], catalogues: tuple[Registry[Any], ...], text: str, message: str
) -> None:
    before, modules = [list(catalogue) for catalogue in catalogues], set(sys.modules)
    with pytest.raises(PluginError, match=message):
        load_plugin(plugin(text))
    assert [list(catalogue) for catalogue in catalogues] == before
    assert not [name for name in set(sys.modules) - modules if name.startswith("optviz_plugin_")]
    assert not loaded()


def test_a_file_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"cannot read the plugin .*none\.py: No such file"):
        load_plugin(tmp_path / "none.py")


def test_a_torch_class_joins_under_its_own_name(plugin: Callable[[str], Path]) -> None:
    pytest.importorskip("torch")
    text = (
        "import torch\nclass Mine(torch.optim.SGD):\n"
        "    def __init__(self, params, lr=0.01):\n        super().__init__(params, lr=lr)\n"
    )
    assert load_plugin(plugin(text)) == ("optimizer:Mine",)
    mine, sgd = compare("beale", ["Mine:lr=0.002", "sgd:lr=0.002"], start=(1, 1.5), steps=5).run()
    assert mine.positions == pytest.approx(sgd.positions)


def test_no_scenario_file_loads_one(plugin: Callable[[str], Path]) -> None:
    path = plugin(f"{HALF}\nraise SystemExit('run')\n")
    for wanted in (path, f"plugin:{path}", path.stem):
        with pytest.raises(Exception, match="unknown optimizer"):
            parse(f'surface: beale\nstart: [1, 1]\noptimizers: ["{wanted}"]\n')


def test_a_plugin_stays_known_where_its_optimizers_go(plugin: Callable[[str], Path]) -> None:
    path = plugin(HALF)
    script = (
        "import pickle, sys; from optviz.api.plugins import load_plugin; from optviz.optimizers import optimizer;"
        "load_plugin(sys.argv[1]); given = sys.argv[2:];"
        "print(pickle.loads(bytes.fromhex(*given)) if given else pickle.dumps(optimizer('half', lr=0.3)).hex())"
    )

    def run(*arguments: Any) -> str:
        command = [sys.executable, "-c", script, *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    assert run(path, run(path)) == "Half(lr=0.3)"


def test_every_catalogue_takes_what_plugins_declare() -> None:
    assert set(_REGISTRIES) == {each for each in catalogues() if each.package.startswith("optviz.")}
