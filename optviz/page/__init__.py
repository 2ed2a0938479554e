"""Interactive pages: one file that shows a scenario and answers its reader, without any request.

packed.py     numbers as short texts
data.py       what a page knows: surfaces, runs, notes, colours, all of it computed
document.py   the page itself
script/       what runs in it, and its style
"""

from __future__ import annotations

from optviz.page.document import page

__all__ = ["page"]
