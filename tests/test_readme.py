"""The README is what a newcomer reads in five minutes."""

from __future__ import annotations

import pytest

from optviz.guides import guides
from optviz.site.markdown import blocks, links, running_text
from tests.documentation import README

TEXT = README.read_text(encoding="utf-8")
COMMANDS = (
    "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/optviz render saddle",
    ".venv/bin/pip install '.[test]' && .venv/bin/pytest",
)
MOST = 1300
"""Words that are read in five minutes."""


def test_the_first_shell_block_is_the_two_commands() -> None:
    first = next(block for block in blocks(TEXT) if block.language == "sh")
    assert tuple(first.text.splitlines()) == COMMANDS


def test_it_is_read_in_five_minutes() -> None:
    assert len(running_text(TEXT).split()) <= MOST


@pytest.mark.parametrize("name", guides())
def test_it_leads_to_every_guide(name: str) -> None:
    assert f"optviz/guides/{name}.md" in links(TEXT)
