"""Whatever a stranger sends is taken or refused in plain words: no crash, no hang, no library's warning.

    python -m tests.torture.fuzz [--seconds 3600] [--seed N] [--kind KIND ... [--round N]] [--limit 5]

It tries inputs of every kind in turns, each turn a round of one kind with a seed of its own, prints a line each minute,
and goes on after a failure. At the end it prints every distinct failure with the smallest input that Hypothesis finds
and the command that tries that round again; then the exit code is 1. The seed makes the rounds, the time ends them: a
faster machine gets farther along the same way. --limit is how many seconds of processor time one input may take.
"""

from __future__ import annotations

import argparse
import contextlib
import faulthandler
import math
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import av
import hypothesis
import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from PIL import Image

import optviz
from optviz.cli.program import program
from optviz.cli.terminal import open_streams
from optviz.errors import InvalidScenarioError, OptvizError, ParameterError
from optviz.language.expression import CONSTANTS, evaluate, parse, walk
from optviz.language.spelling import ExpressionError
from optviz.notes.condition import ConditionKind
from optviz.optimizers import OPTIMIZERS
from optviz.parameters import make
from optviz.scenario import Scenario, budget, load, override, to_mapping, to_yaml
from optviz.scene.timeline import timeline
from optviz.simulate import simulate
from optviz.surfaces import Bounds, Surface, from_expression
from tests.torture import strategies

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import FrameType

    from optviz.arrays import Array

ROOT: Final = Path(__file__).parents[2]
PATIENCE: Final = 20
"""An input may take this many times its processor time by the clock, however busy the machine is."""
MEMORY: Final = 6 << 30
"""Bytes of address space that the program may take; more is a MemoryError, which is a failure."""
MOST_LINES: Final = 25
LONGEST_LINE: Final = 1200


class TooLongError(BaseException):
    """An input that takes too long; no handler of ordinary errors catches it."""


@dataclass(frozen=True)
class Kind:
    """One kind of input.

    Args: inputs: what is tried.  check: tries one, and returns what became of it, in a word; an error is a failure.
        batch: how many make a round.
    """

    name: str
    inputs: st.SearchStrategy[Any]
    check: Callable[[Any], str]
    batch: int


@dataclass
class Failure:
    """What went wrong in one place, with the smallest input that does it."""

    kind: str
    input: Any
    error: BaseException
    again: str
    times: int = 1


@dataclass
class Told:
    """What became of the inputs of one kind."""

    outcomes: Counter[str] = field(default_factory=Counter)
    rounds: int = 0
    seconds: float = 0.0
    slowest: float = 0.0

    def __str__(self) -> str:
        parts = ", ".join(f"{count} {outcome}" for outcome, count in sorted(self.outcomes.items()))
        return f"{self.outcomes.total()} ({parts}; {self.seconds:.0f} s, slowest {self.slowest:.1f} s)"


# Expressions.

SQUARE: Final = Bounds((-3.0, 3.0), (-3.0, 3.0))
COORDINATES: Final = st.one_of(st.floats(-3, 3), st.sampled_from([-1.0, -0.0, 0.0, 0.5, 1.0, 2.0, 3.0]))
POINTS: Final = st.lists(st.tuples(COORDINATES, COORDINATES), min_size=1, max_size=5)
FAR: Final = st.lists(st.tuples(*[st.sampled_from(strategies.EXTREMES) | st.floats()] * 2), max_size=4)


def check_expression(given: tuple[str, list[tuple[float, float]], list[tuple[float, float]]]) -> str:
    """Any text is an expression or refused; whatever it is, it can be computed anywhere."""
    text, near, far = given
    try:
        surface = from_expression(text, SQUARE)
    except ExpressionError as error:
        check_column(error, text)
        return "refused"
    computed(surface, np.array([*near, *far], float))
    assert surface.formula
    return "taken"


def check_column(error: ExpressionError, text: str) -> None:
    """An expression is refused at a place of it, in a message of one line."""
    assert 1 <= error.column <= len(text) + 1, f"column {error.column} of {len(text)}"
    check_message(str(error))


