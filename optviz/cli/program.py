"""The program: its commands, loaded when they are named, and how each way to fail ends it."""

from __future__ import annotations

import importlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import click

from optviz.cli.terminal import quiet_streams, say_error
from optviz.errors import OptvizError, OutputError, suggestion
from optviz.progress import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMMANDS: Final = (
    "render", "watch", "run", "compare", "build", "clean", "embed", "gallery", "validate", "list", "show", "schema",
    "new", "doctor",
)  # fmt: skip
"""The commands in the order in which a person meets them; each is `NAME_command` in the module of its name."""

_PIPE_CLOSED: Final = 141
"""The exit code of a program whose output nothing reads any more, 128 + SIGPIPE."""


class Program(click.Group):
    """A group whose commands live in modules of their own."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which a person meets them."""
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, loaded now."""
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"optviz.cli.{cmd_name}")
        found: click.Command = getattr(module, f"{cmd_name}_command")
        if not any(param.name == "plugin" for param in found.params):
            found.params.append(_plugin_option())
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments begin with; for an unknown one the nearest are suggested."""
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            raise click.UsageError(f"unknown command {args[0]!r}{suggestion(args[0], _COMMANDS)}", ctx)
        return super().resolve_command(ctx, args)

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Read the arguments, and print the help where they ask for it."""
        with _told():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Call the command."""
        with _told():
            return super().invoke(ctx)


@contextmanager
def _told() -> Iterator[None]:
    """Let an error that a person can cause end the program with a message instead of a traceback."""
    try:
        yield
    except OptvizError as error:
        say_error(error)
        raise click.exceptions.Exit(error.exit_code) from error
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.UsageError as error:  # click repeats arguments as they are
        raise click.UsageError(clean(error.format_message()), error.ctx) from error
    except BrokenPipeError:
        quiet_streams()
        raise click.exceptions.Exit(_PIPE_CLOSED) from None
    except OSError as error:  # from click, which prints, or from a system that has no more to give
        quiet_streams()
        say_error(OutputError(error.strerror or str(error)))
        raise click.exceptions.Exit(OutputError.exit_code) from error


def _plugin_option() -> click.Option:
    """The option that every command has: each may need what a plugin declares."""
    return click.Option(
        ["--plugin"],
        metavar="FILE",
        multiple=True,
        is_eager=True,
        expose_value=False,
        callback=_load_plugins,
        help="Run a Python file first, and add what it declares.",
    )


def _load_plugins(ctx: click.Context, _: click.Parameter, files: tuple[str, ...]) -> None:
    if files and not ctx.resilient_parsing:
        from optviz.api.plugins import load_plugin

        for file in files:
            load_plugin(file)


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        import optviz

        click.echo(f"optviz {optviz.__version__}")
        ctx.exit()


@click.group(
    cls=Program,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Help on one command: 'optviz COMMAND -h'.",
)
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_print_version, help="Print the version."
)
def program() -> None:
    """Animate optimizers on two-dimensional surfaces: one small YAML file becomes a GIF or an MP4.

    A SCENARIO is a path, - for standard input, or the name of a bundled scenario, as in 'optviz render saddle'.
    """
