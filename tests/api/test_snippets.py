from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optviz.api.render import render
from optviz.encoders import ENCODERS
from optviz.scenario import parse
from tests.api.hosts.conftest import TEXT, Elements

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("suffix", "tag"), [("gif", "img"), ("png", "img"), ("mp4", "video")])
def test_notebooks_get_the_file_itself(tmp_path: Path, suffix: str, tag: str) -> None:
    rendering = render(parse(TEXT), tmp_path / f"a.{suffix}", duration=0.4, fps=5, hold=0)
    element = Elements(rendering._repr_html_()).one(tag)
    assert str(element["src"]).startswith(f"data:{ENCODERS[suffix].mime};base64,")
    assert element["width"] == "240"
    assert "of SGD, Wild and Adam on Sphere" in str(element.get("alt") or element.get("aria-label"))
