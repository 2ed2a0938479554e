from __future__ import annotations

import struct
import tracemalloc
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

import imageio.v3 as imageio
import numpy as np
import pytest

from optviz.encoders import Animation
from optviz.encoders.codec.palette import choose, matted, packed
from optviz.encoders.gif import COLORS, Gif
from optviz.geometry import Box

if TYPE_CHECKING:
    from pathlib import Path

    from optviz.arrays import Pixels
    from tests.encoders.conftest import Encode, Movie


@dataclass
class Parsed:
    """What a strict reader finds in a GIF file."""

    size: tuple[int, int] = (0, 0)
    repeats: int | None = None
    delays: list[int] = field(default_factory=list)
    disposals: list[int] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)


def parse(path: Path) -> Parsed:
    """Walk through every byte of a GIF file; nothing may be missing, unknown or left over."""
    data, parsed = path.read_bytes(), Parsed()
    assert data[:6] == b"GIF89a"
    width, height, flags, background, aspect = struct.unpack_from("<HHBBB", data, 6)
    assert (flags & 0x80, background, aspect) == (0x80, 0, 0)
    parsed.size, at = (width, height), 13 + 3 * (2 << (flags & 7))
    while data[at] != 0x3B:
        at = extension(data, at, parsed) if data[at] == 0x21 else picture(data, at, parsed)
    assert at == len(data) - 1
    assert len(parsed.boxes) == len(parsed.delays)
    return parsed


def extension(data: bytes, at: int, parsed: Parsed) -> int:
    if data[at + 1] == 0xF9:
        size, flags, delay, _index, end = struct.unpack_from("<BBHBB", data, at + 2)
        assert (size, flags & 0xE2, end) == (4, 0, 0)
        parsed.disposals.append(flags >> 2)
        parsed.delays.append(delay)
        return at + 8
    assert data[at + 1 : at + 16] == b"\xff\x0bNETSCAPE2.0\x03\x01"
    assert parsed.repeats is None
    assert not parsed.boxes
    parsed.repeats, end = struct.unpack_from("<HB", data, at + 16)
    assert end == 0
    return at + 19


def picture(data: bytes, at: int, parsed: Parsed) -> int:
    mark, left, top, width, height, flags, bits = struct.unpack_from("<BHHHHBB", data, at)
    assert (mark, flags) == (0x2C, 0)
    assert 2 <= bits <= 8
    assert left + width <= parsed.size[0]
    assert top + height <= parsed.size[1]
    assert width * height > 0
    parsed.boxes.append(Box(left, top, left + width, top + height))
    at += 11
    while data[at]:
        at += 1 + data[at]
    return at + 1


def decoded(path: Path) -> tuple[list[Pixels], list[int]]:
    """Every composed picture as RGBA, and its delay in hundredths."""
    frames = list(imageio.imread(path, plugin="pillow", mode="RGBA", index=None))
    with imageio.imopen(path, "r", plugin="pillow") as image:
        return frames, [round(image.metadata(index=k)["duration"] / 10) for k in range(len(frames))]


def quantised(frame: Pixels, sample: Pixels, exact: tuple[tuple[int, int, int], ...]) -> Pixels:
    """A frame over a white page in the animation's palette, transparent where it hardly shows."""
    sample, frame = matted(sample, (255, 255, 255)), matted(frame, (255, 255, 255))
    palette = choose(sample, exact, COLORS)
    colors = palette.table()[palette.indices(packed(frame))]
    alpha = frame[..., 3:]
    return np.concatenate([np.where(alpha, colors, 0), alpha], axis=-1).astype(np.uint8)


def visible(frame: Pixels) -> Pixels:
    """A decoded frame in which what is transparent is black, whatever its colour was."""
    return np.where(frame[..., 3:], frame, 0).astype(np.uint8)


def plain(value: int, size: tuple[int, int] = (8, 5), alpha: int = 255) -> Pixels:
    frame = np.full((size[1], size[0], 4), value, np.uint8)
    frame[..., 3] = alpha
    return frame


