from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from optviz.encoders.codec.webpstream import comment_of, marked


@pytest.mark.parametrize("options", [{"quality": 82}, {"lossless": True}])
@pytest.mark.parametrize("comment", ["even", "odd"])
def test_a_marked_still_shows_the_same_and_tells_its_comment(options: dict[str, int], comment: str) -> None:
    drawn = np.random.default_rng(0).integers(0, 255, (30, 41, 3), np.uint8)
    still = BytesIO()
    Image.fromarray(drawn).save(still, "webp", **options)
    assert comment_of(still.getvalue()) == ""
    found = marked(still.getvalue(), (41, 30), comment)
    assert comment_of(found[:200]) == comment
    with Image.open(still) as before, Image.open(BytesIO(found)) as after:
        assert after.size == (41, 30)
        np.testing.assert_array_equal(np.asarray(before), np.asarray(after))
