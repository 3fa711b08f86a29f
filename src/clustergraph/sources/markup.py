"""RDF/XML made safe to parse: what is checked is just what the parser then sees.

Entities that stand for entities (billion laughs) end Oxigraph's process, so a document type is
refused. The text is decoded once, by the encoding that it names, checked, and handed on in UTF-8:
a document cannot be one thing to the check and another to the parser (XML 1.0, 2.8 and 4.3.3).
"""

from __future__ import annotations

import codecs
import re
from typing import Final
from xml.parsers import expat

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x00<\x00?", "utf-16-be"),
    (b"<\x00?\x00", "utf-16-le"),
)
_DECLARATION: Final = re.compile(
    r"""\s*<\?xml\b[^>]*?(?:encoding\s*=\s*["']([A-Za-z0-9._-]+)["'])?[^>]*\?>"""
)
_ENCODING: Final = re.compile(r"""encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_REFUSED: Final = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class RefusedMarkup(Exception):
    """The text is no RDF/XML that is read here; has the place and why, in both languages."""

    def __init__(
        self, english: str, german: str, line: int | None = None, column: int | None = None
    ):
        super().__init__(english)
        self.english, self.german, self.line, self.column = english, german, line, column


def as_utf8(content: bytes) -> bytes:
    """Return an XML document in UTF-8 without its declaration.

    Raises RefusedMarkup for a document type and for a text that is not in the encoding it names.
    """
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    if encoding is None:
        head = content[:1024].decode("latin-1")
        declared = _DECLARATION.match(head)
        named = _ENCODING.search(declared[0]) if declared else None
        encoding = named[1] if named else "utf-8"
    try:
        if not codecs.lookup(encoding)._is_text_encoding:  # as open() asks
            raise LookupError
        text = content.decode(encoding).removeprefix("\ufeff")
    except (LookupError, UnicodeError) as error:
        raise RefusedMarkup(f"is not written in {encoding}",
                            f"ist nicht in {encoding} geschrieben") from error  # fmt: skip
    if match := _REFUSED.search(text):
        line = text.count("\n", 0, match.start()) + 1
        column = match.start() - (text.rfind("\n", 0, match.start()) + 1) + 1
        raise RefusedMarkup("has a document type (DOCTYPE), which is refused",
                            "hat einen Dokumenttyp (DOCTYPE), der abgelehnt wird",
                            line, column)  # fmt: skip
    if declared := _DECLARATION.match(text):
        # Spaces in its place: lines and columns of what follows stay what they are.
        blank = re.sub(r"[^\r\n]", " ", declared[0])
        text = blank + text[declared.end() :]
    whole = text.encode("utf-8", "surrogatepass")
    _check_form(whole)
    return whole


def _check_form(content: bytes) -> None:
    """Raise RefusedMarkup for what is not well-formed: Oxigraph takes a document cut short."""
    try:
        expat.ParserCreate("utf-8").Parse(content, True)
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        raise RefusedMarkup(f"is no XML: {reason}", f"ist kein XML: {reason}", error.lineno,
                            error.offset + 1) from error  # fmt: skip
