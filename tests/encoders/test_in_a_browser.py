"""Animations in a real browser: Chromium decodes every frame of every format. Skipped without one."""

from __future__ import annotations

import json
import subprocess
import threading
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from optviz.encoders import Animation
from tests.browsers import CHROMIUM
from tests.encoders.conftest import HEADS, moving
from tests.encoders.test_contract import MOVING, PICTURES, decoders

if TYPE_CHECKING:
    from pathlib import Path

    from optviz.arrays import Pixels

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

FPS, HELD = 25, Fraction(3, 2)
LOOPS = {"": 0, "once": 1, "thrice": 3}
"""What a file's name begins with, by how often it plays."""
EXACT = ("apng", "gif", "webp")
"""The formats whose frames are the same in all decoders, to the last bit."""

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")

PAGE = """<!doctype html><script>
const sums = (source, width, height) => {
  const pen = new OffscreenCanvas(width, height).getContext("2d", {willReadFrequently: true});
  pen.drawImage(source, 0, 0);
  const total = [0, 0, 0, 0];
  pen.getImageData(0, 0, width, height).data.forEach((value, place) => total[place % 4] += value);
  return total;
};
const picture = async (name, type) => {
  const data = (await fetch("/" + name)).body, decoder = new ImageDecoder({data, type}), frames = [];
  await decoder.completed;
  const {frameCount, repetitionCount} = decoder.tracks.selectedTrack;
  for (let frameIndex = 0; frameIndex < frameCount; frameIndex++) {
    const {image} = await decoder.decode({frameIndex});
    frames.push({seconds: image.duration / 1e6, sums: sums(image, image.displayWidth, image.displayHeight)});
  }
  return {frames, repeats: repetitionCount === Infinity ? -1 : repetitionCount};
};
const film = async (name, fps) => {
  const video = document.createElement("video"), frames = [], pause = () => new Promise(done => setTimeout(done, 5));
  video.src = URL.createObjectURL(await (await fetch("/" + name)).blob());  // whole, so that it can be sought in
  await new Promise((done, fail) => { video.onloadeddata = done; video.onerror = () => fail(video.error.message); });
  const shown = async () => {  // a busy browser has nothing to show for a while
    for (let attempt = 0; ; attempt++) {
      try { return new VideoFrame(video); } catch (error) { if (attempt > 10000) throw error; }
      await pause();
    }
  };
  for (let frame = 0; frame < Math.round(video.duration * fps); frame++) {
    await new Promise(done => { video.onseeked = done; video.currentTime = (frame + 0.5) / fps; });
    let image = await shown();
    // A video says it has sought before it shows what it found: the picture itself tells when it begins.
    while (Math.round(image.timestamp * fps / 1e6) !== frame) {
      image.close();
      await pause();
      image = await shown();
    }
    frames.push({seconds: 1 / fps, sums: sums(image, image.displayWidth, image.displayHeight)});
    image.close();
  }
  return {frames};
};
const all = async wanted => {
  const found = {};
  for (const {name, type, fps} of wanted)
    found[name] = await (type.startsWith("video/") ? film(name, fps) : picture(name, type)).catch(String);
  return found;
};
const tell = what => fetch("/found", {method: "POST", body: JSON.stringify(what)});
all(WANTED).then(tell, error => tell(String(error)));
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


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A file of every format, and, of pictures, one for each of the ways to loop."""
    folder, movie = tmp_path_factory.mktemp("files"), moving()
    found = {}
    for entry in MOVING.values():
        for word, loop in LOOPS.items() if entry.name in PICTURES else [("", 0)]:
            path = folder / f"{word}{entry.name}{entry.suffixes[0]}"
            with entry(path, Animation(movie.size, FPS, loop, False, movie.frames[-1], HEADS)) as encoder:
                for frame, boxes in zip(movie.frames, movie.boxes, strict=True):
                    encoder.add(frame, boxes, HELD if frame is movie.frames[-1] else Fraction(1, FPS))
            found[path.name] = path
    return found


@pytest.fixture(scope="module")
def watched(files: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a browser finds in each file, frame by frame: seconds, and the sums of red, green, blue and alpha."""
    types = {suffix: entry.mime for entry in MOVING.values() for suffix in entry.suffixes}
    wanted = [{"name": name, "type": types[path.suffix], "fps": FPS} for name, path in files.items()]
    Watching.files = {f"/{name}": path.read_bytes() for name, path in files.items()}
    Watching.files["/"] = PAGE.replace("WANTED", json.dumps(wanted)).encode()
    assert CHROMIUM
    with ThreadingHTTPServer(("127.0.0.1", 0), Watching) as server:
        threading.Thread(target=server.serve_forever).start()
        profile = tmp_path_factory.mktemp("profile")
        command = [CHROMIUM, *OPTIONS, f"--user-data-dir={profile}", f"http://localhost:{server.server_address[1]}"]
        browser = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            found = Watching.found.get(timeout=600)  # reached only where the browser fails: it says nothing then
        finally:
            browser.kill()
            browser.wait()
            server.shutdown()
    assert isinstance(found, dict), found
    return found


def sums(frame: Pixels) -> list[int]:
    return [int(total) for total in frame.reshape(-1, frame.shape[-1]).sum(axis=0)]


@pytest.mark.parametrize("name", MOVING)
def test_a_browser_sees_every_frame_as_another_decoder_does(
    name: str, files: dict[str, Path], watched: dict[str, Any]
) -> None:
    entry, count = MOVING[name], len(moving().frames)
    file = f"{name}{entry.suffixes[0]}"
    assert isinstance(watched[file], dict), watched[file]
    found = watched[file]["frames"]
    whole = entry.seconds_of(Fraction(count - 1, FPS) + HELD, FPS)
    assert sum(frame["seconds"] for frame in found) == pytest.approx(float(whole), abs=0.001)
    frames = decoders(name)[0](files[file]).frames
    assert len(found) == len(frames)
    assert len({tuple(frame["sums"]) for frame in found}) >= count
    for shown, frame in zip(found, frames, strict=True):
        if name in EXACT:
            assert shown["sums"] == sums(frame)
        else:
            assert shown["sums"][:3] == pytest.approx(sums(frame)[:3], rel=0.01)


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize(("word", "repeats"), [("", -1), ("once", 0), ("thrice", 2)])
def test_a_browser_repeats_pictures_as_often_as_they_say(
    name: str, word: str, repeats: int, watched: dict[str, Any]
) -> None:
    assert watched[f"{word}{name}{MOVING[name].suffixes[0]}"]["repeats"] == repeats
