"""From a file to records that know the physical line where they begin.

Bytes that are not in the encoding survive as lone surrogates, so that the cell that holds them can
be named. After a quotation mark that never closes, reading goes on at the next line: one slip does
not hide what is wrong further down (RFC 4180; Model for Tabular Data 8).
"""

from __future__ import annotations

import codecs
import csv
import itertools
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from ..findings import Finding
from ..origin import Origin
from . import mends
from .plan import Column, Dialect, Table
from .rules import finding

_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Record(NamedTuple):
    """The cells of one row as they stand in the file; ``line`` is where the row begins.

    Of a row that could not be taken apart, ``is_broken``, only the cells before the fault are here.
    """

    line: int
    cells: list[str]
    is_broken: bool = False


@dataclass(slots=True)
class Sheet:
    """A file taken apart while it is read: memory does not grow with it.

    ``places`` maps the name of a described column to its index in the records, ``width`` is the
    number of cells of the header, and ``fits`` tells whether the header is the described one; what
    is wrong with the file joins ``findings`` until the last of the ``records`` is taken. Then
    ``fits`` may be false, because the end of the file is not in its encoding.
    """

    places: dict[str, int] = field(default_factory=dict)
    width: int = 0
    records: Iterator[Record] = field(default_factory=lambda: iter(()))
    findings: list[Finding] = field(default_factory=list)
    fits: bool = True


def read_sheet(project: Path, table: Table) -> Sheet:
    """Open the file of a table; whatever is wrong with it is in the sheet's findings.

    Raises OSError when the file is there and cannot be opened.
    """
    sheet = Sheet()
    if not _is_text(project, table, sheet):
        sheet.fits = False
        return sheet
    records = _records(_Lines(project, table, sheet), table, sheet)
    header = list(itertools.islice(records, table.dialect.header_rows))
    if header:
        _match_header(header[0], table, sheet)
    elif table.dialect.header_rows:
        if sheet.fits:
            sheet.findings.append(_no_header(table))
        sheet.fits = False
    else:
        sheet.places = {column.name: i for i, column in enumerate(table.written)}
        sheet.width = len(table.written)
    sheet.records = records
    return sheet


def _no_header(table: Table) -> Finding:
    return finding(
        "MissingHeader",
        Origin(table.path, 1),
        "has no header",
        "hat keinen Kopf",
        mend=table.dialect.delimiter.join(column.name for column in table.written),
    )


def _is_text(project: Path, table: Table, sheet: Sheet) -> bool:
    """Tell whether there is a file that may be in its encoding; else say what is wrong."""
    try:
        with (project / table.path).open("rb") as file:
            head = file.read(2)
    except FileNotFoundError:
        sheet.findings.append(
            finding(
                "FileMissing",
                Origin(table.path),
                "is described but missing",
                "ist beschrieben, aber fehlt",
            )
        )
        return False
    if head in _UTF16 and codecs.lookup(table.dialect.encoding).name == "utf-8":
        sheet.findings.append(_not_decoded(table))
        return False
    return True


def _not_decoded(table: Table) -> Finding:
    return finding(
        "NotUtf8",
        Origin(table.path),
        f"is not written in {table.dialect.encoding}",
        f"ist nicht in {table.dialect.encoding} geschrieben",
    )


class _Lines:
    """The physical lines of a file; those of the record at hand can be read again."""

    def __init__(self, project: Path, table: Table, sheet: Sheet) -> None:
        self._table, self._sheet = table, sheet
        self._file = self._read(project)
        self._again: deque[str] = deque()
        self.record: list[str] = []

    def _read(self, project: Path) -> Iterator[str]:
        """Yield the lines without a byte order mark, until one cannot be decoded at all."""
        encoding = self._table.dialect.encoding
        with (project / self._table.path).open(
            encoding=encoding, errors="surrogateescape", newline=""
        ) as file:
            try:
                first = next(file, "")
                if first.startswith("\ufeff"):
                    self._sheet.findings.append(
                        finding(
                            "ByteOrderMark",
                            Origin(self._table.path, 1),
                            "begins with a byte order mark (skipped)",
                            "beginnt mit einer Bytereihenfolge-Marke (übergangen)",
                        )
                    )
                    first = first.removeprefix("\ufeff")
                if first:
                    yield first
                yield from file
            except UnicodeError:  # surrogates escape single bytes, not half a UTF-16 unit
                self._sheet.findings.append(_not_decoded(self._table))
                self._sheet.fits = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._file)
        self.record.append(line)
        return line

    def go_back(self) -> None:
        """Read the lines of the record again, but for the first."""
        self._again.extendleft(reversed(self.record[1:]))
        self.record.clear()


