from __future__ import annotations

from xml.dom import minidom

import pytest

from optviz.optimizers import OPTIMIZERS
from optviz.parameters import parameters
from optviz.schedules import SCHEDULES
from optviz.site.docstring import docstring
from optviz.site.mathematics import formulas
from optviz.starts import STARTS

ENTRIES = {f"{each.kind} {name}": entry for each in (OPTIMIZERS, SCHEDULES, STARTS) for name, entry in each.items()}
KNOWN = {"mrow", "mi", "mn", "mo", "mtext", "mspace", "msup", "msub", "msqrt", "mover"}
HOSTILE = '<script>alert(1)</script> & "x" </math><img src=x onerror=alert(1)>'


def read(text: str) -> minidom.Document:
    """A text as XML, which is stricter than HTML."""
    return minidom.parseString(text)  # noqa: S318  (it is our own)


@pytest.mark.parametrize("name", ENTRIES)
def test_every_rule_is_well_formed(name: str) -> None:
    entry = ENTRIES[name]
    for line in docstring(entry.__doc__ or "").rule:
        found = formulas(line, parameters(entry))
        assert found, line
        for each in found:
            root = read(each).documentElement
            assert root is not None
            assert root.tagName == "math"
            assert {child.tagName for child in root.getElementsByTagName("*")} <= KNOWN, each
            for kind, count in (("msup", 2), ("msub", 2), ("mover", 2)):
                for parent in root.getElementsByTagName(kind):
                    assert len(parent.childNodes) == count, each


def test_wide_gaps_set_formulas_apart() -> None:
    assert len(formulas("m <- beta1 m + (1 - beta1) g          v <- beta2 v")) == 2
    assert formulas("") == []


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("x <- x - lr g", "<mi>x</mi><mo>←</mo><mi>x</mi><mo>−</mo>"),
        ("beta1", "<msub><mi>β</mi><mrow><mn>1</mn></mrow></msub>"),
        ("m_hat", '<mover accent="true"><mi>m</mi><mo>^</mo></mover>'),
        ("x_(t+1)", "<msub><mi>x</mi><mrow><mi>t</mi><mo>+</mo><mn>1</mn></mrow></msub>"),
        ("sqrt(v) + eps", "<msqrt><mi>v</mi></msqrt><mo>+</mo><mi>ε</mi>"),
        ("g^2", "<msup><mi>g</mi><mn>2</mn></msup>"),
        ("z'", "<msup><mi>z</mi><mo>′</mo></msup>"),
        ("the weight_decay x", '<mtext>the</mtext><mspace width="0.28em"/>'),
        ("min(a, b)", "<mi>min</mi>"),
        ("a <= b", "<mo>≤</mo>"),
    ],
)
def test_what_it_reads(line: str, part: str) -> None:
    assert part in "".join(formulas(line, ("lr", "weight_decay")))


def test_what_is_hostile_stays_text() -> None:
    for each in formulas(HOSTILE):
        assert "<script" not in each
        assert "<img" not in each
        read(each)


@pytest.mark.parametrize("line", ["x^", "x_", "^2", "(a", "a)", "sqrt(", "((((", "x^(", "- - -", "'s", "{[("])
def test_what_is_unfinished_is_read_as_far_as_it_goes(line: str) -> None:
    for each in formulas(line):
        read(each)
