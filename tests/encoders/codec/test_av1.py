from __future__ import annotations

import pytest

from optviz.encoders.codec.av1 import AV1, GRADES, configuration, sample

FIRST = bytes.fromhex("0a0e00000024c63fc100be0404040410") + b"picture"


def test_a_stream_is_described_by_its_first_bytes() -> None:
    """In the order of the specification: version, profile and level, tier and sampling, and the header itself."""
    assert configuration(FIRST) == bytes([0x81, 4, 0b1100, 0]) + FIRST[:16]
    assert configuration(sample(b"\x12\x00" + FIRST)) == configuration(FIRST)


@pytest.mark.parametrize("first", [b"\x12\x00" + FIRST, b"\x32" + FIRST[1:], FIRST[:2] + b"\x08" + FIRST[3:]])
def test_another_beginning_is_not_taken(first: bytes) -> None:
    with pytest.raises(ValueError, match=r"sequence header|not expected"):
        configuration(first)


def test_the_coarsest_picture_is_one_that_the_encoder_makes() -> None:
    assert AV1.loss_at(GRADES) <= 63
