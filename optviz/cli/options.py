"""Kinds of arguments and options that several commands take."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from optviz.parameters import Kind, Parameter

    Decorator = Callable[[Any], Any]

Command = TypeVar("Command", bound="Callable[..., Any]")


class Numbers(click.ParamType[Any]):
    """Numbers with commas between them.

    Args: shape: how they are written, as "x,y", which also tells how many there are.
    """

    def __init__(self, shape: str) -> None:
        self.name = shape

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, ...]:
        """The numbers of a text."""
        try:
            numbers = tuple(map(float, str(value).split(",")))
        except ValueError:
            numbers = ()
        if len(numbers) != len(self.name.split(",")):
            self.fail(f"expected {self.name} in numbers, not {value!r}", param, ctx)
        return numbers


class Start(Numbers):
    """A point, or a rule for many by its name."""

    def __init__(self) -> None:
        super().__init__("x,y")

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The numbers of a point; the text of a rule as it is."""
        from optviz.starts import STARTS

        return value if str(value).partition(":")[0] in STARTS else super().convert(value, param, ctx)


class Still(click.ParamType[Any]):
    """A step, or the word last or notes."""

    name = "last|N|notes"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | str:
        """The step's number, of which -1 is the last, or the word notes."""
        return "notes" if value == "notes" else _step(self, value, param, ctx)


class Strip(click.ParamType[Any]):
    """Steps with commas between them, or the word notes."""

    name = "N,...|notes"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...] | str:
        """The steps' numbers, of which -1 is the last, or the word notes."""
        if value == "notes":
            return "notes"
        return tuple(_step(self, step.strip(), param, ctx) for step in str(value).split(","))


