from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optviz.guides import guides, named, read
from optviz.site.markdown import links, running_text
from tests.documentation import GUIDES

if TYPE_CHECKING:
    from pathlib import Path

INDEX = """# Guides

Some words.

## First

- [The second](second.md): what it says, in a sentence that goes on
  on another line, with `code` and [a link](third.md#part).
- [Gone](gone.md): nothing.

## Then

- [The first](first.md)
- [Elsewhere](https://example.org/other.md): not a guide.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    texts = {
        "README": INDEX,
        "first": "# One\n\nIts first\nparagraph, see [two](second.md).\n\nMore.\n",
        "second": "# Two\n\n## At once\n\nWords.\n",
        "third": "# Three\n\nWords.\n",
        "forgotten": "# Four\n",
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
    (tmp_path / "__init__.py").touch()
    return tmp_path


def test_guides_come_in_the_order_of_the_index_and_the_forgotten_ones_last(folder: Path) -> None:
    assert list(read(folder)) == ["second", "first", "forgotten", "third"]
    assert [each.group for each in read(folder).values()] == ["First", "Then", "", ""]


def test_a_guide_is_what_its_file_and_the_index_say(folder: Path) -> None:
    found = read(folder)
    first, second = found["first"], found["second"]
    assert (first.name, first.title, first.lead) == ("first", "One", "Its first paragraph, see [two](second.md).")
    assert first.about == "Its first paragraph, see two."
    assert first.text.startswith("# One\n\nIts first\nparagraph")
    assert (second.title, second.lead) == ("Two", "")
    assert second.about == "what it says, in a sentence that goes on on another line, with `code` and a link."
    assert (found["forgotten"].title, found["forgotten"].about) == ("Four", "")


def test_guides_cannot_be_changed(folder: Path) -> None:
    with pytest.raises(AttributeError):
        read(folder)["first"].title = "Another"  # type: ignore[misc]


def test_the_index_links_every_guide_and_nothing_else() -> None:
    linked = [link for link in links((GUIDES / "README.md").read_text(encoding="utf-8")) if "/" not in link]
    assert linked == [f"{name}.md" for name in guides()]
    assert {f"{name}.md" for name in guides()} == {path.name for path in GUIDES.glob("*.md")} - {"README.md"}


@pytest.mark.parametrize("name", guides())
def test_every_guide_is_whole(name: str) -> None:
    guide = guides()[name]
    assert guide.title
    assert guide.group
    assert guide.about.endswith(".")
    assert guide.text == (GUIDES / f"{name}.md").read_text(encoding="utf-8")
    assert len(running_text(guide.text).split()) > 50


@pytest.mark.parametrize(
    ("block", "name"),
    [
        ("# figures/duel.yaml\nsurface: beale\n", "figures/duel.yaml"),
        ("# conf.py\nx = 1\n", "conf.py"),
        ("# .pre-commit-config.yaml\nrepos: []\n", ".pre-commit-config.yaml"),
        ("# A comment that ends with a name.yaml\nsurface: beale\n", ""),
        ("surface: beale\n# duel.yaml\n", ""),
        ("# duel\nsurface: beale\n", ""),
    ],
)
def test_the_name_of_a_block(block: str, name: str) -> None:
    assert named(block) == name
