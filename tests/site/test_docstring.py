from __future__ import annotations

import pytest

from optviz.optimizers import OPTIMIZERS
from optviz.parameters import parameters
from optviz.site.docstring import docstring

TEXT = """Adam: steps.

    m <- g          v <- g^2
    x <- x - m

A remark: with a colon,
on two lines.

Forms: torch: as above.  keras, jax: eps beside
    the root.
Args: lr: step size.
State: m, v: (..., 2).  Cost per step: one gradient.
Reference: Kingma 2015.  Same as torch.
"""


def test_its_parts() -> None:
    told = docstring(TEXT)
    assert told.summary == "Adam: steps."
    assert told.rule == ("m <- g          v <- g^2", "x <- x - m")
    assert told.remarks == ("A remark: with a colon, on two lines.",)
    assert told.sections["State"] == "m, v: (..., 2)."
    assert told.sections["Cost per step"] == "one gradient."
    assert told.sections["Reference"] == "Kingma 2015. Same as torch."
    assert told.forms == [("torch", "as above."), ("keras, jax", "eps beside the root.")]
    assert told.defined == ["m", "v", "x"]
    assert docstring("A.\n\n    rate = lr, m_t = 1\n\nB.").defined == ["rate"]


@pytest.mark.parametrize("text", ["", "One line.", "One line.\n\nWords.", "Args: x: y"])
def test_what_is_missing_is_empty(text: str) -> None:
    told = docstring(text)
    assert told.summary == text.partition("\n")[0]
    assert told.rule == ()
    assert told.forms == []


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_tells_its_rule_its_cost_and_its_source(name: str) -> None:
    told = docstring(OPTIMIZERS[name].__doc__ or "")
    assert told.rule or told.remarks
    assert {"State", "Cost per step"} <= told.sections.keys()
    assert "Reference" in told.sections or OPTIMIZERS[name].source or name in WITHOUT


@pytest.mark.parametrize("name", [name for name, each in OPTIMIZERS.items() if "form" in parameters(each)])
def test_every_form_is_told(name: str) -> None:
    told = docstring(OPTIMIZERS[name].__doc__ or "")
    named = {each.strip() for names, _ in told.forms for each in names.split(",")}
    words = parameters(OPTIMIZERS[name])["form"].kind.words
    assert named == {each.strip("'") for each in words.split(" or ")} == named
    assert all(said for _, said in told.forms)


WITHOUT = {"random_search", "grid_search"}