GREYS = tuple((value, value, value) for value in range(60))
HEADS = ((213, 94, 0), (0, 114, 178), (0, 158, 115))
Colors: TypeAlias = tuple[tuple[int, int, int], ...]


def test_every_frame_decodes_to_the_true_frame_in_the_palette(movie: Movie, encode: Encode) -> None:
    path, notes = encode(".gif", movie.frames, boxes=movie.boxes)
    frames, _ = decoded(path)
    assert len(frames) == len(movie.frames)
    assert not notes
    for shown, true in zip(frames, movie.frames, strict=True):
        assert np.array_equal(shown, quantised(true, movie.frames[-1], HEADS))


def test_frames_are_close_to_the_truth(movie: Movie, encode: Encode) -> None:
    frames, _ = decoded(encode(".gif", movie.frames, boxes=movie.boxes)[0])
    errors = np.array(frames, np.float64) - np.array(movie.frames)
    assert 10 * np.log10(255**2 / (errors**2).mean()) > 42


def test_exact_colours_stay_exact(movie: Movie, encode: Encode) -> None:
    frames, _ = decoded(encode(".gif", movie.frames, boxes=movie.boxes)[0])
    for shown, true in zip(frames, movie.frames, strict=True):
        for color in HEADS:
            mine = (true[..., :3] == color).all(axis=-1)
            assert mine.any()
            assert (shown[mine][:, :3] == color).all()


def test_only_what_changed_is_stored(movie: Movie, encode: Encode) -> None:
    parsed = parse(encode(".gif", movie.frames, boxes=movie.boxes)[0])
    assert parsed.size == movie.size
    assert parsed.boxes[0] == (0, 0, *movie.size)
    for box, boxes in zip(parsed.boxes[1:], movie.boxes[1:], strict=True):
        assert box.left >= min(b.left for b in boxes)
        assert box.right <= max(b.right for b in boxes)
        assert box.right - box.left < 20


def test_boxes_only_save_time(movie: Movie, encode: Encode) -> None:
    tightly, _ = encode(".gif", movie.frames, boxes=movie.boxes, name="tightly")
    nowhere, _ = encode(".gif", movie.frames, name="nowhere")
    larger = [[Box(b.left - 9, b.top - 9, b.right + 9, b.bottom + 9) for b in boxes] for boxes in movie.boxes]
    loosely, _ = encode(".gif", movie.frames, boxes=larger, name="loosely")
    assert tightly.read_bytes() == nowhere.read_bytes() == loosely.read_bytes()


def test_the_same_frames_give_the_same_bytes(movie: Movie, encode: Encode) -> None:
    first, _ = encode(".gif", movie.frames, name="first")
    second, _ = encode(".gif", movie.frames, name="second")
    assert first.read_bytes() == second.read_bytes()


def late(frames: list[Pixels], path: Path, *, transparent: bool = False, exact: Colors = ()) -> Path:
    """A file of frames whose palette could not be chosen before they came."""
    height, width, _ = frames[0].shape
    live = np.empty_like(frames[0])
    with Gif(path, Animation((width, height), 25, 0, transparent, None, exact)) as encoder:
        for frame in frames:
            live[...] = frame
            encoder.add(live, None, Fraction(1, 25))
            live[...] = 77
    return path


def test_without_a_sample_all_frames_give_their_colours(tmp_path: Path) -> None:
    """No two frames share a colour, and none is lost."""
    frames = [plain(255, (6, 4)) for _ in range(10)]
    for k, frame in enumerate(frames):
        frame[..., 0], frame[..., 1] = 20 * k, np.arange(24).reshape(4, 6)
    shown, delays = decoded(late(frames, tmp_path / "a.gif"))
    assert np.array_equal(shown, frames)
    assert delays == [4] * 10


