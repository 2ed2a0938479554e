"""Scenarios in Sphinx documents, reStructuredText and MyST: `extensions = ["optviz.sphinx"]` in conf.py.

    .. optviz:: figures/duel.yaml

    .. optviz::

       surface: beale
       start: [1, 1.5]
       optimizers: [sgd, adam]

A page shows what moves, from the site's _static/optviz; a PDF and other documents with pictures show the last frame.
Whether a figure is rendered again is decided by what it is made from, whatever Sphinx reads again.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.osutil import relative_uri

from optviz.api.documents import FENCE, PRINTED, Fence, fence_in
from optviz.api.environment import environment
from optviz.api.hosts.base import POSTER
from optviz.api.manifest import Manifest
from optviz.api.packages import own_version
from optviz.encoders import ENCODERS
from optviz.errors import InvalidScenarioError, OptvizError

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_LOG: Final = logging.getLogger(__name__)
_STATIC: Final = f"_static/{FENCE}"
"""Where a site's files are."""
_FAILED: Final = f"{FENCE}-failed"
"""What a document with a figure that cannot be made has among its data."""


class Figure(nodes.General, nodes.Element):
    """Stands in a document for what a fence shows, which depends on what is built."""


class FigureDirective(SphinxDirective):
    """A scenario, or the name of a file that holds one."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Read the scenario; what is wrong in it fails the build, and is told together with all else that is."""
        fence, data = self._fence(), self.env.metadata[self.env.docname]
        try:
            scenario = fence.scenario
        except OptvizError as error:
            _tell(error)
            data[_FAILED] = True
            self.env.note_reread()
            return []
        for path in scenario.sources:
            self.env.note_dependency(str(path.absolute()))
        data.setdefault(FENCE, []).append(scenario.name)
        figure = Figure(fence=fence)
        self.set_source_info(figure)
        return [figure]

    def _fence(self) -> Fence:
        source, line = self.get_source_info()
        document = Path(source.partition(":docstring of ")[0])
        if not document.is_file():
            document = Path(self.env.doc2path(self.env.docname))
        known = line - 1 if str(document) == source else 0
        return fence_in(document, document.read_text(encoding="utf-8"), "\n".join(self.content), known)


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the directive to a site."""
    app.add_node(Figure)
    app.add_directive(FENCE, FigureDirective)
    # Another optviz, or another NumPy, may draw another picture.
    app.add_config_value("optviz_made_by", environment(), "env")
    app.connect("env-get-outdated", _with_missing_files)
    app.connect("doctree-resolved", _show)
    app.connect("build-finished", _fail)
    return {"version": own_version(), "parallel_read_safe": True, "parallel_write_safe": True}


def _with_missing_files(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """The documents of which a figure's files are gone from the site."""
    if not _moves(app):
        return []
    folder = Path(app.outdir, _STATIC)
    made = Manifest.read(folder).records

    def is_whole(figure: str) -> bool:
        own = [folder / name for name in made if name.startswith(figure)]
        return bool(own) and all(map(Path.is_file, own))

    gone = {name for name, data in env.metadata.items() if not all(map(is_whole, data.get(FENCE, ())))}
    return sorted((gone & env.found_docs) - added - changed - removed)


def _show(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put in place of each fence what shows it in what is built."""
    for figure in list(doctree.findall(Figure)):
        try:
            shown = _shown(app, docname, figure["fence"])
        except OptvizError as error:
            _tell(error)
            app.statuscode = 1
            shown = nodes.paragraph()
        figure.replace_self(nodes.container("", shown, classes=[FENCE], ids=figure["ids"]))


def _shown(app: Sphinx, docname: str, fence: Fence) -> nodes.Node:
    builder = app.builder
    if _moves(app):
        url = relative_uri(builder.get_target_uri(docname), _STATIC)
        text, _, warnings = fence.snippet(Path(app.outdir, _STATIC), url)
        for warning in warnings:
            _LOG.warning(warning)
        return nodes.raw("", text, format="html")
    if not builder.supported_image_types:
        return nodes.paragraph("", fence.alt)
    form = PRINTED if ENCODERS[PRINTED].mime in builder.supported_image_types else POSTER
    still = fence.still(Path(app.doctreedir, FENCE), form)
    file = str(still.file.absolute())
    app.env.images.add_file(docname, file)
    caption = [nodes.caption("", still.caption)] if still.caption else []
    image = nodes.image(uri=file, alt=still.alt, candidates={"*": file})
    return nodes.figure("", image, *caption, ids=[nodes.make_id(still.file.stem)])


def _moves(app: Sphinx) -> bool:
    """Whether what is built is a site; an e-book is HTML, too, but its readers show pictures that stand still."""
    return bool(app.builder.format == "html" and app.builder.name != "epub")


def _tell(error: OptvizError) -> None:
    """Log what is wrong, where it is."""
    for problem in error.problems if isinstance(error, InvalidScenarioError) else ():
        _LOG.error(problem.message, location=":".join(map(str, problem.place)))
    if not isinstance(error, InvalidScenarioError):
        _LOG.error(str(error))


def _fail(app: Sphinx, exception: Exception | None) -> None:
    """Let a build fail in which a figure cannot be made."""
    if exception is None and any(_FAILED in data for data in app.env.metadata.values()):
        app.statuscode = 1
