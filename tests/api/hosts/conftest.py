"""What the tests of hosts share: a figure without files, and the elements of HTML."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from optviz.api.encoding import CAPTIONS
from optviz.api.hosts import HOSTS, Figure, File, Files
from optviz.api.run import run
from optviz.encoders import ENCODERS
from optviz.scenario import parse

TEXT: Final = """
title: A bowl
description: Both fall.
surface: sphere
start: [0.5, 0.4]
steps: 9
optimizers: [{name: sgd, lr: 0.1}, {name: sgd, lr: 1000, label: Wild}, {name: adam, lr: 0.1}]
output: {size: [240, 160]}
"""
NOTED: Final = f"""{TEXT}notes:
  - {{of: adam, when: start, say: It begins}}
  - {{when: step >= 4, say: Four, pause: 1}}
"""
NASTY: Final = (
    "<script>alert(1)</script> \"quoted\" 'single' & `code` *bold* [a](javascript:b) ![c](d) | $x$ \\ # "
    "{{< readfile >}} {% include x %} {{ site }} {=html} ::: @cite :sub:`x` ``` </figure> --> _x_"
)


class Elements(HTMLParser):
    """The elements of a text in order, and that every one is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in {"img", "source", "track"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def tags(self) -> list[str]:
        return [tag for tag, _ in self.found]

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]

    def one(self, tag: str) -> dict[str, str | None]:
        (attributes,) = self.all(tag)
        return attributes


def file(name: str, stem: str) -> File:
    address = f"{stem}{ENCODERS[name].suffixes[0]}"
    return File(Path(address), address, ENCODERS[name].mime)


def files(formats: tuple[str, ...], stem: str = "out/a b", *, captions: bool = False) -> Files:
    made = [file(name, stem) for name in formats]
    return Files.of(made, file(CAPTIONS, stem)) if captions else Files.of(made)


def figure(host: str = "html", text: str = TEXT, *, dark: bool = False, nasty: bool = False) -> Figure:
    """What a host is given; its words are a stranger's if it is nasty."""
    scenario = parse(text)
    if nasty:
        first, *others = scenario.runs
        runs = (replace(first, label=NASTY[:60]), replace(others[0], label=NASTY[60:]), *others[1:])
        scenario = replace(scenario, title=NASTY[:120], description=NASTY, runs=runs)
    formats = HOSTS[host].formats(scenario.output)
    captions = HOSTS[host].captions and bool(scenario.notes)
    return Figure(
        scenario, run(scenario), files(formats, captions=captions), files(formats, "out/a b-dark") if dark else None
    )


def snippet(host: str = "html", text: str = TEXT, *, dark: bool = False, nasty: bool = False) -> str:
    return HOSTS[host].snippet(figure(host, text, dark=dark, nasty=nasty))
