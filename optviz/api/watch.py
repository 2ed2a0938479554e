"""A scenario file in a browser, drawn anew whenever it is saved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from optviz.api.preview import Preview, Server
from optviz.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.api.preview.state import Shown

_SETTLED: Final = 60
"""Milliseconds after the first of several changes in which the others count as one with it."""
_STEP: Final = 20
"""Milliseconds between two looks at what has changed."""


def watch(
    path: str | Path,
    *,
    port: int = 0,
    begun: Callable[[str], object] = lambda _: None,
    told: Callable[[Shown], object] = lambda _: None,
    **allowance: Any,
) -> None:
    """Show a scenario file's draft in a browser, and draw it anew whenever it, or a file that it names, is saved.

    It ends with KeyboardInterrupt, or where the process is ended.

    Args: path: of the scenario file.  port: of this machine, where the preview is; any free one if 0.
        begun: called with the preview's address.  told: called with what is shown, each time that changes.
        allowance: what the scenario may take, as in render.
    Raises: OutputError where there is no such file, or it cannot listen on the port.
    """
    import watchfiles

    file = Path(path)
    if not file.is_file():
        raise OutputError(f"cannot read {file}: there is no such file")
    preview = Preview(file, **allowance)
    with Server(preview, port) as server:
        begun(server.url)
        told(preview.update())
        while True:
            known, folders = _known(preview)
            for changes in watchfiles.watch(
                *folders, watch_filter=None, debounce=_SETTLED, step=_STEP, recursive=False, raise_interrupt=True
            ):
                if known.isdisjoint(Path(changed).resolve() for _, changed in changes):
                    continue
                told(preview.update())
                if _known(preview)[0] != known:
                    break


def _known(preview: Preview) -> tuple[set[Path], set[Path]]:
    """The files that a preview depends on, and their folders, in which a file may be replaced by another."""
    files = {file.resolve() for file in preview.files}
    return files, {file.parent for file in files}