def _step(kind: click.ParamType[Any], value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
    """The number of a step, -1 the last."""
    if isinstance(value, int):
        return value
    if value == "last":
        return -1
    if not value.isdecimal():
        kind.fail(f"expected last, a step's number or notes, not {value!r}", param, ctx)
    return int(value)


class Known(click.Option):
    """An option whose help ends with the names that it takes, which are looked up only for the help.

    Args: names: looks them up.
    """

    def __init__(self, *arguments: Any, names: Callable[[], Iterable[str]], **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.names = names

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The option and its help."""
        found = super().get_help_record(ctx)
        return found and (found[0], f"{found[1]} ({', '.join(self.names())})")


def views() -> Iterable[str]:
    """The names of the views."""
    from optviz.views import VIEWS

    return VIEWS


def hosts() -> Iterable[str]:
    """The places whose limits are known."""
    from optviz.api.host_limits import LIMITS

    return LIMITS


def example(line: str) -> str:
    """The end of a command's help."""
    return f"\b\nExample:\n  {line}"


def out_dir(command: Command) -> Command:
    """Add --out-dir."""
    return click.option(
        "--out-dir",
        "folder",
        metavar="DIR",
        default=None,
        show_default="that of optviz.yaml, or outputs",
        type=click.Path(file_okay=False, path_type=Path),
        help="Folder for files that are not named otherwise.",
    )(command)


def selection(command: Command) -> Command:
    """Add the options that leave some of many scenarios alone."""
    command = click.option("--since", metavar="REV", help="Only those of which a file differs from a git revision.")(
        command
    )
    return click.option(
        "--only", metavar="GLOB", multiple=True, help="Only those whose path or name matches, as 'ch1/*'."
    )(command)


def workers(command: Command) -> Command:
    """Add the options that say who does the work of many scenarios."""
    where = (
        "Let the workers of this Dask scheduler do it, as tcp://host:8786, or local:N for N processes of this machine."
    )
    return processes(click.option("--dask", metavar="ADDRESS", help=where)(command))


def processes(command: Command) -> Command:
    """Add the option that says how many processes of this machine do the work."""
    count = "Processes; as many as there are cores if left out."
    return click.option("--workers", type=int, metavar="N", help=count)(command)


def limits(command: Command) -> Command:
    """Add the options that say what a scenario may take."""
    for option in reversed(_LIMITS):
        command = option(command)
    return command


_LIMITS: Final[tuple[Decorator, ...]] = (
    click.option(
        "--allow-cost",
        is_flag=True,
        help="Do what is estimated to take more than 10 minutes of processor time or 2 GB of memory, too.",
    ),
    click.option(
        "--max-seconds",
        type=float,
        metavar="S",
        help="The processor time that a scenario may take instead; it is stopped when it takes more.",
    ),
    click.option(
        "--max-memory",
        metavar="SIZE",
        help="The memory that a scenario may take instead, as '500 MB'; it is stopped when it takes more.",
    ),
    click.option(
        "--untrusted",
        is_flag=True,
        help="A stranger wrote the file, as that on standard input: keep the limits while it runs, too, and let it "
        "name no files outside its own folder.",
    ),
)


class Declared(click.ParamType[Any]):
    """A declared value on a command line; it is parsed here and checked where it is used."""

    def __init__(self, kind: Kind) -> None:
        self.kind, self.name = kind, kind.form

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Plain data of a text."""
        del param, ctx
        return self.kind.parse(value) if isinstance(value, str) else value


class Several(Declared):
    """A declared value, or several with commas between them.

    Args: kind: of the list.  one: of each.
    """

    def __init__(self, kind: Kind, one: Kind) -> None:
        super().__init__(kind)
        self.name = f"{one.form}[,...]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Plain data of a text: the value itself where there is one."""
        found = super().convert(value, param, ctx)
        return found[0] if isinstance(value, str) and len(found) == 1 else found


class LimitedCommand(click.Command):
    """A command whose work may have limits. The process that keeps them takes as long to start as all else to load.

    Args: draws: whether it makes pictures.
    """

    def __init__(self, *arguments: Any, draws: bool = True, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.draws = draws

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Start that process, if it seems to be needed, and read the arguments."""
        if _has_limits(args):
            from optviz.api.workers import worker_pool

            ctx.obj = ctx.with_resource(worker_pool(1, drawing=self.draws))
        try:
            return super().parse_args(ctx, args)
        except BaseException:
            ctx.close()
            raise


_SIGNS: Final = frozenset({"-", "--max-seconds", "--max-memory", "--untrusted"})
"""What limits are kept for: standard input, and with these options."""


def _has_limits(arguments: Iterable[str]) -> bool:
    """Whether limits will be kept, as far as can be seen; a plugin must be loaded before a process is started."""
    words = [argument.partition("=")[0] for argument in arguments]
    return "--plugin" not in words and not _SIGNS.isdisjoint(words)


class PictureCommand(LimitedCommand):
    """A command that makes pictures: it has an option for each key of the output, read from its declaration.

    Declarations load when a command needs its options, not when all commands are listed.

    Args: keys: the scenario's own keys that have an option too.
    """

    def __init__(self, *arguments: Any, keys: Sequence[str] = (), **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.keys = keys

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The command's own arguments and options, those that are declared, and --help."""
        *own, help_option = super().get_params(ctx)
        return [*own, *self._declared, help_option]

    @cached_property
    def _declared(self) -> list[click.Parameter]:
        from optviz.parameters import parameters
        from optviz.scenario import Matrix, Output, Scenario

        own = [parameters(Scenario)[key] for key in self.keys]
        several = {key: each.kind for key, each in parameters(Matrix).items()}
        return [_declared_option(each, several.get(each.key)) for each in (*own, *parameters(Output).values())]


def _declared_option(parameter: Parameter, several: Kind | None) -> click.Option:
    """The option for a declared value; one for a list is named after one of its items.

    Args: several: the kind of several of its values, where there may be several.
    """
    if not parameter.kind.form:  # nothing follows it: it is true or false
        flag = parameter.key.replace("_", "-")
        return click.Option([f"--{flag}/--no-{flag}", parameter.name], default=None, help=parameter.sentence)
    kind = Several(several, parameter.kind) if several else Declared(parameter.kind)
    name = parameter.key.removesuffix("s") if kind.name.endswith(",...") else parameter.key
    return click.Option(
        [f"--{name.replace('_', '-')}", parameter.name], type=kind, metavar=kind.name, help=parameter.sentence
    )


def pictures(command: Command) -> Command:
    """Add the options that say which files are made, and how."""
    for option in reversed(_PICTURES):
        command = option(command)
    return command


_PICTURES: Final[tuple[Decorator, ...]] = (
    click.option(
        "-o",
        "--output",
        "targets",
        metavar="FILE",
        multiple=True,
        type=click.Path(dir_okay=False, path_type=Path),
        help="Write this file; its suffix gives the format. Several come from one pass.",
    ),
    out_dir,
    click.option(
        "--fit",
        cls=Known,
        names=hosts,
        metavar="HOST",
        help="Make files that this place takes, as --max-bytes does with its limit.",
    ),
    click.option("--draft", is_flag=True, help="A quick look: half the size, a tenth of the frames."),
    click.option(
        "--still",
        type=Still(),
        metavar="last|N|notes",
        help="One picture, of the last step or of step N, or one of each note when it appears, the names ending with "
        "-note-1 and so on; as PNG, if neither -o nor --format says otherwise.",
    ),
    click.option(
        "--strip",
        type=Strip(),
        metavar="N,...|notes",
        help="A film strip: the pictures of these steps side by side, of which the last may be called last, or of each "
        "note when it appears.",
    ),
    click.option(
        "--frames",
        metavar="DIR",
        type=click.Path(file_okay=False, path_type=Path),
        help="Write each frame into this folder, for LaTeX's animate, and print what shows them; PNG, or --format pdf.",
    ),
    click.option(
        "--workers", type=int, metavar="N", help="Processes that draw; as many as there are cores if left out."
    ),
    limits,
)


def as_data(text: str) -> Callable[[Command], Command]:
    """Add --json.

    Args: text: its help.
    """
    return click.option("--json", "as_json", is_flag=True, help=text)
