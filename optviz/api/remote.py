"""Scenarios rendered by the workers of a Dask cluster: packed as plain data here, rendered there, sent back as files.

A worker has a scenario from its mapping, as JSON, and the sources of the plugins that are loaded here. It renders in a
process of its own: matplotlib draws one picture at a time, and a worker may have many threads; and a process can be
ended that takes more than it may.
"""

from __future__ import annotations

import json
import platform
import threading
import time
import traceback
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from optviz import cluster
from optviz.api.environment import differences, environment, packages_of
from optviz.api.limits import DIED, told
from optviz.api.make import make
from optviz.api.manifest import Fingerprint
from optviz.api.pictures import Picture
from optviz.api.plugins import loaded
from optviz.api.workers import worker_pool
from optviz.cluster import Failure, Parcel
from optviz.cost import UNLIMITED
from optviz.errors import OptvizError
from optviz.files import temporary_folder
from optviz.pool import CAN_LIMIT, LimitExceededError, Limits, WorkerDiedError, tell
from optviz.scenario import assembled, to_mapping

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence

    from optviz.api.make import Kind
    from optviz.pool import Pool
    from optviz.scenario import Scenario

K = TypeVar("K")

_CODE, _PLUGINS = "code", "plugins"
_DATA: Final = "data:"
"""What the name of a file with data begins with in a parcel; those of plugins begin with a slash."""
_HASH: Final = 12
"""Letters of a hash that a message shows."""
_OWN: Final = threading.local()
"""Each thread of a worker has a pool of one process, which has loaded the plugins of the task before."""


