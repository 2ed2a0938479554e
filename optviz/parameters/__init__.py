"""Parameters of the things a scenario names, declared once: what kind of value each is, its range, its default.

base.py       what a kind is: it checks, reads, writes and describes values, in words and in JSON Schema
single.py     numbers, sizes of files, switches, texts, choices, colours
colors.py     the names of colours
compound.py   lists, points, sizes, alternatives
paths.py      files with data
records.py    dataclasses with declared fields, which are mappings in files
entries.py    entries of catalogues, by their names
declared.py   from the annotated fields of a dataclass to its parameters
ranges.py     ranges of numbers
sentences.py  what docstrings say about parameters
scalars.py    what plain words mean as data
tree.py       data with its place in the file, and the problems found in it
"""

from __future__ import annotations

from optviz.parameters.base import Context, Kind, MismatchError, make
from optviz.parameters.compound import Either, Fixed, Items, Size, WordOrNumber
from optviz.parameters.declared import Key, Parameter, check, kind_of, parameters, plain, values
from optviz.parameters.entries import Entry, EntryName, Table
from optviz.parameters.paths import DataFile, FilePath
from optviz.parameters.records import Record
from optviz.parameters.single import Amount, Choice, Color, Instance, Nothing, Number, Refused, Switch, Text

__all__ = [
    "Amount",
    "Choice",
    "Color",
    "Context",
    "DataFile",
    "Either",
    "Entry",
    "EntryName",
    "FilePath",
    "Fixed",
    "Instance",
    "Items",
    "Key",
    "Kind",
    "MismatchError",
    "Nothing",
    "Number",
    "Parameter",
    "Record",
    "Refused",
    "Size",
    "Switch",
    "Table",
    "Text",
    "WordOrNumber",
    "check",
    "kind_of",
    "make",
    "parameters",
    "plain",
    "values",
]
