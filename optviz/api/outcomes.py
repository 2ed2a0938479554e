"""What came of many scenarios: of each one, and of all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from pathlib import Path

State: TypeAlias = Literal["fresh", "stale", "rendered", "failed", "skipped", "ignored"]


class File(NamedTuple):
    """One file of a scenario.

    Args: path: where it is or will be.  reason: why it was, or would be, written; empty if it was fresh.
        bytes, sha256: its size and its content's SHA-256, where the manifest knows it.
    """

    path: Path
    reason: str = ""
    bytes: int | None = None
    sha256: str | None = None


@dataclass(frozen=True, repr=False)
class Outcome:
    """The outcome of one scenario.

    Args: source: its file.  state: fresh: there was nothing to do.  stale: it would be rendered.  rendered: it was.
            failed: it could not be loaded or rendered.  skipped: another one failed before.
            ignored: it is no scenario.
        files: all of its files.  seconds: how long it took, where it was rendered, or how long it took then.
        notes: what a person should know about the files.  error: why it failed.
    """

    source: str
    state: State
    files: tuple[File, ...] = ()
    seconds: float | None = None
    notes: tuple[str, ...] = ()
    error: str = ""

    def __repr__(self) -> str:
        files = ", ".join(map(str, self.paths))
        about = self.error.partition("\n")[0] or files
        return f"<Outcome {self.source}: {self.state}{', ' if about else ''}{about}>"

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files that were, or would be, written; all of them where there was nothing to do."""
        return tuple(file.path for file in self.files if file.reason or self.state == "fresh")

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why, one for each path."""
        return tuple(file.reason for file in self.files if file.reason)


@dataclass(frozen=True, repr=False)
class Report:
    """What a build did, or would do.

    Args: outcomes: one for each scenario, in the order they were found.
    """

    outcomes: tuple[Outcome, ...]

    def __repr__(self) -> str:
        counts = Counter(outcome.state for outcome in self.outcomes)
        return f"<Report {', '.join(f'{count} {state}' for state, count in counts.items()) or 'of nothing'}>"

    def having(self, state: State) -> tuple[Outcome, ...]:
        """The outcomes with one state."""
        return tuple(outcome for outcome in self.outcomes if outcome.state == state)

    @property
    def ok(self) -> bool:
        """Whether every file is fresh now."""
        return all(outcome.state in {"fresh", "rendered", "ignored"} for outcome in self.outcomes)
