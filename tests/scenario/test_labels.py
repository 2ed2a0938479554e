from __future__ import annotations

import pytest

from optviz.optimizers import Optimizer, optimizer
from optviz.scenario.labels import label_runs
from optviz.scenario.runs import LABEL_LENGTH, Run
from optviz.schedules import Schedule, schedule

COSINE = schedule("cosine", initial=0.1)


def _labels(*runs: tuple[Optimizer, str | None]) -> list[str]:
    return [run.label for run in label_runs(Run(method, label or "") for method, label in runs)]


def _adam(**values: float | Schedule) -> Optimizer:
    return optimizer("adam", **values)


def _ahead(inner: Optimizer | str) -> Optimizer:
    return optimizer("lookahead", inner=inner)


@pytest.mark.parametrize(
    ("runs", "labels"),
    [
        ([_adam()], ["Adam"]),
        ([_adam(lr=0.1), _adam(lr=0.01)], ["Adam lr=0.1", "Adam lr=0.01"]),
        ([_adam(lr=0.1), _adam(lr=COSINE)], ["Adam lr=0.1", "Adam cosine"]),
        (
            [_adam(lr=COSINE), _adam(lr=schedule("cosine", initial=0.2))],
            ["Adam cosine initial=0.1", "Adam cosine initial=0.2"],
        ),
        ([_adam(lr=0.1, beta1=0.5), _adam(lr=0.1, beta1=0.9)], ["Adam beta1=0.5", "Adam beta1=0.9"]),
        ([_adam(), _adam()], ["Adam", "Adam (2)"]),
        ([_ahead("sgd"), _ahead("adam")], ["Lookahead SGD", "Lookahead Adam"]),
        ([_ahead(_adam(lr=0.1)), _ahead(_adam(lr=0.2))], ["Lookahead Adam lr=0.1", "Lookahead Adam lr=0.2"]),
        ([_ahead(_adam(lr=COSINE)), _ahead(_adam())], ["Lookahead Adam cosine", "Lookahead Adam lr=0.001"]),
        ([_adam(), _adam(), optimizer("sgd")], ["Adam", "Adam (2)", "SGD"]),
    ],
)
def test_equal_titles_are_told_apart(runs: list[Optimizer], labels: list[str]) -> None:
    assert _labels(*((run, None) for run in runs)) == labels


def test_equal_labels_of_different_methods_are_told_apart() -> None:
    assert _labels((_adam(), "A"), (optimizer("sgd"), "A")) == ["A Adam", "A SGD"]


def test_labels_stay_different_and_short_whatever_is_given() -> None:
    long = "x" * LABEL_LENGTH
    labels = _labels((_adam(), long), (_adam(), long), (_adam(), "Adam (2)"), (_adam(), None), (_adam(), None))
    assert len(set(labels)) == len(labels)
    assert max(map(len, labels)) <= LABEL_LENGTH
