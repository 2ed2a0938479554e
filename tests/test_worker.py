from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from optviz.pool import Pool
from optviz.worker import tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


JOBS = """
from concurrent.futures import ThreadPoolExecutor
from optviz.worker import tell

def count(most):
    for number in range(most):
        tell(number)
    return most

def count_in_threads(threads, most):
    with ThreadPoolExecutor(threads) as several:
        return len(list(several.map(count, [most] * threads)))
"""


@pytest.fixture
def jobs(module: Callable[[str], Any]) -> Any:
    return module(JOBS)


@pytest.fixture
def pool(jobs: Any) -> Iterator[Pool]:
    del jobs  # which its process finds
    with Pool(1, os.getpid) as one:
        yield one


def test_what_a_job_tells_is_heard_in_its_order(pool: Pool, jobs: Any) -> None:
    heard = list[int]()
    assert pool.start(partial(jobs.count, 5000), hear=heard.append).result() == 5000
    assert heard == list(range(5000))
    assert pool.start(partial(jobs.count, 10)).result() == 10
    assert pool.start(partial(abs, -1), hear=heard.append).result() == 1


def test_many_threads_of_a_job_may_tell(pool: Pool, jobs: Any) -> None:
    heard = list[int]()
    assert pool.start(partial(jobs.count_in_threads, 4, 500), hear=heard.append).result() == 4
    assert sorted(heard) == sorted([*range(500)] * 4)


def test_where_nobody_hears_nothing_is_told() -> None:
    tell("nothing")


def test_a_message_that_cannot_travel_is_an_error(pool: Pool) -> None:
    with pytest.raises(Exception, match="pickle"):
        pool.start(partial(eval, "__import__('optviz.worker').worker.tell(lambda: 0)")).result()
    assert pool.submit(abs, -1).result() == 1
