"""What a file carries by which it is known, without a manifest, to be one of ours."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any, Final

from optviz.encoders import encoder_for
from optviz.errors import UnknownNameError
from optviz.scenario import to_mapping

if TYPE_CHECKING:
    from pathlib import Path

    from optviz.scenario import Scenario

_MARK_VERSION: Final = 1
_MARK: Final = re.compile(r"optviz \d+ [0-9a-f]{16}")
_TEXTS: Final = frozenset((".html", ".json"))
"""The suffixes of a site's files that carry the mark in quotes near their beginning."""
_COPY: Final = ".yaml"
"""The suffix of a site's files that carry no mark: copies, as their authors wrote them."""
_MARK_IN_TEXT: Final = re.compile(rb'"' + _MARK.pattern.encode() + rb'"')
_MARK_WITHIN: Final = 2000


def mark(scenario: Scenario) -> str:
    """What a scenario's files carry, to be known without a manifest: optviz, and a fingerprint of the scenario alone.

    The same scenario has the same mark everywhere: with other versions and plugins, and in other folders.
    """
    return f"optviz {_MARK_VERSION} {digest(drawn_from(scenario))[:16]}"


def mark_of(content: bytes) -> str:
    """What a site's picture of no scenario carries, to be known without a manifest."""
    return f"optviz {_MARK_VERSION} {hashlib.sha256(content).hexdigest()[:16]}"


def is_marked(path: Path) -> bool:
    """Whether a file carries the mark of a scenario, or of a site's page, or is a copy that such a page shows."""
    import html

    from optviz.site.document import INDEX

    try:
        if path.suffix == _COPY:
            page = path.with_name(INDEX)
            return is_marked(page) and html.escape(path.read_text(encoding="utf-8")).encode() in page.read_bytes()
        if path.suffix in _TEXTS:
            with path.open("rb") as file:
                return bool(_MARK_IN_TEXT.search(file.read(_MARK_WITHIN)))
        return bool(_MARK.fullmatch(encoder_for(path).comment_of(path)))
    except (OSError, UnicodeError, UnknownNameError):  # it cannot be read, or is of no format of ours
        return False


def drawn_from(scenario: Scenario) -> dict[str, Any]:
    """What a scenario's pictures depend on; in which formats they are written does not count."""
    mapping = to_mapping(scenario)
    return {**mapping, "output": {key: value for key, value in mapping["output"].items() if key != "formats"}}


def digest(data: Any) -> str:
    """A hash of plain data, in which a program that made the scenario may have put NumPy's numbers."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, default=lambda number: number.tolist()).encode()).hexdigest()
