"""What every animated format promises: its entry in the catalogue is enough to be tried here."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import tracemalloc
from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pytest
from PIL import Image, ImageSequence

from optviz.encoders import ENCODERS, Animation, Encoder, encoder_for
from optviz.errors import ScenarioError
from optviz.files import replacing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.arrays import Pixels
    from tests.encoders.conftest import Encode, Movie

MOVING = {name: entry for name, entry in ENCODERS.items() if issubclass(entry, Encoder) and not entry.still}
CLEAR = [name for name, entry in MOVING.items() if entry.transparency]
LOSSLESS = [name for name, entry in MOVING.items() if entry.lossless]
LOSSY = [name for name in MOVING if name not in LOSSLESS]
GRADED = [name for name, entry in MOVING.items() if entry.grades]
PICTURES = [name for name, entry in MOVING.items() if entry.mime.startswith("image/")]
HOSTILE = "</title><script>alert(1)</script> %n%s {0} \\\" '; rm -rf ~ &lt; $(id)"
NAMES = ["a:b c", "-o", "100%d?x=1#y", "'\"<b>", "häßlich", "file:x"]


@dataclass(frozen=True)
class Seen:
    """What a decoder sees of a file."""

    frames: list[Pixels]
    starts: list[Fraction]
    seconds: Fraction

    def at(self, time: Fraction) -> Pixels:
        """The frame that is shown at a time."""
        return self.frames[bisect_right(self.starts, time) - 1]

    @property
    def size(self) -> tuple[int, int]:
        height, width, _ = self.frames[0].shape
        return width, height


def by_pillow(path: Path) -> Seen:
    """Frames with alpha, as libwebp, libavif and Pillow's own decoders see them."""
    with Image.open(path) as picture:
        frames, starts = [], [Fraction(0)]
        for frame in ImageSequence.Iterator(picture):
            frames.append(np.array(frame.convert("RGBA")))
            starts.append(starts[-1] + Fraction(frame.info["duration"]) / 1000)
        return Seen(frames, starts[:-1], starts[-1])


def by_ffmpeg(path: Path) -> Seen:
    with av.open(str(path)) as opened:
        container: Any = opened
        frames, starts, end = [], [], Fraction(0)
        for frame in container.decode(video=0):
            frames.append(frame.to_ndarray(format="rgb24"))
            starts.append(frame.pts * frame.time_base)
            end = starts[-1] + frame.duration * frame.time_base
        return Seen(frames, starts, end)


def decoders(name: str) -> list[Any]:
    """Those that read a format; Chromium reads all of them, in test_in_a_browser.py."""
    return [by_ffmpeg] if name not in PICTURES else [by_pillow] if name == "webp" else [by_pillow, by_ffmpeg]


def decibels(shown: Pixels, true: Pixels) -> float:
    """The PSNR of what lies within the true picture."""
    height, width, _ = true.shape
    error = shown[:height, :width, :3].astype(float) - true[..., :3]
    return 10 * float(np.log10(255**2 / ((error**2).mean() + 1e-9)))


def clear(movie: Movie) -> list[Pixels]:
    """The movie on nothing, with half transparent edges, and with something that vanishes."""
    frames = []
    for number, frame in enumerate(movie.frames):
        seen = frame.copy()
        seen[:, :, 3] = np.clip(seen[..., :3].astype(int).max(axis=-1) - seen[..., :3].min(axis=-1), 0, 120) * 2
        seen[40:50, 8 * number % 60 : 8 * number % 60 + 9] = (30, 60, 90, 255)
        seen[seen[..., 3] == 0] = (255, 255, 255, 0)
        frames.append(seen)
    return frames


@pytest.mark.parametrize("name", MOVING)
def test_every_frame_is_there_for_its_time(name: str, movie: Movie, encode: Encode) -> None:
    durations = [Fraction(1, 25)] * (len(movie.frames) - 1) + [Fraction(3, 2)]
    path, _ = encode(MOVING[name].suffixes[0], movie.frames, boxes=movie.boxes, durations=durations)
    whole = MOVING[name].seconds_of(sum(durations, Fraction(0)), 25)
    for decoded in (decoder(path) for decoder in decoders(name)):
        assert len(movie.frames) <= len(decoded.frames) <= whole * 25
        assert decoded.seconds == pytest.approx(whole, abs=0.001)
        assert decoded.size == MOVING[name].size_of(movie.size)
        for number, true in enumerate(movie.frames):
            assert decibels(decoded.at(Fraction(2 * number + 1, 50)), true) > 24
        assert decibels(decoded.frames[-1], movie.frames[-1]) > 27