def check_derivatives(given: tuple[str, list[tuple[float, float]]]) -> str:
    """Where the value of a mild expression and those of its parts are mild, its derivatives are numbers."""
    text, near = given
    try:
        surface = from_expression(text, SQUARE)
    except ExpressionError:
        return "refused"
    points = np.array(near, float)
    gradient, hessian = computed(surface, points)
    tree = parse(text, ("x", "y"))
    mild = [all(map(_mild, (evaluate(part, {**CONSTANTS, "x": x, "y": y}) for part in walk(tree)))) for x, y in near]
    assert np.isfinite(gradient[mild]).all(), "a gradient that is not a number"
    assert np.isfinite(hessian[mild]).all(), "a Hessian that is not a number"
    return "mild" if all(mild) else "taken"


def _mild(value: float) -> bool:
    return value == 0 or 1e-6 < abs(value) < 1e6


def computed(surface: Surface, points: Array) -> tuple[Array, Array]:
    """The gradients and Hessians at points; a row of them equals the point alone, to the last bit."""
    found = []
    for function in (surface.value, surface.gradient, surface.hessian):
        together = function(points)
        alone = np.stack([function(point) for point in points])
        assert together.shape == alone.shape
        same = (together.view(np.int64) == alone.view(np.int64)) | (np.isnan(together) & np.isnan(alone))
        assert same.all(), f"{function.__name__}: a row of a batch differs from the point alone"
        found.append(together)
    return found[1], found[2]


# Files.


def check_document(data: bytes) -> str:
    """Any bytes are a scenario, or refused at a place; a scenario can be written and read again."""
    scenario = validated(data)
    if scenario is None:
        return "refused"
    cost = budget.estimate(scenario)
    assert all(0 < each < math.inf for each in cost)
    again = validated(to_yaml(scenario).encode())
    assert again is not None, "what was written is refused"
    assert to_mapping(again) == to_mapping(scenario) or again == scenario, "what was written reads as something else"
    return "taken"


def validated(data: bytes) -> Scenario | None:
    """The scenario of a file with these bytes, or None where it is refused as it should be."""
    path = Path("scenario.yaml")
    path.write_bytes(data)
    try:
        return load(path)
    except InvalidScenarioError as error:
        check_problems(error, data)
        return None


def check_problems(error: InvalidScenarioError, data: bytes) -> None:
    """Problems have places in the file, and messages that fit on a screen."""
    lines = len(data.splitlines()) + 1
    assert error.problems
    assert len(str(error).splitlines()) <= MOST_LINES
    for problem in error.problems:
        assert 1 <= problem.line <= lines, f"line {problem.line} of {lines}"
        assert problem.column >= 1
        check_message(problem.message)


def check_message(message: str) -> None:
    """A message is one line of letters that a terminal shows."""
    assert message
    assert message.isprintable(), f"letters that do not print: {message!a}"
    assert len(message) <= LONGEST_LINE


# Conditions of notes.

STRANGE: Final = st.lists(
    st.lists(st.floats() | st.sampled_from(strategies.EXTREMES), min_size=6, max_size=6), min_size=1, max_size=3
)

SPHERE: Final = optviz.surface("sphere")


def check_condition(given: tuple[str, list[list[float]]]) -> str:
    """Any text is a condition or refused; whatever it is, it holds or does not at every step of any run."""
    text, numbers = given
    try:
        condition = make(ConditionKind(), text, "when")
    except ParameterError as error:
        check_message(str(error))
        return "refused"
    strange = np.array(numbers)
    run = replace(
        simulate(OPTIMIZERS["sgd"](), SPHERE, [[0.5, 0.5]] * len(strange), 5),
        values=strange,
        positions=np.stack([strange, -strange], axis=-1),
        distances=strange,
    )
    holds = condition.holds(run)
    assert holds.shape == (6,)
    assert "value" not in condition.quantities or not holds[np.isnan(strange).all(axis=0)].any()
    return "taken"


# Pictures.


@dataclass(frozen=True)
class Wish:
    """A file to be drawn, and in which formats."""

    data: bytes
    suffixes: tuple[str, ...]


WISHES: Final = st.builds(
    Wish,
    st.one_of(*[strategies.SCENARIO_TEXTS.map(str.encode)] * 4, strategies.documents()),
    st.sampled_from([(".gif",)] * 6 + [(".png",), (".mp4",), (".gif", ".mp4", ".png"), (".png", ".gif")]),
)


