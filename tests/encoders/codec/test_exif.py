from __future__ import annotations

import pytest
from PIL import Image

from optviz.encoders.codec.exif import comment_of, exif


@pytest.mark.parametrize("comment", ["optviz 1 0123456789abcdef", "a" * 255, "<b>&\"'"])
def test_a_comment_comes_back(comment: str) -> None:
    assert comment_of(exif(comment)) == comment_of(exif(comment) + b"more") == comment
    read = Image.Exif()
    read.load(exif(comment))
    assert dict(read) == {0x010E: comment}


@pytest.mark.parametrize("content", [b"", b"II*\0", b"\xff" * 100, exif("optviz")[:20], b"MM" + exif("optviz")[2:]])
def test_what_is_not_ours_has_none(content: bytes) -> None:
    assert comment_of(content) == ""


def test_one_that_is_cut_off_is_as_long_as_it_is() -> None:
    assert comment_of(exif("optviz")[:-3]) == "optv"