class Answer(NamedTuple):
    """What a worker made of one task, or why it could not.

    Args: files: their bytes, in the order of the paths that were asked for.  notes: what a person should know about
        them.  seconds: how long they took.  error: why there are none, in words; empty where there are.
    """

    files: tuple[bytes, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    error: str = ""


class Remote:
    """The workers of a cluster, which make files of scenarios."""

    def __init__(self, workers: cluster.Cluster) -> None:
        self._workers = workers

    def map(
        self,
        tasks: Iterable[tuple[K, Sequence[Picture]]],
        limits: Limits | None = None,
        hear: Callable[[K, float], object] | None = None,
        kind: Kind = "pictures",
    ) -> Generator[tuple[K, Answer]]:
        """Each task's answer as it comes, with its key.

        Args: tasks: a key of any kind, and files of one scenario, as `draw` takes them; of a path only the name
                counts. They begin in their order, and are taken from here as workers are free.
            limits: of each task, where it is done.  hear: called with a task's key and the share that is done.
            kind: what the files are.
        Raises: OutputError where the scheduler is lost, or has no workers for long.  MissingToolError where a worker
            that came later has other versions.
        """
        parcels = ((key, _packed(pictures, limits, kind)) for key, pictures in tasks)
        for key, answer in self._workers.map(parcels, hear):
            yield key, Answer(error=answer.reason) if isinstance(answer, Failure) else _unpacked(answer)


@contextmanager
def connect(address: str, scenarios: Iterable[Scenario]) -> Iterator[Remote]:
    """The workers of the cluster at an address, which have all that some scenarios need.

    Args: address: of a scheduler, as "tcp://host:8786", or "local:2" for so many processes of this machine.
    Raises: ParameterError where the address is none.  MissingToolError where Dask is not installed, or the versions
        here and there differ.  OutputError where there is no scheduler, or it has no workers.
    """
    packages = sorted({name for scenario in scenarios for name in packages_of(scenario)})
    with cluster.connect(address, work, lacking, _wanted(packages)) as workers:
        yield Remote(workers)


def _packed(pictures: Sequence[Picture], limits: Limits | None, kind: Kind) -> Parcel:
    """What a worker needs to make files of one scenario."""
    scenario = pictures[0].scenario
    data = {
        "scenario": to_mapping(scenario),
        "outputs": [
            {
                "name": each.scenario.name,
                "output": to_mapping(each.scenario)["output"],
                "names": [path.name for path in each.paths],
            }
            for each in pictures
        ],
        "inputs": Fingerprint.of(scenario).inputs,
        "limits": limits,
        "kind": kind,
    }
    # Of a plugin's place only the name of its file goes to others; a number keeps two apart.
    plugins = {f"/{number}/{file.name}": source for number, (file, source) in enumerate(loaded().items())}
    files = {f"{_DATA}{written}": path.read_bytes() for written, path in scenario.files.items()}
    return Parcel(_text(data), plugins | files)


def _unpacked(answer: Parcel) -> Answer:
    found = json.loads(answer.text)
    files = tuple(answer.files[str(number)] for number in range(len(answer.files)))
    return Answer(files, tuple(found["notes"]), found["seconds"], found["error"])


def _wanted(packages: Iterable[str]) -> dict[str, str]:
    """What must be the same on both sides: versions, and optviz's code. Plugins are sent."""
    found = environment(packages)
    found["python"], found["optviz's code"] = platform.python_version(), found.pop(_CODE)[:_HASH]
    return {name: value for name, value in found.items() if name != _PLUGINS}


# What workers do.


def lacking(wanted: Mapping[str, str]) -> str:
    """What a worker lacks of what is wanted, in words; empty if nothing."""
    there = _wanted(wanted)
    return ", ".join(differences(wanted, {name: there[name] for name in wanted}, "here, but there"))


def work(parcel: Parcel, hear: Callable[[float], object]) -> Parcel:
    """Make the files of a task in a process of this thread's own."""
    data = json.loads(parcel.text)
    limits = Limits(*data["limits"]) if data["limits"] else None
    if limits and not CAN_LIMIT:
        return _failed(f"{platform.node()} cannot limit what work takes: the system has no such limits")
    plugins = {name: content for name, content in parcel.files.items() if not name.startswith(_DATA)}
    with temporary_folder() as folder, temporary_folder() as inputs:
        files = _unpacked_files(parcel, inputs)
        job, begun = partial(_make, data, folder, files), time.monotonic()
        try:
            notes = _pool(plugins).start(job, hear=hear, limits=limits).result()
        except OptvizError as error:
            return _failed(str(error))
        except LimitExceededError as error:
            return _failed(told(error))
        except WorkerDiedError:
            return _failed(f"{DIED}, on {platform.node()}")
        except Exception:  # noqa: BLE001  (one scenario's bug does not stop the others; its traceback is reported)
            return _failed(traceback.format_exc().rstrip())
        made = {path.parent.name: path.read_bytes() for path in folder.glob("*/*")}
        return Parcel(json.dumps({"notes": notes, "seconds": time.monotonic() - begun, "error": ""}), made)


def _failed(error: str) -> Parcel:
    return Parcel(json.dumps({"notes": [], "seconds": 0.0, "error": error}), {})


def _pool(plugins: dict[str, bytes]) -> Pool:
    """This thread's pool, whose process has loaded these plugins, and no others."""
    pool: Pool | None = getattr(_OWN, "pool", None)
    if pool is None or _OWN.plugins != plugins:
        if pool is not None:
            pool.close()
        pool = _OWN.pool = worker_pool(1, {Path(name): source for name, source in plugins.items()})
        _OWN.plugins = plugins
    return pool


def _unpacked_files(parcel: Parcel, folder: Path) -> dict[str, Path]:
    """The files with data of a task, in a folder; by their paths as the scenario writes them."""
    named = [name for name in parcel.files if name.startswith(_DATA)]
    found = {name.removeprefix(_DATA): folder / f"{number}{Path(name).suffix}" for number, name in enumerate(named)}
    for written, path in found.items():
        path.write_bytes(parcel.files[f"{_DATA}{written}"])
    return found


def _make(data: dict[str, Any], folder: Path, files: Mapping[str, Path]) -> list[str]:
    """Make files in folders named by their numbers; returns what a person should know about them.

    Args: files: those with data, by their paths as the scenario writes them.

    Raises: OptvizError as render does, and where the scenario or its fonts are others here.
    """
    outputs, numbers = data["outputs"], count()
    paths = [tuple(folder / str(next(numbers)) / Path(name).name for name in each["names"]) for each in outputs]
    pictures = [Picture(_scenario(data, each, files), made) for each, made in zip(outputs, paths, strict=True)]
    scenario = pictures[0].scenario
    if others := _changed(data["inputs"], Fingerprint.of(scenario).inputs):
        raise OptvizError(f"other files on {platform.node()} than here: {', '.join(others)}; install the same there")
    return list(make(pictures, 1, tell, data["kind"]))


def _scenario(data: Mapping[str, Any], output: Mapping[str, Any], files: Mapping[str, Path]) -> Scenario:
    """The scenario with one of its outputs.

    Raises: OptvizError where it is read as another one, or cannot be read, as where a font is not installed.
    """
    mapping = {**data["scenario"], "output": output["output"]}
    scenario = assembled(mapping, output["name"], limit=UNLIMITED, files=files)
    if others := _changed(mapping, json.loads(_text(to_mapping(scenario)))):
        raise OptvizError(f"{output['name']} is read as another scenario on {platform.node()}: {', '.join(others)}")
    return scenario


def _changed(there: Mapping[str, Any], here: Mapping[str, Any]) -> list[str]:
    """The names of what is not the same."""
    return [name for name in {**there, **here} if there.get(name) != here.get(name)]


def _text(data: object) -> str:
    """Plain data as JSON; a program that made a scenario may have put NumPy's numbers in it."""
    return json.dumps(data, default=lambda number: number.tolist())
