"""A scenario file in a browser, always as it was last saved.

state.py    what is shown: the last good picture, and what is wrong with the file now
server.py   who may see it: this machine's browser, by a secret address
page.html, page.css, page.js   how it is shown
"""

from __future__ import annotations

from optviz.api.preview.server import Server
from optviz.api.preview.state import Preview

__all__ = ["Preview", "Server"]