def check_picture(wish: Wish) -> str:
    """What is taken is drawn, twice the same, and the file shows as many frames for as long as it should."""
    scenario = validated(wish.data)
    if scenario is None:
        return "refused"
    try:
        scenario = made_small(scenario)
    except ParameterError:
        return "not made small"
    scenario = validated(to_yaml(scenario).encode())
    if scenario is None:
        return "not made small"
    opaque = scenario.output.background == "page"
    suffixes = [suffix for suffix in wish.suffixes if opaque or suffix != ".mp4"] or [".gif"]
    files = [[Path(f"{turn}{suffix}") for suffix in suffixes] for turn in range(2)]
    for paths in files:
        optviz.render(scenario, *paths, workers=1)
    for one, other in zip(*files, strict=True):
        if one.suffix != ".mp4":  # of which the codec promises no more
            assert one.read_bytes() == other.read_bytes(), f"another {one.suffix} the second time"
        check_film(one, scenario)
    return "drawn"


def made_small(scenario: Scenario) -> Scenario:
    """The scenario with few steps, runs, starts, views, frames and pixels.

    Raises: ParameterError where that is impossible.
    """
    output = scenario.output
    width, height = (min(most, side) for most, side in zip((240, 160), output.size, strict=True))
    few = replace(
        scenario,
        steps=min(scenario.steps, 30),
        start=scenario.starts[:3],
        views=scenario.views[:2],
        output=replace(output, formats=("gif",), background="page"),
    )
    duration, hold = max(0.1, min(output.duration, 6 / output.fps)), min(output.hold, 1.0)
    return override(few, size=(width, height), scale=1, duration=duration, hold=hold, background=output.background)


def check_film(path: Path, scenario: Scenario) -> None:
    """A file can be read, and has the frames and the duration of its scenario."""
    output = scenario.output
    frames = timeline(scenario.steps, output.fps, output.duration, output.hold)
    total = float(sum(frame.duration for frame in frames))
    if path.suffix == ".mp4":
        with av.open(str(path)) as film:
            shown = sum(1 for _ in film.decode(video=0))
            assert abs(shown - total * output.fps) <= 1, f"{shown} frames for {total} s"
        return
    with Image.open(path) as image:
        count: int = getattr(image, "n_frames", 1)
        assert image.size == output.pixels
        assert count <= len(frames)
        milliseconds = 0
        for number in range(count):
            image.seek(number)
            image.load()
            milliseconds += int(image.info.get("duration", 0))
    if path.suffix == ".gif" and count > 1:
        assert abs(milliseconds - max(total * 1000, 20)) <= 10, f"{milliseconds} ms instead of {total} s"


# Command lines, in this process and in others.


def check_command(words: list[str]) -> str:
    """Any command line does what it says, or is refused in a few plain lines."""
    with folder_of_files(), tempfile.TemporaryFile() as data, tempfile.TemporaryFile() as messages:
        with terminal_into(data.fileno(), messages.fileno()):
            open_streams()
            try:
                program.main(words, prog_name="optviz")
            except SystemExit as end:
                code = end.code
        messages.seek(0)
        check_told(words, code, messages.read().decode())
        return f"exit {code}"


@dataclass(frozen=True)
class Process:
    """A process of the program: its arguments, and a file beside the usual ones."""

    words: list[str]
    data: bytes


PROCESSES: Final = st.one_of(
    st.builds(Process, strategies.command_lines(), st.just(b"")),
    st.builds(
        Process,
        st.sampled_from([["validate", "given.yaml", "--json"], ["render", "given.yaml", "--draft", "--still", "last"]]),
        strategies.documents(),
    ),
)


def check_process(process: Process) -> str:
    """The same of a process, with everything that it writes to its terminal; no system gives it the letter NUL."""
    words = [word.replace("\0", "") for word in process.words]
    with folder_of_files():
        Path("given.yaml").write_bytes(process.data)
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", "optviz", *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=False,
        )
        check_told(words, done.returncode, done.stderr.decode())
        return f"exit {done.returncode}"


