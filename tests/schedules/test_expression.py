from __future__ import annotations

import math
import pickle
from typing import TYPE_CHECKING

import pytest

from optviz.errors import ParameterError, ScenarioError
from optviz.scenario import load
from optviz.schedules import schedule

if TYPE_CHECKING:
    from pathlib import Path


def test_t_is_the_step_n_the_steps_done_and_t_the_run_s() -> None:
    assert [schedule("expression", of="t")(step) for step in (1, 2, 9)] == [1.0, 2.0, 9.0]
    assert [schedule("expression", of="n")(step) for step in (1, 2, 9)] == [0.0, 1.0, 8.0]
    assert schedule("expression", of="T").bind(40)(3) == 40.0
    assert schedule("expression", of="T", T=7).bind(40)(3) == 7.0


@pytest.mark.parametrize(
    ("text", "step", "value"),
    [
        ("0.1/(1 + 0.01*t)", 100, 0.05),
        ("0.1*0.95^(t-1)", 3, 0.1 * 0.95**2),
        ("where(t < 50, t/50, 1)", 25, 0.5),
        ("0.3 if t <= 2 else 0.1", 3, 0.1),
        ("min(t/10, 1/sqrt(t))", 100, 0.1),
        ("np.exp(-2t)", 1, math.exp(-2)),
        ("1e-3", 1, 1e-3),
    ],
)
def test_is_written_as_a_surface_is(text: str, step: int, value: float) -> None:
    assert schedule("expression", of=text)(step) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    "text",
    ["0.9**epoch", "0.9**n", "lambda epoch: 0.9**epoch", "lambda k: 0.9 ** k", "lambda t: 0.9**t", "0.9**(t - 1)"],
)
def test_a_function_of_torch_s_has_the_steps_done_as_its_argument(text: str) -> None:
    factor = schedule("lambda", initial=2.0, lr_lambda=text)
    assert [factor(t) for t in (1, 2, 3)] == pytest.approx([2.0, 1.8, 1.62])


def test_factors_add_up_in_any_order_of_asking() -> None:
    one = schedule("multiplicative", initial=2.0, lr_lambda="1 - 1/(n + 1)")
    assert [one(t) for t in (4, 1, 3, 2)] == pytest.approx([0.5, 2.0, 2 / 3, 1.0])
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301  (made above)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0.1/(1 + u)", "of: column 10 of the expression: unknown name 'u'"),
        ("0.1*(1 + t", "of: column .* cannot be read"),
        ("x", "of: column 1 of the expression: unknown name 'x'"),
        ("  ", "of: empty; an expression in t is needed"),
        ("1/0", "of: .* no finite value"),
        ("__import__('os')", "of: column"),
    ],
)
def test_what_is_no_expression_of_the_step_is_refused(text: str, message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        schedule("expression", of=text)


SCENARIO = """surface: sphere
start: [1, 1]
steps: 20
optimizers:
  - name: adam
    lr:
      schedule: expression
      of: "{of}"
    beta1: {{schedule: lambda, initial: 0.9, of: "1 - 0.1/t"}}
"""


def test_an_error_is_placed_at_the_expression(tmp_path: Path) -> None:
    path = tmp_path / "one.yaml"
    path.write_text(SCENARIO.format(of="0.1/(1 + 0.0l*t)"))
    with pytest.raises(ScenarioError, match=r"one\.yaml:8:11: .*column 13 of the expression"):
        load(path)


def test_a_value_out_of_range_is_named_with_its_step(tmp_path: Path) -> None:
    path = tmp_path / "one.yaml"
    path.write_text(SCENARIO.format(of="0.1 - 0.01*t"))
    with pytest.raises(ScenarioError, match=r"expression gives -0\.01 at step 11"):
        load(path)
    path.write_text(SCENARIO.format(of="log(5 - t)"))
    with pytest.raises(ScenarioError, match="expression gives nan at step 5"):
        load(path)


def test_any_hyper_parameter_takes_one(tmp_path: Path) -> None:
    path = tmp_path / "one.yaml"
    path.write_text(SCENARIO.format(of="0.1*(1 - t/T)"))
    (run,) = load(path).runs
    assert run.optimizer.plain()["lr"] == {"schedule": "expression", "of": "0.1*(1 - t/T)", "T": None}
    assert run.optimizer.bind(20).plain()["lr"]["T"] == 20


def test_a_long_expression_of_very_many_steps_is_too_much(tmp_path: Path) -> None:
    path = tmp_path / "one.yaml"
    path.write_text(SCENARIO.format(of=f"0.1{'+0*t' * 50}").replace("steps: 20", "steps: 50000"))
    with pytest.raises(ScenarioError, match="50000 steps x 2 schedules of 206 parts in all, more than 300,000"):
        load(path)