def test_without_a_sample_frames_come_back_closer_than_with_the_first_for_one(
    movie: Movie, encode: Encode, tmp_path: Path
) -> None:
    frames = [np.roll(frame, 10 * k, axis=2).copy() for k, frame in enumerate(movie.frames[:3])]
    for frame in frames:
        frame[..., 3] = 255
    early, _ = encode(".gif", frames, sample=frames[0], exact=())
    errors = [
        np.square(np.array(decoded(path)[0], float) - frames).mean()
        for path in (late(frames, tmp_path / "late.gif"), early)
    ]
    assert errors[0] < errors[1] / 4


def test_frames_that_waited_are_drawn_as_others_are(movie: Movie, tmp_path: Path) -> None:
    path = late(movie.frames, tmp_path / "a.gif", exact=HEADS)
    frames, delays = decoded(path)
    assert delays == [4] * len(movie.frames)
    assert [file.name for file in tmp_path.iterdir()] == ["a.gif"]
    for shown, true in zip(frames, movie.frames, strict=True):
        assert np.abs(shown.astype(int) - true).max() < 24
        for color in HEADS:
            assert (shown[(true[..., :3] == color).all(axis=-1)][:, :3] == color).all()
    assert late(movie.frames, tmp_path / "b.gif", exact=HEADS).read_bytes() == path.read_bytes()


def test_transparent_frames_may_wait_too(tmp_path: Path) -> None:
    frames = ghosts(1, shrinking=False)
    shown, _ = decoded(late(frames, tmp_path / "a.gif", transparent=True))
    clear = [visible(matted(frame, (255, 255, 255))) for frame in frames]
    expected = [frame for k, frame in enumerate(clear) if k == 0 or not np.array_equal(frame, clear[k - 1])]
    assert len(shown) == len(expected)
    for mine, true in zip(shown, expected, strict=True):
        assert np.array_equal(visible(mine), true)  # they have few colours


def test_an_animation_that_fails_while_it_waits_leaves_nothing_open(movie: Movie, tmp_path: Path) -> None:
    encoder = Gif(tmp_path / "a.gif", Animation(movie.size, 25, 0, False, None))
    encoder.add(movie.frames[0], None, Fraction(1, 25))
    encoder.discard()
    with pytest.raises(ValueError, match="closed"):
        encoder.add(movie.frames[1], None, Fraction(1, 25))


@pytest.mark.parametrize("fps", [1, 10, 24, 25, 30, 50, 60, 100])
def test_delays_are_exact_in_sum_and_never_too_short(fps: int, encode: Encode) -> None:
    frames = [plain(k) for k in range(40)]
    durations = [Fraction(1, fps)] * 39 + [Fraction(3, 2)]
    delays = parse(encode(".gif", frames, durations=durations, fps=fps, exact=GREYS)[0]).delays
    assert sum(delays) == int(100 * sum(durations) + Fraction(1, 2))
    assert min(delays) >= 2
    if fps <= 50:
        assert len(delays) == 40
        assert max(abs(delay - Fraction(100, fps)) for delay in delays[:-1]) < 1


@pytest.mark.parametrize("fps", [30, 60, 100])
def test_the_sum_is_exact_without_a_hold_where_it_can_be(fps: int, encode: Encode) -> None:
    delays = parse(encode(".gif", [plain(k) for k in range(30)], fps=fps, exact=GREYS)[0]).delays
    assert sum(delays) == Fraction(3000, fps)
    assert min(delays) >= 2


def test_odd_durations_are_rounded_as_a_whole(encode: Encode) -> None:
    durations = [Fraction(1, 7), Fraction(1, 3), Fraction(22, 700), Fraction(1, 11), Fraction(355, 113)]
    delays = parse(encode(".gif", [plain(k) for k in range(5)], durations=durations, exact=GREYS)[0]).delays
    ends = [sum(durations[: k + 1]) * 100 for k in range(5)]
    assert np.abs(np.cumsum(delays) - np.array(ends, float)).max() <= 0.5


