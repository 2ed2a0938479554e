"""What all tests share: a cache of their own, so that nothing is read from or left on the machine."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    before = os.environ.get("OPTVIZ_CACHE")
    os.environ["OPTVIZ_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    yield
    if before is None:
        del os.environ["OPTVIZ_CACHE"]
    else:
        os.environ["OPTVIZ_CACHE"] = before
