from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optviz.optimizers import optimizer
from optviz.scenario import load
from optviz.schedules import schedule

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Call

TINY = ("--size", "240x160", "--fps", 2)


def test_picture_and_scenario_file(call: Call, tmp_path: Path) -> None:
    result = call(
        "compare", "beale", "sgd", "adam:lr=0.1,beta1=0.8", "--start", "-1,1.5", "--start", "2,2", "--steps", 7,
        "--view", "contour:levels=9", "--title", "Mine", "-o", "a.gif", "--save", "a.yaml", *TINY,
    )  # fmt: skip
    assert result.stdout == ""
    assert "wrote a.yaml" in result.stderr
    assert "wrote a.gif (" in result.stderr
    saved = load(tmp_path / "a.yaml")
    assert (saved.title, saved.steps, saved.starts) == ("Mine", 7, ((-1.0, 1.5), (2.0, 2.0)))
    assert [run.optimizer.plain()["lr"] for run in saved.runs] == [1e-3, 0.1]


def test_own_expression(call: Call, tmp_path: Path) -> None:
    call("compare", "x**2 - y**2", "adam", "--bounds", "-1,1,-2,2", "--still", "last", *TINY)
    assert [path.name for path in (tmp_path / "outputs").iterdir()] == ["compare-expression.png"]


def test_lists_and_mappings_in_texts(call: Call, tmp_path: Path) -> None:
    call(
        "compare", "beale", "sgd:lr=1e-3,color=lime", "aggmo:lr=0.001,betas=[0,0.9]",
        "momentum:lr={schedule: cosine, initial: 0.01}", "--view", "surface3d:azimuth=[-60,300],grid=16",
        "--steps", 5, "-o", "a.gif", "--save", "a.yaml", *TINY,
    )  # fmt: skip
    saved = load(tmp_path / "a.yaml")
    assert (tmp_path / "a.gif").stat().st_size
    assert vars(saved.views[0])["azimuth"] == (-60, 300)
    assert saved.runs[0].color == "#00FF00"
    assert [run.optimizer.plain().get("betas") for run in saved.runs] == [None, [0.0, 0.9], None]
    assert saved.runs[2].optimizer == optimizer("momentum", lr=schedule("cosine", initial=0.01))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["beel", "sgd"], "did you mean 'beale'"),
        (["beale", "sgd:rl=1"], "rl"),
        (["x**2 + y**2", "sgd:lr=0.1"], "the expression x**2 + y**2 needs bounds: --bounds=-2,2,-2,2"),
        (["x**2 + z", "sgd:lr=0.1"], "unknown name 'z'"),
        (
            ["beale", "sgd", "--view", "surface3d:azimuth=[-60,300"],
            "'surface3d:azimuth=[-60,300', column 27: not valid",
        ),
        (["beale", "aggmo:betas=0,0.9"], "a list is in brackets, as betas=[0, 1]"),
        (["beale", "sgd", "--start", "1"], "expected x,y"),
        (["beale", "sgd", "--start", "a,b"], "expected x,y"),
        (["beale", "sgd", "--start", "nan,0"], "start: expected a finite number, not .nan"),
        (["beale", "sgd", "--view", "contuor"], "did you mean 'contour'"),
    ],
)
def test_what_does_not_fit(call: Call, arguments: list[str], message: str) -> None:
    assert message in call("compare", *arguments, code=2).stderr


def test_starts_by_a_rule(call: Call, tmp_path: Path) -> None:
    told = ("compare", "beale", "sgd", "--start", "normal:std=0.3,count=5")
    call(*told, "--steps", 3, "--still", "last", "--save", "a.yaml", *TINY)
    assert "start: {name: normal, std: 0.3, count: 5}" in (tmp_path / "a.yaml").read_text()
    assert "a rule for starts stands alone" in call(*told, "--start", "1,1", code=2).stderr
    assert "expected x,y in numbers, not 'norml'" in call("compare", "beale", "sgd", "--start", "norml", code=2).stderr