def test_a_frame_too_short_to_see_gives_way_to_the_next(encode: Encode) -> None:
    frames = [plain(value) for value in (10, 20, 30, 40)]
    durations = [Fraction(n, 100) for n in (5, 1, 1, 5)]
    shown, delays = decoded(encode(".gif", frames, durations=durations, exact=GREYS)[0])
    assert [int(frame[0, 0, 0]) for frame in shown] == [10, 30, 40]
    assert delays == [5, 2, 5]


def test_a_last_frame_too_short_to_see_takes_its_time_from_the_one_before(encode: Encode) -> None:
    durations = [Fraction(5, 100), Fraction(1, 100)]
    shown, delays = decoded(encode(".gif", [plain(10), plain(20)], durations=durations, exact=GREYS)[0])
    assert [int(frame[0, 0, 0]) for frame in shown] == [10, 20]
    assert delays == [4, 2]


def test_equal_frames_only_last_longer(encode: Encode) -> None:
    frames = [plain(value) for value in (10, 10, 10, 20, 20, 10)]
    shown, delays = decoded(encode(".gif", frames, exact=GREYS)[0])
    assert [int(frame[0, 0, 0]) for frame in shown] == [10, 20, 10]
    assert delays == [12, 8, 4]


def test_no_changed_boxes_mean_an_equal_frame(encode: Encode) -> None:
    frames = [plain(10), plain(10), plain(20)]
    assert parse(encode(".gif", frames, boxes=[[], [], [Box(0, 0, 8, 5)]], exact=GREYS)[0]).delays == [8, 4]


@pytest.mark.parametrize("seconds", [655, 656, 2000])
def test_a_long_hold_is_split(seconds: int, encode: Encode) -> None:
    frames = [plain(10), plain(20), plain(30)]
    durations = [Fraction(1), Fraction(seconds) + Fraction(36, 100), Fraction(1)]
    path, _ = encode(".gif", frames, durations=durations, exact=GREYS)
    parsed = parse(path)
    assert sum(parsed.delays) == 100 * seconds + 236
    assert min(parsed.delays) >= 2
    assert [int(frame[0, 0, 0]) for frame in decoded(path)[0]][1:-1] == [20] * (len(parsed.delays) - 2)


@pytest.mark.parametrize(("loop", "repeats"), [(0, 0), (1, None), (2, 1), (7, 6)])
def test_an_animation_plays_as_often_as_it_says(loop: int, repeats: int | None, encode: Encode) -> None:
    assert parse(encode(".gif", [plain(1), plain(2)], loop=loop, exact=GREYS)[0]).repeats == repeats


@pytest.mark.parametrize("size", [(1, 1), (1, 7), (3, 1), (17, 5), (256, 3)])
def test_any_size(size: tuple[int, int], encode: Encode) -> None:
    frames = [plain(value, size) for value in (10, 20, 30)]
    shown, _ = decoded(encode(".gif", frames, exact=GREYS)[0])
    assert [frame.shape for frame in shown] == [(size[1], size[0], 4)] * 3
    assert [int(frame[0, 0, 0]) for frame in shown] == [10, 20, 30]


def test_colours_that_the_sample_lacks_become_the_nearest(encode: Encode) -> None:
    frames = list(np.random.default_rng(1).integers(0, 256, (4, 30, 30, 4), dtype=np.uint8))
    for frame in frames:
        frame[..., 3] = 255
    shown, _ = decoded(encode(".gif", frames, sample=frames[2])[0])
    for mine, true in zip(shown, frames, strict=True):
        assert np.array_equal(mine, quantised(true, frames[2], HEADS))


def test_an_animation_that_changes_all_over_has_the_colours_of_all_its_samples(encode: Encode) -> None:
    ramps = [plain(255, (40, 30)) for _ in range(3)]
    for k, frame in enumerate(ramps):
        frame[..., 0], frame[..., 1], frame[..., 2] = 60 * k + np.arange(40), 90 + np.arange(30)[:, None], 30 + 70 * k
    errors = []
    for sample in (ramps[-1], np.stack(ramps)):
        shown, _ = decoded(encode(".gif", ramps, sample=sample)[0])
        errors.append(max(np.square(a.astype(float) - b).mean() for a, b in zip(shown, ramps, strict=True)))
    assert errors[1] < errors[0] / 4


