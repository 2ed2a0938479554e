from __future__ import annotations

import sys
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pytest

from optviz.encoders import Animation
from optviz.encoders.codec.video import pixels_of
from optviz.encoders.mp4 import Mp4
from optviz.errors import MissingToolError
from optviz.geometry import Box

if TYPE_CHECKING:
    from optviz.arrays import Pixels
    from tests.encoders.conftest import Encode, Movie


@dataclass(frozen=True)
class Played:
    """What a player sees of a file."""

    frames: list[Pixels]
    size: tuple[int, int]
    rate: Fraction
    seconds: Fraction
    format: tuple[str, str, int, int]


def played(path: Path) -> Played:
    with av.open(str(path)) as opened:
        container: Any = opened
        stream = container.streams.video[0]
        context = stream.codec_context
        seconds = Fraction(stream.duration * stream.time_base)
        return Played(
            [frame.to_ndarray(format="rgb24") for frame in container.decode(stream)],
            (context.width, context.height),
            Fraction(stream.average_rate),
            seconds,
            (context.name, context.pix_fmt, int(context.colorspace), int(context.color_range)),
        )


def plain(value: int, size: tuple[int, int] = (32, 16)) -> Pixels:
    frame = np.full((size[1], size[0], 4), value, np.uint8)
    frame[..., 3] = 255
    return frame


def shades(path: Path) -> list[int]:
    return [round(float(frame.mean())) for frame in played(path).frames]


def test_the_animation_plays_as_it_was_drawn(movie: Movie, encode: Encode) -> None:
    path, notes = encode(".mp4", movie.frames, boxes=movie.boxes)
    result = played(path)
    assert len(result.frames) == len(movie.frames)
    assert (result.rate, result.seconds) == (Fraction(25), Fraction(len(movie.frames), 25))
    assert result.format == ("h264", "yuv420p", 1, 1)
    assert notes == ["padded to 98x62: H.264 wants even sizes"]
    width, height = movie.size
    for shown, true in zip(result.frames, movie.frames, strict=True):
        error = shown[:height, :width].astype(float) - true[..., :3]
        assert 10 * np.log10(255**2 / (error**2).mean()) > 25


def test_flat_colours_come_back_close(encode: Encode) -> None:
    colors = [(213, 94, 0), (0, 114, 178), (0, 158, 115), (204, 121, 167), (255, 255, 255), (34, 34, 34)]
    frame = np.concatenate([plain(0, (32, 32)) for _ in colors], axis=1)
    for k, color in enumerate(colors):
        frame[:, 32 * k : 32 * k + 32, :3] = color
    for shown in played(encode(".mp4", [frame] * 3)[0]).frames:
        for k, color in enumerate(colors):
            middle = shown[8:24, 32 * k + 8 : 32 * k + 24].astype(int)
            assert np.abs(middle - color).max() <= 5


@pytest.mark.parametrize("fps", [24, 25, 30, 50, 60])
def test_the_frame_rate_is_the_animations(fps: int, encode: Encode) -> None:
    durations = [Fraction(1, fps)] * 9 + [Fraction(1, 2)]
    result = played(encode(".mp4", [plain(20 * k) for k in range(10)], durations=durations, fps=fps)[0])
    assert result.rate == fps
    assert len(result.frames) == 9 + (fps + 1) // 2
    assert result.seconds == Fraction(len(result.frames), fps)


def test_durations_become_whole_frames_with_the_right_total(encode: Encode) -> None:
    durations = [Fraction(1, 7), Fraction(1, 50), Fraction(1, 1000), Fraction(1, 3), Fraction(1, 10)]
    frames = [plain(value) for value in (20, 60, 100, 140, 200)]
    path, _ = encode(".mp4", frames, durations=durations)
    assert np.abs(np.array(shades(path)) - ([20] * 4 + [140] * 8 + [200] * 3)).max() <= 3


def test_one_short_frame_is_an_animation(encode: Encode) -> None:
    assert len(played(encode(".mp4", [plain(9)], durations=[Fraction(1, 1000)])[0]).frames) == 1


def test_the_index_stands_in_front(movie: Movie, encode: Encode) -> None:
    data = encode(".mp4", movie.frames)[0].read_bytes()
    assert 0 < data.index(b"moov") < data.index(b"mdat")


def test_boxes_only_save_time(movie: Movie, encode: Encode, monkeypatch: pytest.MonkeyPatch) -> None:
    """The codec is given the same frames; what it makes of them is up to it."""
    given: list[list[bytes]] = []
    write = Mp4._write

    def watched(self: Mp4, frames: Any) -> None:
        if frames:
            given[-1].append(b"".join(pixels_of(plane).tobytes() for plane in frames[0].planes))
        write(self, frames)

    monkeypatch.setattr(Mp4, "_write", watched)
    larger = [[Box(b.left - 9, b.top - 9, b.right + 9, b.bottom + 9) for b in boxes] for boxes in movie.boxes]
    for boxes in (movie.boxes, None, larger):
        given.append([])
        encode(".mp4", movie.frames, boxes=boxes)
    assert len(given[0]) == len(set(given[0])) == len(movie.frames)
    assert given[0] == given[1] == given[2]


def test_no_changed_boxes_mean_an_equal_frame(encode: Encode) -> None:
    path, _ = encode(".mp4", [plain(50), plain(50), plain(200)], boxes=[[], [], [Box(0, 0, 32, 16)]])
    assert np.abs(np.array(shades(path)) - [50, 50, 200]).max() <= 3


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (2, 5), (33, 17), (130, 70)])
def test_odd_sizes_gain_a_copy_of_their_last_pixel(size: tuple[int, int], encode: Encode) -> None:
    frame = plain(180, size)
    result = played(encode(".mp4", [frame] * 2)[0])
    assert result.size == (size[0] + size[0] % 2, size[1] + size[1] % 2)
    assert np.abs(result.frames[-1].astype(int) - 180).max() <= 4


def test_even_sizes_need_no_note(encode: Encode) -> None:
    assert encode(".mp4", [plain(1)])[1] == []


def test_without_pyav_the_message_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(MissingToolError, match="pip install av"):
        Mp4(tmp_path / "a.mp4", Animation((4, 4), 25, 0, False, plain(0, (4, 4))))


def test_without_h264_the_message_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(av, "codecs_available", {"mpeg4"})
    with pytest.raises(MissingToolError, match="pip install -U av"):
        Mp4(tmp_path / "a.mp4", Animation((4, 4), 25, 0, False, plain(0, (4, 4))))


class Refusing:
    """A codec that takes no frame."""

    def encode(self, _: object) -> None:
        raise ZeroDivisionError


def test_a_colon_in_the_name_is_no_protocol(movie: Movie, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Mp4(Path("lr:0.1.mp4"), Animation(movie.size, 25, 0, False, movie.frames[-1])) as encoder:
        add_all(encoder, movie.frames)
    assert len(played(tmp_path / "lr:0.1.mp4").frames) == len(movie.frames)


def test_an_error_of_the_codec_is_raised_where_frames_are_added(movie: Movie, tmp_path: Path) -> None:
    encoder = Mp4(tmp_path / "a.mp4", Animation(movie.size, 25, 0, False, movie.frames[-1]))
    encoder._stream = Refusing()
    with pytest.raises(ZeroDivisionError):
        add_all(encoder, movie.frames)
    encoder.discard()


def add_all(encoder: Mp4, frames: list[Pixels]) -> None:
    for frame in frames:
        encoder.add(frame, None, Fraction(1, 25))
