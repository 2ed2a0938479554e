"""What a stranger may send: expressions, scenarios, spoilt texts, command lines and calls.

All of it follows from the declarations: expressions from the table of functions, scenarios from the kinds of their keys
and from the catalogues, command lines from the commands themselves. A kind of value without a rule here is an error.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import math
from decimal import Decimal
from fractions import Fraction
from functools import singledispatch
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import click
import numpy as np
from annotated_types import Ge, Gt, Le, Lt
from hypothesis import strategies as st

from optviz.cli.options import Declared
from optviz.cli.program import program
from optviz.drawing.font_names import FontName
from optviz.drawing.fonts import FAMILY
from optviz.drawing.guides import LegendKind, LegendOptions
from optviz.drawing.palettes import ColormapKind, PaletteKind, ThemesColor
from optviz.language.expression import CONSTANTS
from optviz.language.functions import ALIASES, FUNCTIONS, TESTS
from optviz.language.program import VARIABLES
from optviz.notes.condition import QUANTITIES, ConditionKind
from optviz.notes.condition import WORDS as MOMENTS
from optviz.optimizers import OPTIMIZERS, Adam
from optviz.pace import PaceKind
from optviz.parameters import (
    Amount,
    Choice,
    Color,
    Either,
    Entry,
    EntryName,
    FilePath,
    Fixed,
    Instance,
    Items,
    Kind,
    Nothing,
    Number,
    Record,
    Switch,
    Table,
    Text,
    WordOrNumber,
    parameters,
)
from optviz.parameters.entries import aliases
from optviz.parameters.single import LARGEST
from optviz.scenario import bundled, bundled_path
from optviz.scenario.cells import REPLACED
from optviz.scenario.model import SCENARIO
from optviz.scenario.runs import COLOR, GRADIENT, LABEL, RunEntry
from optviz.scenario.vary import Vary
from optviz.starts.kinds.entries import Starts
from optviz.surfaces import SURFACES, Bounds, from_expression
from optviz.surfaces.kinds.entries import Formula, OwnSurface, SurfaceEntry
from optviz.views import VIEWS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from optviz.parameters.ranges import Range

Texts = st.SearchStrategy[str]
Data = st.SearchStrategy[Any]

EXTREMES: Final = (
    *(0.0, -0.0, 5e-324, -5e-324, 1e-308, 1e-200, 1e-17, 1 - 1e-16, 1e17, 1e100, 1e154, 1e200, -1e300, 1e308),
    *(1.7976931348623157e308, -1.7976931348623157e308, 2.0**53, 2.0**53 + 2, math.inf, -math.inf, math.nan),
)
WHOLE_EXTREMES: Final = (-1, 0, 1, 2, 7, 2**31 - 1, 2**31, 2**32, 2**53 + 1, 2**63, 2**64, 10**40, -(10**400), 10**400)

# Expressions.

NUMERALS: Final = (
    *(
        "0",
        "0.0",
        "5e-324",
        "1e-308",
        "1e-30",
        ".5",
        "0.5",
        "1",
        "1.",
        "2",
        "3",
        "1e3",
        "1e17",
        "1e100",
        "1e154",
        "1e308",
    ),
    *("1e999", str(2**53), str(2**53 + 1), str(2**64), "9" * 40, "9" * 400, "0x1f", "1_000", "0777", "1j", "1e", "1e+"),
)
MILD: Final = ("0", "1", "2", "3", "0.5", "1.25", "10", "(1/3)", "0.1", "100")
FOREIGN: Final = (
    *("z", "X", "ｘ", "π", "е", "x²", "−", "·", "×", "^", "%", "//", "@", "~", "!", "=", "==", "<", "and", "not", "if"),
    *(
        "lambda:",
        "x.real",
        "x[0]",
        "[x]",
        "{x}",
        "x,y",
        "*x",
        "f'{x}'",
        "'x'",
        '"',
        "\\",
        "#",
        ";",
        ":=",
        "await",
        "None",
    ),
    *(
        "\t",
        "\n",
        "\r\n",
        "\0",
        "\x0c",
        "\x1b[31m",
        "\u2028",
        "\u202e",
        "\ufeff",
        "\u200b",
        "\U0001f600",
        "\ud800",
        "é",
    ),
    *(
        "True",
        "inf",
        "nan",
        "__import__",
        "eval(",
        "sin",
        "sin()",
        "max(x)",
        "sqrt(x, y)",
        "sin(x=1)",
        "f(x)",
        "arctan(x)",
    ),
)
_NAMES: Final = (*VARIABLES, *CONSTANTS)
_ALIASED: Final = {alias: FUNCTIONS[name] for alias, name in ALIASES.items()}
_OPERATORS: Final = ("+", "-", "*", "/", "**", "//", "%")
_JOINING: Final = [*_OPERATORS, *(test for test in TESTS if test != "not")]
_TAKING: Final = {
    count: [
        name
        for name, each in [*FUNCTIONS.items(), *_ALIASED.items()]
        if each.arguments[0] <= count <= each.arguments[1]
    ]
    for count in (1, 2, 3)
}
"""The names of the functions that take so many arguments."""


def expressions(numerals: tuple[str, ...] = NUMERALS, *, leaves: int = 12) -> Texts:
    """Expressions of all functions and operators of the language.

    Args: numerals: their numbers.  leaves: how many numbers and names there are at most.
    """
    leaf = st.sampled_from([*VARIABLES, *_NAMES]) | st.sampled_from(numerals)
    return st.recursive(leaf, _larger, max_leaves=leaves)


def _larger(inner: Texts) -> Texts:
    operators = st.sampled_from(_JOINING)
    return st.one_of(
        st.builds("({}{}{})".format, inner, st.sampled_from(_OPERATORS), inner),
        st.builds("{} {} {}".format, inner, operators, inner),
        st.builds("-{}".format, inner),
        st.builds("{}({})".format, st.sampled_from(_TAKING[1]), inner),
        st.builds("{}({},{})".format, st.sampled_from(_TAKING[2]), inner, inner),
        st.builds("{}({}, {}, {})".format, st.sampled_from(_TAKING[3]), inner, inner, inner),
        st.builds("({})**{}".format, inner, st.sampled_from(["2", "3", "0.5", "(-1)", "(1/3)", "40", "1.5", "x"])),
        st.builds("where({} {} {}, {}, {})".format, inner, operators, inner, inner, inner),
        st.builds("({} if {} else {})".format, inner, inner, inner),
        *[
            st.builds(form.format, inner)
            for form in ("2{}", "|{}|", "{}²", "{}^2", "√{}", "not {}", "np.sin({})", "z = {}")
        ],
    )


MILD_EXPRESSIONS: Final = expressions(MILD, leaves=8)
EXPRESSIONS: Final = expressions()


_SHAPES: Final = [
    *[(f"{name}(", ")") for name in _TAKING[1]],
    *[(f"{name}(x,", ")") for name in _TAKING[2]],
    *[("(", f") {operator} y") for operator in _JOINING],
    *[(f"x {operator} ", "") for operator in _JOINING],
    *[("where(x < y, ", ", y)"), ("(x if y else ", ")"), ("|", "|"), ("not ", ""), ("2", ""), ("", "²")],
    *[("(", ")"), ("-", ""), ("+", ""), ("(", ")**2"), ("1/(", ")"), ("(", ""), ("", ")")],
]
DEEP_EXPRESSIONS: Final = st.builds(
    lambda inner, shape, times: shape[0] * times + inner + shape[1] * times,
    expressions(leaves=3),
    st.sampled_from(_SHAPES),
    st.sampled_from([5, 20, 28, 55, 58, 59, 60, 61, 98, 99, 150, 300, 450]),
)
"""Nested or chained about as far as is allowed, and much farther."""

ANY_EXPRESSION: Final = st.one_of(
    EXPRESSIONS, EXPRESSIONS, DEEP_EXPRESSIONS, st.deferred(lambda: spoilt(EXPRESSIONS, (*NUMERALS, *FOREIGN)))
)
"""Valid and nearly valid ones."""

_COMPARED: Final = st.builds(
    "{} {} {}".format,
    st.sampled_from(QUANTITIES),
    st.sampled_from(["<", "<=", ">", ">=", "==", "!=", "≤"]),
    st.sampled_from(["0", "0.5", "1", "3", "1e-3", "1e308", "-1e300", "x", "value", "step/2", "abs(y)", "calls**2"]),
)
CONDITIONS: Final = st.one_of(
    st.sampled_from(MOMENTS),
    _COMPARED,
    st.builds("{} {} {}".format, _COMPARED, st.sampled_from(["and", "or", "and not"]), _COMPARED),
    st.builds("0 < {} < {}".format, st.sampled_from(QUANTITIES), st.sampled_from(NUMERALS)),
)
"""When notes appear."""

# Values of every kind.

LETTERS: Final = st.characters(exclude_categories=["Cs"])
WORDS: Final = st.text(LETTERS, max_size=12)
PLAIN_WORDS: Final = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=20)
MATHEMATICS: Final = st.lists(
    st.sampled_from(
        [
            *(
                "$",
                "$$",
                "\\$",
                "$x$",
                "$\\alpha^2$",
                "\\frac{",
                "\\frac{1}{2}",
                "\\unknown",
                "{",
                "}",
                "^",
                "_",
                "\\",
                "&",
            ),
            *(
                "\\sqrt{x}",
                "\\left(",
                "\\right)",
                "x",
                " ",
                "\\mathrm{a}",
                "\\hspace{999999}",
                "\\text{é}",
                "'",
                "\\,",
                "%",
            ),
            *(
                "\\overline{x}",
                "\\binom{a}{b}",
                "\\genfrac{(}{)}{0}{1}{a}{b}",
                "\\substack{a\\\\b}",
                "\\operatorname{f}",
            ),
        ]
    ),
    max_size=6,
).map("".join)


@functools.cache
def values(kind: Kind) -> Data:
    """Plain data of a kind, mostly values that fit."""
    return _values(kind)


@singledispatch
def _values(kind: Kind) -> Data:
    raise TypeError(f"no strategy for {type(kind)}; add one to tests/torture/strategies.py")


@_values.register
def _(kind: Number) -> Data:
    return numbers(kind.limits, whole=kind.whole)


@_values.register
def _(_kind: Switch) -> Data:
    return st.booleans()


@_values.register
def _(_kind: Nothing) -> Data:
    return st.none()


@_values.register
def _(kind: Text) -> Data:
    return st.one_of(PLAIN_WORDS, MATHEMATICS, WORDS, st.just("W" * kind.longest))


@_values.register
def _(_kind: FontName) -> Data:
    return st.sampled_from([FAMILY, FAMILY.lower(), "DejaVu Serif", "Nobody's Font"])


@_values.register
def _(kind: Choice) -> Data:
    return st.sampled_from(kind.choices)


@_values.register
def _(kind: Table) -> Data:
    return st.dictionaries(st.sampled_from(list(kind.catalogue)), values(kind.item), max_size=3)


@_values.register
def _(_kind: Amount) -> Data:
    return st.sampled_from([10**9, "50 MB", "1.5 GiB"])  # into which every picture fits


@_values.register
def _(_kind: Color) -> Data:
    return st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@_values.register
def _(_kind: ConditionKind) -> Data:
    anything = st.one_of(
        ANY_EXPRESSION, WORDS, spoilt(CONDITIONS, (*NUMERALS, *FOREIGN)), st.just("value < 1 or " * 800)
    )
    return _mostly(CONDITIONS, anything)


@_values.register
def _(_kind: ColormapKind) -> Data:
    colors = st.lists(values(Color()), min_size=1, max_size=4)
    return st.sampled_from(["viridis", "coolwarm", "tab10", "viridos", ""]) | colors


@_values.register
def _(_kind: PaletteKind) -> Data:
    colors = st.lists(values(Color()), min_size=1, max_size=4)
    return st.sampled_from(["okabe-ito", "tableau", "viridis", "Set2", "okabe", ""]) | colors


@_values.register
def _(_kind: ThemesColor) -> Data:
    return values(Color()) | st.lists(values(Color()), max_size=3)


@_values.register
def _(_kind: PaceKind) -> Data:
    return st.sampled_from(["even", "log", {"calls": True}]) | st.lists(st.integers(0, 40), max_size=5).map(sorted)


@_values.register
def _(_kind: LegendKind) -> Data:
    return st.sampled_from(["fixed", "ranked", "names", "none", "right", "below", "inside"]) | _mappings(
        Record(LegendOptions)
    )


@_values.register
def _(kind: FilePath) -> Data:
    suffix = kind.suffixes[0]
    names = ("samples", "missing", "../samples", "/dev/null", "a/../samples", ".", "", "con", "\0", "é" * 300)
    return st.sampled_from([f"{name}{suffix}" for name in names] + ["samples.txt", "/dev/zero"])


@_values.register
def _(_kind: Instance) -> Data:
    return st.none()


@_values.register
def _(kind: Items) -> Data:
    least = max(kind.least, 1)
    return st.lists(values(kind.item), min_size=least, max_size=min(least + 2, kind.most))


@_values.register
def _(kind: Fixed) -> Data:
    return st.tuples(*map(values, kind.items)).map(list)


@_values.register
def _(kind: WordOrNumber) -> Data:
    return st.sampled_from([word for word, _ in kind.named]) | values(kind.number)


@_values.register
def _(kind: Either) -> Data:
    return st.one_of([values(each) for each in kind.kinds])


@_values.register
def _(kind: Entry) -> Data:
    return _entries(kind)


@_values.register
def _(kind: EntryName) -> Data:
    return st.sampled_from(list(kind.catalogue))


@_values.register
def _(kind: Record) -> Data:
    return _mappings(kind)


@_values.register
def _(_kind: Formula) -> Data:
    return EXPRESSIONS | st.sampled_from(EXTREMES)


@_values.register
def _(_kind: Starts) -> Data:
    point = st.tuples(_COORDINATE, _COORDINATE).map(list)
    return point | st.lists(point, min_size=1, max_size=3) | _entries(Starts.RULE)


@_values.register
def _(_kind: SurfaceEntry) -> Data:
    square = {"x": [-2, 2], "y": [-2, 2]}
    return _entries(Entry(SURFACES)) | _mappings(Record(OwnSurface)).map(lambda data: {**data, "bounds": square})


@_values.register
def _(_kind: RunEntry) -> Data:
    own = {"label": values(LABEL) | st.none(), "color": values(COLOR), "gradient": values(GRADIENT)}
    named = _entries(Entry(OPTIMIZERS)).filter(lambda found: isinstance(found, dict))
    return _entries(Entry(OPTIMIZERS)) | st.builds(_merged, named, st.fixed_dictionaries({}, optional=own))


@_values.register
def _(_kind: Vary) -> Data:
    return st.none()  # it depends on other keys: see scenarios()


_COORDINATE: Final = st.one_of(st.floats(-2, 2), st.sampled_from([0.0, -0.0, 1.0, -2.0, 5e-324, 1e-300]))


def numbers(limits: Range, *, whole: bool) -> Data:
    """Numbers in a range, mostly mild ones, its ends among them; now and then one outside."""
    low, high = -math.inf, math.inf
    for bound in limits.bounds:
        match bound:
            case Ge(ge=limit) | Gt(gt=limit):
                low = max(low, float(cast("float", limit)))
            case Le(le=limit) | Lt(lt=limit):
                high = min(high, float(cast("float", limit)))
    least, most = max(low, min(-10.0, high)), min(high, max(10.0, low + 10))
    if whole:
        ends = [int(each) for each in (low, high) if math.isfinite(each)] or [0, LARGEST]
        outside = [each + way for each in ends for way in (-1, 1)]
        rare = st.sampled_from(ends) | st.sampled_from([*outside, *WHOLE_EXTREMES])
        return _mostly(st.integers(math.ceil(least), math.floor(most)).filter(limits.holds), rare)
    near = [math.nextafter(each, way) for each in (low, high) if math.isfinite(each) for way in (-math.inf, math.inf)]
    rare = st.sampled_from([*EXTREMES, *(each for each in (low, high) if math.isfinite(each)), *near])
    mild = st.floats(least, most).filter(limits.holds) | st.floats(least, most).map(lambda each: float(f"{each:.3g}"))
    return _mostly(mild.filter(limits.holds), rare.filter(limits.holds))


def _mostly(usual: Data, rare: Data) -> Data:
    return st.one_of(*[usual] * 9, rare)


def _merged(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return {**one, **other}


def is_there(entry: Any) -> bool:
    """Whether all is installed that computes an entry of a catalogue."""
    return all(map(find_spec, getattr(entry, "packages", ())))


@functools.cache
def _entries(kind: Entry) -> Data:
    """A bare name, or an entry with some of its parameters."""
    key = kind.catalogue.key

    @st.composite
    def made(draw: st.DrawFn) -> Any:
        entry = draw(st.sampled_from(list(filter(is_there, kind.catalogue.values()))))
        record = kind.record(entry)
        if key == "name" and not record.required and draw(st.booleans()):
            return entry.name
        return {key: entry.name, **draw(_mappings(record, tuple(aliases(entry).items())))}

    return made()


@functools.cache
def _mappings(record: Record, spellings: tuple[tuple[str, str], ...] = ()) -> Data:
    """Some of the values that a record declares, one of them perhaps under another spelling."""
    keys, other = record.keys, {name: alias for alias, name in spellings}
    optional = st.lists(st.sampled_from([key for key in keys if key not in record.required] or [""]), max_size=3)

    @st.composite
    def made(draw: st.DrawFn) -> dict[str, Any]:
        wanted = {*record.required, *draw(optional)}
        found = {key: draw(values(each.kind)) for key, each in keys.items() if key in wanted}
        respelt = draw(st.sampled_from([*found, ""]))
        return {(other.get(key, key) if key == respelt else key): value for key, value in found.items()}

    return made()


# Scenarios.


@st.composite
def scenarios(draw: st.DrawFn) -> dict[str, Any]:
    """The data of a scenario file: every key may be there, most of them with a value that fits."""
    keys = SCENARIO.keys
    always = {"surface", "start", "optimizers"}
    chosen = draw(st.lists(st.sampled_from([key for key in keys if key not in {"vary", "bounds"}]), max_size=5))
    data = {key: draw(values(keys[key].kind)) for key in keys if key in always or key in chosen}
    if draw(st.booleans()):
        data["bounds"] = draw(_BOUNDS)
        if draw(st.booleans()):
            data["start"] = draw(_inside(data["bounds"]["x"], data["bounds"]["y"]))
    elif isinstance(data["surface"], str) or "expression" not in data["surface"]:
        entry = SURFACES[data["surface"] if isinstance(data["surface"], str) else data["surface"]["name"]]
        bounds = parameters(entry)["bounds"].default if isinstance(entry, type) else entry.bounds
        data["start"] = draw(_inside(bounds.x, bounds.y))
    for note in data.get("notes", ()):
        if draw(st.sampled_from([True, True, False])):
            names = [each if isinstance(each, str) else each["name"] for each in data["optimizers"]]
            note |= {"of": draw(st.sampled_from(names)), "say": "here"}
        if isinstance(note.get("at"), list):
            note["at"] = draw(st.sampled_from([data["start"], note["at"]]))
    if draw(st.sampled_from([True, False, False, False])):
        data["vary"] = draw(_varied(data["optimizers"]))
        for key in data["vary"]:
            data.pop(REPLACED.get(key, ""), None)
    return data


_BOUNDS: Final = st.one_of(
    st.just({"x": [-3, 3], "y": [-3, 3]}),
    st.tuples(*[st.floats(-3, -2), st.floats(2, 3)] * 2).map(lambda b: {"x": list(b[:2]), "y": list(b[2:])}),
    values(Record(Bounds)),
    st.sampled_from([5e-324, 1e-300, 1e-101, 1e-99, 1e-20, 1e-9, 1e9, 1e11, 5e11, 1e12, 1e300, 1e308]).map(
        lambda far: {"x": [-far, far], "y": [-far, far / 2]}
    ),
)


def _inside(x: Sequence[float], y: Sequence[float]) -> Data:
    """A start within bounds."""
    return st.tuples(_SHARE, _SHARE).map(
        lambda at: [low * (1 - share) + high * share for share, (low, high) in zip(at, (x, y), strict=True)]
    )


_SHARE: Final = st.sampled_from([0.0, 0.25, 0.4, 0.5, 0.77, 1.0]) | st.floats(0, 1)


def _varied(optimizers: list[Any]) -> Data:
    named = [OPTIMIZERS[each if isinstance(each, str) else each["name"]] for each in optimizers]
    kinds: dict[str, Kind] = {"surface": SurfaceEntry(), "start": Starts(), "optimizer": RunEntry()}
    for each in named:
        kinds |= {key: parameter.kind for key, parameter in Record(each).keys.items()}
    keys = st.lists(st.sampled_from(sorted(kinds)), min_size=1, max_size=2, unique=True)
    lists = {key: st.lists(values(kind), min_size=2, max_size=3, unique_by=repr) for key, kind in kinds.items()}
    return keys.flatmap(lambda chosen: st.fixed_dictionaries({key: lists[key] for key in chosen}))


def written(data: Mapping[str, Any]) -> str:
    """The text of a scenario file."""
    return "".join(f"{key}: {_flow(value)}\n" for key, value in data.items())


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, float) and not math.isfinite(value):
        return ".nan" if math.isnan(value) else "1e999" if value > 0 else "-.inf"
    return repr(value) if type(value) in {int, float} else json.dumps(value)


# Texts and bytes that are spoilt.

YAML_TOKENS: Final = (
    *(
        "&a ",
        "*a",
        "!!python/object:os.system",
        "!!str ",
        "!<tag:x> ",
        "<<: *a",
        "? ",
        "- ",
        ": ",
        ":",
        "{",
        "}",
        "[",
        "]",
    ),
    *(
        "---",
        "...",
        "%YAML 1.1\n---\n",
        "%TAG ! tag:x,2000:\n---\n",
        "|",
        ">-",
        "|9",
        '"',
        "'",
        "#",
        "@",
        "`",
        "~",
        "null",
    ),
    *(
        '"\\x00"',
        '"\\ud800"',
        '"\\UFFFFFFFF"',
        '"\\u202e"',
        '"\\N"',
        "\\",
        "''",
        "yes",
        "0o17",
        "0x1F",
        "1_000",
        "1:30",
    ),
    *(
        "2001-01-01",
        ".inf",
        "-.inf",
        ".nan",
        "1e999",
        "5e-324",
        "1e308",
        "-0.0",
        str(2**53),
        "9" * 400,
        "0x" + "f" * 60,
    ),
    *(
        "\t",
        "\r",
        "\r\n",
        "\x0b",
        "\x0c",
        "\x85",
        "\0",
        "\x07",
        "\x1b[2J",
        "\x7f",
        "\u2028",
        "\u202e",
        "\ufeff",
        "\ufffe",
    ),
    *(
        "\n",
        "\n\n",
        "  ",
        "\U0001f600",
        "é",
        "日本",
        "\u0301",
        "a" * 2000,
        "[" * 13,
        "[" * 400,
        "{a: " * 200,
        "- " * 300,
    ),
    *(
        "&a [*a, *a]",
        "title: a\ntitle: b\n",
        "x" * 70000,
        ",",
        "=",
        "$",
        "$\\frac{",
        "name",
        "label",
        "surface",
        "vary",
    ),
)


@functools.cache
def originals() -> list[str]:
    """The texts of the bundled scenarios."""
    return [bundled_path(name).read_text(encoding="utf-8") for name in bundled()]


def spoilt(texts: Texts, tokens: tuple[str, ...]) -> Texts:
    """Texts to which a few things were done.

    Args: texts: what is spoilt.  tokens: what is put in.
    """

    @st.composite
    def made(draw: st.DrawFn) -> str:
        text = draw(texts)
        for _ in range(draw(st.integers(1, 4))):
            text = draw(st.sampled_from(_DEEDS))(draw, text, tokens, texts)
        return text

    return made()


def _place(draw: st.DrawFn, text: str) -> int:
    return draw(st.integers(0, len(text)))


def _inserted(draw: st.DrawFn, text: str, tokens: tuple[str, ...], _texts: Texts) -> str:
    place = _place(draw, text)
    return text[:place] + draw(st.sampled_from(tokens)) + text[place:]


def _cut(draw: st.DrawFn, text: str, _tokens: tuple[str, ...], _texts: Texts) -> str:
    place = _place(draw, text)
    return text[:place] + text[place + draw(st.integers(1, 30)) :]


def _truncated(draw: st.DrawFn, text: str, _tokens: tuple[str, ...], _texts: Texts) -> str:
    return text[: _place(draw, text)]


def _letter(draw: st.DrawFn, text: str, _tokens: tuple[str, ...], _texts: Texts) -> str:
    place = _place(draw, text)
    return text[:place] + draw(LETTERS) + text[place + 1 :]


def _other_word(draw: st.DrawFn, text: str, tokens: tuple[str, ...], texts: Texts) -> str:
    """A word, or a number, in place of another one; mostly one of another text."""
    words = text.split(" ")
    words[draw(st.integers(0, len(words) - 1))] = draw(
        st.sampled_from([*draw(texts).split(), "0"]) | st.sampled_from(tokens)
    )
    return " ".join(words)


def _merged_halves(draw: st.DrawFn, text: str, _tokens: tuple[str, ...], texts: Texts) -> str:
    other = draw(texts)
    return text[: _place(draw, text)] + other[_place(draw, other) :]


def _lines(draw: st.DrawFn, text: str, _tokens: tuple[str, ...], _texts: Texts) -> str:
    """Lines deleted, doubled, swapped, indented, or ended in another way."""
    lines = text.split("\n")
    one, other = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    match draw(st.sampled_from(["delete", "double", "swap", "indent", "outdent", "end"])):
        case "delete":
            del lines[one]
        case "double":
            lines.insert(other, lines[one])
        case "swap":
            lines[one], lines[other] = lines[other], lines[one]
        case "indent":
            lines[one] = " " * draw(st.integers(1, 9)) + lines[one]
        case "outdent":
            lines[one] = lines[one].lstrip()
        case "end":
            return draw(st.sampled_from(["\r\n", "\r", "\n\n", "\u2028", " "])).join(lines)
    return "\n".join(lines)


_DEEDS: Final[list[Callable[[st.DrawFn, str, tuple[str, ...], Texts], str]]] = [
    *(_inserted, _cut, _truncated, _letter, _other_word, _other_word, _merged_halves, _lines, _lines),
]

ENCODINGS: Final = (
    *(
        "utf-8-sig",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "utf-32-le",
        "utf-32-be",
        "latin-1",
        "cp1252",
        "utf-7",
    ),
    *("shift_jis", "cp037", "gb18030"),
)
SPOILT: Final = spoilt(st.deferred(lambda: st.sampled_from(originals())), YAML_TOKENS)
SCENARIO_TEXTS: Final = scenarios().map(written)
TEXTS: Final = st.one_of(
    *[SCENARIO_TEXTS] * 6, *[SPOILT] * 3, *[spoilt(SCENARIO_TEXTS, YAML_TOKENS)] * 2, st.text(max_size=200)
)


@st.composite
def documents(draw: st.DrawFn) -> bytes:
    """The bytes of a file that is, was, or might have been a scenario."""
    if draw(st.integers(0, 39)) == 0:
        return draw(st.binary(max_size=300))
    text: str = draw(TEXTS)
    if draw(st.integers(0, 7)):
        return text.encode("utf-8", "surrogatepass")
    data = bytearray(text.encode(draw(st.sampled_from(ENCODINGS)), "replace"))
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.integers(0, len(data)))
        data[place : place + draw(st.integers(0, 2))] = draw(st.binary(min_size=1, max_size=2))
    return bytes(data)


# Command lines.

FILES: Final = {
    "small.yaml": "surface: saddle\nstart: [1.2, 0.1]\nsteps: 5\noptimizers: [sgd, adam]\n"
    "output: {size: [240, 160], fps: 10, duration: 0.3, hold: 0.1}\n",
    "wrong.yaml": "surface: sadle\nstart: [1, 2, 3]\noptimizers: []\n",
    "odd.yaml": "title: \x1b[31m\nsurface: {expression: 1e300*x, bounds: {x: [-1, 1], y: [-1, 1]}}\n",
    "notes.txt": "nothing\n",
    "samples.csv": "u,v\n0,1\n1,2.5\n-1,0.25\n",
    "empty.yaml": "",
}
"""What is in the folder where a command runs."""
_SMALL: Final = ["--size", "240x160", "--fps", "10", "--duration", "0.2", "--hold", "0"]
_HEAVY: Final = {"size", "scale", "fps", "duration", "hold", "steps"}
"""Options that make any amount of work: mostly values that are refused."""
_NEVER: Final = {"plugin", "help", "catalogue"}
"""Options that are left out: one runs any program, one leaves before anything happens, one takes minutes."""
_ENDLESS: Final = "watch"
"""The command that goes on until somebody ends it."""
_SOURCES: Final = (
    *FILES,
    "-",
    ".",
    "missing.yaml",
    "sadle",
    "",
    "\0",
    "a" * 300,
    "--",
    "-x",
    "~",
    "/dev/null",
    "é\udcff",
)
_TARGETS: Final = (
    "a.gif",
    "b.png",
    "c.mp4",
    "d.json",
    "e.csv",
    "f.npz",
    "g",
    "h.GIF",
    "",
    ".",
    "none/i.gif",
    "small.yaml",
)
_ODD: Final = st.one_of(
    st.sampled_from(
        ["", "0", "-1", "1e999", "nan", "99999999999999999999", "x", "1,2", "1,2,3,4", "true", "a:b=c,d", "\0"]
    ),
    st.text(max_size=8),
)


@st.composite
def command_lines(draw: st.DrawFn) -> list[str]:
    """Arguments of the program: a command with some of its own arguments and options."""
    name = draw(st.sampled_from([each for each in program.list_commands(click.Context(program)) if each != _ENDLESS]))
    command = program.get_command(click.Context(program), name)
    assert command is not None
    known = [each for each in command.get_params(click.Context(command)) if each.name not in _NEVER]
    words = [name]
    if any(each.name == "duration" for each in known):
        words += _SMALL
    if any("--steps" in each.opts for each in known):
        words += ["--steps", "4"]
    for each in known:
        if isinstance(each, click.Argument):
            words += draw(_arguments(name, each))
    options = [each for each in known if isinstance(each, click.Option)]
    for option in draw(st.lists(st.sampled_from(options), max_size=4)) if options else ():
        words += draw(_option(option))
    return (
        draw(st.permutations(words[1:]).map(lambda rest: [name, *rest]) | st.just(words))
        if draw(st.integers(0, 9)) == 0
        else words
    )


def _arguments(command: str, argument: click.Argument) -> Data:
    if command == "compare":
        return _compared(argument)
    if command in {"list", "show", "new"}:
        word = st.sampled_from([*OPTIMIZERS, *SURFACES, *VIEWS, *bundled(), "surfaces", "optimizers", "my-own"]) | _ODD
    else:
        word = _mostly(st.just("small.yaml"), st.sampled_from(_SOURCES))
    return st.lists(word, min_size=1, max_size=3 if argument.nargs == -1 else 1)


def _compared(argument: click.Argument) -> Data:
    if argument.name == "surface":
        return st.lists(st.sampled_from([*SURFACES]) | MILD_EXPRESSIONS | _ODD, min_size=1, max_size=1)
    return st.lists(st.builds(_inline, _entries(Entry(OPTIMIZERS))) | _ODD, min_size=1, max_size=2)


def _inline(entry: Any) -> str:
    """An entry as compare() and its command take it."""
    if isinstance(entry, str):
        return entry
    rest = ",".join(f"{key}={_flow(value)}" for key, value in entry.items() if key != "name")
    return f"{entry['name']}:{rest}" if rest else str(entry["name"])


def _option(option: click.Option) -> Data:
    spelling = st.sampled_from(option.opts)
    if option.is_flag:
        return st.tuples(spelling).map(list)
    value: Texts
    if option.name in {"targets", "scenario_file"}:
        value = st.sampled_from(_TARGETS)
    elif option.name == "folder":
        value = st.sampled_from(["out", ".", "", "small.yaml", "/dev/null", "\n"])
    elif option.opts[-1].removeprefix("--") in _HEAVY:
        value = _ODD.filter(lambda text: not text.strip().isdecimal())
    elif isinstance(option.type, Declared):
        value = values(option.type.kind).map(_typed) | _ODD
    elif isinstance(option.type, click.Choice):
        value = st.sampled_from(list(option.type.choices)) | _ODD
    elif option.name == "views":
        value = st.builds(_inline, _entries(Entry(VIEWS))) | _ODD
    else:
        value = st.sampled_from(["last", "0", "3", "1", "2", "1.2,0.1", "-1,1,-1,1"]) | _ODD
    return st.tuples(spelling, value).map(list)


def _typed(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


# Calls.


class Sly:
    """An object that does not want to be shown."""

    def __repr__(self) -> str:
        raise ValueError("no")

    __str__ = __repr__


def _calm(*things: Callable[[], Any]) -> Data:
    """Objects made anew for each use."""
    return st.sampled_from(things).map(lambda make: make())


ODD_OBJECTS: Final = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from(EXTREMES),
    st.sampled_from(WHOLE_EXTREMES),
    WORDS,
    st.binary(max_size=5),
    st.recursive(st.integers() | WORDS, lambda inner: st.lists(inner) | st.dictionaries(WORDS, inner), max_leaves=5),
    st.dictionaries(st.none() | st.integers() | st.tuples(st.integers()), st.integers(), max_size=2),
    _calm(
        *(object, set, dict, list, tuple, lambda: iter([1, 2]), lambda: (i for i in range(3)), lambda: range(10**6)),
        *(
            lambda: np.array([1.0, 2.0]),
            lambda: np.array(3),
            lambda: np.array([]),
            lambda: np.array([[1j]]),
            lambda: np.int8(3),
        ),
        *(
            lambda: np.float32(0.1),
            lambda: np.array(["a"]),
            lambda: np.ma.masked,
            lambda: np.datetime64("2020"),
            lambda: np.nan,
        ),
        *(
            lambda: Fraction(1, 3),
            lambda: Decimal("1e9999"),
            lambda: 1j,
            lambda: int,
            lambda: Adam,
            lambda: len,
            lambda: math,
        ),
        *(
            lambda: Adam(lr=0.1),
            lambda: from_expression("x*y", Bounds((-1, 1), (-1, 1))),
            VIEWS["contour"],
            Path,
            Sly,
        ),
        *(
            dt.date.today,
            lambda: slice(3),
            lambda: ...,
            lambda: Bounds((0, 1), (0, 1)),
            lambda: memoryview(b"ab"),
        ),
    ),
)


@st.composite
def calls(draw: st.DrawFn) -> dict[str, Any]:
    """Arguments of compare(): good ones, of which one or two are replaced by odd ones."""
    given: dict[str, Any] = {"surface": "saddle", "optimizers": ["sgd"], "start": (1.0, 0.5), "steps": 4}
    names = ["surface", "optimizers", "start", "steps", "bounds", "views", "title", "seed", "vary", "traces"]
    output = parameters(next(each.kind for key, each in SCENARIO.keys.items() if key == "output").declared)  # type: ignore[attr-defined]
    for name in draw(st.lists(st.sampled_from([*names, *output, "unknown"]), min_size=1, max_size=2)):
        given[name] = draw(
            st.one_of(ODD_OBJECTS, st.lists(ODD_OBJECTS, max_size=2), st.dictionaries(WORDS, ODD_OBJECTS))
        )
    return given
