from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optviz.api.style_files import is_style, output_of
from optviz.errors import InvalidScenarioError
from optviz.scenario import bundled, bundled_folder, bundled_path

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("page: white\n", True),
        ("page: white\nfps: 3\n", True),
        ("", True),
        ("fps: 3\n", False),
        ("extends: a.yaml\npage: white\n", False),
        ("surface: saddle\npage: white\n", False),
        ("- page\n", False),
        ("page: [", False),
    ],
)
def test_a_style_is_known_by_its_keys(text: str, expected: bool, tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(text)
    assert is_style(path) == expected


def test_bundled_scenarios_are_none_and_their_styles_are() -> None:
    assert not any(is_style(bundled_path(name)) for name in bundled())
    styles = sorted((bundled_folder() / "styles").glob("*.yaml"))
    assert styles
    assert all(is_style(path) and output_of(path) for path in styles)


def test_all_that_is_wrong_with_a_style_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("page: wite\nfps: 3\n")
    with pytest.raises(InvalidScenarioError) as caught:
        output_of(path)
    assert [(each.line, each.column) for each in caught.value.problems] == [(1, 7), (2, 1)]
