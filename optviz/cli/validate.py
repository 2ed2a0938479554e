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


@click.command("validate", epilog=example("optviz validate scenarios/*.yaml"))
@click.argument("sources", metavar="SCENARIO...", nargs=-1, required=True)
@click.option("--cost", "show_cost", is_flag=True, help="Also print the processor time and memory that each takes.")
@limits
@as_data("Print the problems as JSON: a list of file, line, column and message.")
def validate_command(sources: Sequence[str], *, show_cost: bool, as_json: bool, **allowance: Any) -> None:
    """Check scenario files, and the house files of folders.

    A house file is named optviz.yaml.

    Every problem of every file is printed as file:line:column, with what was expected.

    The exit code is 0 if all are valid, and otherwise the highest of the failures', 2 for an invalid file.
    """
    problems: list[dict[str, Any]] = []
    worst = 0
    for source in sources:
        found = _loaded(source, **allowance)
        if isinstance(found, OptvizError):
            say_error(found)
            problems += _problems(source, found)
            worst = max(worst, found.exit_code)
        else:
            say(f"{source}: ok{_cost(found) if found and show_cost else ''}")
    if as_json:
        terminal.as_json(problems)
    if worst:
        raise click.exceptions.Exit(worst)


def _loaded(source: str, **allowance: Any) -> Scenario | OptvizError | None:
    """The scenario, or why the file cannot be used; None for a house file that can."""
    from optviz.api.limits import loaded, permit
    from optviz.scenario import is_house, validate_house

    try:
        permitted = permit(source, **allowance)
        if not is_house(path := Path(source)):
            return loaded(source, permitted)
        validate_house(path, untrusted=permitted.untrusted)
    except OptvizError as error:
        return error
    return None


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
