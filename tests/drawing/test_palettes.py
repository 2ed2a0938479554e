from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
import pytest

from optviz.drawing.heights import tones
from optviz.drawing.palettes import ColormapKind, PaletteKind, ThemesColor, chosen, stops
from optviz.drawing.theme import DARK, INK, LIGHT, READABLE, contrast, parse
from optviz.errors import ScenarioError
from optviz.parameters import make

if TYPE_CHECKING:
    from optviz.parameters import Kind


@pytest.mark.parametrize("name", sorted(mpl.colormaps))
def test_a_colour_map_is_matplotlibs_own(name: str) -> None:
    found, shares = stops(make(ColormapKind(), name)), np.linspace(0, 1, 101)
    own = mpl.colormaps[name]
    assert len(found) == own.N
    # Its bands are as wide as one of its colours.
    steps = np.abs(np.diff(own(np.arange(own.N))[:, :3], axis=0)).max(axis=0)
    at_stops = tones(found, np.arange(own.N) / (own.N - 1))
    assert np.abs(at_stops - own(np.arange(own.N))[:, :3]).max() <= 0.51 / 255
    assert (np.abs(tones(found, shares) - own(shares)[:, :3]) <= steps + 2 / 255).all()


@pytest.mark.parametrize(
    ("kind", "given", "kept", "written"),
    [
        (ColormapKind(), "Viridis", ("viridis",), "viridis"),
        (ColormapKind(), "rdbu_R", ("RdBu_r",), "RdBu_r"),
        (ColormapKind(), ["red", "#ABC"], ("#FF0000", "#AABBCC"), ["#FF0000", "#AABBCC"]),
        (PaletteKind(), "Okabe-Ito", ("okabe-ito",), "okabe-ito"),
        (PaletteKind(), "tab10", ("tab10",), "tab10"),
        (PaletteKind(), ["grey"], ("#808080",), ["#808080"]),
        (PaletteKind(), "grey", ("grey",), "grey"),
        (ThemesColor(), "white", ("#FFFFFF",), "#FFFFFF"),
        (ThemesColor(), ["white", "black"], ("#FFFFFF", "#000000"), ["#FFFFFF", "#000000"]),
    ],
)
def test_names_and_colours_are_kept_as_they_are_known(kind: Kind, given: Any, kept: Any, written: Any) -> None:
    assert make(kind, given) == kept
    assert kind.write(kept) == written
    assert make(kind, written) == kept
    text = given if isinstance(given, str) else ",".join(given)
    if len(given) > 1:
        assert make(kind, kind.parse(text)) == kept


@pytest.mark.parametrize(
    ("kind", "given", "message"),
    [
        (ColormapKind(), "viridos", "no colour map 'viridos'; the nearest are viridis, viridis_r, cividis"),
        (ColormapKind(), "", "no colour map ''; the nearest are"),
        (
            ColormapKind(),
            ["red"],
            "expected the name of a colour map, as viridis, or two or more colours, not a list of 1",
        ),
        (ColormapKind(), ["red"] * 33, "two or more colours, not a list of 33"),
        (ColormapKind(), ["red", "grean"], "expected a colour, as lime .* did you mean 'green'"),
        (ColormapKind(), 3, "expected the name of a colour map, as viridis, or two or more colours, not 3"),
        (ColormapKind(), True, "two or more colours, not true"),
        (PaletteKind(), "tableaux", "no palette 'tableaux'; the nearest are tableau"),
        (PaletteKind(), [], "expected the name of a palette, as okabe-ito or tableau, or colours, not an empty list"),
        (ThemesColor(), ["red", "lime", "blue"], "or two, for the light and the dark theme, not a list of 3"),
        (ThemesColor(), [], "or two, for the light and the dark theme, not an empty list"),
        (ThemesColor(), "grean", "expected a colour, .* did you mean 'green'"),
    ],
)
def test_what_is_no_colour_is_told(kind: Kind, given: Any, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        make(kind, given)


def test_the_colours_of_viridis_are_those_that_everybody_knows() -> None:
    assert (stops(("viridis",))[0], stops(("viridis",))[-1]) == ("#440154", "#FDE725")


def test_a_palette_begins_again_where_it_ends() -> None:
    assert chosen(("#FF0000", "#00FF00"), 5, "#FFFFFF") == ["#FF0000", "#00FF00", "#FF0000", "#00FF00", "#FF0000"]
    assert chosen(("tableau",), 11, "#FFFFFF")[:2] == ["#1F77B4", "#FF7F0E"]
    assert chosen(("tableau",), 11, "#FFFFFF")[10] == "#1F77B4"
    assert len(set(chosen(("okabe-ito",), 8, "#FFFFFF"))) == 8
    assert INK in chosen(("okabe-ito",), 8, "#FFFFFF")


@pytest.mark.parametrize("page", [LIGHT.page, DARK.page, "#FBF7F0", "#5A5A5A"])
@pytest.mark.parametrize("name", ["viridis", "plasma", "cividis", "turbo"])
def test_a_map_of_many_colours_gives_as_many_as_there_are_traces(name: str, page: str) -> None:
    for count in (1, 2, 5, 12):
        found = chosen((name,), count, page)
        assert len(set(found)) == count
        assert all(contrast(parse(color), parse(page)) >= READABLE for color in found)
    nearest = [np.abs(np.subtract(parse(a), parse(b))).max() for a, b in combinations(chosen((name,), 5, page), 2)]
    assert min(nearest) > 8


def test_a_map_that_never_stands_out_is_taken_as_a_whole() -> None:
    assert chosen(("#FFFFFF", "#FEFEFE"), 2, "#FFFFFF") == ["#FFFFFF", "#FEFEFE"]
