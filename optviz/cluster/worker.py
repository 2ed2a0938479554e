"""What the workers of a cluster do, and those processes of this machine that become workers."""

from __future__ import annotations

import asyncio
import importlib
import logging
import sys
import tempfile
import time
import traceback
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from optviz.errors import MissingToolError
from optviz.files import temporary_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Tell = Callable[[Any], object]
    Work = Callable[["Parcel", Tell], "Parcel"]
    Check = Callable[[dict[str, str]], str]

CALL: Final = "__import__('importlib').import_module('optviz.cluster.worker').called(name)(*arguments)"
"""Calls a function where a worker evaluates it. A worker without optviz, which gets an object of it, ends at once."""
BEGUN, TOLD, ENDED = "begun", "told", "ended"
"""What a worker sends while it does a task."""
DONE, FAILED, LACKING = "done", "failed", "lacking"
"""How a task may end."""

_HERE: Final = "127.0.0.1"
_PAUSE: Final = 0.2
"""Seconds between two messages of a task; those that come sooner are left out."""
_LOGGERS: Final = (
    "distributed", "distributed.client", "distributed.gc", "tornado", "tornado.application", "bokeh",
)  # fmt: skip
_QUIET: Final = {
    "logging": dict.fromkeys(_LOGGERS, "critical"),
    "distributed.admin.large-graph-warning-threshold": "1 TB",
}
"""Settings with which Dask says nothing."""
_LIGHT: Final = {"distributed.worker.profile.enabled": False, "distributed.diagnostics.nvml": False}
"""Settings with which a worker does nothing beside its tasks."""


class Parcel(NamedTuple):
    """What goes over the wire, in both directions: a text, and the bytes of files by name."""

    text: str
    files: dict[str, bytes]


def library() -> Any:
    """Dask's distributed, which then says nothing on its own; where a program has it already, it stays as it is.

    Raises: MissingToolError where it is not installed.
    """
    try:
        if "distributed" not in sys.modules:
            importlib.import_module("dask").config.set(_QUIET)
        return importlib.import_module("distributed")
    except ImportError as error:
        remedy = "install it with: pip install 'optviz[dask]'"
        raise MissingToolError(f"Dask's distributed cannot be imported ({error}); {remedy}") from error


def name_of(function: Callable[..., object]) -> str:
    """The name by which another process finds a function."""
    return f"{function.__module__}:{function.__qualname__}"


def called(name: str) -> Callable[..., Any]:
    """The function of a name."""
    module, _, function = name.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return found


def do(
    work: str, check: str, wanted: dict[str, str], text: str, files: dict[str, bytes], topic: str, number: int
) -> tuple[str, str, dict[str, bytes]]:
    """Do a task. Returns how it ended, and a parcel's text and files.

    Args: work, check: the names of what is given to connect.  wanted: as there.  text, files: the parcel's.
        topic: where to send what goes on.  number: the task's, which is sent, too.
    """
    worker = library().get_worker()
    if lacks := called(check)(wanted):
        return LACKING, f"{worker.address}: {lacks}", {}
    said = time.monotonic()

    def tell(message: Any) -> None:
        nonlocal said
        if time.monotonic() - said > _PAUSE:
            worker.log_event(topic, (number, TOLD, message))
            said = time.monotonic()

    worker.log_event(topic, (number, BEGUN, None))
    try:
        return DONE, *called(work)(Parcel(text, files), tell)
    except Exception:  # noqa: BLE001  (one task's fault does not stop the others; its traceback is reported)
        return FAILED, traceback.format_exc().rstrip(), {}
    finally:
        worker.log_event(topic, (number, ENDED, None))


def prepare(folder: Path) -> None:
    """Import Dask in a process that is ours alone, where nobody reads what it says.

    Args: folder: where temporary files go.
    """
    tempfile.tempdir = str(folder)
    logging.disable()
    warnings.simplefilter("ignore")
    library()
    importlib.import_module("dask").config.set(_LIGHT)


def serve(scheduler: str) -> None:
    """Be a worker until the scheduler or the process that began is gone."""
    asyncio.run(_serve(scheduler))


async def _serve(scheduler: str) -> None:
    with hidden() as options:
        worker = await library().Worker(scheduler, nthreads=1, memory_limit=0, **options)
    await worker.finished()


@contextmanager
def hidden() -> Iterator[dict[str, Any]]:
    """Options of a scheduler and of workers that are found from this machine only, until they have begun.

    Dask needs a folder to begin, and has modules looked for there from then on. It is not left to it: so a process that
    is killed leaves none behind.
    """
    with temporary_folder() as folder:
        yield {"host": _HERE, "dashboard": False, "dashboard_address": f"{_HERE}:0", "local_directory": str(folder)}
    sys.path[:] = [entry for entry in sys.path if not entry.startswith(str(folder))]
