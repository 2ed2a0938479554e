"""optviz run: trajectories as numbers, no picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from optviz.cli.options import LimitedCommand, as_data, example, limits
from optviz.cli.terminal import aligned, as_json, data, say
from optviz.files import file_size

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from optviz.api.results import Result


@click.command("run", cls=LimitedCommand, draws=False, epilog=example("optviz run saddle --table"))
@click.argument("source", metavar="SCENARIO")
@click.option(
    "-o",
    "--output",
    "targets",
    metavar="FILE",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write this file instead: .json, .csv (one line per step) or .npz (NumPy arrays).",
)
@click.option("--table", is_flag=True, help="Print a table of results instead of the trajectories.")
@click.option(
    "--tolerance",
    type=float,
    metavar="D",
    default=0.01,
    show_default=True,
    help="For the table: how near to a minimizer counts as there.",
)
@limits
@as_data("Print JSON, also of the table. Trajectories are JSON anyway.")
def run_command(
    source: str, targets: Sequence[Path], *, table: bool, tolerance: float, as_json: bool, **allowance: Any
) -> None:
    """Print a scenario's trajectories as JSON.

    Numbers have full double precision; one that is not finite is null. Each run's positions begin with its start.
    """
    from optviz.api import results
    from optviz.api.run import run_as_allowed

    for target in targets:
        results.writer(target)
    scenario, trajectories = run_as_allowed(source, click.get_current_context().obj, say, **allowance)
    for target in targets:
        path = results.write(target, scenario, trajectories)
        say(f"wrote {path} ({file_size(path.stat().st_size)})")
    if table:
        _print_table(results.table(trajectories, tolerance), plain=as_json)
    elif not targets or as_json:
        data(results.as_json(scenario, trajectories))


_HEADINGS = ("optimizer", "start", "final value", "distance", "steps", "path", "gradients", "lost")


def _print_table(rows: Iterable[Result], *, plain: bool) -> None:
    if plain:
        as_json([row._asdict() for row in rows])
        return
    cells = [
        (
            row.label,
            f"({row.start[0]:g}, {row.start[1]:g})",
            _number(row.final_value),
            _number(row.distance),
            _count(row.steps_to_tolerance),
            _number(row.path_length),
            str(row.gradient_evaluations),
            row.lost or "-",
        )
        for row in rows
    ]
    data(aligned([_HEADINGS, *cells], right=range(2, len(_HEADINGS))))


def _number(number: float | None) -> str:
    return "-" if number is None else f"{number:.6g}"


def _count(number: int | None) -> str:
    return "-" if number is None else str(number)
