"""Scenarios in the pages of a site by MkDocs: `plugins: [optviz]` in mkdocs.yml.

    ```optviz
    figures/duel.yaml
    ```

Files are rendered into .cache/optviz beside mkdocs.yml, which a later build uses again. The site's folder optviz gets
those that pages show.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File
from mkdocs.utils import get_relative_url

from optviz.api.documents import FENCE
from optviz.fences import FigureError, Figures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markdown import Markdown
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

_LOG: Final = get_plugin_logger(FENCE)
_CACHE: Final = Path(".cache", FENCE)
_FENCES: Final = "pymdownx.superfences"
_CODE: Final = re.compile(r"<(style|script)>.*?</\1>", re.DOTALL)
_PLACE: Final = re.compile(rf"<!-- {FENCE} (\d+) -->")


class PageError(FigureError, PluginError):
    """A figure that cannot be made; it ends the build without a traceback."""


class OptvizPlugin(BasePlugin):
    """Lets every page show figures."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Have superfences give fences for optviz to this plugin."""
        if _FENCES not in config.markdown_extensions:
            config.markdown_extensions.append(_FENCES)
        fences = config.mdx_configs.setdefault(_FENCES, {}).setdefault("custom_fences", [])
        fences.append({"name": FENCE, "class": FENCE, "format": self.figure})
        self.code: list[str] = []
        return config

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Remember which page is converted next."""
        self.page, self.site, self.files = page, config, files
        return markdown

    def figure(
        self,
        source: str,
        language: str,
        css_class: str,
        options: Mapping[str, Any],
        md: Markdown,
        **attributes: Any,
    ) -> str:
        """What shows a fence in the page, and its files in the site; as in Figures.

        Raises: PageError where it cannot be made.
        """
        del language, css_class, options, attributes
        root = Path(self.site.config_file_path or "mkdocs.yml").parent
        folder, url = root / _CACHE, get_relative_url(f"{FENCE}/", self.page.url)
        document = Path(self.page.file.abs_src_path or self.page.file.src_uri)
        try:
            text, made, warnings = Figures(folder, url, document).snippet(source, "\n".join(md.lines))
        except FigureError as error:
            raise PageError(str(error)) from error
        for warning in warnings:
            _LOG.warning(warning)
        for path in made:
            uri = f"{FENCE}/{path.name}"
            if uri not in self.files.src_uris:
                self.files.append(File.generated(self.site, uri, abs_src_path=str(path.absolute())))
        return _CODE.sub(self._kept, text)

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Put style and script into a page whose text has been taken for the search."""
        del page, config
        return _PLACE.sub(lambda place: self.code[int(place[1])], output)

    def _kept(self, code: re.Match[str]) -> str:
        """A comment in the place of style or script, which a search would take for the page's words."""
        if code[0] not in self.code:
            self.code.append(code[0])
        return f"<!-- {FENCE} {self.code.index(code[0])} -->"
