from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from optviz.encoders import ENCODERS, Animation, Encoder, encoder_for
from optviz.errors import UnknownNameError
from optviz.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from optviz.arrays import Pixels
    from optviz.geometry import Box
    from tests.encoders.conftest import Encode, Movie


@pytest.mark.parametrize("name", ENCODERS)
def test_an_encoder_is_found_by_name_suffix_and_path(name: str) -> None:
    encoder = ENCODERS[name]
    suffixes = encoder.suffixes
    targets: list[str | Path] = [
        name,
        name.upper(),
        *suffixes,
        *(Path(f"a.b/c{s.upper()}") for s in suffixes),
    ]
    assert {encoder_for(target) for target in targets} == {encoder}


def test_no_suffix_belongs_to_two_encoders() -> None:
    suffixes = [suffix for encoder in ENCODERS.values() for suffix in encoder.suffixes]
    assert len(set(suffixes)) == len(suffixes)


@pytest.mark.parametrize("target", ["giff", "picture.giff", Path("out/a.gfi")])
def test_an_unknown_format_offers_the_nearest(target: str | Path) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'gif'"):
        encoder_for(target)


def test_media_types_are_well_formed_and_of_one_format_each() -> None:
    types = [encoder.mime for encoder in ENCODERS.values()]
    assert all(re.fullmatch(r"(image|video|text|application)/[\w.+-]+", each) for each in types)
    assert len(set(types)) == len(types)


class Raw(Encoder):
    """The pixels of all frames, one after the other."""

    name = "raw"
    title = "Raw"
    mime = "video/raw"
    suffixes = (".raw", ".rgba")

    def __init__(self, path: Path, animation: Animation) -> None:
        super().__init__(path, animation)
        self.file = path.open("wb")

    def add(self, frame: Pixels, changed: Sequence[Box] | None, duration: Fraction) -> None:  # noqa: ARG002  (all)
        self.file.write(frame.tobytes())

    def close(self) -> None:
        self.file.close()

    discard = close


@pytest.mark.usefixtures("catalogues_of_its_own")
def test_a_class_makes_a_format(monkeypatch: pytest.MonkeyPatch, movie: Movie, encode: Encode) -> None:
    catalogue: Registry[type[Encoder]] = Registry("optviz.encoders", Encoder, "format")
    monkeypatch.setattr("optviz.encoders.ENCODERS", catalogue)
    catalogue.add(Raw)
    assert encoder_for("picture.RGBA") is encoder_for("raw") is Raw
    path, notes = encode(".rgba", movie.frames)
    assert not notes
    assert path.read_bytes() == b"".join(frame.tobytes() for frame in movie.frames)


def test_listing_formats_loads_nothing_heavy() -> None:
    program = (
        "import sys; from optviz.encoders import ENCODERS; list(ENCODERS);"
        "print({'numpy', 'PIL', 'imageio', 'av'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
