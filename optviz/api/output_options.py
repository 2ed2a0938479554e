"""Values of a scenario's output as keywords of calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence  # noqa: TC003  (annotations are evaluated)
from typing import Literal, TypedDict


class OutputOptions(TypedDict, total=False):
    """Output's values as keywords of calls, which editors complete; None leaves one as it is.

    Several values where the matrix takes them, as theme=["light", "dark"], make several pictures.
    """

    formats: Sequence[str] | None
    size: Sequence[int] | Sequence[Sequence[int]] | None
    scale: Literal[1, 2, 3] | Sequence[Literal[1, 2, 3]] | None
    fps: int | None
    duration: float | None
    pace: Literal["even", "log"] | Sequence[int] | Mapping[Literal["calls"], Literal[True]] | None
    hold: float | None
    loop: int | Literal["forever", "once"] | None
    quality: Literal["auto", "lossless"] | None
    lettering: Literal["auto", "paths", "text"] | None
    max_bytes: int | str | None
    theme: Literal["light", "dark"] | Sequence[Literal["light", "dark"]] | None
    background: Literal["page", "transparent"] | Sequence[Literal["page", "transparent"]] | None
    font: str | Sequence[str] | None
    colormap: str | Sequence[str] | None
    palette: str | Sequence[str] | None
    page: str | Sequence[str] | None
    ink: str | Sequence[str] | None
    line_width: float | None
    shading: float | None
    colors: Mapping[str, str] | None
    legend: Literal["fixed", "ranked", "names", "none", "right", "below", "inside"] | Mapping[str, str] | None
    axes: Mapping[str, str] | None
    colorbar: bool | None
    caption: bool | None
    results: bool | None
