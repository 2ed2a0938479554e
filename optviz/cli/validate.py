"""optviz validate: everything that is wrong with scenario files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from optviz.cli import terminal
from optviz.cli.options import as_data, example
from optviz.cli.terminal import clean, say, say_error
from optviz.errors import InvalidScenarioError, OptvizError

if TYPE_CHECKING:
    from collections.abc import Sequence


@click.command("validate", epilog=example("optviz validate scenarios/*.yaml"))
@click.argument("sources", metavar="SCENARIO...", nargs=-1, required=True)
@as_data("Print the problems as JSON: a list of file, line, column and message.")
def validate_command(sources: Sequence[str], *, as_json: bool) -> None:
    """Check scenario files.

    Every problem of every file is printed as file:line:column, with what was expected.

    The exit code is 0 if all are valid, and otherwise the highest of the failures', 2 for an invalid file.
    """
    problems: list[dict[str, Any]] = []
    worst = 0
    for source in sources:
        error = _error(source)
        if error is None:
            say(f"{source}: ok")
        else:
            say_error(error)
            problems += _problems(source, error)
            worst = max(worst, error.exit_code)
    if as_json:
        terminal.as_json(problems)
    if worst:
        raise click.exceptions.Exit(worst)


def _error(source: str) -> OptvizError | None:
    from optviz.scenario import load

    try:
        load(source)
    except OptvizError as error:
        return error
    return None


def _problems(source: str, error: OptvizError) -> list[dict[str, Any]]:
    if not isinstance(error, InvalidScenarioError):
        return [{"file": source, "line": None, "column": None, "message": clean(str(error))}]
    return [
        {"file": each.file, "line": each.line, "column": each.column, "message": each.message}
        for each in error.problems
    ]
