"""Computes how colours are seen, by colorspacious, and how much they differ, by colour-science.

python -m tests.reference.color_differences
"""

from __future__ import annotations

import random

import colour
from colorspacious import cspace_convert

from tests.reference.frame import versions, write

COLORS = 24
DEFICIENCIES = {"protanopia": "protanomaly", "deuteranopia": "deuteranomaly", "tritanopia": "tritanomaly"}


def seen(channels: list[int], kind: str) -> list[int]:
    """A colour's channels as somebody with a deficiency sees it."""
    space = {"name": "sRGB1+CVD", "cvd_type": kind, "severity": 100}
    return [
        round(255 * min(max(float(each), 0), 1)) for each in cspace_convert([c / 255 for c in channels], space, "sRGB1")
    ]


if __name__ == "__main__":
    chosen = random.Random(2005)  # noqa: S311  (no secret)
    colors = [[chosen.randrange(256) for _ in range(3)] for _ in range(COLORS)]
    rows = []
    for place, channels in enumerate(colors):
        other = cspace_convert(colors[place - 1], "sRGB255", "CIELab")
        lab = cspace_convert(channels, "sRGB255", "CIELab")
        difference = float(colour.difference.delta_E_CIE2000(lab, other))
        found = {name: seen(channels, kind) for name, kind in DEFICIENCIES.items()}
        rows.append({"color": channels, "lab": [float(c) for c in lab], "difference": difference, **found})
    write("color_differences", {"versions": versions("colorspacious", "colour-science"), "colors": rows})
