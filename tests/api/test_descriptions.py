from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from optviz.api.descriptions import alt_text, caption, result_text
from optviz.api.run import run
from optviz.scenario import bundled, bundled_path, load, parse

TEXT = """
title: A bowl
description: Both fall.
surface: sphere
start: [0.5, 0.4]
steps: 9
optimizers: [{name: sgd, lr: 0.1}, {name: sgd, lr: 1000, label: Wild}, {name: adam, lr: 0.1}]
output: {size: [240, 160]}
"""


def test_alt_text_says_what_is_to_be_seen_and_how_it_ends() -> None:
    scenario = parse(TEXT)
    trajectories = run(scenario)
    least = min(trajectories[0].values[0, -1], trajectories[2].values[0, -1])
    lowest = "SGD" if least == trajectories[0].values[0, -1] else "Adam"
    assert alt_text(scenario, trajectories) == (
        "Animation of SGD, Wild and Adam on Sphere, 9 steps: contours. "
        f"1 left the picture; of the others {lowest} ends lowest, at {least:.3g}."
    )


def test_alt_text_of_one_run_and_of_a_still() -> None:
    text = re.sub(r"optimizers: .*", "optimizers: [{name: adam, lr: 0.1}]", TEXT).replace(
        "160]", "160], formats: [png]"
    )
    scenario = parse(text)
    (adam,) = run(scenario)
    words = f"Picture of Adam on Sphere, 9 steps: contours. Adam ends at {adam.values[0, -1]:.3g}."
    assert alt_text(scenario, [adam]) == words


def test_alt_text_counts_starts_cells_and_what_diverged() -> None:
    starts = TEXT.replace("[0.5, 0.4]", "[[0.5, 0.4], [0.1, 0.1]]").replace("1000", "1.0e+300")
    scenario = parse(f"{starts.replace('[240, 160]', '[480, 320]')}vary: {{weight_decay: [0.1, 0.01]}}\n")
    assert "in 2 cells by weight decay, 9 steps from 2 starts" in alt_text(scenario, run(scenario))
    assert " 2 diverged; of the others " in alt_text(parse(starts), run(parse(starts)))


def test_values_on_several_surfaces_are_not_compared() -> None:
    scenario = parse(
        f"{TEXT}vary: {{surface: [sphere, booth]}}\n".replace("surface: sphere\n", "").replace(
            "[240, 160]", "[480, 320]"
        )
    )
    assert alt_text(scenario, run(scenario)).startswith(
        "Animation of SGD, Wild and Adam on several surfaces, in 2 cells by surface, 9 steps: contours."
    )
    assert "lowest" not in alt_text(scenario, run(scenario))


@pytest.mark.parametrize("name", ["saddle", "learning-rates", "himmelblau-field"])
def test_alt_texts_of_bundled_scenarios_are_one_or_two_sentences(name: str) -> None:
    assert name in bundled()
    scenario = load(bundled_path(name))
    text = alt_text(scenario, run(scenario))
    assert 1 <= len(re.findall(r"[.](?= |$)", text)) <= 2
    assert len(text) < 250


def test_result_says_what_was_computed() -> None:
    scenario = parse(TEXT)
    first, wild, _ = trajectories = run(scenario)
    text = result_text(scenario, trajectories)
    assert text.startswith("After 9 steps: SGD reaches ")
    (x, y), value = first.positions[0, -1], first.values[0, -1]
    assert f"SGD reaches {value:.3g} at ({x:.3g}, {y:.3g}), {np.hypot(x, y):.2g} from the nearest minimizer" in text
    assert not scenario.bounds.contains(wild.positions[0, 1])
    assert "Wild left at 1;" in text


def test_result_measures_each_cell_by_what_it_shows() -> None:
    text = "start: [0.5, 0.5]\nsteps: 1\noptimizers: [{name: sgd, lr: 0.05}]\nvary: {surface: [SURFACE, sphere]}\n"
    near = '{expression: "-x-y", bounds: {x: [0.49, 0.51], y: [0.49, 0.51]}}'
    scenario = parse(text.replace("SURFACE", near))
    first, second = run(scenario)
    assert f"{first.label} left at 1; SGD, Sphere reaches" in result_text(scenario, [first, second])
    assert "SGD, Sphere reaches" in result_text(scenario, [second])


def test_result_says_what_diverged() -> None:
    scenario = parse(TEXT.replace("1000", "1.0e+300"))
    trajectories = run(scenario)
    assert f"Wild diverged at {trajectories[1].diverged_at[0]};" in result_text(scenario, trajectories)


def test_result_of_several_starts_has_the_range() -> None:
    scenario = parse(TEXT.replace("[0.5, 0.4]", "[[0.5, 0.4], [0.1, 0.1]]").replace("1000", "1.0e+300"))
    text = result_text(scenario, run(scenario))
    assert "SGD from 2 starts, reaches " in text
    assert "Wild from 2 starts, 2 diverged" in text
    left = parse(TEXT.replace("[0.5, 0.4]", "[[0.5, 0.4], [0.1, 0.1], [0, 0]]"))
    assert "Wild from 3 starts, reaches 0 to 0, 2 left" in result_text(left, run(left))


def test_descriptions_of_many_stay_short() -> None:
    names = ", ".join(f"{{name: sgd, lr: 0.0{number}}}" for number in range(1, 15))
    scenario = parse(re.sub(r"optimizers: .*", f"optimizers: [{names}]", TEXT))
    trajectories = run(scenario)
    assert result_text(scenario, trajectories).endswith("; and 4 more.")
    assert " and 11 more on Sphere" in alt_text(scenario, trajectories)
    assert result_text(scenario, []) == ""


def test_caption_is_the_description_or_the_title() -> None:
    scenario = parse(TEXT)
    assert caption(scenario) == "Both fall."
    assert caption(replace(scenario, description="  ")) == "A bowl"
    assert caption(replace(scenario, description="two\nlines")) == "two lines"
