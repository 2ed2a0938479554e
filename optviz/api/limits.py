"""What a scenario may take: the limits that its estimate is held against, and that a process of its own keeps.

The system ends that process after so much processor time, and this one ends it when it uses so much memory. Where
nothing else is said, it is so for a stranger's scenario only; what a person's own takes is only estimated.
"""

from __future__ import annotations

import pickle
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple, TypedDict, TypeVar, cast

from annotated_types import Gt

from optviz.api.workers import worker_pool
from optviz.cost import LIMIT, UNLIMITED, Cost, amount, in_words
from optviz.errors import LimitError, OptvizError, ParameterError
from optviz.parameters import Switch, kind_of, make
from optviz.pool import ALONE, CAN_LIMIT, LimitExceededError, Limits, Pool, WorkerDiedError
from optviz.scenario import Scenario, load, override
from optviz.scenario.budget import ALLOW, RAISE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from functools import partial
    from pathlib import Path
    from typing import Unpack

T = TypeVar("T")

DIED: Final = "the process that did the work died; it may have run out of memory"
"""What a person is told where a process ended of itself."""
_NO_LIMITS: Final = "the system has no such limits"
_NO_PROCESS: Final = "it can start no process for it"
_ABOVE_ZERO: Final = kind_of(Annotated[float, Gt(0)])


class Allowance(TypedDict, total=False):
    """What a scenario may take, as keywords of calls.

    Args: allow_cost: whether it may take more than ten minutes of processor time, or two gigabytes of memory.
        max_seconds: the processor time that it may take instead; the work is ended when it takes more.
        max_memory: the memory that it may take instead, in bytes or as "500 MB"; the work is ended when it takes more.
        untrusted: whether it is a stranger's, as one from standard input always is: the limits are kept while it runs,
            also those that are not given, and its file may name others only in its own folder and below.
    """

    allow_cost: bool
    max_seconds: float | None
    max_memory: float | str | None
    untrusted: bool


class Permit(NamedTuple):
    """What a scenario may do.

    Args: limit: what it may take; what it was loaded with if none.  kept: whether that is kept while it runs.
        untrusted: whether it is a stranger's, and may only read what is beside it.
    """

    limit: Cost | None
    kept: bool
    untrusted: bool

    @property
    def limits(self) -> Limits | None:
        """What a process keeps while it does the work of a scenario that was loaded with this permit."""
        return Limits(*(self.limit or LIMIT)) if self.kept else None

    @contextmanager
    def process(self, pool: Pool | None = None, say: Callable[[str], object] | None = None) -> Iterator[Pool | None]:
        """The process in which the work is done, which starts at once; None where no limits are kept.

        Args: pool: used if one has been started; it stays open.
            say: called with a sentence where limits cannot be kept.
        Raises: OptvizError where they cannot be kept for a stranger's scenario.
        """
        if not self.kept:
            yield None
            return
        with nullcontext(pool) if pool else worker_pool(1 if CAN_LIMIT else 0) as process:
            yield process if self.usable(process, say) else None

    def usable(self, pool: Pool, say: Callable[[str], object] | None = None) -> bool:
        """Whether a pool can do the work within the limits that are kept; why it cannot is told.

        Raises: OptvizError where they cannot be kept for a stranger's scenario.
        """
        if pool.size and (CAN_LIMIT or not self.kept):
            return True
        why = ALONE
        if self.kept:
            why = f"this program cannot limit what work takes: {_NO_PROCESS if CAN_LIMIT else _NO_LIMITS}"
            if self.untrusted:
                raise OptvizError(f"{why}; if you trust the file, give {ALLOW}")
            why += "; only the estimate was held against them"
        if say:
            say(why)
        return False


NOTHING_SAID: Final = Permit(None, kept=False, untrusted=False)
"""The permit of a scenario of which nothing is said."""


def permit(source: Scenario | str | Path, **allowance: Unpack[Allowance]) -> Permit:
    """What a scenario may do.

    Args: source: "-" for standard input is a stranger's.
    Raises: ParameterError where an amount cannot be used.
    """
    unlimited, untrusted = (_switch(key, allowance.get(key)) for key in ("allow_cost", "untrusted"))
    untrusted |= isinstance(source, str) and source == "-"
    seconds, memory = allowance.get("max_seconds"), allowance.get("max_memory")
    base = UNLIMITED if unlimited else LIMIT
    limit = Cost(
        base.seconds if seconds is None else make(_ABOVE_ZERO, seconds, "max_seconds"),
        base.bytes if memory is None else _memory(memory),
    )
    given = unlimited or seconds is not None or memory is not None
    kept = limit != UNLIMITED and (untrusted or seconds is not None or memory is not None)
    return Permit(limit if given else None, kept, untrusted)


def loaded(source: Scenario | str | Path, permitted: Permit = NOTHING_SAID) -> Scenario:
    """The scenario itself, or the one of a path or a name, with the limit that it may take.

    Raises: ScenarioError where it cannot be used, or is estimated to take more.  MissingToolError where a package is
        missing that an optimizer needs.
    """
    limit = permitted.limit
    if not isinstance(source, Scenario):
        found = load(source, limit=limit or LIMIT, untrusted=permitted.untrusted)
    else:
        found = source if limit is None else override(replace(source, limit=limit))
    for optimizer in found.optimizers:
        optimizer.check_packages()
    return found


def divided(options: Mapping[str, Any]) -> tuple[Allowance, dict[str, Any]]:
    """The options that say what a scenario may take, and the others."""
    names = Allowance.__annotations__
    own = {key: value for key, value in options.items() if key in names}
    return cast("Allowance", own), {key: value for key, value in options.items() if key not in names}


def within(pool: Pool, job: partial[T], scenario: Scenario, hear: Callable[[Any], object] | None = None) -> T:
    """Have the work of a scenario done in a process that keeps its limits.

    Args: hear: called with what the job tells.
    Raises: LimitError where it takes more.  OptvizError where the process dies, or the scenario cannot be sent to it.
    """
    about = scenario.path or scenario.name
    try:
        pickle.dumps(job)
    except Exception as error:
        raise OptvizError(f"{about}: limits are kept in another process, where this cannot be sent: {error}") from error
    try:
        return pool.start(job, hear=hear, limits=Limits(*scenario.limit)).result()
    except LimitExceededError as error:
        raise LimitError(f"{about}: {told(error)}") from error
    except WorkerDiedError as error:
        raise OptvizError(f"{about}: {DIED}") from error


def told(error: LimitExceededError) -> str:
    """That a limit was exceeded, in words, with the option that raises it."""
    seconds, memory = in_words(Cost(*error.limits))
    if error.what == "seconds":
        return f"stopped after {seconds} of processor time, the limit ({RAISE[0]})"
    return f"needs more than {memory} of memory, the limit ({RAISE[1]})"


def _switch(key: str, value: object) -> bool:
    return value is not None and bool(make(Switch(), value, key))


def _memory(given: object) -> float:
    found = amount(given) if isinstance(given, str) else make(_ABOVE_ZERO, given, "max_memory")
    if found is None:
        raise ParameterError("max_memory", f'expected bytes, or an amount as "500 MB" or "2 GB", not {given!r}')
    return float(found)
