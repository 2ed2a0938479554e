from __future__ import annotations

import gc
import struct
import tracemalloc
import zlib
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pytest
from PIL import Image, ImageSequence

from optviz.encoders import Animation
from optviz.encoders.apng import Apng
from optviz.encoders.codec.palette import CAPACITY, choose, packed
from optviz.geometry import Box
from tests.encoders.conftest import HEADS

if TYPE_CHECKING:
    from pathlib import Path

    from optviz.arrays import Pixels
    from tests.encoders.conftest import Encode, Movie


@dataclass
class Parsed:
    """What a strict reader finds in an APNG file."""

    size: tuple[int, int] = (0, 0)
    kinds: list[bytes] = field(default_factory=list)
    pictures: int = 0
    plays: int = -1
    boxes: list[Box] = field(default_factory=list)
    delays: list[Fraction] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    data: list[bytes] = field(default_factory=list)


def parse(path: Path) -> Parsed:
    """Walk through every chunk of a file; checksums, sequence numbers and sizes must be right, and nothing be left."""
    content, parsed, at = path.read_bytes(), Parsed(), 8
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    while at < len(content):
        size, kind = struct.unpack_from(">I4s", content, at)
        data = content[at + 8 : at + 8 + size]
        assert struct.unpack_from(">I", content, at + 8 + size)[0] == zlib.crc32(kind + data)
        parsed.kinds.append(kind)
        take(kind, data, parsed)
        at += size + 12
    assert at == len(content)
    assert parsed.kinds[0] == b"IHDR"
    assert parsed.kinds[-1] == b"IEND"
    assert parsed.kinds.index(b"acTL") < parsed.kinds.index(b"IDAT")
    assert parsed.numbers == list(range(len(parsed.numbers)))
    assert parsed.pictures == len(parsed.boxes) == len(parsed.data)
    assert parsed.boxes[0] == (0, 0, *parsed.size)
    channels = 1 if b"PLTE" in parsed.kinds else 4
    for box, pixels in zip(parsed.boxes, parsed.data, strict=True):
        width, height = box.right - box.left, box.bottom - box.top
        assert len(zlib.decompress(pixels)) == height * (1 + channels * width)
    return parsed


def take(kind: bytes, data: bytes, parsed: Parsed) -> None:
    if kind == b"IHDR":
        parsed.size = struct.unpack_from(">II", data)
    elif kind == b"acTL":
        parsed.pictures, parsed.plays = struct.unpack(">II", data)
    elif kind == b"fcTL":
        number, width, height, left, top, over, under, disposal, blend = struct.unpack(">IIIIIHHBB", data)
        assert disposal == 0
        assert blend in {0, 1}
        parsed.numbers.append(number)
        parsed.boxes.append(Box(left, top, left + width, top + height))
        parsed.delays.append(Fraction(over, under))
    elif kind == b"IDAT":
        parsed.data.append(data)
    elif kind == b"fdAT":
        parsed.numbers.append(struct.unpack_from(">I", data)[0])
        parsed.data.append(data[4:])


def by_pillow(path: Path) -> list[Pixels]:
    with Image.open(path) as picture:
        return [np.array(frame.convert("RGBA")) for frame in ImageSequence.Iterator(picture)]


def by_pyav(path: Path) -> list[Pixels]:
    with av.open(str(path)) as opened:
        container: Any = opened
        return [frame.to_ndarray(format="rgba") for frame in container.decode(video=0)]


def visible(frame: Pixels) -> Pixels:
    """A frame in which what is transparent is black, whatever its colour was."""
    return np.where(frame[..., 3:], frame, 0).astype(np.uint8)


def quantised(frame: Pixels, sample: Pixels, exact: tuple[tuple[int, int, int], ...] = HEADS) -> Pixels:
    palette = choose(sample, exact, CAPACITY)
    colors = palette.table()[palette.indices(packed(frame))]
    return np.concatenate([colors, frame[..., 3:]], axis=-1).astype(np.uint8)


def plain(value: int, alpha: int = 255) -> Pixels:
    frame = np.full((5, 8, 4), value, np.uint8)
    frame[..., 3] = alpha
    return frame


def ghosts(seed: int) -> list[Pixels]:
    """Blobs of every alpha that come, go and lie over each other, over nothing."""
    numbers, frames = np.random.default_rng(seed), []
    for k in range(10):
        frame = np.zeros((23, 31, 4), np.uint8)
        for _ in range(0 if k == 4 else 3):
            left, top = numbers.integers(0, 20, 2)
            frame[top : top + 6, left : left + 8] = (*numbers.integers(0, 256, 3), numbers.choice([255, 200, 64, 1]))
        frames.append(frame)
    return frames


@pytest.mark.parametrize("decoded", [by_pillow, by_pyav])
def test_every_frame_decodes_to_the_true_frame_in_the_palette(decoded: Any, movie: Movie, encode: Encode) -> None:
    path, notes = encode(".apng", movie.frames, boxes=movie.boxes)
    parse(path)
    assert not notes
    for shown, true in zip(decoded(path), movie.frames, strict=True):
        assert np.array_equal(shown, quantised(true, movie.frames[-1]))


def test_frames_are_close_to_the_truth(movie: Movie, encode: Encode) -> None:
    errors = np.array(by_pillow(encode(".apng", movie.frames)[0]), float) - movie.frames
    assert 10 * np.log10(255**2 / np.square(errors).mean()) > 45


