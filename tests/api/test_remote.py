from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import optviz
from optviz.api import remote
from optviz.api.limits import loaded
from optviz.api.make import make
from optviz.api.pictures import Picture, files_of
from optviz.api.plugins import load_plugin
from optviz.cluster import Parcel
from optviz.errors import MissingToolError
from optviz.pool import CAN_LIMIT, Limits
from optviz.scenario import bundled, load, override, parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optviz.api.make import Kind

pytest.importorskip("distributed", exc_type=ImportError)

SMALL = "output: {size: [480, 320], fps: 5, duration: 1, hold: 0, formats: [gif, png, page, vtt]}\n"
ONE = "surface: saddle\nstart: [1, 0.1]\nsteps: 30\noptimizers: [sgd, {name: adam, lr: 0.2}]\n"
MANY = {
    "plain": ONE,
    "notes": f"{ONE}notes: [{{of: adam, when: leaves, say: It leaves, pause: 0.5}}, {{when: end, say: The end}}]\n",
    "vary": "surface: beale\nstart: [1, 1]\noptimizers: [sgd, {name: momentum, lr: 0.001}]\nsteps: 9\n"
    "vary: {lr: [0.001, 0.002]}\n",
    "surfaces": "start: [0.5, 0.4]\nsteps: 9\nvary: {surface: [booth, {expression: x^2 + 3*y^2, bounds: "
    "{x: [-1, 1], y: [-1, 1]}}], optimizer: [sgd, adam]}\n",
    "schedule": "surface: sphere\nstart: [1, 1]\nsteps: 9\n"
    "optimizers: [{name: sgd, lr: {schedule: cosine, initial: 0.1}}, {name: lookahead}]\n",
    "noise": f"{ONE}seed: 7\ngradient: {{noise: {{std: 0.3}}}}\nviews: [contour, curve]\n"
    "title: '$x^2$ & <b>'\nmath: true\n",
    "starts": "surface: sphere\noptimizers: [adam]\nsteps: 4\ntraces: {show: heads}\nstart: ["
    + ", ".join(f"[{x / 99 - 0.5!r}, {y / 99 - 0.5!r}]" for x in range(100) for y in range(10))
    + "]\n",
    "matrix": f"{ONE}matrix: {{size: [[240, 160], [320, 200]], theme: [light, dark]}}\n",
}
PLUGIN = """
from dataclasses import dataclass
from typing import ClassVar
from optviz.optimizers import Optimizer

@dataclass(frozen=True)
class Mine(Optimizer):
    name: ClassVar[str] = "mine"
    title: ClassVar[str] = "Mine"
    color: ClassVar[str] = "#336699"
    source: ClassVar[str] = "me"
    lr: float = 0.1

    def init(self, x):
        return {"x": x}

    def step(self, state, oracle, t):
        STEP
"""
WALK = 'return {"x": state["x"] - self.lr * oracle.grad(state["x"])}'
SPIN = 'exec("while True: pass")'


@pytest.fixture(scope="module")
def workers() -> Iterator[remote.Remote]:
    with remote.connect("local:2", []) as found:
        yield found


def locally(pictures: Sequence[Picture], folder: Path, kind: Kind = "pictures") -> list[bytes]:
    here = [Picture(each.scenario, tuple(folder / path.name for path in each.paths)) for each in pictures]
    make(here, 1, lambda _: None, kind)
    return [path.read_bytes() for each in here for path in each.paths]


def pictures(text: str) -> list[Picture]:
    return files_of(parse(text + SMALL), Path("nowhere"))


def one(workers: remote.Remote, asked: Sequence[Picture], limits: Limits | None = None) -> remote.Answer:
    ((_, answer),) = workers.map([(None, asked)], limits)
    return answer


def test_files_are_the_same_byte_for_byte(workers: remote.Remote, tmp_path: Path) -> None:
    asked = {name: pictures(text) for name, text in MANY.items()}
    found = dict(workers.map(asked.items()))
    assert {name: answer.error for name, answer in found.items()} == dict.fromkeys(MANY, "")
    for name, wanted in asked.items():
        assert list(found[name].files) == locally(wanted, tmp_path), name
    assert len(found["matrix"].files) == 16
    assert b"The end" in found["notes"].files[-1]


@pytest.mark.torture
def test_bundled_scenarios_are_the_same_byte_for_byte(workers: remote.Remote, tmp_path: Path) -> None:
    asked = {name: files_of(override(loaded(name), draft=True), Path("x")) for name in bundled()}
    for name, answer in workers.map(asked.items()):
        assert not answer.error
        assert list(answer.files) == locally(asked[name], tmp_path), name


@pytest.mark.torture
def test_ten_thousand_starts_are_the_same(workers: remote.Remote, tmp_path: Path) -> None:
    points = tuple((x / 100 - 0.5, y / 100 - 0.5) for x in range(100) for y in range(100))
    asked = files_of(replace(parse(MANY["starts"] + SMALL), start=points), Path("x"))
    assert list(one(workers, asked).files) == locally(asked, tmp_path)


