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

    from optviz.notes import Unseen
    from optviz.scenario import Scenario


@click.command("validate", epilog=example("optviz validate scenarios/*.yaml"))
@click.argument("sources", metavar="SCENARIO...", nargs=-1, required=True)
@click.option("--cost", "show_cost", is_flag=True, help="Also print the processor time and memory that each takes.")
@click.option("--run", "walk", is_flag=True, help="Let the optimizers run, too, and warn of notes that never appear.")
@limits
@as_data("Print the problems as JSON: a list of file, line, column and message; a warning says that it is one.")
def validate_command(sources: Sequence[str], *, show_cost: bool, walk: bool, as_json: bool, **allowance: Any) -> None:
    """Check scenario files, and the house files of folders.

    A house file is named optviz.yaml.

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
        for warning in warnings:
            say(f"warning: {warning}")
            problems.append(_warned(warning))
    if as_json:
        terminal.as_json(problems)
    if worst:
        raise click.exceptions.Exit(worst)


def _found(source: str, *, walk: bool, **allowance: Any) -> tuple[Scenario | OptvizError | None, Sequence[Unseen]]:
    """The scenario, or why the file cannot be used, or None for a house file that can; and what only runs tell."""
    from optviz.api.limits import loaded, permit
    from optviz.api.run import run_as_allowed
    from optviz.notes import unseen
    from optviz.scenario import is_house, validate_house

    try:
        permitted = permit(source, **allowance)
        if is_house(path := Path(source)):
            validate_house(path, untrusted=permitted.untrusted)
            return None, ()
        if not walk:
            return loaded(source, permitted), ()
        scenario, trajectories = run_as_allowed(source, **allowance)
        return scenario, unseen(scenario.notes, trajectories)
    except OptvizError as error:
        return error, ()


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


def _warned(warning: Unseen) -> dict[str, Any]:
    file, line, column = warning.place.rsplit(":", 2)
    return {"file": file, "line": int(line), "column": int(column), "message": warning.message, "warning": True}
