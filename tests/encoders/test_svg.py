from __future__ import annotations

from xml.etree import ElementTree as ET

from optviz.encoders.svg import Svg
from tests.encoders.test_vector_formats import COMMENT, document


def test_a_comment_stands_before_the_picture() -> None:
    content = Svg.marked(document("svg"), COMMENT)
    assert content.startswith(f"<!--{COMMENT}-->\n<svg ".encode())
    assert ET.fromstring(content).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314  (ours)
