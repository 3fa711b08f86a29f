"""From a file to records that know the physical line where they begin.

Bytes that are not in the encoding survive as lone surrogates, so that the cell that holds them can
be named. After a quotation mark that never closes, reading goes on at the next line: one slip does
not hide what is wrong further down (RFC 4180; Model for Tabular Data 8).
"""

from __future__ import annotations

import codecs
import csv
import itertools
import re
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, NamedTuple

from ..findings import Finding
from ..opening import fault_of, missing
from ..origin import Origin
from . import mends
from .plan import Column, Dialect, Table
from .rules import finding

_DELIMITERS: Final = (",", ";", "\t", "|")
_CONTROL: Final = re.compile("[\x00-\x1f\x7f\udc80-\udcff]")
_MOST_UNKNOWN: Final = 20  # columns that are told one by one
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
    ``fits`` may be false, because the end of the file is not in its encoding. What stands in the
    ``doubtful`` columns may belong to another one, because the header has them in another order.
    """

    places: dict[str, int] = field(default_factory=dict)
    width: int = 0
    records: Iterator[Record] = field(default_factory=lambda: iter(()))
    findings: list[Finding] = field(default_factory=list)
    fits: bool = True
    doubtful: frozenset[str] = frozenset()


def read_sheet(project: Path, table: Table) -> Sheet:
    """Open the file of a table; whatever is wrong with it is in the sheet's findings.

    Raises OSError when the file cannot be read although it may be.
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
    path, at = project / table.path, Origin(table.path)
    if missing(path):
        words = ("is described but missing", "ist beschrieben, aber fehlt")
        sheet.findings.append(finding("FileMissing", at, *words))
        return False
    if fault := fault_of(path):
        sheet.findings.append(finding("UnreachableFile", at, *fault))
        return False
    with path.open("rb") as file:
        head = file.read(2)
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
        self._project, self._table, self._sheet = project, table, sheet
        self._file = self._read()
        self._is_open = False
        self._again: deque[str] = deque()
        self.record: list[str] = []

    def skip_quoted(self, begin: int, quote: str) -> int:
        """Skip the rest of a cell that goes over many lines, and return where the next row begins.

        A mark that never closes hides nothing: then that is the line below the row's first, which
        starts at index ``begin``. Whoever looks for the end of the file twice would never be done.
        """
        if self._is_open:
            return begin + 1
        at = begin + len(self.record)
        for line in itertools.chain(self._again, self._file):
            at += 1
            if line.count(quote) % 2:
                self._again.clear()
                self.record.clear()
                return at
        self._is_open = True
        self._again.clear()
        self.record.clear()
        self._file = itertools.islice(self._read(silent=True), begin + 1, None)
        return begin + 1

    def _read(self, silent: bool = False) -> Iterator[str]:
        """Yield the lines without a byte order mark, until one cannot be decoded at all."""
        encoding = self._table.dialect.encoding
        with (self._project / self._table.path).open(
            encoding=encoding, errors="surrogateescape", newline=""
        ) as file:
            try:
                first = next(file, "")
                if first.startswith("\ufeff") and not silent:
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
        self._again.extendleft(reversed(self.record[1:]))  # nothing after skip_quoted()
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
            at = begin + 1
            if len(lines.record) > 1 and "field limit" in str(error):
                at = lines.skip_quoted(begin, dialect.quote or "")
            lines.go_back()
            yield Record(begin + 1, before, is_broken=True)


