"""The words of an SVG: elements, their looks in the light and in the dark, and the groups that share one."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from optviz.drawing.svg import tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Paint(NamedTuple):
    """What an attribute says in the light and in the dark."""

    light: str
    dark: str

    @classmethod
    def of(cls, light: str, dark: str) -> Paint:
        """Two colours "#RRGGBB" in as few letters as it takes."""
        return cls(*("#" + code[1::2] if code[1::2] == code[2::2] else code for code in (light.lower(), dark.lower())))


Look: TypeAlias = tuple[tuple[str, Paint], ...]
"""How something looks: attributes with their values, in the order of their names."""


def look(**values: object) -> Look:
    """A look that is the same in the dark where a value is no pair; a value that is None is left out."""
    pairs = {
        name.replace("_", "-"): value if isinstance(value, Paint) else Paint(str(value), str(value))
        for name, value in values.items()
        if value is not None
    }
    return tuple(sorted(pairs.items()))


@dataclass(frozen=True)
class Element:
    """An element with its look.

    Args: name: as "path".  attributes: its own, as text.  content: its inside, as text.  look: what it shares with
        others.  clip: the id of what cuts it off, if anything does.
    """

    name: str
    attributes: tuple[tuple[str, str], ...]
    look: Look = ()
    content: str = ""
    clip: str = ""


@dataclass
class Document:
    """What an SVG is put together from: things that are named once, and looks in the dark.

    Attributes: definitions: elements that are not shown by themselves.
    """

    definitions: list[str] = field(default_factory=list)
    _classes: dict[tuple[tuple[str, str], ...], str] = field(default_factory=dict)
    _clips: dict[str, str] = field(default_factory=dict)
    _paths: dict[str, str] = field(default_factory=dict)
    _count: int = 0

    def name(self) -> str:
        """A new id."""
        self._count += 1
        return f"i{self._count}"

    def clip(self, left: int, top: int, width: int, height: int) -> str:
        """The id of a rectangle that cuts off what is outside of it."""
        return self.cut(f"M{left} {top}h{width}v{height}h-{width}z")

    def cut(self, data: str) -> str:
        """The id of a path that cuts off what is outside of it."""
        if data not in self._clips:
            self._clips[data] = self.name()
            self.definitions.append(f'<clipPath id="{self._clips[data]}"><path d="{data}"/></clipPath>')
        return self._clips[data]

    def path(self, data: str) -> str:
        """The id of a path that is used wherever it is wanted."""
        if data not in self._paths:
            self._paths[data] = self.name()
            self.definitions.append(f'<path id="{self._paths[data]}" d="{data}"/>')
        return self._paths[data]

    def written(self, elements: Iterable[Element]) -> str:
        """Elements in their order, in groups of those that are cut off alike and look alike."""
        parts = []
        for clip, cut in groupby(elements, key=lambda element: element.clip):
            inner = "".join(
                self._alike(list(group)) for _, group in groupby(cut, key=lambda each: _but_fill(each.look))
            )
            parts.append(f'<g clip-path="url(#{clip})">{inner}</g>' if clip else inner)
        return "".join(parts)

    def dark(self) -> str:
        """The rules for the dark."""
        rules = (
            f".{name}{{{';'.join(f'{attribute}:{value}' for attribute, value in values)}}}"
            for values, name in self._classes.items()
        )
        return f"@media (prefers-color-scheme:dark){{{''.join(rules)}}}" if self._classes else ""

    def _alike(self, group: list[Element]) -> str:
        """Elements that look alike but for what fills them."""
        shared = _but_fill(group[0].look)
        if len(group) == 1 or not shared:
            return "".join(_tag(each, self._attributes(each.look)) for each in group)
        parts = []
        for fill, filled in groupby(group, key=lambda each: _fill(each.look)):
            attributes, tags = [*self._attributes(fill)], list(filled)
            if len(tags) == 1 or not attributes:
                parts += [_tag(each, attributes) for each in tags]
            else:
                parts += [_start("g", attributes), *(_tag(each, ()) for each in tags), "</g>"]
        return f"{_start('g', self._attributes(shared))}{''.join(parts)}</g>"

    def _attributes(self, look: Look) -> Iterator[tuple[str, str]]:
        for part in (_fill(look), _but_fill(look)):
            changed = tuple((name, paint.dark) for name, paint in part if paint.dark != paint.light)
            if changed:
                yield "class", self._classes.setdefault(changed, f"d{len(self._classes)}")
        yield from ((name, paint.light) for name, paint in look)


def _fill(look: Look) -> Look:
    """What fills something that looks so."""
    return tuple(pair for pair in look if pair[0] == "fill")


def _but_fill(look: Look) -> Look:
    return tuple(pair for pair in look if pair[0] != "fill")


def _tag(element: Element, attributes: Iterable[tuple[str, str]]) -> str:
    start = _start(element.name, [*element.attributes, *attributes], open_=bool(element.content))
    return f"{start}{element.content}</{element.name}>" if element.content else start


def _start(name: str, attributes: Iterable[tuple[str, str]], *, open_: bool = True) -> str:
    """An element's tag; where several attributes say classes, it is one."""
    found: dict[str, str] = {}
    for key, value in attributes:
        found[key] = f"{found[key]} {value}" if key in found else value
    return tag(name, found, open_=open_)
