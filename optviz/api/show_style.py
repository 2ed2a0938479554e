"""A card that shows a style: its surface, its traces and its texts, and what readers may not see of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from optviz.api.limits import loaded, permit
from optviz.api.pictures import OUTPUTS
from optviz.api.style_files import is_style, output_of
from optviz.encoders import encoder_for
from optviz.errors import ParameterError
from optviz.files import replacing
from optviz.scenario import Scenario, is_house, locate, parse

if TYPE_CHECKING:
    from optviz.scene.style_card import StyleCard

THEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
FORMATS: Final = ("png", "svg", "pdf")
"""Of a card."""
_SCALE: Final = 2
_DPI: Final = 96
_WALKS: Final = """\
surface: beale
bounds: {x: [0.4, 3.4], y: [-1.5, 1.9]}
start: [2, 1.7]
steps: 700
optimizers:
  - {name: sgd, lr: 5.0e-4}
  - {name: momentum, lr: 5.0e-4}
  - {name: nag, lr: 5.0e-4}
  - {name: adagrad, lr: 0.02}
  - {name: rmsprop, lr: 0.02}
  - {name: adadelta, lr: 1, rho: 0.95}
  - {name: adam, lr: 0.02}
  - {name: adamax, lr: 0.05}
"""
"""What is drawn, in any style."""


def show_style(
    source: str | Path | None = None,
    target: str | Path | None = None,
    *,
    theme: Literal["light", "dark"] | None = None,
    untrusted: bool = False,
) -> Path:
    """Draw a card that shows a style: surface, traces, texts, contrasts, and what colour-blind readers see of them.

    Args: source: a file with a style, a house file, a scenario or its path; what optviz draws by itself, if left out.
        target: the picture, PNG, SVG or PDF; one of its name in ./outputs, if left out.
        theme: the only one that is shown; both, where their pages differ, if left out.
        untrusted: whether a file may only name others in its own folder and below it.
    Returns: the picture.
    Raises: InvalidScenarioError where the file has something wrong in it.  ParameterError for another format.
        OptvizError as load and render do.
    """
    path = Path(target) if target is not None else OUTPUTS / (f"{_stem(source)}-style.png" if source else "style.png")
    name = encoder_for(path).name
    if name not in FORMATS:
        raise ParameterError("target", f"must be {', '.join(FORMATS[:-1])} or {FORMATS[-1]}, not {name}")
    walks = parse(_WALKS)
    shown = _shown(source, walks, untrusted=untrusted)
    output = shown.output
    others = [replace(output, theme=other) for other in THEMES if other != output.theme]
    outputs = [replace(output, theme=theme)] if theme else [output, *others]
    apart = {each.look.page: each for each in reversed(outputs)}.values()
    title = _stem(source) if source else "The style of optviz"
    styled = [replace(walks, runs=shown.runs, output=replace(each, formats=("png",))) for each in reversed(apart)]
    _write(title, styled, walks, path, name)
    return path


def _stem(source: str | Path) -> str:
    return Path(source).stem if str(source) != "-" else "scenario"


def _shown(source: str | Path | None, walks: Scenario, *, untrusted: bool) -> Scenario:
    """A scenario with the style that is asked for: one's own, or the walks in a style that stands alone."""
    if source is None:
        return walks
    permitted = permit(source, untrusted=untrusted)
    if str(source) == "-":
        return loaded(source, permitted)
    path = locate(source)
    if is_house(path) or is_style(path):
        return replace(walks, output=output_of(path, untrusted=permitted.untrusted))
    return loaded(source, permitted)


def _write(title: str, styled: list[Scenario], walks: Scenario, path: Path, name: str) -> None:
    """Draw the cards side by side, and write them."""
    from optviz.api.run import computed
    from optviz.arrays import np
    from optviz.drawing.canvas import Canvas
    from optviz.drawing.fonts import fonts_for
    from optviz.drawing.vector_canvas import VectorCanvas
    from optviz.scene.drawings import WRITERS
    from optviz.scene.style_card import WIDTH, StyleCard

    trajectories = computed(walks)
    cards: list[StyleCard] = [StyleCard(title, each, trajectories) for each in styled]
    size = (_SCALE * WIDTH * len(cards), _SCALE * max(each.height for each in cards))
    fonts = fonts_for([title, *(run.label for run in styled[0].runs)], styled[0].output.font)
    vectors = VectorCanvas(size, _SCALE * _DPI, _SCALE, fonts) if name in WRITERS else None
    canvas = vectors or Canvas(size, _SCALE * _DPI, _SCALE, fonts)
    canvas.clear(styled[0].output.look.page)
    with np.errstate(all="ignore"):
        for place, card in enumerate(cards):
            card.draw(canvas, place * WIDTH)
    with replacing(path) as temporary:
        if vectors:
            temporary.write_bytes(WRITERS[name].document(vectors, title))
        else:
            from PIL import Image

            Image.fromarray(canvas.pixels[..., :3]).save(temporary)
