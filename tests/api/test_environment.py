from __future__ import annotations

from optviz.api.environment import differences, environment, packages_of
from optviz.api.packages import own_version, required, version
from optviz.scenario import parse


def test_every_required_package_is_in_it() -> None:
    found = environment(["torch"])
    assert {*required(), "torch", "optviz", "code", "plugins"} == {*found}
    assert (found["numpy"], found["optviz"], found["plugins"]) == (version("numpy"), own_version(), "none")


def test_a_scenario_tells_what_else_computes() -> None:
    assert packages_of(parse("surface: sphere\nstart: [0.5, 0.4]\noptimizers: [sgd, lookahead]")) == set()


def test_differences_are_told_in_words() -> None:
    before = {"optviz": "1", "numpy": "2.4", "code": "a", "plugins": "none"}
    assert differences(before, before) == []
    assert differences(before, {**before, "numpy": "2.5"}) == ["numpy 2.4 is now 2.5"]
    assert differences(before, {**before, "scipy": "1"}, "here, there") == ["scipy none here, there 1"]
    assert differences(before, {**before, "code": "b", "plugins": "c"}) == [
        "optviz's own code differs",
        "the plugins differ",
    ]
    assert differences(before, {**before, "optviz": "2", "code": "b"}) == ["optviz 1 is now 2"]