def test_few_colours_are_all_exact(encode: Encode) -> None:
    frames = [plain(k) for k in range(200)]
    shown = by_pillow(encode(".apng", frames, sample=np.stack(frames), exact=())[0])
    assert np.array_equal(shown, frames)


@pytest.mark.parametrize("decoded", [by_pillow, by_pyav])
@pytest.mark.parametrize("seed", range(4))
def test_transparent_animations_are_exact(decoded: Any, seed: int, encode: Encode) -> None:
    frames = ghosts(seed)
    path, _ = encode(".apng", frames, transparent=True)
    assert b"PLTE" not in parse(path).kinds
    expected = [visible(frame) for frame in frames]
    expected = [frame for k, frame in enumerate(expected) if k == 0 or not np.array_equal(frame, expected[k - 1])]
    shown = [visible(frame) for frame in decoded(path)]
    assert len(shown) == len(expected)
    assert np.array_equal(shown, expected)


def test_only_what_changed_is_stored(movie: Movie, encode: Encode) -> None:
    parsed = parse(encode(".apng", movie.frames, boxes=movie.boxes)[0])
    assert parsed.size == movie.size
    for box, boxes in zip(parsed.boxes[1:], movie.boxes[1:], strict=True):
        assert box.left >= min(b.left for b in boxes)
        assert box.right <= max(b.right for b in boxes)
        assert box.right - box.left < 20


def test_boxes_only_save_time(movie: Movie, encode: Encode) -> None:
    tightly, _ = encode(".apng", movie.frames, boxes=movie.boxes, name="tightly")
    nowhere, _ = encode(".apng", movie.frames, name="nowhere")
    assert tightly.read_bytes() == nowhere.read_bytes()


@pytest.mark.parametrize("rate", [Fraction(1), Fraction(25), Fraction(30000, 1001), Fraction(60)])
def test_any_rate_is_exact(rate: Fraction, encode: Encode) -> None:
    frames = [plain(k) for k in range(20)]
    durations = [1 / rate] * 19 + [1 / rate + 2]
    assert parse(encode(".apng", frames, durations=durations, sample=np.stack(frames))[0]).delays == durations


@pytest.mark.parametrize("hold", [Fraction(1234567, 10**6), Fraction(60), Fraction(59999999, 10**6), Fraction(65535)])
def test_odd_holds_are_right_to_a_hundredth(hold: Fraction, encode: Encode) -> None:
    delays = parse(encode(".apng", [plain(10), plain(90)], durations=[Fraction(1, 25), hold])[0]).delays
    assert len(delays) == 2
    assert abs(sum(delays) - hold - Fraction(1, 25)) < Fraction(1, 1000)


def test_a_frame_too_short_for_browsers_gives_way_to_the_next(encode: Encode) -> None:
    frames = [plain(value) for value in (10, 20, 30, 40)]
    durations = [Fraction(n, 100) for n in (5, 1, 1, 5)]
    path, _ = encode(".apng", frames, durations=durations, sample=np.stack(frames))
    assert [int(frame[0, 0, 0]) for frame in by_pillow(path)] == [10, 30, 40]
    assert parse(path).delays == [Fraction(5, 100), Fraction(2, 100), Fraction(5, 100)]


def test_equal_frames_only_last_longer(encode: Encode) -> None:
    frames = [plain(value) for value in (10, 10, 10, 20, 20, 10)]
    path, _ = encode(".apng", frames, sample=np.stack(frames))
    assert [int(frame[0, 0, 0]) for frame in by_pillow(path)] == [10, 20, 10]
    assert parse(path).delays == [Fraction(n, 25) for n in (3, 2, 1)]


@pytest.mark.parametrize("loop", [0, 1, 7])
def test_an_animation_plays_as_often_as_it_says(loop: int, encode: Encode) -> None:
    assert parse(encode(".apng", [plain(10), plain(90)], loop=loop)[0]).plays == loop


@pytest.mark.parametrize("transparent", [True, False])
def test_the_same_frames_give_the_same_bytes(transparent: bool, movie: Movie, encode: Encode) -> None:
    first, _ = encode(".apng", movie.frames, name="first", transparent=transparent)
    second, _ = encode(".apng", movie.frames, name="second", transparent=transparent)
    assert first.read_bytes() == second.read_bytes()


def test_readers_that_know_no_motion_see_the_first_frame(movie: Movie, encode: Encode) -> None:
    path, _ = encode(".apng", movie.frames)
    kinds = parse(path).kinds
    assert [kind for kind in kinds if kind[:1].isupper()] == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]


def test_without_a_sample_all_frames_give_their_colours(tmp_path: Path) -> None:
    frames = [plain(k) for k in range(0, 200, 9)]
    path = tmp_path / "a.apng"
    with Apng(path, Animation((8, 5), 25, 0, False, None)) as encoder:
        for frame in frames:
            encoder.add(frame, None, Fraction(1, 25))
    assert np.array_equal(by_pillow(path), frames)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("transparent", [True, False])
def test_memory_does_not_grow_with_the_frames(transparent: bool, movie: Movie, tmp_path: Path) -> None:
    animation = Animation(movie.size, 25, 0, transparent, movie.frames[-1], HEADS)
    taken = []
    with Apng(tmp_path / "a.apng", animation) as encoder:
        tracemalloc.start()
        for times in (3, 20):
            for frame in movie.frames * times:
                encoder.add(frame, None, Fraction(1, 25))
            gc.collect()
            taken.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
    assert taken[1] - taken[0] < movie.frames[0].nbytes / 2
