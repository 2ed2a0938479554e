"""optviz render: scenarios become animations or still pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from optviz.cli.options import PictureCommand, example, pictures
from optviz.cli.terminal import data, say, say_error, wrote, wrote_frames
from optviz.errors import OptvizError
from optviz.progress import progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from optviz.api.limits import Permit
    from optviz.api.render import Rendering
    from optviz.scenario import Scenario


@click.command(
    "render",
    cls=PictureCommand,
    epilog=example("optviz render saddle -o saddle.gif -o saddle.mp4 --theme dark"),
)
@click.argument("sources", metavar="SCENARIO...", nargs=-1, required=True)
@pictures
def render_command(sources: Sequence[str], targets: Sequence[Path], folder: Path, **options: Any) -> None:
    """Render scenarios into animations or stills.

    Without -o, each scenario becomes a file of its name, in each of its formats, in ./outputs. Where one of
    several scenarios cannot be rendered the others still are, and the exit code is the highest of the failures'.
    The options from --format on replace what a scenario says under "output".
    """
    if len(sources) > 1 and (targets or options["frames"]):
        raise click.UsageError(f"{'-o' if targets else '--frames'} goes with one scenario; use --out-dir for several")
    from optviz.api.limits import NOTHING_SAID, divided, permit

    allowance, _ = divided(options)
    permits = [permit(source, **allowance) for source in sources]
    kept = next((each for each in permits if each.kept), NOTHING_SAID)
    with kept.process(click.get_current_context().obj) as alone:
        scenarios, worst = _loaded(sources, permits)
        if not targets:
            _check_names(scenario for scenario, _ in scenarios)
        for scenario, permitted in scenarios:
            own = {"untrusted": permitted.untrusted, **({"workers": alone} if alone and permitted.kept else {})}
            try:
                draw(scenario, targets, folder, **options | own)
            except OptvizError as error:
                if len(sources) == 1:
                    raise
                say_error(error, scenario.name)
                worst = max(worst, error.exit_code)
    if worst:
        raise click.exceptions.Exit(worst)


def draw(
    scenario: Scenario,
    targets: Sequence[Path],
    folder: Path,
    *,
    formats: tuple[str, ...] | None,
    **options: Any,
) -> Rendering:
    """Render one scenario with a bar, and say what was written."""
    if targets and formats is not None:
        raise click.UsageError("give --format or -o, not both: a file's suffix gives its format")
    options["formats"] = formats
    from optviz.api.render import render

    with progress(scenario.name) as bar:
        rendering = render(scenario, *targets, folder=folder, progress=bar, **options)
    announce(rendering, still=options.get("still"), strip=options.get("strip"))
    return rendering


def announce(rendering: Rendering, *, still: object = None, strip: Sequence[int] | str | None = None) -> None:
    """Say which files there are now, and what a person should know about them.

    Args: still, strip: what they show, if that is not the animation, as in render.
    """
    from optviz.encoders import encoder_for

    parts = len(rendering.moments if isinstance(strip, str) else strip or ())
    for scenario, paths in rendering.pictures:
        if rendering.latex:
            say(wrote_frames(paths))
            continue
        for path in paths:
            seconds = None if parts or still is not None else rendering.seconds_of(scenario)
            say(wrote(path, scenario, encoder_for(path), seconds, parts))
    for note in rendering.notes:
        say(f"note: {note}")
    if rendering.latex:
        say(r"a document with \usepackage{graphicx,animate} shows them by:")
        data(rendering.latex)


def _loaded(sources: Sequence[str], permits: Iterable[Permit]) -> tuple[list[tuple[Scenario, Permit]], int]:
    """The scenarios that can be used, and the highest exit code of those that cannot."""
    from optviz.api.limits import loaded

    found, worst = [], 0
    for source, permitted in zip(sources, permits, strict=True):
        try:
            found.append((loaded(source, permitted), permitted))
        except OptvizError as error:
            if len(sources) == 1:
                raise
            say_error(error)
            worst = max(worst, error.exit_code)
    return found, worst


def _check_names(scenarios: Iterable[Scenario]) -> None:
    seen: set[str] = set()
    for scenario in scenarios:
        if scenario.name.casefold() in seen:
            raise click.UsageError(f"two scenarios are named {scenario.name!r} and would write the same files")
        seen.add(scenario.name.casefold())
