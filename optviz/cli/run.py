"""optviz run: trajectories as numbers, no picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from optviz.cli.options import LimitedCommand, as_data, example, limits, out_dir, workers
from optviz.cli.outcomes import conclude, say_outcome
from optviz.cli.terminal import activity, aligned, as_json, data, say
from optviz.files import file_size

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from optviz.api.results import Result


@click.command("run", cls=LimitedCommand, draws=False, epilog=example("optviz run saddle --table"))
@click.argument("sources", metavar="SCENARIO...", nargs=-1, required=True)
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
@out_dir
@click.option(
    "--format", "suffix", metavar="FORMAT", help="Of many scenarios' files: json, csv or npz; json if left out."
)
@workers
@limits
@as_data("Print JSON, also of the table. Trajectories are JSON anyway.")
def run_command(
    sources: Sequence[str],
    *,
    folder: Path | None,
    suffix: str | None,
    workers: int | None,
    dask: str | None,
    **options: Any,
) -> None:
    """Print a scenario's trajectories as JSON.

    Numbers have full double precision; one that is not finite is null. Each run's positions begin with its start.

    With several scenarios, a folder of them, or --out-dir, those of each go to a file of its name in that folder.
    """
    many: dict[str, Any] = {"folder": folder, "suffix": suffix, "workers": workers, "dask": dask}
    if len(sources) == 1 and not Path(sources[0]).is_dir() and not any(many.values()):
        _run_one(sources[0], **options)
    else:
        _run_many(sources, options, **many)


def _run_one(
    source: str, targets: Sequence[Path], *, table: bool, tolerance: float, as_json: bool, **allowance: Any
) -> None:
    """Print or write the trajectories of one scenario."""
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


def _run_many(sources: Sequence[str], options: dict[str, Any], *, suffix: str | None, **many: Any) -> None:
    """Write the trajectories of each scenario to a file."""
    from optviz.api.run_many import run_many

    if options.pop("targets") or options.pop("table"):
        raise click.UsageError("-o and --table go with one scenario; for several there is --out-dir")
    del options["tolerance"]
    as_json = options.pop("as_json")
    with activity() as moved:
        report = run_many(
            sources, format=suffix or "json", progress=say_outcome, activity=moved, say=say, **many, **options
        )
    conclude(report, as_json=as_json, done="run")


def _print_table(rows: Iterable[Result], *, plain: bool) -> None:
    from optviz.api.results import HEADINGS, in_words

    if plain:
        as_json([row._asdict() for row in rows])
        return
    data(aligned([HEADINGS, *map(in_words, rows)], right=range(2, len(HEADINGS))))
