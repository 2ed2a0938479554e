"""What there is to choose from: the entries of every catalogue, described in the same way."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, Final, NamedTuple, get_args

from optviz.errors import ScenarioError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from optviz.parameters import Parameter, Record
    from optviz.surfaces import Surface


_GIVE_WAY: Final = ("function", "guide")
"""Kinds of entries that are asked for less often than others of the same name; the last gives way to all."""


class Description(NamedTuple):
    """One entry of a catalogue.

    Args: kind: the catalogue's name in the singular.  title: for readers.  summary: in one line.
        parameters: each with name, type (in words), default and whether it is required.
        facts: what else is known, by name.  text: the full description.
        libraries: of an optimizer, which options of other libraries' are which of its own; the text tells it too.
    """

    kind: str
    name: str
    title: str
    summary: str = ""
    parameters: tuple[dict[str, Any], ...] = ()
    facts: Mapping[str, Any] = {}
    text: str = ""
    libraries: Mapping[str, Any] = {}

    def plain(self) -> dict[str, Any]:
        """The entry as plain data."""
        return {
            **self._asdict(),
            "parameters": list(self.parameters),
            "facts": dict(self.facts),
            "libraries": dict(self.libraries),
        }


def entries(catalogue: str, tags: Iterable[str] = ()) -> dict[str, Description]:
    """The entries of a catalogue by name.

    Args: tags: only the surfaces that have all of these.
    Raises: UnknownNameError where there is no such catalogue or tag.  ScenarioError where its entries have no tags.
    """
    if catalogue not in CATALOGUES:
        raise UnknownNameError("catalogue", catalogue, CATALOGUES)
    found = {entry.name: entry for entry in CATALOGUES[catalogue]()}
    return _tagged(catalogue, found, tuple(tags)) if tags else found


def _tagged(catalogue: str, found: dict[str, Description], tags: tuple[str, ...]) -> dict[str, Description]:
    from optviz.surfaces.kinds.surface import Tag

    if catalogue != "surfaces":
        raise ScenarioError(f"only surfaces have tags, {catalogue} have none")
    for tag in tags:
        if tag not in get_args(Tag):
            raise UnknownNameError("tag", tag, get_args(Tag))
    return {name: entry for name, entry in found.items() if {*tags} <= {*entry.facts["tags"]}}


def find(wanted: str) -> Description:
    """The entry of a name, of "kind:name" where several catalogues have the name, or of a library's "torch:AdamW".

    It comes with the facts that take a moment to find out: a surface's LaTeX, what an optimizer agrees with.

    Raises: UnknownNameError where none has it.  ScenarioError where several have it.  MissingToolError where the
        library is not installed.
    """
    from optviz.optimizers import OPTIMIZERS

    of_a_library = wanted.removeprefix("optimizer:")
    if of_a_library.partition(":")[0] in OPTIMIZERS.providers:
        return _complete(_optimizer(OPTIMIZERS[of_a_library]))
    kind, _, name = wanted.rpartition(":")
    if kind and f"{kind}s" not in CATALOGUES:
        raise UnknownNameError("kind", kind, (plural[:-1] for plural in CATALOGUES))
    searched = [f"{kind}s"] if kind else list(CATALOGUES)
    known = {plural: entries(plural) for plural in searched}
    found = [catalogue[name] for catalogue in known.values() if name in catalogue]
    if not found:
        raise UnknownNameError(kind or "entry", name, {key for catalogue in known.values() for key in catalogue})
    first = min(map(_rank, found))
    found = [entry for entry in found if _rank(entry) == first]
    if len(found) > 1:
        choices = " or ".join(f"{entry.kind}:{entry.name}" for entry in found)
        raise ScenarioError(f"{name!r} stands in several catalogues; write {choices}")
    return _complete(found[0])


def _rank(entry: Description) -> int:
    return _GIVE_WAY.index(entry.kind) + 1 if entry.kind in _GIVE_WAY else 0


def _complete(entry: Description) -> Description:
    """An entry with the facts that a list leaves out."""
    if entry.kind == "optimizer":
        from optviz.api.agreement import agreements

        return entry._replace(facts={**entry.facts, "agrees with": [str(each) for each in agreements(entry.name)]})
    if entry.kind != "surface" or any(each["required"] for each in entry.parameters):
        return entry
    from optviz.surfaces import FormulaSurface, surface

    found = surface(entry.name)
    formula = {"expression": found.expression, "latex": found.latex} if isinstance(found, FormulaSurface) else {}
    return entry._replace(facts={**formula, **entry.facts, **_lowest(found)})


def _optimizers() -> list[Description]:
    from optviz.optimizers import OPTIMIZERS

    return [_optimizer(entry) for entry in OPTIMIZERS.values()]


def _optimizer(entry: Any) -> Description:
    from optviz.optimizers.families.libraries import libraries

    known = {name: library.plain() for name, library in libraries(entry).items()}
    return _of_class("optimizer", entry, {"source": entry.source})._replace(libraries=known)


def _schedules() -> list[Description]:
    from optviz.parameters.entries import aliases
    from optviz.schedules import SCHEDULES

    return [_of_class("schedule", entry, {"aliases": aliases(entry)}) for entry in SCHEDULES.values()]


def _starts() -> list[Description]:
    from optviz.starts import STARTS

    return [_of_class("start", entry) for entry in STARTS.values()]


def _views() -> list[Description]:
    from optviz.views import VIEWS

    return [_of_class("view", entry) for entry in VIEWS.values()]


def _surfaces() -> list[Description]:
    from optviz.surfaces import SURFACES

    return [_surface(entry) for entry in SURFACES.values()]


def _surface(entry: Any) -> Description:
    from optviz.parameters import parameters
    from optviz.parameters.sentences import summary
    from optviz.surfaces.base import Declaration

    usual = entry() if isinstance(entry, Declaration) else None
    bounds = usual.bounds if usual else parameters(entry)["bounds"].default
    facts: dict[str, Any] = {"expression": entry.expression} if usual else {}
    facts["bounds"] = {"x": list(bounds.x), "y": list(bounds.y)}
    if usual:
        facts |= _lowest(usual)
    facts |= {"tags": list(entry.tags), "source": entry.source}
    text = f"{entry.title}: {entry.summary}" if isinstance(entry, Declaration) else _text(entry)
    return Description("surface", entry.name, entry.title, summary(entry), _parameters(entry), facts, text)


def _lowest(surface: Surface) -> dict[str, Any]:
    """Where a surface is lowest, or how low where that is no point."""
    found: dict[str, Any] = {"minimizers": [list(point) for point in surface.minimizers]}
    return found | ({} if surface.minimizers or surface.least is None else {"least value": surface.least})


def _formats() -> list[Description]:
    from optviz.encoders import ENCODERS

    return [
        Description(
            "format",
            name,
            entry.title,
            _summary(entry),
            facts={"suffixes": list(entry.suffixes), "still": entry.still, "transparency": entry.transparency},
            text=_text(entry),
        )
        for name, entry in ENCODERS.items()
    ]


def _hosts() -> list[Description]:
    from optviz.api.hosts import HOSTS

    return [
        Description(
            "host",
            name,
            entry.title,
            _summary(entry),
            facts={"both themes": entry.both_themes, "videos": entry.videos},
            text=_text(entry),
        )
        for name, entry in HOSTS.items()
    ]


def _functions() -> list[Description]:
    from optviz.language.functions import FUNCTIONS, WHERE, WHERE_MEANING

    found = [Description("function", WHERE, f"{WHERE}(test, u, v)", WHERE_MEANING)]
    for name, function in FUNCTIONS.items():
        facts = {"derivative": function.derivative, "kinks": function.kinks, "aliases": list(function.aliases)}
        also = f"; also {', '.join(function.aliases)}" if function.aliases else ""
        found.append(Description("function", name, function.written, f"{function.meaning}{also}", facts=facts))
    return found


def _keys() -> list[Description]:
    from optviz.parsing.layers import KEYS
    from optviz.scenario.model import SCENARIO

    return [*_keys_of(SCENARIO), *_keys_of(KEYS)]


def _keys_of(record: Record, prefix: str = "") -> Iterator[Description]:
    """The keys of a mapping, and below each one those of the mapping that it holds."""
    for key, parameter in record.keys.items():
        known = _parameter(parameter)
        facts = {"default": known["default"], "required": known["required"]}
        yield Description("key", f"{prefix}{key}", known["type"], parameter.sentence, facts=facts)
        for inner in parameter.kind.records():
            yield from _keys_of(inner, f"{prefix}{key}.")


def _themes() -> list[Description]:
    from dataclasses import asdict

    from optviz.drawing.theme import THEMES

    return [
        Description("theme", name, name.capitalize(), f"Ink {theme.ink} on {theme.page}.", facts=asdict(theme))
        for name, theme in THEMES.items()
    ]


def _scenarios() -> list[Description]:
    from optviz.scenario import bundled, bundled_path, load

    found = []
    for name in bundled():
        path = bundled_path(name)
        scenario = load(path)
        found.append(
            Description("scenario", name, scenario.title, scenario.description, text=path.read_text(encoding="utf-8"))
        )
    return found


def _guides() -> list[Description]:
    from optviz.guides import guides

    return [
        Description("guide", name, guide.title, guide.about, facts={"group": guide.group}, text=guide.text)
        for name, guide in guides().items()
    ]


def _of_class(kind: str, entry: Any, facts: Mapping[str, Any] | None = None) -> Description:
    return Description(kind, entry.name, entry.title, _summary(entry), _parameters(entry), facts or {}, _text(entry))


def _parameters(entry: Any) -> tuple[dict[str, Any], ...]:
    """The parameters of an entry: of an optimizer, a schedule or a view, which are classes, or of a surface."""
    from optviz.parameters import parameters

    return tuple(_parameter(each) for each in parameters(entry).values() if each.key)


def _parameter(parameter: Parameter) -> dict[str, Any]:
    default = None if parameter.required else parameter.kind.write(parameter.default)
    return {
        "name": parameter.key,
        "type": parameter.kind.words,
        "default": default,
        "required": parameter.required,
        "description": parameter.sentence,
    }


def _text(entry: type[Any]) -> str:
    return inspect.cleandoc(entry.__doc__ or "")


def _summary(entry: type[Any]) -> str:
    return _text(entry).partition("\n")[0]


CATALOGUES: Final[dict[str, Callable[[], list[Description]]]] = {
    "optimizers": _optimizers,
    "surfaces": _surfaces,
    "schedules": _schedules,
    "starts": _starts,
    "views": _views,
    "formats": _formats,
    "hosts": _hosts,
    "functions": _functions,
    "keys": _keys,
    "themes": _themes,
    "scenarios": _scenarios,
    "guides": _guides,
}
