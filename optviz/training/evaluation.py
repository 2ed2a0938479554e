"""Losses evaluated in several processes, where they can be sent there."""

from __future__ import annotations

import importlib
import math
import pickle
import sys
import warnings
from concurrent.futures import as_completed
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from optviz.errors import OptvizError
from optviz.pool import Pool, WorkerDiedError
from optviz.training.losses import do, loaded, prepare

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future

    from optviz.training.losses import Losses

_CHUNKS: Final = 16
"""Tasks for each process: few enough to cost nothing, and enough that none waits long for the last one."""

Job: TypeAlias = "tuple[Callable[..., list[float]], tuple[Any, ...]]"


def chunks(count: int, workers: int) -> list[slice]:
    """The parts of a number of things that are given to processes one at a time."""
    length = max(1, math.ceil(count / (_CHUNKS * max(workers, 1))))
    return [slice(begin, begin + length) for begin in range(0, count, length)]


def evaluate(losses: Losses, jobs: Sequence[Job], workers: int, progress: Callable[[float], object]) -> list[float]:
    """The losses that some jobs ask for, one after another.

    A loss that cannot be sent to another process is evaluated in this one, and a warning says so.

    Args: losses: of what.  jobs: methods of Losses, each with its arguments.
        workers: how many processes; with 0 all is done in this one.  progress: called with the share done, 0 to 1.
    Raises: what the loss raises, with the traceback of its process as a note.
        OptvizError where a loss is not finite, or a process died.
    """
    if workers:
        try:
            return _elsewhere(losses, jobs, workers, progress)
        except _CannotBeSentError as error:
            warnings.warn(f"the loss is evaluated in this process alone: {error}", RuntimeWarning, stacklevel=3)
    found = []
    for done, (method, arguments) in enumerate(jobs, 1):
        found += method(losses, *arguments)
        progress(done / len(jobs))
    return found


class _CannotBeSentError(Exception):
    """Why no other process evaluates the loss."""


def _elsewhere(losses: Losses, jobs: Sequence[Job], workers: int, progress: Callable[[float], object]) -> list[float]:
    """The same in other processes."""
    with Pool(workers, prepare, list(sys.path), _pickled(losses)) as pool:
        if not pool.size:
            raise _CannotBeSentError("this program can start no other")
        _try(pool)
        futures = [pool.submit(partial(do, *job)) for job in jobs]
        for done, future in enumerate(as_completed(futures), 1):
            _result(future)
            progress(done / len(jobs))
        return [value for future in futures for value in future.result()]


def _pickled(losses: Losses) -> bytes:
    """A loss as bytes: with cloudpickle, which takes functions of scripts and notebooks too, where it is installed."""
    try:
        return bytes((_cloudpickle() or pickle).dumps(losses))
    except Exception as error:  # a person's objects may raise anything
        raise _no_other(error) from error


def _try(pool: Pool) -> None:
    """Wait until one process has loaded the loss."""
    try:
        pool.submit(loaded).result()
    except Exception as error:  # loading it may run any module of a person's
        raise _no_other(error) from error


def _no_other(error: Exception) -> _CannotBeSentError:
    """Why no other process could load the loss, and what helps."""
    advice = "define it in a module of its own" + ("" if _cloudpickle() else ", or install cloudpickle")
    return _CannotBeSentError(f"no other could load it ({type(error).__name__}: {error}); {advice}")


def _cloudpickle() -> Any:
    """The package, or None where it is not installed."""
    try:
        return importlib.import_module("cloudpickle")
    except ImportError:
        return None


def _result(future: Future[list[float]]) -> list[float]:
    try:
        return future.result()
    except WorkerDiedError as error:
        raise OptvizError(
            "a process that evaluated the loss died; if the memory was too small, fewer workers may do it"
        ) from error
