"""How large a picture may be where it is published: one table, each number with its source."""

from __future__ import annotations

from typing import Final, NamedTuple

MEGABYTE: Final = 10**6


class HostLimit(NamedTuple):
    """What a place takes.

    Args: title: for readers.  bytes: of one picture.  source: where the number stands, and what else holds there.
    """

    title: str
    bytes: int
    source: str


LIMITS: Final[dict[str, HostLimit]] = {
    "github": HostLimit(
        "GitHub",
        10 * MEGABYTE,
        "its help, quoted in https://github.com/isaacs/github/issues/1643; 5 MB where a picture comes from another "
        "server: https://github.com/atmos/camo/issues/95",
    ),
    "devto": HostLimit(
        "dev.to",
        10 * MEGABYTE,
        "25 MB are stated, 10 MB are taken: https://github.com/mishmanners/PubImages; and 200 million pixels at most "
        "in all frames: https://github.com/forem/forem/issues/3828",
    ),
    "medium": HostLimit(
        "Medium", 25 * MEGABYTE, "https://www.picovert.com/en/blog/image-size-for-medium; only a GIF moves there"
    ),
    "substack": HostLimit(
        "Substack", 20 * MEGABYTE, "https://changethisfile.com/blog/convert-files-for-substack-newsletter"
    ),
    "npm": HostLimit(
        "npm",
        5 * MEGABYTE,
        "it states none; this is the one of GitHub's proxy, from which READMEs take pictures: "
        "https://github.com/atmos/camo/issues/95; it shows no video",
    ),
}
"""By the name that options give a place."""
