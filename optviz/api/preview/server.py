"""Who sees a preview: a browser of this machine that knows its secret address.

The server listens on the loopback address only. A page of another origin cannot ask it: the address has a random part,
and requests whose Host header names another host, as of a name that was bound to this address, are refused.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from importlib.resources import files
from socketserver import ThreadingTCPServer
from threading import Thread
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

from optviz.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from optviz.api.preview.state import Drawing, Preview

LOOPBACK: Final = "127.0.0.1"
_POLICY: Final = "default-src 'none'; img-src 'self' data:; script-src 'self'; style-src 'self'; connect-src 'self'"
HEADERS: Final = {
    "Content-Security-Policy": f"{_POLICY}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""What every answer has."""
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
        self.preview, self.token = preview, secrets.token_urlsafe(16)
        handler: type[_Handler] = type("Handler", (_Handler,), {"preview": preview, "token": self.token})
        try:
            self._server = _Listener((LOOPBACK, port), handler)
        except (OSError, OverflowError) as error:  # in use, or not for everybody; no port at all
            reason = getattr(error, "strerror", None) or error
            raise OutputError(f"cannot listen on port {port}: {reason}") from error
        handler.hosts = frozenset(f"{host}:{self.port}" for host in (LOOPBACK, "localhost"))
        self._thread = Thread(target=self._server.serve_forever, name="optviz-preview", daemon=True)

    @property
    def port(self) -> int:
        """Where it listens."""
        found: int = self._server.server_address[1]
        return found

    @property
    def url(self) -> str:
        """The address of the preview."""
        return f"http://{LOOPBACK}:{self.port}/{self.token}/"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.preview.end()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Listener(ThreadingTCPServer):
    """Listens; each request has a thread."""

    daemon_threads = True
    allow_reuse_address = os.name == "posix"
    """At once after another one has ended; on Windows it would mean: beside another one."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing where a browser has gone away; anything else is a bug and keeps its traceback."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    preview: ClassVar[Preview]
    token: ClassVar[str]
    hosts: ClassVar[frozenset[str]] = frozenset()
    server_version = "optviz"
    sys_version = ""
    timeout = 60.0
    """Seconds for which a browser may neither ask nor take what it asked for."""

    def do_GET(self) -> None:
        """Send what a path names."""
        if self.headers.get("Host") not in self.hosts:
            self.send_error(HTTPStatus.FORBIDDEN)
            return
        _, token, *rest = [*self.path.partition("?")[0].split("/", 2), ""]
        if secrets.compare_digest(token.encode(errors="replace"), self.token.encode()):
            self._answer(rest[0])
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def _answer(self, name: str) -> None:
        drawing = self.preview.shown.drawing
        if name == "events":
            self._events()
        elif name in _FILES:
            file, kind = _FILES[name]
            self._send((files("optviz.api.preview") / file).read_bytes(), f"{kind}; charset=utf-8")
        elif name in _PICTURES and drawing:
            picture, kind = _PICTURES[name]
            self._send(picture(drawing), kind)
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def _events(self) -> None:
        """Send what is shown now, and again whenever that changes, until the browser goes away."""
        self._begin(HTTPStatus.OK, "text/event-stream")
        version = -1
        while not self.preview.ended:
            shown = self.preview.wait(version, _WAIT)
            line = ": still here\n\n" if shown.version == version else f"data: {json.dumps(shown.told)}\n\n"
            self.wfile.write(line.encode())
            self.wfile.flush()
            version = shown.version

    def _send(self, content: bytes, kind: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        self._begin(status, kind, len(content))
        self.wfile.write(content)

    def _begin(self, status: HTTPStatus, kind: str, size: int | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, **HEADERS}.items():
            self.send_header(name, value)
        if size is not None:
            self.send_header("Content-Length", str(size))
        self.end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refuse a request, also one that http.server cannot use, with nothing of what it said."""
        del message, explain
        status = HTTPStatus(code)
        self._send(f"{status.value} {status.phrase}\n".encode(), "text/plain; charset=utf-8", status)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (http.server names it so)
        """Say nothing: the terminal is for what concerns the file."""


def _film(drawing: Drawing) -> bytes:
    return drawing.film


def _last(drawing: Drawing) -> bytes:
    return drawing.last


_PICTURES: Final[dict[str, tuple[Callable[[Drawing], bytes], str]]] = {
    "picture.gif": (_film, "image/gif"),
    "last.png": (_last, "image/png"),
}
