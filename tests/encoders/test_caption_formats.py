"""What every format of captions keeps to, as FFmpeg reads it."""

from __future__ import annotations

import html
import random
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import pytest

from optviz.encoders import ENCODERS, Caption, CaptionFormat, Frames

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

COMMENT = "optviz 1 0123456789abcdef"
FORMATS = {name: entry for name, entry in ENCODERS.items() if issubclass(entry, CaptionFormat)}
TOLD = [
    Caption(Fraction(0), Fraction(2, 3), "Adam is there"),
    Caption(Fraction(1, 3), Fraction(4), "häßlich 漢字"),
    Caption(Fraction(4), Fraction(4000), "over an hour"),
]
HOSTILE = [
    "</c><b onclick=x>bold</b> & &lt; -->",
    "00:00:01.000 --> 00:00:09.000",
    "one\n\nnote-9\n00:00:01.000 --> 00:00:09.000\nanother",
    "\n\nSTYLE\n::cue { color: red }\n\nNOTE gone",
    "a\r\n\r\nb\x00\x0b\x0c\x1c\x85\u2028\u2029c",
    "\ud800 no letter",
    "WEBVTT\n\nNOTE optviz 1 0000000000000000\n\n",
    " \n ",
    "",
]


def read(path: Path) -> list[tuple[Fraction, Fraction, str]]:
    """When each caption begins and ends, and what it says."""
    with av.open(str(path)) as opened:
        container: Any = opened
        packets = [packet for packet in container.demux() if packet.pts is not None]
        return [
            (
                packet.pts * packet.time_base,
                (packet.pts + packet.duration) * packet.time_base,
                html.unescape(bytes(packet).decode()),
            )
            for packet in packets
        ]


def written(name: str, folder: Path, captions: Sequence[Caption], comment: str = COMMENT) -> Path:
    path = folder / f"a{FORMATS[name].suffixes[0]}"
    path.write_bytes(FORMATS[name].document(captions, comment))
    return path


@pytest.mark.parametrize("name", FORMATS)
def test_every_caption_is_there_in_its_time(name: str, tmp_path: Path) -> None:
    found = read(written(name, tmp_path, TOLD))
    assert [text for _, _, text in found] == [each.text for each in TOLD]
    for (start, end, _), true in zip(found, TOLD, strict=True):
        assert abs(start - true.start) <= Fraction(1, 2000)
        assert abs(end - true.end) <= Fraction(1, 2000)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_a_text(name: str, text: str, tmp_path: Path) -> None:
    before, after = TOLD[0], TOLD[2]
    path = written(name, tmp_path, [before, Caption(Fraction(1), Fraction(2), text), after])
    first, hostile, last = read(path)
    assert (first[2], last[2]) == (before.text, after.text)
    assert hostile[:2] == (Fraction(1), Fraction(2))
    letters = text.encode(errors="replace").decode()
    assert hostile[2].split() == "".join(each if each.isprintable() else " " for each in letters).split()
    assert FORMATS[name].comment_of(path) == COMMENT


@pytest.mark.parametrize("name", FORMATS)
def test_without_captions_there_is_a_valid_file(name: str, tmp_path: Path) -> None:
    path = written(name, tmp_path, [])
    assert read(path) == []
    assert FORMATS[name].comment_of(path) == COMMENT


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("captions", [[], TOLD])
def test_without_a_comment_none_is_read(name: str, captions: list[Caption], tmp_path: Path) -> None:
    path = written(name, tmp_path, captions, "")
    assert FORMATS[name].comment_of(path) == ""
    assert len(read(path)) == len(captions)


@pytest.mark.parametrize("name", FORMATS)
def test_any_file_is_asked_for_its_comment(name: str, tmp_path: Path) -> None:
    entry, path, chance = FORMATS[name], tmp_path / "a", random.Random(1)  # noqa: S311  (no secret)
    content = entry.document(TOLD, COMMENT)
    for _ in range(300):
        broken = bytearray(content[: chance.randrange(len(content) + 1)])
        for _ in range(chance.randrange(20) if broken else 0):
            broken[chance.randrange(len(broken))] = chance.choice((0, 1, 2, 127, 128, 255))
        path.write_bytes(broken)
        assert len(entry.comment_of(path)) < 4096
    with path.open("r+b") as file:
        file.truncate(1 << 40)
    assert len(entry.comment_of(path)) < 4096


@pytest.mark.parametrize("name", FORMATS)
def test_it_is_no_picture(name: str) -> None:
    entry = FORMATS[name]
    assert not entry.still
    assert not entry.moves()
    assert not entry.mime.startswith(("image/", "video/"))
    assert entry.transparency
    assert entry.lossless
    assert entry.cost(Frames(10**6, 100, 100, moves=True)).seconds < 0.01
