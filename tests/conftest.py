"""What tests share: signals as on a terminal, panels to draw on, bumpy heights.

With OPTVIZ_REQUIRE_ALL=1 in the environment, a test that is skipped fails: where all parts are installed (torch, optax,
Dask, a browser), nothing has a reason to be skipped. With OPTVIZ_PASSED=FILE, what has passed is written there, and
what stands there is not run again: a second run, with more parts, has what the first one skipped.
"""

from __future__ import annotations

import importlib
import os
import re
import signal
import sys
import time
import zlib
from contextlib import contextmanager
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

import optviz
from optviz import registry
from optviz.drawing import fonts, heights
from optviz.drawing.camera import RISE
from optviz.drawing.canvas import Canvas
from optviz.drawing.panel import Panel
from optviz.drawing.theme import THEMES
from optviz.errors import MissingToolError
from optviz.geometry import Area
from optviz.optimizers import optimizer
from optviz.simulate import simulate
from optviz.surfaces import Bounds, Surface, from_expression, surface
from optviz.views import VIEWS, Time
from tests.documentation import example, examples

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from optviz.arrays import Array

pytest_plugins = ["tests.browsers"]

# No machine's load and no chance decides whether a test passes.
settings.register_profile(
    "optviz",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("optviz")

STARTS = [[1.2, -0.4], [-1.0, 0.3]]
EGGHOLDER = "-(y + 47)*sin(sqrt(abs(y + x/2 + 47))) - x*sin(sqrt(abs(x - (y + 47))))"
THIRD_PARTY = (
    "av", "click", "contourpy", "imageio", "loky", "markdown_it", "matplotlib", "mpl_toolkits", "mpmath", "numpy",
    "PIL", "platformdirs", "rich", "scipy", "sitecustomize", "sympy", "usercustomize", "yaml",
)  # fmt: skip
REQUIRE_ALL = os.environ.get("OPTVIZ_REQUIRE_ALL") == "1"


PASSED = Path(os.environ["OPTVIZ_PASSED"]) if "OPTVIZ_PASSED" in os.environ else None
_passed: list[str] = []


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if PASSED and PASSED.exists():
        before = set(PASSED.read_text(encoding="utf-8").splitlines())
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid in before])
        items[:] = [item for item in items if item.nodeid not in before]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call" and report.passed:
        _passed.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if PASSED and not hasattr(session.config, "workerinput") and not PASSED.exists():
        PASSED.write_text("".join(f"{nodeid}\n" for nodeid in _passed if nodeid.isprintable()), encoding="utf-8")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, Any, Any]:
    return required((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, Any, Any]:
    return required((yield))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup() -> Generator[None, Any, Any]:
    with skipped_without_extras():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, Any, Any]:
    with skipped_without_extras():
        return (yield)


@contextmanager
def skipped_without_extras() -> Iterator[None]:
    """Skip a test of a method that another package computes, as TPE, where that is not installed."""
    try:
        yield
    except MissingToolError as error:
        if "pip install 'optviz[" in str(error):
            pytest.skip(str(error))
        raise


def required(report: Any) -> Any:
    """The report, which fails where a test was skipped and none may be."""
    if REQUIRE_ALL and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"OPTVIZ_REQUIRE_ALL=1, but this is skipped: {report.longrepr}"
    return report


@pytest.fixture
def catalogues_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """What catalogues a test makes are known no longer than the test."""
    monkeypatch.setattr(registry, "_CATALOGUES", dict(registry._CATALOGUES))


@pytest.fixture(scope="session", autouse=True)
def _signals_as_on_a_terminal() -> None:
    """Let the programs under test hear signals that a shell ignores for what runs in the background."""
    for number, default in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, default)


