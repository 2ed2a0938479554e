from __future__ import annotations

import json
from typing import TYPE_CHECKING

from optviz.scenario import schema

if TYPE_CHECKING:
    from tests.cli.conftest import Call


def test_schema_on_stdout(call: Call) -> None:
    assert json.loads(call("schema").stdout) == schema()
    assert json.loads(call("schema", "--house").stdout) == schema(house=True)
