from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from optviz.api.catalogues import CATALOGUES, entries
from optviz.scenario import parse

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Call


@pytest.mark.parametrize("what", CATALOGUES)
def test_everything_can_be_shown(call: Call, what: str) -> None:
    kind = what[:-1]
    for name, entry in entries(what).items():
        text = call("show", f"{kind}:{name}").stdout
        assert entry.text.strip() in text
        assert all(each["name"] in text for each in entry.parameters)
        if what == "surfaces":
            break  # each takes a moment to derive


def test_an_optimizer_is_shown_with_rule_ranges_and_source(call: Call) -> None:
    text = call("show", "adam").stdout
    assert "m <- beta1 m + (1 - beta1) g" in text
    assert "0.001    a number > 0 or a schedule" in text
    assert "Kingma & Ba 2015" in text


def test_an_optimizer_is_shown_with_what_other_libraries_call_its_options(call: Call) -> None:
    text = call("show", "ftrl").stdout
    assert "keras.optimizers.Ftrl: learning_rate = lr, learning_rate_power = lr_power" in text
    assert "pytorch_optimizer.FTRL: lr, beta, lambda_1 = lambda1, lambda_2 = lambda2; lr_power: there" in text
    found = json.loads(call("show", "ftrl", "--json").stdout)["libraries"]
    assert found["keras.optimizers.Ftrl"]["options"]["l2_regularization_strength"] == "lambda2 / 2"
    assert list(found["pytorch_optimizer.FTRL"]["others"]) == ["lr_power"]


def test_a_surface_is_shown_with_formula_and_minimizers(call: Call) -> None:
    found = json.loads(call("show", "surface:rosenbrock", "--json").stdout)
    assert found["facts"]["minimizers"] == [[1.0, 1.0]]
    assert "x^{2}" in found["facts"]["latex"]
    assert [each["name"] for each in found["parameters"]] == ["a", "b"]


def test_a_scenario_is_shown_as_its_file(call: Call) -> None:
    assert parse(call("show", "scenario:saddle").stdout).surface.name == "saddle"


def test_a_guide_is_printed_as_it_is(call: Call) -> None:
    assert call("show", "guide:notes").stdout == entries("guides")["notes"].text


def test_a_guide_is_readable_on_a_terminal(on_a_terminal: Callable[..., str]) -> None:
    shown = on_a_terminal("-m", "optviz", "show", "guide:many-scenarios")
    assert shown.strip().startswith("Many scenarios")
    assert "$ optviz build figures" in shown
    for sign in ("# Many", "## ", "```", "<!--", "|---"):
        assert sign not in shown


@pytest.mark.parametrize("name", ["notes", "views", "surface"])
def test_other_entries_come_before_a_guide_of_the_same_name(call: Call, name: str) -> None:
    assert call("show", name).stdout.startswith(f"key {name}\n")


def test_what_several_catalogues_have_asks_for_the_kind(call: Call) -> None:
    assert "surface:saddle or scenario:saddle" in call("show", "saddle", code=2).stderr


@pytest.mark.parametrize(
    ("name", "message"),
    [("adma", "'adam'"), ("optimiser:adam", "'optimizer'"), ("surface:adam", "unknown surface 'adam'")],
)
def test_unknown_names(call: Call, name: str, message: str) -> None:
    assert message in call("show", name, code=2).stderr


def test_a_style_is_drawn(call: Call, tmp_path: Path) -> None:
    target, own = tmp_path / "card.png", tmp_path / "own.yaml"
    own.write_text("palette: okabe-ito\n")
    done = call("show", "style", str(own), "-o", str(target), "--theme", "dark")
    assert not done.stdout
    assert done.stderr.startswith(f"wrote {target} (")
    assert target.read_bytes().startswith(b"\x89PNG")
    own.write_text("palette: okabe-ita\n")
    wrong = call("show", "style", str(own), "-o", str(tmp_path / "no.png"), code=2)
    assert wrong.stderr.startswith(f"{own}:1:10: palette: no palette 'okabe-ita'; the nearest are okabe-ito")
    assert not (tmp_path / "no.png").exists()


@pytest.mark.parametrize("more", [["own.yaml"], ["-o", "x.png"], ["--theme", "dark"], ["--untrusted"]])
def test_what_only_a_style_takes_goes_with_nothing_else(call: Call, more: list[str]) -> None:
    assert "go with style only" in call("show", "adam", *more, code=2).stderr
    assert "drawn, not printed" in call("show", "style", "--json", code=2).stderr