@pytest.mark.torture
@pytest.mark.parametrize(
    ("library", "optimizer"), [("torch", "{name: torch:NAdam}"), ("optax", "{name: optax:lion, learning_rate: 0.01}")]
)
def test_another_librarys_optimizer_is_the_same(
    workers: remote.Remote, tmp_path: Path, library: str, optimizer: str
) -> None:
    pytest.importorskip(library)
    asked = pictures(ONE.replace("sgd", optimizer))
    answer = one(workers, asked)
    assert answer.error == ""
    assert list(answer.files) == locally(asked, tmp_path)


@pytest.mark.parametrize("suffix", ["json", "csv", "npz"])
def test_numbers_of_runs_are_the_same_too(workers: remote.Remote, tmp_path: Path, suffix: str) -> None:
    scenario = replace(parse(MANY["vary"] + SMALL), name="sweep")
    asked = [Picture(scenario, (Path(f"x.{suffix}"),))]
    ((_, answer),) = workers.map([("key", asked)], kind="numbers")
    assert list(answer.files) == locally(asked, tmp_path, "numbers")


def test_how_far_a_task_is_can_be_heard(workers: remote.Remote) -> None:
    shares: list[tuple[str, float]] = []
    asked = files_of(override(load("saddle-orbit"), size=(400, 240)), Path("x"))
    ((_, answer),) = workers.map([("key", asked)], hear=lambda key, share: shares.append((key, share)))
    assert not answer.error
    assert shares == sorted(shares)
    assert all(key == "key" and 0 <= share <= 1 for key, share in shares)
    assert len(shares) > 1
    assert answer.seconds > 0


@pytest.mark.usefixtures("catalogues")
def test_plugins_go_along(workers: remote.Remote, tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(PLUGIN.replace("STEP", WALK))
    load_plugin(file)
    file.write_text("what was loaded counts")
    asked = pictures(ONE.replace("sgd", "mine"))
    answer = one(workers, asked)
    assert answer.error == ""
    assert list(answer.files) == locally(asked, tmp_path)


@pytest.mark.usefixtures("catalogues")
@pytest.mark.skipif(not CAN_LIMIT, reason="the system limits nothing")
def test_limits_are_kept_there(workers: remote.Remote, tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(PLUGIN.replace("STEP", SPIN))
    load_plugin(file)
    answer = one(workers, pictures(ONE.replace("sgd", "mine")), Limits(seconds=1))
    assert answer.error == "stopped after 1 s of processor time, the limit (--max-seconds)"
    assert answer.files == ()


def test_an_entry_that_only_this_program_has_is_named(workers: remote.Remote) -> None:
    asked = pictures(ONE)
    strange = replace(asked[0].scenario, runs=tuple(replace(r, label="x" * 99) for r in asked[0].scenario.runs[:1]))
    answer = one(workers, [Picture(strange, asked[0].paths)])
    assert "label" in answer.error
    assert not answer.files


def parcel(**other: Any) -> Parcel:
    text, files = remote._packed(pictures(ONE), None, "pictures")
    return Parcel(json.dumps({**json.loads(text), **other}), files)


def test_only_text_and_plugins_go_over_the_wire() -> None:
    text, files = remote._packed(pictures(ONE), Limits(1, 2), "pictures")
    assert files == {}
    assert set(json.loads(text)) == {"scenario", "outputs", "inputs", "limits", "kind"}


def test_another_font_there_is_named() -> None:
    data = json.loads(parcel(inputs={"Special.ttf": "0" * 64}).text)
    with pytest.raises(optviz.OptvizError, match=r"other files on .* than here: Special\.ttf"):
        remote._make(data, Path("nowhere"), {})


def test_a_scenario_that_is_read_otherwise_there_is_named() -> None:
    data = json.loads(parcel().text)
    data["scenario"].pop("seed")
    with pytest.raises(optviz.OptvizError, match="is read as another scenario on"):
        remote._make(data, Path("nowhere"), {})


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("numpy", r"numpy 0\.1 here, but there \d"),
        ("python", r"python 0\.1 here, but there \d"),
        ("optviz's code", r"optviz's code 0\.1 here, but there [0-9a-f]{12}"),
        ("nowhere", r"nowhere 0\.1 here, but there none"),
    ],
)
def test_versions_that_differ_are_named(name: str, words: str) -> None:
    here = remote._wanted([])
    assert remote.lacking(here) == ""
    assert re.match(words, remote.lacking({**here, name: "0.1"}))


def test_workers_of_another_version_get_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    here = remote._wanted([])
    monkeypatch.setattr(remote, "_wanted", lambda _: {**here, "numpy": "0.1"})
    with pytest.raises(MissingToolError, match=r"tcp://.*: numpy 0\.1 here, but there"), remote.connect("local:1", []):
        pass


def test_what_it_tells_names_the_files(workers: remote.Remote) -> None:
    small = [each._replace(paths=(Path("far", "away.gif"),)) for each in files_of(parse(ONE + SMALL), Path("x"))][:1]
    scenario = small[0].scenario
    for most, words in ((6000, "away.gif fits 6 kB with"), (10, "away.gif: takes")):
        output = replace(scenario.output, formats=("gif",), max_bytes=most)
        answer = one(workers, [Picture(replace(scenario, output=output), small[0].paths)])
        assert (answer.error or " ".join(answer.notes)).startswith(words)
