from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Call


@pytest.mark.parametrize(("kind", "begin"), [("html", "<figure"), ("markdown", "![")])
def test_only_the_snippet_is_on_stdout(call: Call, small: str, kind: str, begin: str) -> None:
    result = call("embed", small, "--for", kind, "--base-url", "/media")
    assert result.stdout.startswith(begin)
    assert "/media/small.gif" in result.stdout
    assert "After 5 steps: SGD reaches" in result.stdout
    assert "wrote outputs/small.gif\nwrote outputs/small.png\n" in result.stderr
    assert call("embed", small, "--for", kind).stderr == ""
