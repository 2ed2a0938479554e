"""The page's script, run by Node."""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

NODE = shutil.which("node")
SCRIPT = files("optviz.page") / "script"


@pytest.fixture(scope="session")
def javascript() -> Callable[..., Any]:
    """What a function of the script's modules returns for some data.

    Args: source: the body of an async function of `data` and of all that `modules` export.
    """
    if NODE is None:
        pytest.skip("there is no Node")

    def run(source: str, data: Any, *modules: str) -> Any:
        imports = "".join(f"import * as {name} from {json.dumps(f'{SCRIPT}/{name}.mjs')};\n" for name in modules)
        whole = f"{imports}const data = {json.dumps(data)};\nconst found = await (async () => {{ {source} }})();\n"
        whole += "console.log(JSON.stringify(found));"
        arguments = [NODE, "--input-type=module", "-"]
        done = subprocess.run(arguments, input=whole, capture_output=True, text=True, timeout=120, check=False)
        assert not done.returncode, done.stderr
        return json.loads(done.stdout)

    return run