@contextlib.contextmanager
def folder_of_files() -> Iterator[None]:
    """Be in a folder with a few files; what else is written there is removed afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in strategies.FILES.items():
            Path(folder, name).write_text(text, encoding="utf-8")
        with contextlib.chdir(folder):
            yield


def check_told(words: Sequence[str], code: object, errors: str) -> None:
    """The exit code is one of those that the program has, and what it says is plain."""
    assert code in range(5), f"exit code {code}"
    assert bool(errors) or code in {0, 1, 3}, "not a word"
    lines = errors.splitlines()
    assert len(lines) <= MOST_LINES * max(1, len(words)), "many lines"
    for line in lines:
        assert line.isprintable(), f"letters that do not print: {line!a}"
    for word in ("Traceback", "Warning:", "warning:", "Exception ignored"):
        assert word not in errors, errors


# Calls.


def check_call(arguments: dict[str, Any]) -> str:
    """A call of compare() with odd objects makes a comparison, or tells what is wrong."""
    try:
        comparison = optviz.compare(**arguments)
    except OptvizError as error:
        for line in str(error).splitlines():
            check_message(line)
        return "refused"
    assert comparison.to_yaml()
    return "taken"


KINDS: Final = (
    Kind("expressions", st.tuples(strategies.ANY_EXPRESSION, POINTS, FAR), check_expression, 100),
    Kind("derivatives", st.tuples(strategies.MILD_EXPRESSIONS, POINTS), check_derivatives, 100),
    Kind("conditions", st.tuples(strategies.values(ConditionKind()), STRANGE), check_condition, 100),
    Kind("documents", strategies.documents(), check_document, 50),
    Kind("pictures", WISHES, check_picture, 15),
    Kind("commands", strategies.command_lines(), check_command, 10),
    Kind("calls", strategies.calls(), check_call, 50),
    Kind("processes", PROCESSES, check_process, 2),
)


# The search.

_LIMIT: Final = [5.0]
"""Seconds of processor time for one input."""


@contextlib.contextmanager
def watched() -> Iterator[None]:
    """Errors for every warning, for every word on the terminal, and for too much time."""
    with tempfile.TemporaryFile() as heard, warnings.catch_warnings(), terminal_into(heard.fileno(), heard.fileno()):
        warnings.simplefilter("error")
        signal.setitimer(signal.ITIMER_PROF, _LIMIT[0])
        signal.setitimer(signal.ITIMER_REAL, _LIMIT[0] * PATIENCE)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.setitimer(signal.ITIMER_REAL, 0)
        sys.stdout.flush()
        heard.seek(0)
        words = heard.read(1000)
        assert not words, f"words on the terminal: {words!r}"


@contextlib.contextmanager
def terminal_into(*files: int) -> Iterator[None]:
    """Let what is written to standard output and to standard error, by Python or by C, go to open files."""
    kept = [os.dup(number) for number in (1, 2)]
    sys.stdout.flush()
    sys.stderr.flush()
    for number, file in zip((1, 2), files, strict=True):
        os.dup2(file, number)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
        sys.stderr.flush()
        for number, original in zip((1, 2), kept, strict=True):
            os.dup2(original, number)
            os.close(original)


def too_long(number: int, _frame: FrameType | None) -> None:
    kind = "of processor time" if number == signal.SIGPROF else "by the clock"
    raise TooLongError(f"more than {_LIMIT[0] * (1 if number == signal.SIGPROF else PATIENCE):g} s {kind}")


@dataclass
class Search:
    """Rounds of inputs, and what was found.

    Args: seed: of all rounds.
    """

    seed: int
    told: dict[str, Told] = field(default_factory=dict)
    failures: dict[tuple[Any, ...], Failure] = field(default_factory=dict)

    def turn(self, kind: Kind, number: int) -> None:
        """One round of a kind."""
        told = self.told.setdefault(kind.name, Told())
        told.rounds = max(told.rounds, number + 1)
        again = f"python -m tests.torture.fuzz --seed {self.seed} --kind {kind.name} --round {number}"
        found: list[Failure] = []

        @hypothesis.seed(f"{self.seed} {kind.name} {number}")
        @settings(
            max_examples=kind.batch,
            phases=(Phase.generate, Phase.shrink),
            database=None,
            deadline=None,
            derandomize=False,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        )
        @given(kind.inputs)
        def tried(given: Any) -> None:
            begun = time.process_time()
            try:
                with watched():
                    outcome = kind.check(given)
            except (KeyboardInterrupt, GeneratorExit):
                raise
            except BaseException as error:
                if (known := self.failures.get(origin(error))) is not None:
                    known.times += 1
                    told.outcomes["failed"] += 1
                    return
                found[:] = [Failure(kind.name, given, error, again)]
                raise
            finally:
                told.slowest = max(told.slowest, time.process_time() - begun)
            told.outcomes[outcome] += 1

        begun = time.monotonic()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", hypothesis.errors.HypothesisWarning)
                tried()
        except KeyboardInterrupt:
            raise
        except BaseException:
            if not found:
                raise
            told.outcomes["failed"] += 1
            self.failures[origin(found[0].error)] = found[0]
            report(found[0])
        finally:
            told.seconds += time.monotonic() - begun

    def run(self, kinds: Sequence[Kind], seconds: float) -> None:
        """Rounds of all kinds for so long; that kind's turn comes next which has had the least time."""
        begun = said = time.monotonic()
        for kind in kinds:
            self.told[kind.name] = Told()
        while time.monotonic() - begun < seconds:
            kind = min(kinds, key=lambda each: self.told[each.name].seconds)
            self.turn(kind, self.told[kind.name].rounds)
            if time.monotonic() - said > 60:
                said = time.monotonic()
                self.say(said - begun)

    def say(self, seconds: float) -> None:
        """What was tried so far."""
        print(f"{seconds:.0f} s, {len(self.failures)} distinct failures")
        for name, told in self.told.items():
            print(f"  {name}: {told}")
        sys.stdout.flush()


