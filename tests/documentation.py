"""The documentation: the README and every guide, and the blocks of code in them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from optviz.guides import named
from optviz.site.markdown import blocks

if TYPE_CHECKING:
    from optviz.site.markdown import Block

ROOT: Final = Path(__file__).parents[1]
README: Final = ROOT / "README.md"
GUIDES: Final = ROOT / "optviz" / "guides"
FILES: Final = (README, *sorted(GUIDES.glob("*.md")))


def examples(*languages: str) -> list[tuple[Path, Block]]:
    """The blocks of some languages, or of all, with the files in which they stand."""
    found = ((file, block) for file in FILES for block in blocks(file.read_text(encoding="utf-8")))
    return [(file, block) for file, block in found if not languages or block.language in languages]


def example(name: str) -> str:
    """What a file holds that the documentation shows once, by its name."""
    (found,) = (block.text for _, block in examples() if named(block.text) == name)
    return found


def place(found: tuple[Path, Block]) -> str:
    """What a test of a block is called."""
    file, block = found
    return f"{file.name}:{block.line}"
