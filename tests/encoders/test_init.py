from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from optviz.encoders import ENCODERS, encoder_for
from optviz.errors import UnknownNameError


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


def test_listing_formats_loads_nothing_heavy() -> None:
    program = (
        "import sys; from optviz.encoders import ENCODERS; list(ENCODERS);"
        "print({'numpy', 'PIL', 'imageio', 'av'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
