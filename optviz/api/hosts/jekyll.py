"""A site by Jekyll: the figure of a page, in which no text is a tag of Liquid."""

from __future__ import annotations

from optviz.api.hosts.html import Html


class Jekyll(Html):
    """The figure of a page."""

    name = "jekyll"
    title = "a site by Jekyll"