def origin(error: BaseException) -> tuple[Any, ...]:
    """What tells one failure from another: the type, and where it was raised in optviz, and in whose name."""
    places = [(Path(frame.filename), frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    ours = [place for place in places if place[0].is_relative_to(ROOT)]
    return (type(error).__name__, *ours[-1:], *places[-1:])


def report(failure: Failure) -> None:
    """Print a failure."""
    frames = [each for each in traceback.extract_tb(failure.error.__traceback__) if "hypothesis" not in each.filename]
    frames = [each for each in frames if each.name not in {"turn", "tried"}]
    what = f"{type(failure.error).__name__}: {str(failure.error)[:3000]}"
    try:
        shown = repr(failure.input)
    except Exception:  # noqa: BLE001  (an object that cannot be shown is part of the game)
        shown = f"something that cannot be shown: {type(failure.input)}"
    shown = shown if len(shown) < 3000 else f"{shown[:3000]}..."
    print(f"\nFAILED ({failure.kind}), {failure.times} times\n{''.join(traceback.format_list(frames[-6:]))}{what}")
    print(f"smallest input: {shown}\nagain: {failure.again}", flush=True)
    data = getattr(failure.input, "data", failure.input)
    if isinstance(data, bytes):
        path = Path(tempfile.gettempdir(), f"optviz-fuzz-{failure.again.split()[4]}-{failure.kind}.yaml")
        path.write_bytes(data)
        print(f"saved: {path}", flush=True)


def main() -> int:
    """Search, and report; the exit code is 1 if anything failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--kind", choices=[kind.name for kind in KINDS], action="append")
    parser.add_argument("--round", type=int)
    parser.add_argument("--limit", type=float, default=_LIMIT[0])
    wanted = parser.parse_args()
    kinds = [kind for kind in KINDS if not wanted.kind or kind.name in wanted.kind]
    _LIMIT[0] = wanted.limit
    faulthandler.enable()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    signal.signal(signal.SIGPROF, too_long)
    signal.signal(signal.SIGALRM, too_long)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    print(f"seed {wanted.seed}", flush=True)
    search, begun = Search(wanted.seed), time.monotonic()
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder), contextlib.suppress(KeyboardInterrupt):
        if wanted.round is None:
            search.run(kinds, wanted.seconds)
        else:
            for kind in kinds:
                search.turn(kind, wanted.round)
    search.say(time.monotonic() - begun)
    for failure in search.failures.values():
        report(failure)
    return int(bool(search.failures))


if __name__ == "__main__":
    sys.exit(main())
