"""Who sees a preview: a browser of this machine that knows its secret address.

The server listens on the loopback address only. A page of another origin cannot ask it: the address has a random part,
and requests whose Host header names another host, as of a name that was bound to this address, are refused.
"""

from __future__ import annotations

import json
import secrets
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from threading import Thread
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self, cast

from optviz.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.api.preview.state import Preview

LOOPBACK: Final = "127.0.0.1"
_POLICY: Final = "default-src 'none'; img-src 'self' data:; script-src 'self'; style-src 'self'; connect-src 'self'"
_HEADERS: Final = {
    "Content-Security-Policy": f"{_POLICY}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_FILES: Final = {
    "": ("page.html", "text/html"),
    "page.css": ("page.css", "text/css"),
    "page.js": ("page.js", "text/javascript"),
}
_WAIT: Final = 10.0
"""Seconds after which a browser is told that the server is still there."""


class Server:
    """A server of one preview, in threads of its own.

    Args: port: where it listens; any free one if 0.
    Raises: OutputError where it cannot listen there.
    """

    def __init__(self, preview: Preview, port: int = 0) -> None:
        self.token = secrets.token_urlsafe(16)
        handler = type("Handler", (_Handler,), {"preview": preview, "token": self.token})
        try:
            self._server = ThreadingHTTPServer((LOOPBACK, port), handler)
        except OSError as error:
            raise OutputError(f"cannot listen on port {port}: {error.strerror or error}") from error
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, daemon=True)

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._server.server_port

    @property
    def url(self) -> str:
        """The address of the preview."""
        return f"http://{LOOPBACK}:{self.port}/{self.token}/"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    preview: ClassVar[Preview]
    token: ClassVar[str]
    server_version = "optviz"
    sys_version = ""

    def do_GET(self) -> None:
        """Send what a path names."""
        port = cast("ThreadingHTTPServer", self.server).server_port
        if self.headers.get("Host") not in {f"{LOOPBACK}:{port}", f"localhost:{port}"}:
            self._refuse(HTTPStatus.FORBIDDEN)
            return
        _, token, *rest = [*self.path.partition("?")[0].split("/", 2), ""]
        if not secrets.compare_digest(token.encode(), self.token.encode()):
            self._refuse(HTTPStatus.NOT_FOUND)
            return
        self._answer(rest[0])

    def _answer(self, name: str) -> None:
        special: dict[str, Callable[[], None]] = {"picture.gif": self._picture, "events": self._events}
        if name in special:
            special[name]()
        elif name in _FILES:
            file, kind = _FILES[name]
            self._send((files("optviz.api.preview") / file).read_bytes(), f"{kind}; charset=utf-8")
        else:
            self._refuse(HTTPStatus.NOT_FOUND)

    def _picture(self) -> None:
        if content := self.preview.shown.picture:
            self._send(content, "image/gif")
        else:
            self._refuse(HTTPStatus.NOT_FOUND)

    def _events(self) -> None:
        """Send what is shown now, and again whenever that changes, until the browser goes away."""
        self._begin(HTTPStatus.OK, "text/event-stream")
        version = -1
        try:
            while True:
                shown = self.preview.wait(version, _WAIT)
                line = ": still here\n\n" if shown.version == version else f"data: {json.dumps(shown.told)}\n\n"
                self.wfile.write(line.encode())
                self.wfile.flush()
                version = shown.version
        except OSError:
            return

    def _send(self, content: bytes, kind: str) -> None:
        self._begin(HTTPStatus.OK, kind, len(content))
        self.wfile.write(content)

    def _refuse(self, status: HTTPStatus) -> None:
        content = f"{status.value} {status.phrase}\n".encode()
        self._begin(status, "text/plain", len(content))
        self.wfile.write(content)

    def _begin(self, status: HTTPStatus, kind: str, size: int | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, **_HEADERS}.items():
            self.send_header(name, value)
        if size is not None:
            self.send_header("Content-Length", str(size))
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (http.server names it so)
        """Say nothing: the terminal is for what concerns the file."""
