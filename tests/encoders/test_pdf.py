from __future__ import annotations

import io

import pytest

from optviz.encoders.pdf import Pdf
from tests.encoders.test_vector_formats import COMMENT, document


def test_other_programs_read_it_as_before_with_a_comment_in_it() -> None:
    pypdf, pdfium = pytest.importorskip("pypdf"), pytest.importorskip("pypdfium2")
    content = Pdf.marked(document("pdf", "sine qua non"), COMMENT)
    assert content.endswith(b"%%EOF\n")
    reader = pypdf.PdfReader(io.BytesIO(content), strict=True)
    assert reader.metadata.title == "sine qua non"
    assert (float(reader.pages[0].mediabox.width), float(reader.pages[0].mediabox.height)) == (120, 80)
    with pdfium.PdfDocument(content) as opened:
        assert opened.get_metadata_value("Title") == "sine qua non"
