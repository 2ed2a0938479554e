"""The file around the pictures of an AVIF animation: boxes, one inside another, of a size, a kind and the content.

An animation is a movie that loops, of one track, or of two, the second of which holds the alpha channel. Its first
picture is also there as a still, for readers that know no movies.

References: AOMedia, AV1 Image File Format, version 1.1 (2022); ISO/IEC 14496-12 (2022); ISO/IEC 23008-12 (2022).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final

from optviz.encoders.codec import av1, boxes
from optviz.encoders.codec.exif import comment_of as comment_in
from optviz.encoders.codec.exif import exif
from optviz.encoders.codec.video import BT709

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import BinaryIO

TICKS: Final = 90_000
"""The unit of time is a second's part, of which every usual frame takes a whole number."""

_ENDLESS: Final = (1 << 64) - 1
_UNCHANGED: Final = struct.pack(">9I", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
"""The matrix that leaves pictures where they are."""
_ALPHA: Final = b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0"
_COLOUR, _MASK = 1, 2
"""The numbers of stills, and of tracks."""
_WAY: Final = ((b"moov", 0), (b"trak", 0), (b"meta", 4), (b"idat", 0))
"""The way to the comment; see boxes.content_of."""
_OFFSET: Final = 4
"""Bytes before Exif data, which say that it begins behind them."""
_MOST: Final = 320
"""Bytes in which a comment of ours ends."""


@dataclass
class Track:
    """The pictures of a stream, which stand one behind the other in a file of their own until all are there.

    Args: file: that one.  alpha: whether it is the alpha channel.
    """

    file: BinaryIO
    alpha: bool = False
    first: bytes = b""
    sizes: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    keys: list[int] = field(default_factory=list)

    @property
    def number(self) -> int:
        """Of its track, and of its still."""
        return _MASK if self.alpha else _COLOUR

    def add(self, packet: bytes, start: int, *, key: bool) -> None:
        """Append a picture that is shown from a time on, in ticks; key: whether it needs none of those before."""
        content = av1.sample(packet)
        self.first = self.first or content
        self.sizes.append(len(content))
        self.starts.append(start)
        self.keys += [len(self.sizes)] if key else []
        self.file.write(content)


def head(tracks: Sequence[Track], size: tuple[int, int], length: int, loop: int, comment: str) -> bytes:
    """Everything that stands before the pictures, which follow track by track.

    Args: size: (width, height).  length: of the animation, in ticks.  loop: how often it plays, 0 without end.
    """
    total = sum(sum(track.sizes) for track in tracks)
    kind = _box("ftyp", b"avis", bytes(4), b"avisavifmsf1mif1miafMA1B")

    def written(start: int) -> bytes:
        places, at = [], start
        for track in tracks:
            places.append(at)
            at += sum(track.sizes)
        still, movie = _still(tracks, places, size), _movie(tracks, places, size, length, loop, comment)
        # The movie comes first because FFmpeg, and so a person who asks for the first stream, finds them in this order.
        return kind + movie + still + struct.pack(">I4s", 8 + total, b"mdat")

    return written(len(written(0)))  # numbers take as many bytes whatever they are


def comment_of(file: BinaryIO) -> str:
    """The comment of a file, which may be any; empty where there is none."""
    return comment_in(boxes.content_of(file, _WAY, _MOST)[_OFFSET:])


def _box(kind: str, *content: bytes) -> bytes:
    whole = b"".join(content)
    return struct.pack(">I4s", 8 + len(whole), kind.encode()) + whole


def _full(kind: str, *content: bytes, version: int = 0, flags: int = 0) -> bytes:
    return _box(kind, struct.pack(">I", version << 24 | flags), *content)


def _handler(kind: str) -> bytes:
    return _full("hdlr", bytes(4), kind.encode(), bytes(13))


def _configuration(track: Track) -> bytes:
    return _box("av1C", av1.configuration(track.first))


def _colours() -> bytes:
    """BT.709 in limited range."""
    return _box("colr", b"nclx", struct.pack(">3HB", BT709, BT709, BT709, 0))


# The still.


def _still(tracks: Sequence[Track], places: Sequence[int], size: tuple[int, int]) -> bytes:
    """The first picture."""
    where = [
        struct.pack(">HHHII", track.number, 0, 1, place, len(track.first))
        for track, place in zip(tracks, places, strict=True)
    ]
    count = struct.pack(">H", len(tracks))
    masked = any(track.alpha for track in tracks)
    return _full(
        "meta",
        _handler("pict"),
        _full("pitm", struct.pack(">H", _COLOUR)),
        _full("iloc", b"\x44\0", count, *where),
        _full("iinf", count, *(_item(track.number, "av01") for track in tracks)),
        _full("iref", _box("auxl", struct.pack(">HHH", _MASK, 1, _COLOUR))) if masked else b"",
        _properties(tracks, size),
    )


def _item(number: int, kind: str) -> bytes:
    return _full("infe", struct.pack(">HH", number, 0), kind.encode(), b"\0", version=2)


def _properties(tracks: Sequence[Track], size: tuple[int, int]) -> bytes:
    """What the stills are like; a number with the highest bit set is of a property that a reader must know."""
    every = [_full("ispe", struct.pack(">II", *size))]
    belongs = []
    for track in tracks:
        own = [_configuration(track), _full("pixi", bytes([3, 8, 8, 8]))]
        own.append(_full("auxC", _ALPHA) if track.alpha else _colours())
        first = len(every) + 1
        belongs.append(struct.pack(">HB4B", track.number, 4, 1, first | 0x80, first + 1, first + 2))
        every += own
    return _box("iprp", _box("ipco", *every), _full("ipma", struct.pack(">I", len(tracks)), *belongs))


# The movie.


def _movie(
    tracks: Sequence[Track], places: Sequence[int], size: tuple[int, int], length: int, loop: int, comment: str
) -> bytes:
    played = loop * length or _ENDLESS
    header = struct.pack(">QQIQIHHQ", 0, 0, TICKS, played, 1 << 16, 1 << 8, 0, 0)
    following = struct.pack(">I", len(tracks) + 1)
    return _box(
        "moov",
        _full("mvhd", header, _UNCHANGED, bytes(24), following, version=1),
        *(_track(track, place, size, length, loop, comment) for track, place in zip(tracks, places, strict=True)),
    )


def _track(track: Track, place: int, size: tuple[int, int], length: int, loop: int, comment: str) -> bytes:
    width, height = size
    played = loop * length or _ENDLESS
    header = struct.pack(">QQIIQQHHHH", 0, 0, track.number, 0, played, 0, 0, 0, 0, 0)
    shown = struct.pack(">IQqHH", 1, length, 0, 1, 0)
    media = struct.pack(">QQIQHH", 0, 0, TICKS, length, 0x55C4, 0)  # in no language
    return _box(
        "trak",
        _full("tkhd", header, _UNCHANGED, struct.pack(">II", width << 16, height << 16), version=1, flags=3),
        _box("tref", _box("auxl", struct.pack(">I", _COLOUR))) if track.alpha else b"",
        _box("edts", _full("elst", shown, version=1, flags=int(loop != 1))),
        _remark(comment) if comment and not track.alpha else b"",
        _box(
            "mdia",
            _full("mdhd", media, version=1),
            _handler("auxv" if track.alpha else "pict"),
            _box(
                "minf",
                _full("vmhd", bytes(8), flags=1),
                _box("dinf", _full("dref", struct.pack(">I", 1), _full("url ", flags=1))),
                _samples(track, place, size, length),
            ),
        ),
    )


def _remark(comment: str) -> bytes:
    """The comment, which is small enough to stand among what is said of it."""
    content = bytes(_OFFSET) + exif(comment)
    return _full(
        "meta",
        _handler("pict"),
        _full("iloc", b"\x44\0", struct.pack(">HHHHHII", 1, 1, 1, 0, 1, 0, len(content)), version=1),
        _full("iinf", struct.pack(">H", 1), _item(1, "Exif")),
        _box("idat", content),
    )


def _samples(track: Track, place: int, size: tuple[int, int], length: int) -> bytes:
    """Where and when the pictures of a track are, all of them in one piece."""
    count = len(track.sizes)
    lasting = [after - start for start, after in pairwise([*track.starts, length])]
    runs = [(len(list(equal)), each) for each, equal in groupby(lasting)]
    entry = struct.pack(">HHIIIHHIIIH", 0, 0, 0, 0, 0, *size, 72 << 16, 72 << 16, 0, 1)
    described = _box(
        "av01",
        bytes(6),
        struct.pack(">H", 1),
        entry,
        bytes(32),
        struct.pack(">Hh", 24, -1),
        _configuration(track),
        _full("auxi", _ALPHA) if track.alpha else _colours(),
        _full("ccst", struct.pack(">I", 0x7C000000)),
    )
    return _box(
        "stbl",
        _full("stsd", struct.pack(">I", 1), described),
        _full("stts", struct.pack(">I", len(runs)), *(struct.pack(">II", *run) for run in runs)),
        _full("stsc", struct.pack(">4I", 1, 1, count, 1)),
        _full("stsz", struct.pack(f">II{count}I", 0, count, *track.sizes)),
        _full("stco", struct.pack(">II", 1, place)),
        _full("stss", struct.pack(f">I{len(track.keys)}I", len(track.keys), *track.keys)),
    )
