"""A scenario file in a browser, drawn anew whenever it is saved."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from optviz.api.limits import Allowance, permit
from optviz.api.preview import Preview, Server, wait_for_change
from optviz.api.signatures import spelled_out
from optviz.errors import OutputError, ScenarioError
from optviz.parsing.project import is_regular
from optviz.scenario import bundled, is_house

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Unpack

    from optviz.api.preview import Shown


@spelled_out(Allowance)
def watch(
    path: str | Path,
    *,
    port: int = 0,
    begun: Callable[[str], object] = lambda _: None,
    told: Callable[[Shown], object] = lambda _: None,
    **allowance: Unpack[Allowance],
) -> None:
    """Show a scenario file's draft in a browser, and draw it anew whenever it, or a file that it names, is saved.

    It ends with KeyboardInterrupt, or where the process is ended.

    Args: path: of the scenario file.  port: of this machine, where the preview is; any free one if 0.
        begun: called with the preview's address.  told: called with what is shown, each time that changes.
        allowance: what the scenario may take, as in render.
    Raises: OutputError where there is no such file, or it cannot listen on the port.  ScenarioError where it is no
        file that a person edits.  OptvizError where limits cannot be kept for a stranger's scenario.
    """
    file = _checked(path)
    with permit(file, **allowance).process() as alone:
        preview = Preview(file, alone or 1, **allowance)
        with Server(preview, port) as server:
            begun(server.url)
            while True:
                told(preview.update())
                wait_for_change(preview.known)


def _checked(path: str | Path) -> Path:
    """The path of a file that can be watched."""
    file = Path(path)
    if is_regular(file):
        if is_house(file):
            raise ScenarioError(f"{file} is no scenario; watch one of its folder, which is drawn anew with it")
        return file
    if str(path) == "-":
        raise ScenarioError("standard input cannot be watched; give a file")
    if os.path.exists(file):  # noqa: PTH110  (this one never fails)
        raise OutputError(f"cannot watch {file}: it is {'a folder' if file.is_dir() else 'no regular file'}")
    advice = f"; a copy to edit: optviz show scenario:{path} > {path}.yaml" if str(path) in bundled() else ""
    raise OutputError(f"cannot watch {file}: there is no such file{advice}")
