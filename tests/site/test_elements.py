from __future__ import annotations

import pytest

from optviz.site.elements import definitions, element, linked, prose, section, table, text, void
from tests.site.markup import Document

HOSTILE = "</p><script>alert(1)</script>\"'onload=x"


def test_elements() -> None:
    assert element("a", "x", href="y&z", class_="b", hidden=True, rel=None, data_of=False) == (
        '<a href="y&amp;z" class="b" hidden>x</a>'
    )
    assert void("img", src="x", alt="") == '<img src="x" alt="">'
    assert section("Heading") == ""
    assert table("A", ("a",), []) == ""
    assert definitions([("a", "")]) == ""


def test_texts_are_escaped() -> None:
    for made in (text(HOSTILE), prose(HOSTILE), linked(HOSTILE), element("p", title=HOSTILE), section(HOSTILE, "x")):
        assert not Document(made).all("script"), made
    assert prose(f"`{HOSTILE}`").startswith("<code>&lt;/p&gt;")


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("Kingma & Ba 2015, arXiv:1412.6980.", "https://arxiv.org/abs/1412.6980"),
        ("Polyak, doi:10.1016/0041-5553(64)90137-5; more", "https://doi.org/10.1016/0041-5553(64)90137-5"),
        ("at jmlr.org/papers/v12/duchi11a.html.", "https://jmlr.org/papers/v12/duchi11a.html"),
        ("openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ", "https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ"),
    ],
)
def test_sources_are_links(words: str, address: str) -> None:
    (link,) = Document(linked(words)).all("a")
    assert link == {"href": address, "rel": "external noreferrer"}


@pytest.mark.parametrize("words", ["torch.optim.Adam", "x.y", "javascript:alert(1)", "data.org", "see e.g. this"])
def test_what_is_no_source_is_no_link(words: str) -> None:
    assert "<a" not in linked(words)


def test_signs_of_docstrings() -> None:
    assert prose("x <- y, >= 0, `a <- b`") == "x ← y, ≥ 0, <code>a &lt;- b</code>"


def test_a_cell_says_under_which_head_it_stands_and_one_that_says_nothing_is_empty() -> None:
    made = table("A", ("name", "<code>b</code> &amp; c"), [("x", "1"), ("y", "<code></code>"), ("z", '<img src="z">')])
    cells = [attributes["data-head"] for attributes in Document(made).all("td")]
    assert cells == ["b & c"] * 3
    assert '<td data-head="b &amp; c"></td>' in made
    assert '<img src="z"></td>' in made
