"""The colours of a page: those of both themes, or, of a scenario that is dark, always the dark ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from optviz.drawing.theme import Theme
    from optviz.scenario import Output

_ACCENT, _LIGHT_ACCENT = "#0072B2", "#6BB8E6"
"""Of what a reader may use; on a dark page a light one, beside which browsers leave a slider's track dark."""
_FONTS: Final = '"DejaVu Sans",Verdana,system-ui,sans-serif'


def looks(output: Output) -> dict[str, Theme]:
    """The themes that a page may have, by their names; the first is for who has chosen none."""
    dark = {"dark": replace(output, theme="dark").look}
    return dark if output.theme == "dark" else {"light": output.look} | dark


def variables(output: Output) -> str:
    """The rules that give a page's style its colours and its fonts."""
    first, *others = (f":root{{{_values(look)}}}" for look in looks(output).values())
    return "".join((first, *(f"@media (prefers-color-scheme:dark){{{each}}}" for each in others), _body(output)))


def _values(look: Theme) -> str:
    colors = {"page": look.page, "ink": look.ink, "quiet": look.secondary, "line": look.grid}
    colors["own"] = look.trace_color(_ACCENT if look.is_light else _LIGHT_ACCENT)
    found = (f"--{name}:{color}" for name, color in colors.items())
    return ";".join((f"color-scheme:{'light' if look.is_light else 'dark'}", *found))


def _body(output: Output) -> str:
    """The ground of a page and its font; nothing in the name of one can end the rule."""
    named = ("".join(letter for letter in each if letter.isalnum() or letter in " -_.") for each in output.font)
    families = ",".join([*(f'"{each}"' for each in named), _FONTS])
    ground = "none" if output.background == "transparent" else "var(--page)"
    return f"body{{background:{ground};font-family:{families}}}"
