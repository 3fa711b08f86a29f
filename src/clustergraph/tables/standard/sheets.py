"""A file taken apart into rows by its dialect (Model for Tabular Data 8, Metadata Vocabulary 5.9).

A row at a time: memory does not grow with the table. Rows are counted as the standard counts them
(a quoted line break makes no new row), lines as an editor does.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final

# The ways to end a line that Python's reader of text knows itself.
_USUAL: Final = frozenset({"\r\n", "\n", "\r"})


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a table is written down; the defaults are those of Metadata Vocabulary 5.9.

    ``comment`` is off where nothing is described: a first cell that begins with ``#`` is data then
    (Model for Tabular Data 8, where the flag has no default).
    """

    comment: str | None = None
    delimiter: str = ","
    double_quote: bool = True
    encoding: str = "utf-8"
    header_rows: int = 1
    terminators: tuple[str, ...] = ("\r\n", "\n")
    quote: str | None = '"'
    skip_blank: bool = False
    skip_columns: int = 0
    skip_rows: int = 0
    trim: str = "false"


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that could not be taken apart, and why."""

    line: int
    rule: str
    english: str
    german: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """The cells of one row as they stand in the file; ``number`` counts rows from 1."""

    number: int
    line: int
    cells: list[str]


@dataclass(slots=True)
class Sheet:
    """A table's rows and what stands before them; ``faults`` fills as they are read.

    Comments are passed over: the standard keeps them in the embedded description, which counts only
    where no dialect is described, and then there are none.
    """

    titles: list[list[str]] = field(default_factory=list)
    width: int = 0
    faults: list[Fault] = field(default_factory=list)
    rows: Iterator[SourceRow] = field(default_factory=lambda: iter(()))


class _Lines:
    """Lines of a text for the standard reader of CSV; knows where a row began."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._kept: str | None = None
        self.count = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if self._kept is not None:
            line, self._kept = self._kept, None
        else:
            line = next(self._lines)
        self.count += 1
        return line

    def peek(self) -> str | None:
        """Return the next line without taking it, or None at the end."""
        if self._kept is None:
            self._kept = next(self._lines, None)
        return self._kept


def open_sheet(stream: BinaryIO, dialect: Dialect) -> Sheet:
    """Read what stands before the rows (skipped rows, header) and leave the rest to be read.

    Raises UnicodeError when the text is not in the dialect's encoding from its beginning on.
    """
    sheet = Sheet()
    lines = _Lines(_text_lines(stream, dialect))
    rows = _rows(lines, dialect, sheet)
    header = []
    for _ in range(dialect.header_rows):
        row = next(rows, None)
        if row is None:
            break
        header.append(row.cells)
    sheet.width = max(map(len, header), default=0)
    sheet.titles = [
        [cells[at] for cells in header if at < len(cells) and cells[at]]
        for at in range(sheet.width)
    ]
    sheet.rows = rows
    return sheet


def _text_lines(stream: BinaryIO, dialect: Dialect) -> Iterator[str]:
    # utf-8-sig and its like drop the byte order mark, which belongs to no cell.
    encoding = codecs.lookup(dialect.encoding).name
    # A wrong byte is told at its cell, unless it shifts all that follows.
    errors = "strict" if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
    text = io.TextIOWrapper(stream, encoding=encoding, errors=errors, newline="")
    if set(dialect.terminators) <= _USUAL:
        lines: Iterator[str] = iter(text)
    else:
        lines = _split(text, dialect.terminators)
    try:
        for number, line in enumerate(lines):
            yield line.removeprefix("\ufeff") if number == 0 else line
    finally:
        if not stream.closed:  # who opened it closes it
            text.detach()


def _split(text: io.TextIOBase, terminators: tuple[str, ...]) -> Iterator[str]:
    """Part a text at unusual ends of lines; they become line feeds, also inside quoted cells."""
    whole = text.read()
    for end in sorted(terminators, key=len, reverse=True):
        whole = whole.replace(end, "\n")
    yield from io.StringIO(whole)


def _rows(lines: _Lines, dialect: Dialect, sheet: Sheet) -> Iterator[SourceRow]:
    """Yield the rows that are neither skipped nor comments nor, where asked for, blank."""
    number = 0
    reader = _reader(lines, dialect)
    while True:
        line = lines.peek()
        if line is None:
            return
        number += 1
        begin = lines.count + 1
        if number <= dialect.skip_rows or (dialect.comment and line.startswith(dialect.comment)):
            next(lines)
            continue
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            sheet.faults.append(_fault(begin, error))
            reader = _reader(lines, dialect)
            continue
        if dialect.trim != "false":
            cells = [_trim(cell, dialect.trim) for cell in cells]
        if dialect.skip_blank and not any(cells):
            continue
        yield SourceRow(number, begin, cells[dialect.skip_columns :])


def _reader(lines: _Lines, dialect: Dialect) -> Iterator[list[str]]:
    return csv.reader(
        lines,
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
        doublequote=dialect.double_quote,
        escapechar=None if dialect.double_quote else "\\",
        strict=True,
    )


def _fault(line: int, error: csv.Error) -> Fault:
    if "field limit" in str(error):
        return Fault(
            line, "OversizedCell",
            "has a cell longer than 131072 characters, or a quotation mark that never closes",
            "hat eine Zelle mit mehr als 131072 Zeichen oder ein Anführungszeichen ohne Ende",
        )  # fmt: skip
    return Fault(
        line, "OpenQuote",
        "has a quotation mark that no delimiter follows; inside a cell it is doubled",
        "hat ein Anführungszeichen, auf das kein Trennzeichen folgt; in Zellen wird es verdoppelt",
    )  # fmt: skip


def _trim(cell: str, trim: str) -> str:
    if trim in ("true", "start"):
        cell = cell.lstrip()
    return cell.rstrip() if trim in ("true", "end") else cell
