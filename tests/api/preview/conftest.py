"""What the preview's tests share: a small file, and a preview of it that follows its saves in a thread."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from optviz.api.preview import Preview, Server, changes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

TEXT = """\
title: Two of them
surface: sphere
start: [0.5, 0.4]
steps: 6
optimizers: [sgd, adam]
views: [contour]
output: {size: [320, 220], fps: 10, duration: 0.6, hold: 0}
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small scenario's, in the current folder, which is a repository's."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    path = tmp_path / "small.yaml"
    path.write_text(TEXT)
    return path


class Followed:
    """A preview that is served, and drawn anew as its files change."""

    def __init__(self, preview: Preview, server: Server) -> None:
        self.preview, self.server = preview, server
        self.failed: list[BaseException] = []

    def follow(self) -> None:
        """Until the preview ends."""
        try:
            while not self.preview.ended:
                self.preview.update()
                changes.wait_for_change(self.preview.known)
        except BaseException as error:  # the test tells it
            self.failed.append(error)
            raise


@pytest.fixture
def followed() -> Callable[..., AbstractContextManager[Followed]]:
    @contextmanager
    def follow(path: Path, **options: Any) -> Iterator[Followed]:
        preview = Preview(path, **options)
        with Server(preview) as server:
            found = Followed(preview, server)
            thread = Thread(target=found.follow)
            thread.start()
            try:
                yield found
            finally:
                preview.end()
                path.write_text("it ends\n")
                thread.join(120)
                assert not thread.is_alive()
        assert found.failed == []

    return follow
