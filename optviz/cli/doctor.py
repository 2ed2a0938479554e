"""optviz doctor: whether everything that optviz needs is there and works."""

from __future__ import annotations

import click

from optviz.cli import terminal
from optviz.cli.options import as_data, example
from optviz.cli.terminal import aligned, data


@click.command("doctor", epilog=example("optviz doctor"))
@as_data("Print the findings as JSON.")
def doctor_command(*, as_json: bool) -> None:
    """Check that everything that optviz needs is there and works.

    Versions, each format, the font and the folders.

    The exit code is 3 if a tool is missing, 4 if a folder cannot be written, otherwise 0.
    """
    from optviz.api.doctor import doctor

    findings = doctor()
    if as_json:
        terminal.as_json([finding._asdict() for finding in findings])
    else:
        data(aligned([("ok" if each.ok else "FAULT", each.what, each.detail) for each in findings]))
    faults = [finding.exit_code for finding in findings if not finding.ok]
    if faults:
        raise click.exceptions.Exit(min(faults))
