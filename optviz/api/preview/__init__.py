"""A scenario file in a browser, always as it was last saved.

state.py     what is shown: the last good picture, and what is wrong with the file now
changes.py   when it, or a file that it names, is not what it was
server.py    who may see it: this machine's browser, by a secret address
page.html, page.css, page.js   how it is shown
"""

from __future__ import annotations

from optviz.api.preview.changes import wait_for_change
from optviz.api.preview.server import Server
from optviz.api.preview.state import Preview, Shown

__all__ = ["Preview", "Server", "Shown", "wait_for_change"]