def _records(lines: _Lines, table: Table, sheet: Sheet) -> Iterator[Record]:
    """Yield the rows; after a row that cannot be taken apart, go on at the line below it."""
    dialect = table.dialect
    at = sum(1 for _ in itertools.islice(lines, dialect.skip_rows))
    lines.record.clear()
    skipped, trims = dialect.skip_columns, dialect.trim != "false"
    is_picky = dialect.skip_blank or bool(dialect.comment)
    is_over = False
    while not is_over:
        reader = csv.reader(
            lines,
            delimiter=dialect.delimiter,
            quotechar=dialect.quote,
            quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
            doublequote=dialect.double_quote,
            escapechar=None if dialect.double_quote else "\\",
            strict=True,
        )
        begin = at
        forget = lines.record.clear
        try:
            for cells in reader:
                if not is_picky or not _is_skipped(cells, dialect):
                    if skipped:
                        cells = cells[skipped:]  # half a microsecond a row
                    if trims:
                        cells = [_trim(cell, dialect) for cell in cells]
                    yield Record(begin + 1, cells)
                forget()
                begin = at + reader.line_num
            is_over = True
        except csv.Error as error:
            before, fault = _open_quote(begin, lines.record[0], table, error)
            sheet.findings.append(fault)
            lines.go_back()
            yield Record(begin + 1, before, is_broken=True)
            at = begin + 1


def _open_quote(index: int, line: str, table: Table, error: csv.Error) -> tuple[list[str], Finding]:
    """Return the cells before the one in which a quotation mark went wrong, and the finding."""
    quote, delimiter = table.dialect.quote or "", table.dialect.delimiter
    before: list[str] = []
    text, is_open = "", False
    for part in line.rstrip("\r\n").split(delimiter):
        text = f"{text}{delimiter}{part}" if is_open else part
        is_open = text.startswith(quote) and text.count(quote) % 2 == 1
        if len(text) > csv.field_size_limit() or (
            text.startswith(quote) and not is_open and not _is_closed(text, quote)
        ):
            break
        if not is_open:
            before.append(text.strip(quote))
    number = len(before) + 1
    columns = [column.name for column in table.written]
    name = columns[number - 1] if number <= len(columns) else None
    origin = Origin(table.path, index + 1, number + table.dialect.skip_columns)
    if "field limit" in str(error):
        english = "is longer than 131072 characters, or its quotation mark never closes"
        german = "ist länger als 131072 Zeichen, oder ihr Anführungszeichen schließt nie"
        return before, finding("OversizedCell", origin, english, german, column=name)
    english = "opens a quotation mark that no comma follows; inside a cell it is doubled"
    german = (
        "öffnet ein Anführungszeichen, auf das kein Komma folgt; innerhalb einer Zelle wird es"
        " verdoppelt"
    )
    return before, finding("OpenQuote", origin, english, german, column=name, value=text[:80])


def _is_closed(text: str, quote: str) -> bool:
    """Tell whether a cell in quotation marks ends with one and doubles those between."""
    return text.endswith(quote) and quote not in text[1:-1].replace(quote * 2, "")


def _is_skipped(cells: Sequence[str], dialect: Dialect) -> bool:
    if dialect.skip_blank and not any(cells):
        return True
    return bool(dialect.comment and cells and cells[0].startswith(dialect.comment))


def _trim(cell: str, dialect: Dialect) -> str:
    if dialect.trim in ("true", "start"):
        cell = cell.lstrip()
    return cell.rstrip() if dialect.trim in ("true", "end") else cell


def _match_header(header: Record, table: Table, sheet: Sheet) -> None:
    """Find each described column in the header; tell what is missing, unknown, or misplaced."""
    described = table.written
    by_title: dict[str, Column] = {
        title: column for column in described for title in (*column.titles, column.name)
    }
    found = [by_title.get(cell.strip()) for cell in header.cells]
    missing = [c.name for c in described if c not in found]
    times = Counter(cell.strip() for cell in header.cells)
    shift = table.dialect.skip_columns + 1
    for index, (cell, column) in enumerate(zip(header.cells, found, strict=True)):
        origin = Origin(table.path, header.line, index + shift)
        if column is None:
            meant = mends.nearest(cell.strip(), missing, 0.6)
            missing = [name for name in missing if name != meant]  # misspelt, and told once
            sheet.findings.append(
                finding(
                    "UnknownColumn",
                    origin,
                    "is no described column",
                    "ist keine beschriebene Spalte",
                    value=cell,
                    mend=meant,
                )
            )
        elif times[cell.strip()] > 1 and column.name in sheet.places:
            sheet.findings.append(
                finding(
                    "UnknownColumn",
                    origin,
                    "stands twice in the header",
                    "steht zweimal im Kopf",
                    value=cell,
                )
            )
        else:
            sheet.places[column.name] = index
    for name in missing:
        sheet.findings.append(
            finding(
                "MissingColumn",
                Origin(table.path, header.line),
                "is missing in the header",
                "fehlt im Kopf",
                value=name,
            )
        )
    _check_order(header, table, sheet)
    sheet.width = len(header.cells)
    sheet.fits = not sheet.findings or all(f.rule.endswith("ByteOrderMark") for f in sheet.findings)


def _check_order(header: Record, table: Table, sheet: Sheet) -> None:
    """Tell the first column that does not stand where the description has it."""
    wanted = [column.name for column in table.written if column.name in sheet.places]
    standing = sorted(sheet.places, key=lambda name: sheet.places[name])
    for name, other in zip(standing, wanted, strict=True):
        if name != other:
            number = sheet.places[name] + 1 + table.dialect.skip_columns
            sheet.findings.append(
                finding(
                    "MisplacedColumn",
                    Origin(table.path, header.line, number),
                    f"stands where {other} is described",
                    f"steht, wo {other} beschrieben ist",
                    value=name,
                    mend=other,
                )
            )
            return
