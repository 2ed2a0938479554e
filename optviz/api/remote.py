"""Scenarios rendered by the workers of a Dask cluster: packed as plain data here, rendered there, sent back as files.

A worker has a scenario from its mapping, as JSON, and the sources of the plugins that are loaded here. It renders in a
process of its own, since matplotlib draws one picture at a time, and a worker may have many threads.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from optviz.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

K = TypeVar("K")


class Product(NamedTuple):
    """A file to make: of which scenario, and its name, whose suffix gives the format: a picture's, or data's."""

    scenario: Scenario
    name: str


@dataclass(frozen=True)
class Answer:
    """What a worker made of one task, or why it failed.

    Args: files: their bytes, in the order of the task's products.  notes: what a person should know about them.
        error: why there are no files, in words; empty where there are.  exit_code: the error's.
    """

    files: tuple[bytes, ...] = ()
    notes: tuple[str, ...] = ()
    error: str = ""
    exit_code: int = 0


class Remote:
    """The workers of a cluster."""

    def map(
        self,
        tasks: Iterable[tuple[K, Sequence[Product]]],
        limits: object | None = None,
        hear: Callable[[K, float], object] | None = None,
    ) -> Generator[tuple[K, Answer]]:
        """Each task's answer as it comes, with its key; a task's products share what they can.

        Args: tasks: taken one by one, so that they may be made as they are needed; they begin in their order.
            limits: of each task, in the process that does it.  hear: called with a task's key and the share done.
        Raises: OutputError where the scheduler is lost.  MissingToolError where a worker that came later is another.
        """
        raise NotImplementedError


@contextmanager
def connect(address: str, scenarios: Iterable[Scenario]) -> Iterator[Remote]:
    """The workers of the cluster at an address, which have all that these scenarios need.

    Args: address: "tcp://host:8786", or "local:2" for so many processes of this machine.
    Raises: ParameterError where the address is none.  MissingToolError where Dask is not installed, or the versions
        here and there differ.  OutputError where there is no scheduler, or it has no workers.
    """
    raise NotImplementedError