@pytest.mark.parametrize("name", MOVING)
@pytest.mark.parametrize("fps", [24, 30, 60])
def test_uneven_times_add_up(name: str, fps: int, movie: Movie, encode: Encode) -> None:
    durations = [Fraction(1, 7), Fraction(1, 1000), Fraction(1, 3), *[Fraction(1, fps)] * 9]
    path, _ = encode(MOVING[name].suffixes[0], movie.frames, durations=durations, fps=fps)
    total = MOVING[name].seconds_of(sum(durations, Fraction(0)), fps)
    for decoder in decoders(name):
        assert decoder(path).seconds == pytest.approx(total, abs=0.01)


@pytest.mark.parametrize("name", MOVING)
def test_a_picture_may_stand_for_a_minute(name: str, movie: Movie, encode: Encode) -> None:
    path, _ = encode(MOVING[name].suffixes[0], movie.frames[:2], durations=[Fraction(1), Fraction(60)], fps=2)
    for decoder in decoders(name):
        assert decoder(path).seconds == pytest.approx(61, abs=0.01)


@pytest.mark.parametrize("name", MOVING)
@pytest.mark.parametrize("size", [(1, 1), (3, 2), (33, 17), (130, 70)])
def test_any_size_can_be_written(name: str, size: tuple[int, int], encode: Encode) -> None:
    frame = np.full((size[1], size[0], 4), 180, np.uint8)
    frame[..., 3] = 255
    other = frame.copy()
    other[..., :3] = 60
    path, _ = encode(MOVING[name].suffixes[0], [frame, other], exact=((180, 180, 180), (60, 60, 60)))
    for decoded in (decoder(path) for decoder in decoders(name)):
        assert decoded.size == MOVING[name].size_of(size)
        assert [round(float(shown[..., :3].mean()) / 20) for shown in decoded.frames] == [9, 3]


@pytest.mark.parametrize("name", MOVING)
def test_boxes_only_save_time(name: str, movie: Movie, encode: Encode) -> None:
    suffix = MOVING[name].suffixes[0]
    one, _ = encode(suffix, movie.frames, name="one")
    two, _ = encode(suffix, movie.frames, boxes=movie.boxes, name="two")
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("name", MOVING)
@pytest.mark.parametrize("several", [False, True])
def test_the_same_frames_give_the_same_bytes(name: str, several: bool, movie: Movie, encode: Encode) -> None:
    sample, suffix = np.stack(movie.frames[::4]) if several else movie.frames[-1], MOVING[name].suffixes[0]
    one, _ = encode(suffix, movie.frames, name="one", sample=sample)
    two, _ = encode(suffix, movie.frames, name="two", sample=sample)
    assert one.read_bytes() == two.read_bytes()
    for decoded in (decoder(one) for decoder in decoders(name)):
        assert len(decoded.frames) == len(movie.frames)
        assert decibels(decoded.frames[-1], movie.frames[-1]) > 24


@pytest.mark.parametrize("name", LOSSLESS)
@pytest.mark.parametrize("on", ["page", "nothing"])
def test_lossless_is_exact(name: str, on: str, movie: Movie, encode: Encode) -> None:
    frames = movie.frames if on == "page" else clear(movie)
    path, _ = encode(MOVING[name].suffixes[0], frames, lossless=True, transparent=on == "nothing")
    decoded = by_pillow(path)
    assert len(decoded.frames) == len(frames)
    for shown, true in zip(decoded.frames, frames, strict=True):
        seen = true[..., 3] > 0
        assert np.array_equal(shown[seen], true[seen])
        assert np.array_equal(shown[..., 3], true[..., 3])


@pytest.mark.parametrize("name", LOSSY)
def test_what_cannot_be_lossless_is_refused(name: str, movie: Movie, encode: Encode, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="cannot be lossless; set quality: auto"):
        encode(MOVING[name].suffixes[0], movie.frames, lossless=True)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", CLEAR)
def test_the_page_shines_through(name: str, movie: Movie, encode: Encode) -> None:
    frames = clear(movie)
    path, _ = encode(MOVING[name].suffixes[0], frames, transparent=True)
    decoded = by_pillow(path)
    assert len(decoded.frames) == len(frames)
    for shown, true in zip(decoded.frames, frames, strict=True):
        hidden, full = true[..., 3] == 0, true[..., 3] == 255
        assert float(shown[..., 3][hidden].mean()) < 12
        assert float(shown[..., 3][full].mean()) > 245
        if name != "gif":  # which knows no half
            assert np.abs(shown[..., 3].astype(int) - true[..., 3]).mean() < 6


@pytest.mark.parametrize("name", GRADED)
def test_coarser_pictures_take_fewer_bytes(name: str, movie: Movie, encode: Encode) -> None:
    grades = MOVING[name].grades
    suffix = MOVING[name].suffixes[0]
    sizes = [encode(suffix, movie.frames, coarser=coarser)[0].stat().st_size for coarser in (0, grades)]
    assert sizes[1] < sizes[0]
    words = [MOVING[name].grade(coarser) for coarser in range(1, grades + 1)]
    assert len(set(words)) == grades


