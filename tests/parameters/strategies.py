"""Hypothesis strategies made of kinds: plain data that a kind accepts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotated_types import Ge, Gt, Le, Lt
from hypothesis import strategies as st

from optviz.parameters import Choice, Either, Entry, Fixed, Items, Nothing, Number, Record, Switch, Text

if TYPE_CHECKING:
    from optviz.parameters import Kind
    from optviz.parameters.ranges import Range

_FAR = 1e6
_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), max_size=20)


def plain_data(kind: Kind) -> st.SearchStrategy[Any]:
    """Plain data of a kind; entries of catalogues without their own parameters."""
    match kind:
        case Number(whole=whole, limits=limits):
            return _numbers(limits, whole=whole)
        case Switch():
            return st.booleans()
        case Choice(choices=choices):
            return st.sampled_from(choices)
        case Nothing():
            return st.none()
        case Text(longest=longest):
            return _TEXT.map(lambda text: " ".join(text.split())[:longest])
        case Items(item=item, least=least, most=most):
            return st.lists(plain_data(item), min_size=least, max_size=min(most or 4, max(least, 4)))
        case Fixed(items=items):
            return st.tuples(*map(plain_data, items)).map(list)
        case Either(kinds=kinds):
            return st.one_of(*(plain_data(each) for each in kinds if not isinstance(each, Entry)))
        case Record():
            return st.fixed_dictionaries({key: plain_data(each.kind) for key, each in kind.keys.items()})
    raise NotImplementedError(kind)


def _numbers(limits: Range, *, whole: bool) -> st.SearchStrategy[Any]:
    low, high = -_FAR, _FAR
    for bound in limits.bounds:
        match bound:
            case Ge(ge=limit) | Gt(gt=limit):
                low = float(limit)  # type: ignore[arg-type]  # every declared limit is a number
            case Le(le=limit) | Lt(lt=limit):
                high = float(limit)  # type: ignore[arg-type]  # as above
    numbers = st.integers(int(low), int(high)) if whole else st.floats(low, high)
    return numbers.filter(limits.holds)
