from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optviz.scenario import load

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


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["beel", "sgd"], "did you mean 'beale'"),
        (["beale", "sgd:rl=1"], "rl"),
        (["beale", "sgd", "--start", "1"], "expected x,y"),
        (["beale", "sgd", "--start", "a,b"], "expected x,y"),
        (["beale", "sgd", "--start", "nan,0"], "start: expected a finite number, not .nan"),
        (["beale", "sgd", "--view", "contuor"], "did you mean 'contour'"),
    ],
)
def test_what_does_not_fit(call: Call, arguments: list[str], message: str) -> None:
    assert message in call("compare", *arguments, code=2).stderr
