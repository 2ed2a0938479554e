"""What the tests of sites in a browser share: Chromium, and what a page did."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LONG = 120_000
"""Milliseconds after which something is not waited for any longer; it comes at once where the machine is not busy."""


class Shown:
    """A page that is shown, and what it did."""

    def __init__(self, tab: Any) -> None:
        self.tab, self.errors, self.asked = tab, list[str](), list[str]()
        tab.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        tab.on("pageerror", lambda error: self.errors.append(str(error)))
        tab.on("request", lambda request: self.asked.append(request.url))

    @property
    def outside(self) -> list[str]:
        """What was asked of other hosts."""
        return [each for each in self.asked if not each.startswith(("file:", "data:", "blob:"))]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="there is no Playwright")
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        pytest.skip("there is no Chromium")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def opened(browser: Any) -> Iterator[Callable[..., Shown]]:
    """Shows a file, with a reader's preferences as Playwright's contexts take them."""
    contexts = []

    def show(file: Path, after: str = "", **preferences: Any) -> Shown:
        context = browser.new_context(**{"viewport": {"width": 1200, "height": 900}, **preferences})
        contexts.append(context)
        context.set_default_timeout(LONG)
        shown = Shown(context.new_page())
        shown.tab.goto(file.as_uri() + after)
        return shown

    yield show
    for context in contexts:
        context.close()
