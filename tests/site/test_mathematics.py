from __future__ import annotations

from typing import TYPE_CHECKING
from xml.dom import minidom

import pytest

from optviz.optimizers import OPTIMIZERS
from optviz.parameters import parameters
from optviz.schedules import SCHEDULES
from optviz.site.docstring import docstring
from optviz.site.elements import prose
from optviz.site.mathematics import formulas, mathematical
from optviz.starts import STARTS

if TYPE_CHECKING:
    from collections.abc import Iterator

ENTRIES = {f"{each.kind} {name}": entry for each in (OPTIMIZERS, SCHEDULES, STARTS) for name, entry in each.items()}
KNOWN = {"math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "msup", "msub", "msubsup", "msqrt", "mroot", "mover"}
HOSTILE = '<script>alert(1)</script> & "x" </math><img src=x onerror=alert(1)>'
BREAK = '</mrow></math><math displaystyle="true"><mrow>'
LEFT = ("*", "^", "_", "`", "~", "\\", "<−", "−>", "<-", "->", "<=", ">=", "!=", "..")
"""What is written in docstrings, and otherwise in mathematics."""


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
            assert {child.nodeName for child in root.childNodes} == {"math"}
            assert {child.tagName for child in root.getElementsByTagName("*")} <= KNOWN, each
            leaves = list(_leaves(root))
            assert not [left for left in LEFT if left in "".join(leaves)], each
            assert not {"alpha", "beta", "eps", "gamma", "lambda", "rho", "sqrt", "hat", "bar"} & set(leaves), each
            for kind, count in (("msup", 2), ("msub", 2), ("msubsup", 3), ("mroot", 2), ("mover", 2)):
                for parent in root.getElementsByTagName(kind):
                    assert len(parent.childNodes) == count, each


def _leaves(root: minidom.Element) -> Iterator[str]:
    """The texts of signs, words and names, without accents; parameters are called what they are called."""
    for child in root.getElementsByTagName("*"):
        accent = child.tagName == "mo" and child.parentNode is not None and child.parentNode.nodeName == "mover"
        if not accent and child.getAttribute("mathvariant") != "normal":
            yield from (node.data for node in child.childNodes if isinstance(node, minidom.Text))


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
        ("1 - beta1^t", "<msubsup><mi>β</mi><mrow><mn>1</mn></mrow><mi>t</mi></msubsup>"),
        ("|g|^2", '<msup><mrow><mo form="prefix">|</mo><mi>g</mi><mo form="postfix">|</mo></mrow><mn>2</mn></msup>'),
        ("||g||", '<mo form="prefix">‖</mo><mi>g</mi><mo form="postfix">‖</mo>'),
        ("|u| + eps", "</mrow><mo>+</mo><mi>ε</mi>"),
        ("p = -g", '<mo>=</mo><mo form="prefix">−</mo><mi>g</mi>'),
        ("b_1 + ... + b_K", "<mo>+</mo><mo>…</mo><mo>+</mo>"),
        ("0 .. n", "<mo>…</mo>"),
        ("1 - .96", "<mo>−</mo><mn>.96</mn>"),
        ("g . s", "<mo>·</mo>"),
        ("cbrt(v)", "<mroot><mrow><mi>v</mi></mrow><mn>3</mn></mroot>"),
        ("gbar", '<mover accent="true"><mi>g</mi><mo>¯</mo></mover>'),
        ("rho_inf", "<msub><mi>ρ</mi><mrow><mi>∞</mi></mrow></msub>"),
        ("sum_i", "<msub><mo>∑</mo>"),
        ("0 if s < 0", '<mn>0</mn><mspace width="0.28em"/><mtext>if</mtext><mspace width="0.28em"/><mi>s</mi>'),
        ("`patience` steps", '<mtext>patience</mtext><mspace width="0.28em"/><mtext>steps</mtext>'),
        ("by a line", "<mtext>a</mtext>"),
        ("x + a p, a by", "<mi>a</mi>"),
        ("n_ei_candidates", '<mi mathvariant="normal">n_ei_candidates</mi>'),
        ("exp_range: h", '<mi mathvariant="normal">exp_range</mi>'),
    ],
)
def test_what_it_reads(line: str, part: str) -> None:
    found = "".join(formulas(line, ("lr", "weight_decay", "n_ei_candidates")))
    assert part in found.replace(BREAK, "").replace(' form="infix"', "")


def test_what_is_hostile_stays_text() -> None:
    for each in formulas(HOSTILE):
        assert "<script" not in each
        assert "<img" not in each
        read(each)


@pytest.mark.parametrize("line", ["x^", "x_", "^2", "(a", "a)", "sqrt(", "((((", "x^(", "- - -", "'s", "{[("])
def test_what_is_unfinished_is_read_as_far_as_it_goes(line: str) -> None:
    for each in formulas(line):
        read(each)


def test_a_formula_is_broken_where_something_is_added_and_before_words() -> None:
    (found,) = formulas("x <- x - lr g / (a + b) where it is so", ("lr",))
    parts = found.split("<math")[1:]
    assert ["−" in part for part in parts] == [False, True, *[False] * (len(parts) - 2)]
    assert all(word in part for word, part in zip(("where", "it", "is", "so"), parts[2:], strict=True))
    assert '<mo form="infix">−</mo>' in found  # it has its room at the begin of a part, too


@pytest.mark.parametrize(
    ("words", "plain", "said"),
    [
        (
            "with eps outside, x <- x - lr g; the same until lr moves.",
            "with eps outside, ",
            "; the same until lr moves.",
        ),
        ("x <- x - lr weight_decay x before the step.", "", " before the step."),
        ("With nu = 1 an average.", "With ", " an average."),
        ("no correction, c1 = 1.", "no correction, ", "."),
        ("b_hat = b / (1 - m^(t+1)) and more", "", " and more"),
    ],
)
def test_mathematics_in_a_sentence(words: str, plain: str, said: str) -> None:
    found = mathematical(words, ("lr", "weight_decay"))
    assert found.startswith(f'{plain}<span class="formula"><math>')
    stop = f'<mo lspace="0" rspace="0">{said[0]}</mo>' if said[0] in ".,;" else ""
    assert found.endswith(f"{stop}</mrow></math></span>{said[len(stop[:1]) :]}")
    read(f"<p>{found}</p>")


@pytest.mark.parametrize("words", ["`x <- y`", "form = torch", "a value <- ", "Lower is better.", HOSTILE, "= <- ="])
def test_what_is_no_mathematics_in_a_sentence(words: str) -> None:
    assert mathematical(words) == prose(words)
