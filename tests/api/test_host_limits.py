from __future__ import annotations

import pytest

from optviz.api.host_limits import LIMITS, MEGABYTE


def test_the_places_that_were_asked_for_are_there() -> None:
    assert LIMITS.keys() >= {"github", "devto", "medium", "substack", "npm"}


@pytest.mark.parametrize("name", LIMITS)
def test_every_limit_has_a_source(name: str) -> None:
    limit = LIMITS[name]
    assert limit.title
    assert MEGABYTE <= limit.bytes <= 100 * MEGABYTE
    assert "https://" in limit.source
