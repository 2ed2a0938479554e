"""Animations in a real browser: Chromium decodes every frame and sees what Pillow and PyAV see. Skipped without one."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from typing import TYPE_CHECKING, Any, ClassVar

import av
import imageio.v3 as imageio
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from optviz.arrays import Pixels
    from tests.encoders.conftest import Encode, Movie

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
OPTIONS = (
    "--headless",
    "--no-sandbox",  # it may be root's
    "--disable-gpu",
    "--no-first-run",
    # It speaks with this test only.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
)

pytestmark = pytest.mark.skipif(BROWSER is None, reason="there is no Chromium")

PAGE = """<!doctype html><script>
const sums = (source, width, height) => {
  const pen = new OffscreenCanvas(width, height).getContext("2d", {willReadFrequently: true});
  pen.drawImage(source, 0, 0);
  const total = [0, 0, 0, 0];
  pen.getImageData(0, 0, width, height).data.forEach((value, place) => total[place % 4] += value);
  return total;
};
const picture = async kind => {
  const data = (await fetch("/animation." + kind)).body, found = [];
  const decoder = new ImageDecoder({data, type: "image/" + kind});
  await decoder.completed;
  for (let frameIndex = 0; frameIndex < decoder.tracks.selectedTrack.frameCount; frameIndex++) {
    const {image} = await decoder.decode({frameIndex});
    found.push({seconds: image.duration / 1e6, sums: sums(image, image.displayWidth, image.displayHeight)});
  }
  return found;
};
const mp4 = async fps => {
  const video = document.createElement("video"), found = [], pause = () => new Promise(done => setTimeout(done, 5));
  video.src = URL.createObjectURL(await (await fetch("/animation.mp4")).blob());  // whole, so that it can be sought in
  await new Promise((done, fail) => { video.onloadeddata = done; video.onerror = () => fail(video.error.message); });
  for (let frame = 0; frame < Math.round(video.duration * fps); frame++) {
    await new Promise(done => { video.onseeked = done; video.currentTime = (frame + 0.5) / fps; });
    let image = new VideoFrame(video);
    // A video says it has sought before it shows what it found: the picture itself tells when it begins.
    while (Math.round(image.timestamp * fps / 1e6) !== frame) {
      image.close();
      await pause();
      image = new VideoFrame(video);
    }
    found.push({seconds: 1 / fps, sums: sums(image, image.displayWidth, image.displayHeight)});
    image.close();
  }
  return found;
};
const tell = what => fetch("/found", {method: "POST", body: JSON.stringify(what)});
ANIMATION.then(tell, error => tell(String(error)));
</script>"""


class Watching(BaseHTTPRequestHandler):
    """Serves the page and the animation, and takes what the page found."""

    files: ClassVar[dict[str, bytes]] = {}
    found: ClassVar[Queue[Any]] = Queue()

    def do_GET(self) -> None:
        content = self.files.get(self.path)
        self.send_response(404 if content is None else 200)
        self.end_headers()
        self.wfile.write(content or b"")

    def do_POST(self) -> None:
        self.found.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base class names it so)
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Watching) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://localhost:{server.server_address[1]}"
        server.shutdown()


def watched(path: Path, animation: str, address: str, profile: Path) -> list[dict[str, Any]]:
    """What a browser finds in an animation, frame by frame: seconds, and the sums of red, green, blue and alpha."""
    Watching.files = {"/": PAGE.replace("ANIMATION", animation).encode(), f"/animation{path.suffix}": path.read_bytes()}
    assert BROWSER
    command = [BROWSER, *OPTIONS, f"--user-data-dir={profile}", address]
    browser = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        found = Watching.found.get(timeout=600)  # reached only where the browser fails: it says nothing then
    finally:
        browser.kill()
        browser.wait()
    assert isinstance(found, list), found
    return found


def sums(frame: Pixels) -> list[int]:
    return [int(total) for total in frame.reshape(-1, frame.shape[-1]).sum(axis=0)]


@pytest.mark.parametrize("kind", ["gif", "apng"])
def test_a_browser_sees_every_frame_of_a_picture_as_pillow_does(
    kind: str, movie: Movie, encode: Encode, address: str, tmp_path: Path
) -> None:
    durations = [Fraction(1, 25)] * 11 + [Fraction(3, 2)]
    path, _ = encode(f".{kind}", movie.frames, durations=durations, fps=25)
    found = watched(path, f"picture('{kind}')", address, tmp_path / "profile")
    assert len(found) == len(movie.frames)
    assert sum(frame["seconds"] for frame in found) == pytest.approx(float(sum(durations)))
    frames = imageio.imread(path, plugin="pillow", mode="RGBA", index=None)
    assert [frame["sums"] for frame in found] == [sums(frame) for frame in frames]


def test_a_browser_sees_every_frame_of_an_mp4_as_pyav_does(
    movie: Movie, encode: Encode, address: str, tmp_path: Path
) -> None:
    path, _ = encode(".mp4", movie.frames, fps=25)
    found = watched(path, "mp4(25)", address, tmp_path / "profile")
    with av.open(str(path)) as opened:
        container: Any = opened
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    assert len(found) == len(frames)
    assert len({tuple(frame["sums"]) for frame in found}) == len(frames)
    for shown, frame in zip(found, frames, strict=True):
        assert shown["sums"][:3] == pytest.approx(sums(frame), rel=0.01)