def _open_quote(index: int, line: str, table: Table, error: csv.Error) -> tuple[list[str], Finding]:
    """Return the cells before the one in which a quotation mark went wrong, and the finding."""
    quote, delimiter = table.dialect.quote or "", table.dialect.delimiter
    before: list[str] = []
    text, is_open = "", False
    for part in line.rstrip("\r\n").split(delimiter):
        text = f"{text}{delimiter}{part}" if is_open else part
        is_open = text.startswith(quote) and text.count(quote) % 2 == 1
        if len(text) > csv.field_size_limit() or (
            text.startswith(quote) and not is_open and not text.endswith(quote)
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
    by_title: dict[str, Column] = {
        title: column for column in table.written for title in (*column.titles, column.name)
    }
    found = [by_title.get(cell.strip()) for cell in header.cells]
    if header.is_broken or not any(found):
        # A mark that opens in the header is told; else this row is no header of the table at all.
        if not header.is_broken:
            sheet.findings.append(_other_header(header, table, by_title))
        sheet.fits = False
        return
    missing = [c.name for c in table.written if c not in found]
    for index, column in enumerate(found):
        if column is not None and column.name not in sheet.places:
            sheet.places[column.name] = index
        elif column is not None:
            words = ("stands twice in the header", "steht zweimal im Kopf")
            meant = _meant(header, table, index, missing)
            sheet.findings.append(_in_header("UnknownColumn", header, table, index, *words, meant))
    sheet.findings += _unknown(header, table, found, missing)
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


def _in_header(
    rule: str,
    header: Record,
    table: Table,
    index: int,
    english: str,
    german: str,
    mend: str | None = None,
) -> Finding:
    """Tell what is wrong with one cell of the header."""
    origin = Origin(table.path, header.line, index + 1 + table.dialect.skip_columns)
    value = _shown(header.cells[index])
    return finding(rule, origin, english, german, value=value, mend=mend)


def _shown(text: str) -> str:
    """Return the beginning of a text in characters that can be printed."""
    return _CONTROL.sub(lambda match: f"\\x{ord(match[0]) & 0xFF:02x}", text[:80])


def _unknown(
    header: Record, table: Table, found: Sequence[Column | None], missing: list[str]
) -> Iterator[Finding]:
    """Yield the columns that nothing describes; what one of them was meant for is not missing."""
    indexes = [index for index, column in enumerate(found) if column is None]
    english, german = "is no described column", "ist keine beschriebene Spalte"
    if len(indexes) > _MOST_UNKNOWN:
        more = len(indexes) - 1
        english, german = f"{english}, nor are {more} more", f"{german}, {more} weitere auch nicht"
        indexes = indexes[:1]
    for index in indexes:
        meant = mends.nearest(header.cells[index].strip(), missing, 0.6)
        if meant is None:
            meant = _meant(header, table, index, missing)
        else:
            missing.remove(meant)  # misspelt, and told once
        yield _in_header("UnknownColumn", header, table, index, english, german, meant)


def _meant(header: Record, table: Table, index: int, missing: list[str]) -> str | None:
    """Return the missing column that is described just there, and take it from the missing."""
    if len(header.cells) != len(table.written) or table.written[index].name not in missing:
        return None
    missing.remove(table.written[index].name)
    return table.written[index].name


def _other_header(header: Record, table: Table, known: Collection[str]) -> Finding:
    """Tell that the row where the header should be names no described column."""
    told = table.dialect.delimiter.join(header.cells[:_MOST_UNKNOWN])
    if "\0" in told:  # UTF-16 without a mark, or no text at all
        return _not_decoded(table)
    english, german = "names no described column", "nennt keine beschriebene Spalte"
    for sign in _DELIMITERS:
        if sum(cell.strip(' "') in known for cell in told.split(sign)) > 1:
            name = {"\t": "TAB"}.get(sign, sign)
            english = f"is parted by {name}, the description says {table.dialect.delimiter}"
            german = f"ist durch {name} getrennt, die Beschreibung sagt {table.dialect.delimiter}"
    return replace(_no_header(table), message_en=english, message_de=german, value=_shown(told))


def _check_order(header: Record, table: Table, sheet: Sheet) -> None:
    """Tell the first column that does not stand where the description has it."""
    wanted = [column.name for column in table.written if column.name in sheet.places]
    standing = sorted(sheet.places, key=lambda name: sheet.places[name])
    sheet.doubtful = frozenset(n for n, o in zip(standing, wanted, strict=True) if n != o)
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
