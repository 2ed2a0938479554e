"""Parameters of the things a scenario names, declared once: what kind of value each is, its range, its default.

base.py       what a kind is: it checks, reads, writes and describes values, in words and in JSON Schema
plain.py      numbers, switches, texts, choices
compound.py   lists, points, alternatives
records.py    declared fields of dataclasses, and entries of catalogues, which are mappings in files
ranges.py     ranges of numbers.  sentences.py: what docstrings say.  scalars.py: what plain words mean
tree.py       data that knows where it stands in its file, and the problems found in it
"""

from __future__ import annotations

from optviz.parameters.base import Kind, MismatchError, Reader, make
from optviz.parameters.compound import Either, Fixed, Items, Size
from optviz.parameters.declared import Key, Parameter, check, kind_of, parameters, plain, values
from optviz.parameters.entries import Entry, EntryName
from optviz.parameters.plain import Choice, Color, Instance, Nothing, Number, Switch, Text
from optviz.parameters.records import Record

__all__ = [
    "Choice",
    "Color",
    "Either",
    "Entry",
    "EntryName",
    "Fixed",
    "Instance",
    "Items",
    "Key",
    "Kind",
    "MismatchError",
    "Nothing",
    "Number",
    "Parameter",
    "Reader",
    "Record",
    "Size",
    "Switch",
    "Text",
    "check",
    "kind_of",
    "make",
    "parameters",
    "plain",
    "values",
]
