"""Chromium for tests, without a window: tabs, what a page in one did, and axe-core. Tests that ask for it are skipped
where there is none.

Whatever a page does later is waited for, `LONG` at most; nothing is asserted of it after a fixed time.
"""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
LONG = 120_000
"""Milliseconds after which something is not waited for any longer; it comes at once where the machine is not busy."""


class Shown:
    """A page that is shown in a tab, and what it did."""

    def __init__(self, tab: Any) -> None:
        self.tab, self.errors, self.asked = tab, list[str](), list[str]()
        tab.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        tab.on("pageerror", lambda error: self.errors.append(str(error)))
        tab.on("request", lambda request: self.asked.append(request.url))

    @property
    def outside(self) -> list[str]:
        """What was asked of other hosts."""
        return [each for each in self.asked if not each.startswith(("file:", "data:", "blob:"))]

    def wait(self, condition: str) -> None:
        """Wait until it holds."""
        self.tab.wait_for_function(f"() => {condition}")


@pytest.fixture(scope="module")
def playwright() -> Iterator[Any]:
    found = pytest.importorskip("playwright.sync_api", reason="there is no Playwright")
    if CHROMIUM is None:
        pytest.skip("there is no Chromium")
    found.expect.set_options(timeout=LONG)
    with found.sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def expect(playwright: Any) -> Any:
    """Playwright's assertions, which wait."""
    del playwright
    from playwright.sync_api import expect

    return expect


@pytest.fixture(scope="module")
def chromium(playwright: Any) -> Iterator[Callable[..., Any]]:
    """Starts a browser, with more options than all have."""
    started = []

    def start(*options: str) -> Any:
        arguments = ["--no-sandbox", "--disable-gpu", *options]
        started.append(playwright.chromium.launch(executable_path=CHROMIUM, args=arguments, timeout=LONG))
        return started[-1]

    yield start
    for each in started:
        each.close()


@pytest.fixture(scope="module")
def browser(chromium: Callable[..., Any]) -> Any:
    return chromium()


@pytest.fixture
def new_tab(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens a tab for a reader whose preferences are those of Playwright's contexts."""
    contexts = []

    def open_(**preferences: Any) -> Any:
        contexts.append(browser.new_context(**preferences))
        contexts[-1].set_default_timeout(LONG)
        return contexts[-1].new_page()

    yield open_
    for each in contexts:
        each.close()


def npm_package(name: str, folder: Path) -> Path:
    """A package of npm, as "axe-core@4.10.3", unpacked in a folder; the test is skipped where it cannot be had."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("there is no npm")
    arguments = [npm, "pack", "--silent", name]
    packed = subprocess.run(arguments, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    if packed.returncode:
        pytest.skip(f"npm has no {name}: {packed.stderr}")
    with tarfile.open(folder / packed.stdout.split()[-1]) as package:
        package.extractall(folder, filter="data")
    return folder / "package"


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[str]]:
    """Finds what keeps people from using the page in a tab, with axe-core from its own package."""
    script = (npm_package("axe-core@4.10.3", tmp_path_factory.mktemp("axe")) / "axe.min.js").read_text(encoding="utf-8")

    def violations(tab: Any, options: str = "{}") -> list[str]:
        tab.evaluate(script)
        found = "found => found.violations.map(each => `${each.id}: ${each.nodes[0].html}`)"
        return list(tab.evaluate(f"axe.run({options}).then({found})"))

    return violations
