"""PDF with tables of text: the ruled tables of every page, in order. Scans hold no text and are refused."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pdfplumber
from pdfminer.pdfexceptions import PDFException
from pdfplumber.utils.exceptions import PdfminerException

from ext_api.importing.bounds import MAX_PAGES
from ext_api.importing.sheets import BadFile, Line, Sheet

# It tells of fonts and colours, with pieces of the text.
logging.getLogger("pdfminer").setLevel(logging.ERROR)


def sheets(path: Path) -> Iterator[Sheet]:
    """All tables of a document as one sheet, whose row numbers count rows of tables. Raises BadFile."""
    try:
        document = pdfplumber.open(path)
    except (PDFException, PdfminerException, ValueError, TypeError, KeyError, RecursionError):
        raise BadFile("broken") from None
    with document:
        if len(document.pages) > MAX_PAGES:
            raise BadFile("many_pages", limit=MAX_PAGES)
        yield Sheet("", _lines(document))


def _lines(document: Any) -> Iterator[Line]:
    number = 0
    try:
        for page in document.pages:
            for table in page.extract_tables():
                for row in table:
                    number += 1
                    yield Line(number, [(cell or "").replace("\n", "\u2028") for cell in row])
            page.close()
    except (PDFException, PdfminerException, ValueError, TypeError, KeyError, RecursionError):
        raise BadFile("broken") from None
    if not number:
        raise BadFile("no_text")