@pytest.fixture
def new_font(tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """Makes a font of black boxes, which is installed until the test ends."""
    from matplotlib.font_manager import fontManager

    before = list(fontManager.ttflist)

    def make(family: str, letters: str, *, inked: bool = True, listed: bool = True) -> Path:
        path = tmp_path / f"{family.replace(' ', '')}.ttf"
        _write_font(path, family, letters, inked=inked)
        if listed:
            fontManager.addfont(str(path))
        _forget_fonts()
        return path

    yield make
    fontManager.ttflist[:] = before
    _forget_fonts()


def _forget_fonts() -> None:
    found = (fonts._listed, fonts._upright, fonts._letters, fonts._draws, fonts._chosen, fonts.font)
    for each in found:
        each.cache_clear()


def _write_font(path: Path, family: str, letters: str, *, inked: bool) -> None:
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    names = [".notdef", *(f"uni{ord(letter):04X}" for letter in letters)]
    pen = TTGlyphPen(None)
    for number, corner in enumerate([(100, 0), (100, 700), (800, 700), (800, 0)] if inked else []):
        (pen.lineTo if number else pen.moveTo)(corner)
    if inked:
        pen.closePath()
    glyph, builder = pen.glyph(), FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap(dict(zip(map(ord, letters), names[1:], strict=True)))
    builder.setupGlyf(dict.fromkeys(names, glyph))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (900, 100)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family, "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=800, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    builder.save(path)


@pytest.fixture(scope="session")
def panel() -> Callable[..., Panel]:
    def make(
        name: str | Surface = "himmelblau",
        *,
        theme: str = "light",
        steps: int = 30,
        starts: Any = STARTS,
        bounds: Bounds | None = None,
        size: tuple[int, int] = (400, 300),
    ) -> Panel:
        shown = surface(name) if isinstance(name, str) else name
        dissected = any(view.needs_anatomy for view in VIEWS.values())
        runs = [
            simulate(optimizer(method, lr=0.01), shown, starts, steps, anatomy=dissected)
            for method in ("sgd", "momentum", "adam")
        ]
        canvas = Canvas(size, 100)
        canvas.clear(THEMES[theme].page)
        area = Area(20, 10, size[0] - 40, size[1] - 30)
        return Panel(canvas, area, THEMES[theme], shown, bounds or shown.bounds, runs, ["#D55E00"] * 3)

    return make


@pytest.fixture(scope="session")
def at() -> Callable[..., Time]:
    def moment(progress: float = 0.0, step: int = 0, around: float | None = None) -> Time:
        return Time(step, 0.0, progress, progress if around is None else around)

    return moment


@pytest.fixture(scope="session")
def bumps() -> Callable[..., Array]:
    """A surface's heights in the camera's box."""

    def heights_of(name: str, count: int, scale: heights.Scale = "auto") -> Array:
        waves = Bounds((-256, 256), (-256, 256))
        shown = from_expression(EGGHOLDER, waves) if name == "eggholder" else surface(name)
        sampled = heights.sample(shown, shown.bounds, count)
        return RISE * (2 * heights.scaled(sampled, shown, scale)(sampled.z) - 1)

    return heights_of


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stranger's folder: whatever Python looks for there is found, and leaves a file named `imported`."""
    folder = tmp_path_factory.mktemp("hostile")
    code = f"import os; os.close(os.open({str(folder / 'imported')!r}, os.O_CREAT)); raise SystemExit('from {{}}')\n"
    for name in {*sys.stdlib_module_names, *THIRD_PARTY}:
        (folder / f"{name}.py").write_text(code.format(name))
    return folder


@pytest.fixture
def valleys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: the guides' document, settings and named figure, and one figure more; drawn at once."""
    ((_, post),) = examples("md")
    files = {name: example(name) for name in ("conf.py", "mkdocs.yml", "figures/duel.yaml")}
    booth = "```optviz\nsurface: booth\nstart: [1, 5]\noptimizers: [sgd, adam]\n```\n"
    files["post.md"] = f"{post.text}\n1.  In a list:\n\n{indent(booth, '    ')}"
    files["optviz.yaml"] = "output: {size: [240, 160], fps: 5, duration: 0.4, hold: 0}\n"
    files["figures/duel.yaml"] = files["figures/duel.yaml"].replace("duration: 4", "duration: 1")
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
    return tmp_path


@pytest.fixture(scope="session")
def sooner_or_later() -> Callable[[Callable[[], object]], None]:
    """Wait until something is so, however busy the machine is."""

    def until(condition: Callable[[], object]) -> None:
        deadline = time.monotonic() + 120
        while not condition():
            assert time.monotonic() < deadline, "it never came"
            time.sleep(0.01)

    return until


@pytest.fixture(scope="session")
def on_a_terminal() -> Callable[..., str]:
    """What Python writes to a terminal of some kind, without what moves the cursor."""
    import pty

    def shown(*arguments: str, term: str = "xterm") -> str:
        process, terminal = pty.fork()
        if process == 0:
            environment = {**os.environ, "TERM": term, "COLUMNS": "90"}
            environment["PYTHONPATH"] = str(Path(optviz.__file__).parents[1])
            os.execve(sys.executable, [sys.executable, "-P", *arguments], environment)  # noqa: S606
        found = b""
        try:
            while part := os.read(terminal, 65_536):
                found += part
        except OSError:  # the program has ended
            pass
        os.close(terminal)
        assert os.waitpid(process, 0)[1] == 0, found
        return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", found.decode())

    return shown


@pytest.fixture(scope="session")
def running() -> Callable[[int], bool]:
    """Whether a process runs; one that only waits to be taken notice of does not."""

    def runs(number: int) -> bool:
        try:
            os.kill(number, 0)
            threads = list(Path(f"/proc/{number}/task").glob("*/stat"))  # the first may be gone before the others
            return any(each.read_text().rpartition(")")[2].split()[0] not in "ZX" for each in threads)
        except ProcessLookupError:
            return False
        except FileNotFoundError:  # gone meanwhile, or a system without /proc
            return not Path("/proc/self").exists()

    return runs


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Any]:
    """Makes a module of a text, which processes that are started afterwards find, too."""

    def make(text: str) -> Any:
        folder = tmp_path / "modules"
        folder.mkdir()
        name = f"module_of_a_test_{zlib.crc32(text.encode()):08x}"
        (folder / f"{name}.py").write_text(text)
        monkeypatch.syspath_prepend(folder)
        return importlib.import_module(name)

    return make
