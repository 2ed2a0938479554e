"""A scenario inside a document: files that are missing are rendered, and a snippet shows them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Unpack

from optviz.api.build import ensure
from optviz.api.encoding import CAPTIONS
from optviz.api.flashes import flashes
from optviz.api.host_limits import LIMITS
from optviz.api.hosts import HOSTS, Figure, File, Files
from optviz.api.hosts.base import THEMES, is_video
from optviz.api.limits import Allowance, loaded, permit
from optviz.api.pictures import OUTPUTS
from optviz.api.run import computed_as_allowed
from optviz.api.signatures import spelled_out
from optviz.encoders import ENCODERS
from optviz.files import file_size
from optviz.notes import unseen
from optviz.scenario import override

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from optviz.api.hosts import Host
    from optviz.scenario import Scenario


@spelled_out(Allowance)
def embed(
    source: Scenario | str | Path,
    kind: str = "html",
    folder: str | Path | None = None,
    base_url: str | None = None,
    progress: Callable[[str], None] | None = None,
    *,
    theme: Literal["light", "dark"] | None = None,
    **allowance: Unpack[Allowance],
) -> str:
    """A snippet with size, poster and alternative text that shows a scenario; its files are rendered if need be.

    Where readers choose between light and dark, there are files of both themes, unless the scenario's matrix names one.
    Of several sizes, scales or backgrounds in a matrix, the snippet shows the first.

    Args: source: a scenario, a path, "-" for standard input, or a bundled scenario's name.
        kind: what the snippet is for: the name of a host, as html, github or revealjs.
        folder: where the files are or will be; that of the nearest optviz.yaml, or outputs, if left out.
        base_url: what addresses begin with instead of the folder.
        progress: called with what was done, and with what one should know of the result, in words.
        theme: the only one that is shown.
        allowance: what the scenario may take.
    Raises: OptvizError as load and render do.  UnknownNameError for another kind.
    """
    host, permitted = HOSTS[kind], permit(source, **allowance)
    tell = progress or _silent
    with permitted.process(say=progress) as alone:
        scenario = override(loaded(source, permitted), theme=theme and [theme])
        outputs = outputs_for(scenario, host)
        formats = host.formats(outputs[0].output)
        beside = (CAPTIONS,) if has_captions(outputs[0], host, formats) else ()
        where = Path(folder or scenario.folder or OUTPUTS)
        outcome = ensure(scenario, formats, where, progress, alone, outputs=outputs, beside=beside)
        trajectories = computed_as_allowed(scenario, alone)
    never = list(map(str, unseen(scenario.notes, trajectories)))
    if outcome.state == "rendered":
        told = (note for note in outcome.notes if note not in never)
        tell("\n".join((*(f"wrote {path}" for path in outcome.paths), *told)))
    for note in never:
        tell(f"warning: {note}")
    place = where.as_posix() if base_url is None else base_url
    place = place if place.endswith("/") or not place else f"{place}/"
    light, *dark = ([_file(each, name, where, place) for name in formats] for each in outputs)
    captions = [_file(outputs[0], name, where, place) for name in beside]
    figure = Figure(outputs[0], trajectories, Files.of(light, *captions), *map(Files.of, dark))
    for sentence in (*_warnings(figure, host, new=outcome.state == "rendered"), host.needs(figure)):
        if sentence:
            tell(sentence)
    return host.snippet(figure)


def outputs_for(scenario: Scenario, host: type[Host]) -> list[Scenario]:
    """The outputs that a snippet shows: one, or the light and the dark one where they look different."""
    given = scenario.matrix.theme
    themes = given or (THEMES if host.both_themes else ())
    variants = replace(scenario, matrix=replace(scenario.matrix, theme=themes)).variants
    first = variants[0].output
    by_theme = {each.output.theme: each for each in variants if each.output == replace(first, theme=each.output.theme)}
    both = [by_theme[theme] for theme in THEMES if theme in by_theme]
    if len({each.output.look for each in both}) == len(THEMES):
        return both if host.both_themes else [variants[0]]
    return [scenario.variants[0]]


def has_captions(output: Scenario, host: type[Host], formats: Iterable[str]) -> bool:
    """Whether what is shown are videos with captions, which both themes share."""
    return host.captions and bool(output.notes) and any(is_video(ENCODERS[name].mime) for name in formats)


def _file(output: Scenario, name: str, folder: Path, place: str) -> File:
    """The file of one output in a format."""
    file = f"{output.name}{ENCODERS[name].suffixes[0]}"
    return File(folder / file, f"{place}{file}", ENCODERS[name].mime)


def _warnings(figure: Figure, host: type[Host], *, new: bool) -> Iterator[str]:
    """What a host, or a reader, may not take.

    Args: new: whether the files were just made; it takes longer to look through all frames than to find them fresh.
    """
    limit, output = LIMITS.get(host.limit), figure.scenario.output
    most = f"{limit.title} takes {file_size(limit.bytes)} at most; max_bytes in its output has it fit" if limit else ""
    for theme in filter(None, (figure.files, figure.dark)):
        for each in (*theme.videos, *theme.pictures, theme.still):
            size = each.path.stat().st_size
            if limit and size > limit.bytes:
                yield f"warning: {each.path} has {file_size(size)}; {most}"
        for each in (*theme.videos[-1:], *theme.pictures) if new else ():
            if found := flashes(each.path, output.size, repeated=output.loop != 1):
                yield f"warning: {each.path} {found}"


def _silent(said: str) -> None:
    del said
