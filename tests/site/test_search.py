from __future__ import annotations

import json
from html.parser import HTMLParser

from optviz.site.search import Kind, address_of, of, search, texts

HOSTILE = "</script><img src=x onerror=\"document.title='PWNED'\">"


class Tags(HTMLParser):
    """The tags of some HTML, with their attributes, and those that are left open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in {"input", "img", "source"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_a_value_is_one_word() -> None:
    assert of("tag", "small multiples") == "tag:small%20multiples"
    assert " " not in of("tag", "a b\tc\nd")
    assert address_of("optimizer", "adam") == "#of=optimizer%3Aadam"


def test_kinds_are_lists_or_boxes_and_empty_ones_are_left_out() -> None:
    kinds = [
        Kind("optimizer", "Optimizer", [("adam", "Adam", 3), ("x", HOSTILE, 1)]),
        Kind("tag", "Tag", [("convex", "convex", 2)], several=True),
        Kind("surface", "Surface", []),
    ]
    tags = Tags(search(kinds))
    assert tags.open == []
    assert [attributes["value"] for tag, attributes in tags.found if tag == "option"] == [
        "",
        "optimizer:adam",
        "optimizer:x",
    ]
    assert [each["value"] for tag, each in tags.found if tag == "input" and each["type"] == "checkbox"] == [
        "tag:convex"
    ]
    assert {tag for tag, _ in tags.found}.isdisjoint({"img", "script"})
    assert "Surface" not in search(kinds)


def test_texts_end_no_script() -> None:
    found = texts([HOSTILE, "caf\udce9"])
    assert found.count("<") == 2
    inner = found.partition(">")[2].rpartition("<")[0]
    assert json.loads(inner) == [HOSTILE, "caf\udce9"]