def ghosts(seed: int, *, shrinking: bool) -> list[Pixels]:
    """Blobs that come, go and fade over nothing."""
    numbers, frames = np.random.default_rng(seed), []
    for k in range(10):
        frame = plain(0, (31, 23), alpha=0)
        for _ in range(0 if k == 4 else 3):
            left, top = numbers.integers(0, 20, 2)
            place = slice(top, top + 6), slice(left, left + (9 - k // 2 if shrinking else 8))
            frame[place] = (*numbers.integers(0, 256, 3), numbers.choice([255, 200, 64, 63, 30]))
        frames.append(frame)
    return frames


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("shrinking", [False, True])
def test_transparent_animations_decode_to_the_thresholded_frames(seed: int, shrinking: bool, encode: Encode) -> None:
    frames = ghosts(seed, shrinking=shrinking)
    path, _ = encode(".gif", frames, transparent=True, sample=frames[3], exact=HEADS)
    parse(path)
    shown, _ = decoded(path)
    expected = [quantised(frame, frames[3], HEADS) for frame in frames]
    changes = [k for k in range(10) if k == 0 or not np.array_equal(expected[k], expected[k - 1])]
    assert len(shown) == len(changes)
    for frame, k in zip(shown, changes, strict=True):
        assert np.array_equal(visible(frame), expected[k])


def test_what_vanishes_after_a_long_hold_vanishes(encode: Encode) -> None:
    full, empty = plain(9), plain(0, alpha=0)
    frames = [full.copy(), full.copy(), full.copy()]
    frames[1][2:4, 2:5], frames[2][1:, 3:] = 50, empty[1:, 3:]
    frames[1][..., 3] = 255
    durations = [Fraction(1), Fraction(1000), Fraction(1)]
    shown, delays = decoded(encode(".gif", frames, durations=durations, transparent=True, sample=frames[1])[0])
    assert sum(delays) == 100200
    assert np.array_equal(visible(shown[-1]), quantised(frames[2], frames[1], HEADS))
    assert all(np.array_equal(frame, quantised(frames[1], frames[1], HEADS)) for frame in shown[1:-1])


def test_short_frames_over_nothing_still_vanish(encode: Encode) -> None:
    frames = ghosts(5, shrinking=False)
    durations = [Fraction(1 if k % 3 else 4, 100) for k in range(9)] + [Fraction(1)]
    shown, _ = decoded(encode(".gif", frames, durations=durations, transparent=True, sample=frames[3])[0])
    assert np.array_equal(visible(shown[-1]), quantised(frames[-1], frames[3], HEADS))


def test_an_opaque_animation_never_clears(movie: Movie, encode: Encode) -> None:
    assert set(parse(encode(".gif", movie.frames)[0]).disposals) == {1}


def test_an_animation_of_nothing_is_one_empty_picture(encode: Encode) -> None:
    shown, delays = decoded(encode(".gif", [plain(0, alpha=0)] * 3, transparent=True)[0])
    assert delays == [12]
    assert not visible(shown[0]).any()


@pytest.mark.parametrize("known", [True, False])
def test_memory_does_not_grow_with_the_frames(known: bool, movie: Movie, tmp_path: Path) -> None:
    sample, frames = movie.frames[-1] if known else None, movie.frames
    animation = Animation(movie.size, 25, 0, False, sample, HEADS)
    with Gif(tmp_path / "a.gif", animation) as encoder:
        taken = []
        tracemalloc.start()
        for times in (3, 20):
            for frame in frames * times:
                encoder.add(frame, None, Fraction(1, 25))
            taken.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
    assert taken[1] - taken[0] < frames[0].nbytes / 2
