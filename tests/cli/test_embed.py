from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Call


@pytest.mark.parametrize(
    ("kind", "begin", "file"), [("html", "<figure", "small-light.mp4"), ("markdown", "![", "small.gif")]
)
def test_only_the_snippet_is_on_stdout(call: Call, small: str, kind: str, begin: str, file: str) -> None:
    result = call("embed", small, "--for", kind, "--base-url", "/media")
    assert result.stdout.startswith(begin)
    assert f"/media/{file}" in result.stdout
    assert "Animation of SGD on Sphere, 5 steps: contours. SGD ends at 0.402." in result.stdout
    assert f"wrote outputs/{file}\n" in result.stderr
    assert "wrote" not in call("embed", small, "--for", kind).stderr


def test_a_host_that_is_not_there_is_told(call: Call, small: str) -> None:
    assert "unknown host 'htm'; did you mean 'html'?" in call("embed", small, "--for", "htm", code=2).stderr
