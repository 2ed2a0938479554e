"""How large interactive pages are, and how fast they answer in headless Chromium, without a graphics card.

    python -m tests.benchmarks.pages [--width 900] [--markdown] [saddle rosenbrock-orbit learning-rates ten]

A scenario is a bundled one, or `ten`: ten runs of 2,000 steps. Milliseconds are those that the page's own thread works,
medians of several turns: `scrub` shows another step, `turn` draws the landscape from another side, `rest` draws it
finely when it has come to rest. 60 frames a second leave 16.7 for each. --markdown prints the README's table.
"""

from __future__ import annotations

import argparse
import gzip
import statistics
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from playwright.sync_api import sync_playwright

from optviz.api.encoding import paged
from optviz.api.run import computed
from optviz.scenario import load
from tests.benchmarks.measured import machine
from tests.browsers import CHROMIUM

if TYPE_CHECKING:
    from collections.abc import Sequence

TEN: Final = Path(__file__).parents[1] / "page" / "ten.yaml"
SCENARIOS: Final = ("saddle", "rosenbrock-orbit", "learning-rates", "ten")
WORK: Final = {
    "scrub": "optviz.go(Math.round(optviz.steps * (i % 20) / 20))",
    "turn": "optviz.landscape.camera = optviz.landscape.camera.moved(5, 0); optviz.landscape.draw(true)",
    "rest": "optviz.landscape.draw()",
}
_TURNS: Final = 7
_TOGETHER: Final = 10
"""What is timed at once: clocks of threads are coarse."""


def _milliseconds(tab: Any, session: Any, work: str) -> float:
    """The median time of some work, by the clock of the thread that does it."""

    def spent() -> float:
        metrics = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
        return 1000 * float(metrics["ThreadTime"])

    times = []
    for _ in range(_TURNS):
        before = spent()
        tab.evaluate(f"() => {{ for (let i = 0; i < {_TOGETHER}; i++) {{ {work} }} }}")
        times.append((spent() - before) / _TOGETHER)
    return statistics.median(times)


def measured(browser: Any, content: bytes, width: int) -> list[float]:
    """The times of all kinds of work on a page."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_bytes(content)
        tab = browser.new_page(viewport={"width": width, "height": 900}, reduced_motion="reduce")
        session = tab.context.new_cdp_session(tab)
        session.send("Performance.enable")
        tab.goto(file.as_uri())
        tab.wait_for_function("() => globalThis.optviz && optviz.landscape.fit")
        found = [_milliseconds(tab, session, work) for work in WORK.values()]
        tab.close()
        return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenarios", nargs="*", default=SCENARIOS)
    parser.add_argument("--width", type=int, default=900)
    parser.add_argument("--markdown", action="store_true")
    options = parser.parse_args(arguments)
    rows = [["page", "kB", "gzip", *(f"{name} ms" for name in WORK)]]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for name in options.scenarios:
            scenario = load(TEN if name == "ten" else name)
            content = paged(scenario, computed(scenario))
            sizes = [f"{len(each) / 1000:.0f}" for each in (content, gzip.compress(content))]
            rows.append([name, *sizes, *(f"{each:.1f}" for each in measured(browser, content, options.width))])
        browser.close()
    if options.markdown:
        rows.insert(1, ["---", *["---:"] * (len(rows[0]) - 1)])
        print(f"{machine()}\n")
        print("\n".join(f"| {' | '.join(row)} |" for row in rows))
    else:
        print(machine())
        print("\n".join("  ".join(each.rjust(16) for each in row) for row in rows))


if __name__ == "__main__":
    main()
