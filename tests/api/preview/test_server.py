from __future__ import annotations

import json
import secrets
import socket
import threading
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from optviz.api.preview import Preview, Server, Shown, server
from optviz.api.preview.state import Drawing
from optviz.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LONG = 120
"""Seconds after which an answer is not waited for any longer."""
PNG = b"\x89PNG"


def drawing(number: int) -> Drawing:
    made = Drawing(number=number, film=b"GIF89a", size=(4, 3), title="A title", alt="What it shows", seconds=0.5)
    made.__dict__["last"] = PNG
    return made


@pytest.fixture
def preview(file: Path) -> Preview:
    preview = Preview(file)
    preview._show(drawing=drawing(1), busy=False)
    return preview


@pytest.fixture
def served(preview: Preview) -> Iterator[Server]:
    with Server(preview) as server:
        yield server


def ask(served: Server, path: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
    with closing(HTTPConnection(server.LOOPBACK, served.port, timeout=LONG)) as connection:
        connection.putrequest(method, path, skip_host=True)
        for name, value in {"Host": f"{server.LOOPBACK}:{served.port}", **headers}.items():
            if value:
                connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        return answer, answer.read()


@pytest.mark.parametrize(
    ("name", "kind", "start"),
    [
        ("", "text/html; charset=utf-8", b"<!doctype html>"),
        ("page.css", "text/css; charset=utf-8", b":root"),
        ("page.js", "text/javascript; charset=utf-8", b"//"),
        ("picture.gif?1", "image/gif", b"GIF89a"),
        ("last.png?1", "image/png", PNG),
    ],
)
def test_it_answers_who_knows_the_address(served: Server, name: str, kind: str, start: bytes) -> None:
    answer, content = ask(served, f"/{served.token}/{name}")
    assert (answer.status, answer.getheader("Content-Type")) == (200, kind)
    assert content.startswith(start)


@pytest.mark.parametrize("path", ["/TOKEN/", "/TOKEN/nothing", "/", "/events"])
def test_every_answer_has_the_headers(served: Server, path: str) -> None:
    answer, _ = ask(served, path.replace("TOKEN", served.token))
    assert {name: answer.getheader(name) for name in server.HEADERS} == server.HEADERS
    policy = server.HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert server.HEADERS["X-Content-Type-Options"] == "nosniff"
    assert server.HEADERS["Cache-Control"] == "no-store"
    assert server.HEADERS["Referrer-Policy"] == "no-referrer"
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:PORT", "127.0.0.1", "127.0.0.1:1", "localhost.evil:PORT", ""]
)
def test_another_host_is_refused(served: Server, host: str) -> None:
    answer, content = ask(served, f"/{served.token}/", Host=host.replace("PORT", str(served.port)))
    assert (answer.status, content) == (403, b"403 Forbidden\n")


def test_localhost_is_this_machine(served: Server) -> None:
    assert ask(served, f"/{served.token}/", Host=f"localhost:{served.port}")[0].status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/other/",
        "/TOKEN",
        "/TOKEN/..",
        "/TOKEN/../TOKEN/",
        "/TOKEN/..%2f..%2f..%2fetc%2fpasswd",
        "/TOKEN/%2e%2e/state.py",
        "/TOKEN/state.py",
        "/TOKEN/server.py",
        "/TOKEN/small.yaml",
        "/TOKEN//",
        "/TOKEN//etc/passwd",
        "/TOKEN/page.html",
        "/TOKEN/page.css/",
        "/TOKEN/page.css%00",
        "/TOKEN/./page.css",
        "/TOKEN/\\..\\page.css",
        "/%54OKEN/",
        "/x/TOKEN/",
        "/tOKEN\u00ff/",
        "?/TOKEN/",
        "http://evil.example/TOKEN/",
        "*",
    ],
)
def test_another_path_is_not_found(served: Server, path: str) -> None:
    with closing(socket.create_connection((server.LOOPBACK, served.port), LONG)) as connection:
        asked = path.replace("TOKEN", served.token)
        if path == "/TOKEN":  # which only lacks the slash; relative addresses in the page would not hold there
            asked += "x"
        head = f"GET {asked} HTTP/1.0\r\nHost: {server.LOOPBACK}:{served.port}\r\n\r\n"
        connection.sendall(head.encode("latin-1"))
        answer = connection.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.0 404 "), answer
    assert answer.endswith(b"404 Not Found\n")


def test_tokens_are_compared_in_constant_time_and_differ(preview: Preview, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []
    compare = secrets.compare_digest

    def noted(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return compare(one, other)

    monkeypatch.setattr(secrets, "compare_digest", noted)
    with Server(preview) as first, Server(Preview(preview.path)) as second:
        assert first.token != second.token
        assert len(first.token) >= 22
        assert ask(first, f"/{second.token}/")[0].status == 404
        assert compared == [(second.token.encode(), first.token.encode())]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "<b>"])
