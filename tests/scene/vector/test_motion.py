from __future__ import annotations

from fractions import Fraction

import pytest

from optviz.scene.vector.motion import Motion


@pytest.fixture
def motion() -> Motion:
    return Motion([Fraction(1, 4), Fraction(1, 4), Fraction(1, 2)], loop=0)


def test_what_never_changes_is_no_variable(motion: Motion) -> None:
    assert motion.variable([7, 7, 7]) == "7"
    assert motion.css("opacity:1") == ""


def test_a_variable_is_said_where_it_changes_and_at_the_end(motion: Motion) -> None:
    assert motion.variable([1, 1, 2]) == "var(--a)"
    assert motion.variable(["x", "y", "y"]) == "var(--b)"
    assert motion.css("opacity:1").endswith("@keyframes m{0%{--a:1;--b:x}25%{--b:y}50%{--a:2}to{--a:2;--b:y}}")


def test_what_changes_alike_is_one_variable(motion: Motion) -> None:
    assert motion.variable([1, 2, 3]) == motion.variable(["1", "2", "3"])


def test_what_looks_alike_is_one_class(motion: Motion) -> None:
    assert motion.named("opacity:0") == motion.named("opacity:0") != motion.named("opacity:1")


def test_what_is_seen_at_the_end_is_seen_without_rules(motion: Motion) -> None:
    assert motion.seen([True, True, True]) == []
    assert [name for name, _ in motion.seen([False, True, True])] == ["class"]
    assert ("display", "none") in motion.seen([True, True, False])


def test_what_fades_has_its_opacity_in_every_frame(motion: Motion) -> None:
    assert motion.seen([1.0, 1, True]) == []
    assert motion.seen([0.25, 1.0, True]) == [("class", "m0")]
    assert ("display", "none") in motion.seen([0.75, 1.0, 0.0])
    assert "@keyframes m{0%{--a:.25;--b:.75}25%{--a:1;--b:1}50%{--b:0}" in motion.css("opacity:1")


def test_names_never_run_out(motion: Motion) -> None:
    assert len({motion.variable([number, 0, 0]) for number in range(1, 200)}) == 199


@pytest.mark.parametrize("seconds", [Fraction(3), Fraction(120), Fraction(180)])
def test_times_are_true_to_a_fraction_of_a_frame(seconds: Fraction) -> None:
    count = int(60 * seconds)
    motion = Motion([seconds / count] * count, loop=1)
    motion.variable(range(count))
    shares = [float(part.rpartition("}")[2] or part) for part in motion.css("opacity:1").split("%{")[1:-1]]
    assert max(abs(share / 100 * float(seconds) - (place + 1) / 60) for place, share in enumerate(shares)) < 1 / 240
