from __future__ import annotations

import base64
import hashlib
import re

import pytest

from optviz.site.document import Page, content, document
from tests.site.markup import Document

HOSTILE = "</title><script>alert(1)</script>"


@pytest.fixture
def html() -> str:
    page = Page(
        HOSTILE, "<p>Body</p>", "../", HOSTILE, {"Optimizers": "optimizers/index.html"}, "Optimizers", ("find.js",)
    )
    return document(page).decode()


def test_its_policy_names_what_runs_and_nothing_else(html: str) -> None:
    found = Document(html)
    (policy,) = [each["content"] or "" for each in found.all("meta") if each.get("http-equiv")]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    hashes = set(re.findall(r"'sha256-([^']+)'", policy))
    inside = {
        base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in found.scripts + found.styles
    }
    assert hashes == inside
    assert len(found.scripts) == 1


def test_nothing_is_styled_or_handled_in_an_attribute(html: str) -> None:
    for _, attributes in Document(html).elements:
        assert not {name for name in attributes if name == "style" or name.startswith("on")}


def test_texts_are_escaped(html: str) -> None:
    assert "<script>alert" not in html
    assert "&lt;/title&gt;&lt;script&gt;" in html


def test_the_present_part_is_told(html: str) -> None:
    links = [each for each in Document(html).all("a") if each.get("aria-current")]
    assert links == [{"href": "../optimizers/index.html", "aria-current": "page"}]


def test_comments_stay_at_home() -> None:
    assert "//" not in content("find.js").replace("://", "")
    assert "/*" not in content("site.css")


def test_the_same_page_has_the_same_bytes() -> None:
    assert document(Page("a", "b")) == document(Page("a", "b"))
