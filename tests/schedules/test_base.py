"""The contract of every schedule, held over the catalogue and against torch's values."""

from __future__ import annotations

import dataclasses
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest

from optviz.errors import ParameterError, UnknownNameError
from optviz.parameters import Text, parameters
from optviz.registry import Registry
from optviz.schedules import SCHEDULES, Reactive, Schedule, at, schedule

DATA = json.loads((Path(__file__).parents[1] / "reference" / "data" / "torch_schedules.json").read_text())
REFERENCES: list[dict[str, Any]] = DATA["schedules"]


def made(plain: dict[str, Any]) -> Schedule:
    return schedule(plain["schedule"], **{name: value for name, value in plain.items() if name != "schedule"})


every_reference = pytest.mark.parametrize("reference", REFERENCES, ids=lambda r: r["parameters"]["schedule"])
every_class = pytest.mark.parametrize("declared", SCHEDULES.values(), ids=SCHEDULES)


@every_reference
def test_gives_what_torch_gives(reference: dict[str, Any]) -> None:
    one, values = made(reference["parameters"]), []
    for t, met in enumerate(DATA["met"], start=1):
        values.append(one(t))
        one = one.observed(met) if isinstance(one, Reactive) else one
    assert values == pytest.approx(reference["values"], rel=0, abs=1e-14)
    assert len(set(values)) > 1


def test_every_schedule_has_values_of_torch() -> None:
    assert {reference["parameters"]["schedule"] for reference in REFERENCES} == set(SCHEDULES)


def test_every_scheduler_of_torch_is_offered() -> None:
    schedulers = pytest.importorskip("torch.optim.lr_scheduler")
    bases = {"LRScheduler", "_LRScheduler"}
    names = {name for name, each in vars(schedulers).items() if isinstance(each, type)} - bases
    wanted = {name for name in names if issubclass(getattr(schedulers, name), schedulers.LRScheduler)}
    documented = " ".join(declared.__doc__ or "" for declared in SCHEDULES.values())
    assert "CyclicLR" in wanted
    assert {name for name in wanted if f"torch.optim.lr_scheduler.{name}" not in documented} == set()


@every_reference
def test_is_plain_data_that_makes_the_same_schedule(reference: dict[str, Any]) -> None:
    one = made(reference["parameters"])
    assert made(json.loads(json.dumps(one.plain()))) == one


@every_reference
def test_binding_changes_no_length_that_is_given(reference: dict[str, Any]) -> None:
    one = made(reference["parameters"])
    assert one.bind(7) == one


@every_class
def test_a_length_left_out_is_the_run_s(declared: type[Schedule]) -> None:
    if not declared.length:
        return
    required = [parameter for parameter in parameters(declared).values() if parameter.required]
    left_out = declared(**{each.name: "t/T" if each.kind == Text() else 0.5 for each in required})
    with pytest.raises(ParameterError, match=f"{declared.length}: was left out"):
        left_out(2)
    assert left_out.bind(12) == dataclasses.replace(left_out, **{declared.length: 12})
    assert left_out.bind(12)(13) != left_out.bind(12)(1)


@every_class
def test_other_spellings_name_parameters(declared: type[Schedule]) -> None:
    names = set(parameters(declared))
    assert set(declared.aliases.values()) <= names
    assert names.isdisjoint(declared.aliases)
    assert "Reference: " in (declared.__doc__ or "")


def test_start_and_end_are_cosine_s_short_form() -> None:
    short = schedule("cosine", start=0.1, end=0.001)
    assert short == schedule("cosine", initial=0.1, eta_min=0.001)
    assert short.bind(100)(1) == 0.1
    assert short.bind(100)(101) == pytest.approx(0.001, abs=1e-16)


def test_a_number_is_itself_at_every_step() -> None:
    assert at(0.3, 1) == at(0.3, 99) == 0.3
    assert at(schedule("exponential", initial=1.0, gamma=0.5), 3) == 0.25


def test_too_large_is_infinite() -> None:
    assert schedule("exponential", initial=1.0, gamma=10.0)(400) == math.inf


@pytest.mark.parametrize(
    ("name", "options", "parameter"),
    [
        ("step", {"step_size": 0}, "step_size"),
        ("exponential", {"gamma": 0.0}, "gamma"),
        ("linear", {"start_factor": 1.5}, "start_factor"),
        ("multistep", {"milestones": [9, 3]}, "milestones"),
        ("cosine", {"T_max": 0}, "T_max"),
    ],
)
def test_a_parameter_out_of_range_is_refused(name: str, options: dict[str, Any], parameter: str) -> None:
    with pytest.raises(ParameterError, match=f"{parameter}: "):
        schedule(name, initial=0.1, **options)


def test_an_unknown_schedule_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="unknown schedule 'cosin'; did you mean 'cosine'"):
        schedule("cosin", initial=0.1)


@dataclass(frozen=True)
class Stairs(Schedule):
    """One more at every step."""

    name: ClassVar[str] = "stairs"
    title: ClassVar[str] = "Stairs"

    initial: float

    def after(self, done: int) -> float:
        return self.initial + done


@pytest.mark.usefixtures("catalogues_of_its_own")
def test_a_name_and_a_value_for_every_step_make_a_schedule() -> None:
    catalogue: Registry[type[Schedule]] = Registry("optviz.schedules", Schedule, "schedule")
    catalogue.add(Stairs)
    stairs: type[Any] = catalogue["stairs"]
    one = stairs(initial=2.0)
    assert [at(one, t) for t in (1, 2, 3)] == [2.0, 3.0, 4.0]
    assert one.plain() == {"schedule": "stairs", "initial": 2.0}
