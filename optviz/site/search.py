"""What a reader of a list of cards finds them by: words, choices, and links that hold both."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlencode

from optviz.site.elements import element, text, void

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Kind(NamedTuple):
    """One of the things by which cards are chosen.

    Args: name: in addresses, as "optimizer".  title: for readers.  values: name and title of each, with the number of
        cards that have it.
        several: whether more than one may be chosen, as boxes side by side; a list of which one is chosen otherwise.
    """

    name: str
    title: str
    values: Sequence[tuple[str, str, int]]
    several: bool = False


def of(kind: str, value: str) -> str:
    """A value as cards and addresses name it: one word."""
    return f"{kind}:{quote(value, safe='')}"


def address_of(kind: str, value: str) -> str:
    """What follows the address of a list that shows the cards with a value."""
    return f"#{urlencode({'of': of(kind, value)})}"


def search(kinds: Iterable[Kind] = (), *more: str) -> str:
    """What a reader searches with; it waits for the script.

    Args: more: HTML of other controls.
    """
    field = void(
        "input", type="search", placeholder="Search", aria_label="Search", autocomplete="off", spellcheck="false"
    )
    clear = element("button", "Clear", type="button", class_="clear", hidden=True)
    shown = [_boxes(each) if each.several else _list(each) for each in kinds if each.values]
    said = element("p", "", class_="count", role="status")
    inner = element("div", field, *shown, clear, *more, class_="find", hidden=True)
    return element("div", inner, role="search") + said


def _list(kind: Kind) -> str:
    options = [
        element("option", text(f"{title} ({count})"), value=of(kind.name, name)) for name, title, count in kind.values
    ]
    return element(
        "label", text(kind.title), element("select", element("option", "any", value=""), *options), class_="pick"
    )


def _boxes(kind: Kind) -> str:
    boxes = (
        element("label", void("input", type="checkbox", value=of(kind.name, name)), element("span", text(title)))
        for name, title, _ in kind.values
    )
    return element("fieldset", element("legend", text(kind.title), class_="unseen"), *boxes, class_="chips")


def texts(found: Iterable[str]) -> str:
    """What is searched beside what cards show: a text for each card, in their order, for the script."""
    data = json.dumps(list(found), ensure_ascii=True, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json" id="texts">{data}</script>'
