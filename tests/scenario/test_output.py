from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_type_hints

import numpy as np
import pytest
from PIL import Image

from optviz.api.hosts import HOSTS, Figure, File, Files
from optviz.api.output_options import OutputOptions
from optviz.api.render import render
from optviz.api.run import run
from optviz.drawing.font_names import FontNames
from optviz.drawing.guides import LegendKind
from optviz.drawing.palettes import ColormapKind, PaletteKind, ThemesColor
from optviz.errors import InvalidScenarioError, ParameterError
from optviz.pace import PaceKind
from optviz.parameters import (
    Amount,
    Choice,
    Color,
    Either,
    EntryName,
    Fixed,
    Items,
    Kind,
    Number,
    Record,
    Switch,
    Table,
    WordOrNumber,
    parameters,
)
from optviz.scenario import Matrix, Output, override, parse, schema, to_mapping, to_yaml

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = """\
surface: beale
start: [1, 1.5]
steps: 20
optimizers: [sgd, {name: adam, lr: 0.1}]
views: [contour, surface3d]
output: {size: [320, 200], fps: 10, duration: 1, SCALE}
"""


def at_scale(scale: int) -> str:
    return TEXT.replace("SCALE", f"scale: {scale}")


@pytest.mark.parametrize("scale", [2, 3])
def test_a_scale_draws_the_same_layout_with_more_pixels(scale: int, tmp_path: Path) -> None:
    small, large = (render(parse(at_scale(each)), tmp_path / f"{each}.png", still=-1).paths[0] for each in (1, scale))
    wide = Image.open(large).convert("RGB")
    assert wide.size == (320 * scale, 200 * scale)
    reduced = np.asarray(wide.reduce(scale), dtype=float)
    # Edges lie a part of a pixel elsewhere; where something stands in another place, far more would differ.
    assert np.abs(reduced - np.asarray(Image.open(small).convert("RGB"), dtype=float)).mean() < 5


def test_a_page_is_told_the_layouts_size() -> None:
    scenario = parse(at_scale(2))
    still = File(Path("a.png"), "a.png", "image/png")
    assert 'width="320" height="200"' in HOSTS["html"].snippet(Figure(scenario, run(scenario), Files((), (), still)))
    assert parse(to_yaml(scenario)) == scenario


def test_other_scales_are_refused() -> None:
    with pytest.raises(InvalidScenarioError, match=r"f:6:57: scale: expected 1 or 2 or 3, not 4"):
        parse(at_scale(4), "f")
    with pytest.raises(
        InvalidScenarioError,
        match=r"f?:6:9: about .* GB of memory, more than .* 10 frames of 11520 x 6480 with 2 panels",
    ):
        parse(at_scale(3).replace("[320, 200]", "[3840, 2160]"))
    assert schema()["properties"]["output"]["properties"]["scale"]["enum"] == [1, 2, 3]


@pytest.mark.parametrize(
    ("written", "families"),
    [
        ("", ()),
        ("font: dejavu serif", ("DejaVu Serif",)),
        ("font: [DejaVu Serif, DejaVu Sans]", ("DejaVu Serif", "DejaVu Sans")),
    ],
)
def test_a_font_is_one_family_or_several(written: str, families: tuple[str, ...]) -> None:
    scenario = parse(TEXT.replace("SCALE", written))
    assert scenario.output.font == families
    assert scenario.fonts.families == tuple(dict.fromkeys((*families, "DejaVu Sans")))
    assert parse(to_yaml(scenario)) == scenario
    assert to_mapping(scenario)["output"]["font"] == list(families)
    assert override(parse(at_scale(1)), font="DejaVu Serif").output.font == ("DejaVu Serif",)


def test_a_font_that_is_not_installed_is_told_with_the_nearest() -> None:
    with pytest.raises(
        InvalidScenarioError, match=r"f:6:57: font: no font 'DejaVu Sanz' is installed; the nearest are DejaVu"
    ):
        parse(TEXT.replace("SCALE", "font: [DejaVu Sanz]"), "f")
    with pytest.raises(ParameterError, match="no font 'X' is installed"):
        override(parse(at_scale(1)), font=["X"])


def test_what_the_texts_need_is_found(new_font: Callable[..., Path]) -> None:
    new_font("Boxes Sans", "\u0378")
    needing = ("title: \u0378", "vary: {optimizer: [{name: sgd, label: \u0378}, adam]}")
    for line in needing:
        text = TEXT.replace("SCALE", "theme: dark").replace(", surface3d", "") + line
        scenario = parse(text.replace("optimizers: [sgd, {name: adam, lr: 0.1}]\n", "") if "vary" in line else text)
        assert scenario.fonts.families == ("DejaVu Sans", "Boxes Sans")
    assert parse(TEXT.replace("SCALE", "theme: dark") + "description: \u0378").fonts.families == ("DejaVu Sans",)


SEVERAL_WAYS: dict[type[Kind], Any] = {
    FontNames: str | Sequence[str],
    ColormapKind: str | Sequence[str],
    PaletteKind: str | Sequence[str],
    ThemesColor: str | Sequence[str],
    PaceKind: Literal["even", "log"] | Sequence[int] | Mapping[Literal["calls"], Literal[True]],
    LegendKind: Literal["fixed", "ranked", "names", "none", "right", "below", "inside"] | Mapping[str, str],
    Record: Mapping[str, str],
    Switch: bool,
}
"""What a type checker should know of kinds that files write in several ways."""


def static(kind: Kind) -> Any:
    """What a type checker should know of a kind of values."""
    found: Any = SEVERAL_WAYS.get(type(kind), str)
    match kind:
        case _ if type(kind) in SEVERAL_WAYS:
            pass
        case Table(_, item):
            found = Mapping[str, static(item)]  # type: ignore[misc]  # made while the test runs
        case Items(item):
            found = Sequence[static(item)]  # type: ignore[misc]  # made while the test runs
        case Fixed(items):
            found = Sequence[static(items[0])]  # type: ignore[misc]  # as above
        case WordOrNumber(named, number):
            found = static(number) | Literal[tuple(word for word, _ in named)]
        case Choice(choices):
            found = Literal[choices]
        case Number(whole):
            found = int if whole else float
        case Amount():
            found = int | str
        case Either(kinds):
            found = static(kinds[0])
        case _:
            assert isinstance(kind, EntryName | Color)
    return found


def several(name: str, kind: Kind) -> Any:
    """The same, also for several values where a matrix takes them."""
    one = static(kind)
    return one | Sequence[one] if name in parameters(Matrix) else one  # type: ignore[valid-type]  # as above


def test_editors_know_the_same_options_as_the_declaration() -> None:
    hints = get_type_hints(OutputOptions)
    assert list(hints) == list(parameters(Output))
    assert hints == {name: several(name, each.kind) | None for name, each in parameters(Output).items()}


@pytest.mark.torture
def test_several_processes_draw_with_the_same_fonts(new_font: Callable[..., Path], tmp_path: Path) -> None:
    new_font("Boxes Sans", "\u0378")
    text = TEXT.replace("SCALE", "legend: none").replace("fps: 10", "fps: 50").replace("320, 200", "200, 160")
    turning = text.replace("[contour, surface3d]", "[{name: surface3d, azimuth: [0, 90]}]")
    scenario = parse(f"title: \u0378 of \u0378\n{turning}")
    one, two = (render(scenario, tmp_path / f"{each}.gif", workers=each).paths[0].read_bytes() for each in (1, 2))
    assert one == two