def test_other_methods_are_refused(served: Server, method: str) -> None:
    answer, content = ask(served, f"/{served.token}/", method)
    assert answer.status == 501
    assert content in {b"501 Not Implemented\n", b""}
    assert answer.getheader("Content-Type") == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    "text", [b"\r\n\r\n", b"<script>\r\n\r\n", b"GET / HTTP/9\r\n\r\n", b"GET " + b"x" * 70_000, b"\xff\xfe"]
)
def test_what_is_no_request_gets_nothing_back(served: Server, text: bytes, capfd: pytest.CaptureFixture[str]) -> None:
    with closing(socket.create_connection((server.LOOPBACK, served.port), LONG)) as connection:
        connection.sendall(text)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        with suppress(ConnectionError):  # it did not read all
            answer = connection.makefile("rb").read()
    assert b"<script" not in answer
    assert b"200" not in answer
    assert ask(served, f"/{served.token}/")[0].status == 200
    assert capfd.readouterr() == ("", "")


def test_only_this_machine_can_ask(served: Server) -> None:
    assert served._server.server_address[0] == "127.0.0.1"
    for family, _, _, _, address in socket.getaddrinfo(socket.gethostname(), None, type=socket.SOCK_STREAM):
        if family != socket.AF_INET or str(address[0]).startswith("127."):
            continue
        with closing(socket.socket(family)) as other:
            assert other.connect_ex((address[0], served.port)) != 0


def test_a_port_in_use_is_told(preview: Preview, served: Server) -> None:
    with pytest.raises(OutputError, match=rf"cannot listen on port {served.port}: .*in use"):
        Server(preview, served.port)
    with pytest.raises(OutputError, match="cannot listen on port 99999"):
        Server(preview, 99_999)


def test_a_port_is_free_again_at_once(preview: Preview) -> None:
    with Server(preview) as first:
        port = first.port
        ask(first, f"/{first.token}/")
    with Server(Preview(preview.path), port) as second:
        assert second.port == port
        assert ask(second, f"/{second.token}/")[0].status == 200


def events(served: Server) -> tuple[socket.socket, Callable[[], Any]]:
    """An open stream of events, and what reads the next of them."""
    connection = socket.create_connection((server.LOOPBACK, served.port), LONG)
    connection.sendall(f"GET /{served.token}/events HTTP/1.1\r\nHost: localhost:{served.port}\r\n\r\n".encode())
    lines = connection.makefile("rb")

    def following() -> Any:
        for line in lines:
            if line.startswith(b"data: "):
                return json.loads(line[6:])
        return None

    return connection, following


def test_two_browsers_are_told_of_every_change(served: Server, preview: Preview) -> None:
    streams = [events(served) for _ in range(2)]
    for _, following in streams:
        assert following()["drawing"]["number"] == 1
    preview._show(drawing=drawing(2), problems=({"place": "a:1:2", "message": "</script>\n\n", "lines": []},))
    for connection, following in streams:
        told = following()
        assert told["drawing"]["number"] == 2
        assert told["problems"][0]["message"] == "</script>\n\n"
        connection.close()


def test_a_browser_that_goes_away_leaves_no_thread(
    served: Server,
    preview: Preview,
    sooner_or_later: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(server, "_WAIT", 0.02)
    before = threading.active_count()
    streams = [events(served) for _ in range(3)]
    for connection, following in streams:
        following()
        connection.close()
        del following
    streams.clear()
    sooner_or_later(lambda: threading.active_count() <= before)
    preview._show()
    assert ask(served, f"/{served.token}/")[0].status == 200
    assert capfd.readouterr().err == ""


def test_a_browser_that_waits_is_told_of_the_end(preview: Preview, sooner_or_later: Callable[..., None]) -> None:
    before = threading.active_count()
    with Server(preview) as served:
        connection, following = events(served)
        following()
    assert following() is None
    connection.close()
    sooner_or_later(lambda: threading.active_count() <= before)


def test_before_there_is_a_picture_there_is_none(file: Path) -> None:
    with Server(Preview(file)) as served:
        assert ask(served, f"/{served.token}/picture.gif")[0].status == 404
        assert ask(served, f"/{served.token}/last.png")[0].status == 404
        connection, following = events(served)
        assert following() == {**Shown("small.yaml").told, "problems": []}
        connection.close()


def test_a_bug_keeps_its_traceback(served: Server, preview: Preview, capfd: pytest.CaptureFixture[str]) -> None:
    preview.__dict__["_shown"] = None
    with pytest.raises(ConnectionError):
        ask(served, f"/{served.token}/")
    assert "AttributeError" in capfd.readouterr().err


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only Linux lists open files so")
def test_no_socket_is_left(preview: Preview, sooner_or_later: Callable[..., None]) -> None:
    def sockets() -> int:
        found = 0
        for each in Path("/proc/self/fd").iterdir():
            with suppress(OSError):  # it has just been closed
                found += str(each.readlink()).startswith("socket:")
        return found

    before = sockets()
    with Server(preview) as served:
        connection, following = events(served)
        following()
        ask(served, f"/{served.token}/")
    following()
    connection.close()
    del following
    sooner_or_later(lambda: sockets() <= before)
