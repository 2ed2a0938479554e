"""Files that hold a style and nothing else, and what house files say of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from optviz.errors import InvalidScenarioError
from optviz.parameters import Context, Record
from optviz.parameters.tree import Problems
from optviz.parsing.layers import KEYS, Layers
from optviz.parsing.project import content, project
from optviz.parsing.yaml12 import compose, decode
from optviz.scenario import Output, is_house
from optviz.scenario.model import SCENARIO
from optviz.scenario.output import STYLE

if TYPE_CHECKING:
    from pathlib import Path


def is_style(path: Path) -> bool:
    """Whether a file is no scenario but a style: by its keys, of which one is a style's, or by having none.

    Raises: OutputError where it cannot be read.
    """
    problems = Problems(str(path))
    text = decode(content(path), problems)
    node = None if problems else compose(text, problems, empty=True)
    if node is None or not isinstance(node.value, dict):
        return False
    keys = node.value.keys()
    return not keys & (SCENARIO.keys.keys() | KEYS.keys.keys()) and bool(not keys or keys & STYLE.keys.keys())


def output_of(path: Path, *, untrusted: bool = False) -> Output:
    """The output of a scenario that takes all of it from a file with a style, or from a house file.

    Args: untrusted: whether a file may only name others in its own folder and below it.
    Raises: InvalidScenarioError with everything that is wrong with the file.  OutputError where it cannot be read.
    """
    problems, place = Problems(str(path)), project(path, untrusted=untrusted)._replace(houses=())
    text = content(path) if is_house(path) else f"style: {json.dumps(path.name)}\n"
    root = Layers(text, place, SCENARIO, STYLE, problems).root
    problems.close_places()
    node = root.child("output") if root else None
    output = Output()
    with problems.noting():
        output = Record(Output).read(node, "output", Context(problems, {})) if node else output
    if problems:
        raise InvalidScenarioError(problems.sorted())
    return output
