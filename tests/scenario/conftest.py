"""The example files: valid ones, and broken ones each beside the messages it deserves."""

from __future__ import annotations

from pathlib import Path

import pytest

_HERE = Path(__file__).parent
_BUNDLED = _HERE.parents[1] / "scenarios"

VALID = sorted([*(_HERE / "valid").glob("*.yaml"), *_BUNDLED.glob("*.yaml")])
BROKEN = sorted((_HERE / "broken").glob("*.yaml"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    for name, paths in (("valid", VALID), ("broken", BROKEN)):
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, paths, ids=[path.stem for path in paths])


@pytest.fixture
def everything() -> str:
    """A valid file that uses most of the language."""
    return (_HERE / "valid" / "everything.yaml").read_text(encoding="utf-8")
