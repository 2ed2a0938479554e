from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pytest

from optviz.encoders import Animation
from optviz.encoders.avif import Avif
from optviz.encoders.webm import Webm
from optviz.errors import MissingToolError
from tests.encoders.test_contract import decibels

if TYPE_CHECKING:
    from pathlib import Path

    from tests.encoders.conftest import Encode, Movie


def test_it_is_av1_in_webm_and_can_be_sought_in(movie: Movie, encode: Encode) -> None:
    path, notes = encode(".webm", movie.frames, boxes=movie.boxes)
    assert not notes
    with av.open(str(path)) as opened:
        container: Any = opened
        context = container.streams.video[0].codec_context
        assert container.format.name == "matroska,webm"
        assert (context.codec.canonical_name, context.pix_fmt) == ("av1", "yuv420p")
        assert (int(context.colorspace), int(context.color_range)) == (1, 1)
        assert container.streams.video[0].average_rate == 25
    data = path.read_bytes()
    cues, cluster = b"\x1c\x53\xbb\x6b", b"\x1f\x43\xb6\x75"
    assert data.startswith(b"\x1a\x45\xdf\xa3")
    assert 0 < data.rindex(cues, 0, data.index(cluster)) < data.index(cluster)


def test_it_takes_fewer_bytes_than_mp4(movie: Movie, encode: Encode) -> None:
    webm, mp4 = (encode(suffix, movie.frames * 4)[0] for suffix in (".webm", ".mp4"))
    assert webm.stat().st_size < 0.75 * mp4.stat().st_size


@pytest.mark.parametrize("suffix", [".webm", ".avif"])
def test_without_av1_the_message_says_what_to_install(
    suffix: str, movie: Movie, encode: Encode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(av, "codecs_available", {"libx264"})
    with pytest.raises(MissingToolError, match="no AV1; install another with: pip install -U av"):
        encode(suffix, movie.frames)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("entry", [Webm, Avif])
def test_the_encoder_prints_nothing(
    entry: type[Webm | Avif], movie: Movie, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Also where it is stopped before its end."""
    for fails in (False, True):
        animation = Animation(movie.size, 25, 0, False, movie.frames[-1])
        with suppress(ZeroDivisionError), entry(tmp_path / "a", animation) as encoder:
            for frame in movie.frames:
                encoder.add(frame, None, Fraction(1, 25))
            assert 1 / (not fails)
    assert capfd.readouterr() == ("", "")


def test_a_scene_of_many_frames_stays_sharp(movie: Movie, encode: Encode) -> None:
    path, _ = encode(".webm", movie.frames * 30)
    with av.open(str(path)) as container:
        frames = [frame.to_ndarray(format="rgb24").astype(np.uint8) for frame in container.decode(video=0)]
    assert len(frames) == 360
    assert min(decibels(shown, true) for shown, true in zip(frames, movie.frames * 30, strict=True)) > 24
