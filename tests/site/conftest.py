"""What the tests of sites in a browser share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browsers import Shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def opened(new_tab: Callable[..., Any]) -> Callable[..., Shown]:
    """Shows a file, with a reader's preferences as Playwright's contexts take them."""

    def show(file: Path, after: str = "", **preferences: Any) -> Shown:
        shown = Shown(new_tab(**{"viewport": {"width": 1200, "height": 900}, **preferences}))
        shown.tab.goto(file.as_uri() + after)
        return shown

    return show
