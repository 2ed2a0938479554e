"""optviz compare: optimizers side by side, without a scenario file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from optviz.cli.options import Known, Numbers, PictureCommand, Start, example, pictures, views
from optviz.cli.render import draw
from optviz.cli.terminal import say

if TYPE_CHECKING:
    from collections.abc import Sequence


@click.command(
    "compare",
    cls=PictureCommand,
    keys=("title", "steps", "seed"),
    epilog=example("optviz compare beale sgd:lr=0.001 adam:lr=0.1 --start 1,1.5 -o beale.gif"),
)
@click.argument("surface")
@click.argument("optimizers", metavar="OPTIMIZER[:KEY=VALUE,...]...", nargs=-1, required=True)
@click.option(
    "--start",
    "starts",
    type=Start(),
    metavar="x,y|RULE[:KEY=VALUE,...]",
    multiple=True,
    help="Where to begin; more than once for several points, or a rule ('optviz list starts') for many.",
)
@click.option(
    "--bounds", type=Numbers("x0,x1,y0,y1"), metavar="x0,x1,y0,y1", help="What is drawn; the surface's own if left out."
)
@click.option(
    "--view",
    "views",
    cls=Known,
    names=views,
    metavar="V[:KEY=VALUE,...]",
    multiple=True,
    help="A panel; more than once for several.",
)
@click.option(
    "--save",
    "scenario_file",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write the comparison as a scenario file.",
)
@pictures
def compare_command(
    surface: str,
    optimizers: Sequence[str],
    scenario_file: Path | None,
    targets: Sequence[Path],
    folder: Path,
    **options: Any,
) -> None:
    """Animate optimizers side by side on a surface.

    SURFACE is a name ('optviz list surfaces'), a name with parameters as rosenbrock:b=10, or an expression in x and
    y, which needs --bounds. OPTIMIZER is a name ('optviz list optimizers'), with hyper-parameters after a colon; lists
    and mappings are as in a scenario file: 'adam:lr={schedule: cosine, start: 0.1},color=lime'.
    """
    from optviz.api.compare import compare
    from optviz.files import write_text

    starts = options.pop("starts")
    if len(starts) > 1 and any(isinstance(each, str) for each in starts):
        raise click.BadOptionUsage("--start", "a rule for starts stands alone")
    chosen = {key: options.pop(key) for key in ("title", "steps", "seed")}
    comparison = compare(
        surface,
        optimizers,
        starts[0] if len(starts) == 1 else starts or None,
        bounds=options.pop("bounds"),
        views=options.pop("views") or None,
        **{key: options[key] for key in ("allow_cost", "max_seconds", "max_memory")},
        **chosen,
    )
    if scenario_file is not None:
        write_text(scenario_file, comparison.to_yaml())
        say(f"wrote {scenario_file}")
    draw(comparison.scenario, targets, folder, **options)