@pytest.mark.parametrize("name", MOVING)
def test_a_hostile_comment_is_a_comment(name: str, movie: Movie, encode: Encode) -> None:
    suffix = MOVING[name].suffixes[0]
    path, _ = encode(suffix, movie.frames, comment=HOSTILE)
    bare, _ = encode(suffix, movie.frames, name="bare")
    assert MOVING[name].comment_of(path) == HOSTILE
    for decoder in decoders(name):
        seen, usual = decoder(path), decoder(bare)
        assert seen.seconds == usual.seconds
        assert all(map(np.array_equal, seen.frames, usual.frames))


@pytest.mark.parametrize("name", MOVING)
@pytest.mark.parametrize("stem", NAMES)
def test_a_hostile_name_is_a_name(
    name: str, stem: str, movie: Movie, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path(f"{stem}{MOVING[name].suffixes[0]}")
    written(path, movie.frames[:2])
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    assert path.stat().st_size > 100


def written(path: Path, frames: Sequence[Pixels]) -> None:
    height, width, _ = frames[0].shape
    entry = encoder_for(path)
    assert issubclass(entry, Encoder)
    with entry(path, Animation((width, height), 25, 0, False, frames[-1])) as encoder:
        for frame in frames:
            encoder.add(frame, None, Fraction(1, 25))


@pytest.mark.parametrize("name", MOVING)
def test_a_codec_that_dies_leaves_the_old_file(
    name: str, movie: Movie, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"old{MOVING[name].suffixes[0]}"
    path.write_bytes(b"as it was")
    entry: Any = MOVING[name]
    write = entry._write
    calls = 0

    def dying(*arguments: Any) -> None:
        nonlocal calls
        calls += 1
        if calls > 3:
            raise ZeroDivisionError
        write(*arguments)

    monkeypatch.setattr(entry, "_write", dying)
    with pytest.raises(ZeroDivisionError), replacing(path) as temporary:
        written(temporary, movie.frames)
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes() == b"as it was"


FULL = """
    import resource, sys
    from fractions import Fraction
    from pathlib import Path
    import numpy as np
    from optviz.encoders import Animation, encoder_for
    from optviz.errors import OutputError
    from optviz.files import replacing
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
    frames = np.random.default_rng(1).integers(0, 255, (12, 64, 96, 4), np.uint8)
    frames[..., 3] = 255
    for path in map(Path, sys.argv[1:]):
        try:
            with replacing(path) as temporary:
                animation = Animation((96, 64), 25, 0, False, frames[-1])
                with encoder_for(path)(temporary, animation) as encoder:
                    for frame in frames:
                        encoder.add(frame, None, Fraction(1, 25))
        except OutputError as error:
            print(path.suffix, error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit of a file's size")
def test_no_room_on_the_disk_leaves_the_old_file(tmp_path: Path) -> None:
    paths = [tmp_path / f"old{entry.suffixes[0]}" for entry in MOVING.values()]
    for path in paths:
        path.write_bytes(b"as it was")
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(FULL), *map(str, paths)], capture_output=True, text=True, check=True
    )
    assert [line.split()[0] for line in done.stdout.splitlines()] == [path.suffix for path in paths]
    assert all("File too large" in line for line in done.stdout.splitlines())
    assert done.stderr == ""
    assert sorted(tmp_path.iterdir()) == sorted(paths)
    assert {path.read_bytes() for path in paths} == {b"as it was"}


@pytest.mark.parametrize("name", MOVING)
def test_memory_does_not_grow_with_the_frames(name: str, movie: Movie, tmp_path: Path) -> None:
    path = tmp_path / f"a{MOVING[name].suffixes[0]}"
    with MOVING[name](path, Animation(movie.size, 25, 0, False, movie.frames[-1])) as encoder:
        for frame in movie.frames * 2:
            encoder.add(frame, None, Fraction(1, 25))
        tracemalloc.start()
        for frame in movie.frames * 8:
            encoder.add(frame, None, Fraction(1, 25))
        grown, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert grown < 2 * movie.frames[0].nbytes


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("loop", [0, 1, 3])
def test_how_often_it_plays_changes_no_picture(name: str, loop: int, movie: Movie, encode: Encode) -> None:
    """What browsers make of it is tried in test_in_a_browser.py."""
    suffix = MOVING[name].suffixes[0]
    usual, _ = encode(suffix, movie.frames, loop=2)
    path, _ = encode(suffix, movie.frames, name="other", loop=loop)
    assert path.read_bytes() != usual.read_bytes()
    assert all(map(np.array_equal, by_pillow(path).frames, by_pillow(usual).frames))
