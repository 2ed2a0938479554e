"""optviz validate: everything that is wrong with scenario files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from optviz.cli import terminal
from optviz.cli.options import as_data, example, limits
from optviz.cli.terminal import say, say_error
from optviz.errors import InvalidScenarioError, OptvizError
from optviz.progress import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optviz.scenario import Scenario

    _Warning = tuple[str, str]


@click.command("validate", epilog=example("optviz validate scenarios/*.yaml"))
@click.argument("sources", metavar="SCENARIO...", nargs=-1, required=True)
@click.option("--cost", "show_cost", is_flag=True, help="Also print the processor time and memory that each takes.")
@click.option("--run", "walk", is_flag=True, help="Let the optimizers run, too, and warn of notes that never appear.")
@limits
@as_data("Print the problems as JSON: a list of file, line, column and message; a warning says that it is one.")
def validate_command(sources: Sequence[str], *, show_cost: bool, walk: bool, as_json: bool, **allowance: Any) -> None:
    """Check scenario files, house files and styles.

    A folder's house file is named optviz.yaml; a file with a style has only keys of output that say how pictures look.

    Every problem of every file is printed as file:line:column, with what was expected. A warning is no problem.

    The exit code is 0 if all are valid, and otherwise the highest of the failures', 2 for an invalid file.
    """
    problems: list[dict[str, Any]] = []
    worst = 0
    for source in sources:
        found, warnings = _found(source, walk=walk, **allowance)
        if isinstance(found, OptvizError):
            say_error(found)
            problems += _problems(source, found)
            worst = max(worst, found.exit_code)
        else:
            say(f"{source}: ok{_cost(found) if found and show_cost else ''}")
        for place, message in warnings:
            say(f"warning: {place}: {message}")
            problems.append(_warned(place, message))
    if as_json:
        terminal.as_json(problems)
    if worst:
        raise click.exceptions.Exit(worst)


def _found(source: str, *, walk: bool, **allowance: Any) -> tuple[Scenario | OptvizError | None, list[_Warning]]:
    """The scenario, or why the file cannot be used, or None for another one that can; and warnings with places."""
    from optviz.api.limits import loaded, permit
    from optviz.api.run import run_as_allowed
    from optviz.api.style_files import is_style, output_of
    from optviz.notes import unseen
    from optviz.parsing.project import is_regular
    from optviz.scenario import is_house, validate_house

    try:
        permitted = permit(source, **allowance)
        if is_house(path := Path(source)):
            validate_house(path, untrusted=permitted.untrusted)
            return None, []
        if is_regular(path) and is_style(path):
            output_of(path, untrusted=permitted.untrusted)
            return None, []
        scenario = loaded(source, permitted)
        trajectories = run_as_allowed(scenario, **allowance)[1] if walk else None
    except OptvizError as error:
        return error, []
    warnings = _of_colors(scenario)
    if trajectories is not None:
        warnings += [(each.place, each.message) for each in unseen(scenario.notes, trajectories)]
    return scenario, warnings


def _of_colors(scenario: Scenario) -> list[_Warning]:
    """What readers may not see; where nobody chose a colour there is nothing, and nothing large is loaded."""
    output = scenario.output
    given = output.colormap, output.palette, output.colors, output.page, output.ink
    if not any(given) and not any(run.color for run in scenario.runs):
        return []
    from optviz.scene.legibility import placed

    return placed(scenario)


def _cost(scenario: Scenario) -> str:
    from optviz.scenario.budget import estimate

    return f", about {estimate(scenario)}"


def _problems(source: str, error: OptvizError) -> list[dict[str, Any]]:
    if not isinstance(error, InvalidScenarioError):
        return [{"file": source, "line": None, "column": None, "message": clean(str(error))}]
    return [
        {"file": each.file, "line": each.line, "column": each.column, "message": each.message}
        for each in error.problems
    ]


def _warned(place: str, message: str) -> dict[str, Any]:
    file, line, column = place.rsplit(":", 2)
    return {"file": file, "line": int(line), "column": int(column), "message": message, "warning": True}
