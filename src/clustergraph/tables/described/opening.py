"""A list's data file, opened as described: its header, and its records with their place.

CSV of any delimiter and encoding, JSON (an array of objects) and XLSX. Where the description names
no delimiter, it is the one under which the header holds the described names; nothing is guessed
from the rows. A CSV record's place is the line on which it begins, of a workbook its row, of JSON
its number.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

import python_calamine

from ...findings import Finding
from ...origin import Origin
from ..rules import finding
from .spelling import tidy

_DELIMITERS: Final = ",;\t|"
_MOST_BYTES: Final = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its place in the file, its cells, and why it could not be taken apart."""

    place: int
    cells: Sequence[str]
    broken: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A data file: the header with its place, and the records below it."""

    header: Sequence[str]
    line: int
    records: list[Record] = field(default_factory=list)


def open_list(
    path: Path,
    shown: PurePosixPath,
    options: Mapping[str, str],
    names: Sequence[str],
    found: list[Finding],
) -> Opened | None:
    """Open a data file; None, with the reason in ``found``, if nothing can be read from it."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise _Unusable("is larger than 512 MiB", "ist größer als 512 MiB")
        suffix = path.suffix.lower()
        if suffix == ".json":
            return _json(path.read_bytes(), options)
        if suffix == ".xlsx":
            return _xlsx(path, options)
        return _csv(_text(path.read_bytes(), shown, options, found), options, names)
    except _Unusable as error:
        found.append(_finding(Origin(shown, error.line), error.english, error.german))
    except OSError as error:
        found.append(_finding(Origin(shown), f"cannot be opened: {error.strerror}",
                              f"lässt sich nicht öffnen: {error.strerror}"))  # fmt: skip
    return None


class _Unusable(Exception):
    def __init__(self, english: str, german: str, line: int | None = None) -> None:
        super().__init__(english)
        self.english, self.german, self.line = english, german, line


def _finding(origin: Origin, english: str, german: str) -> Finding:
    return finding("BadList", origin, english, german)


def _text(
    data: bytes, shown: PurePosixPath, options: Mapping[str, str], found: list[Finding]
) -> str:
    encoding = options.get("encoding", "utf-8")
    try:
        text = data.decode(encoding)
    except LookupError as error:
        raise _Unusable(f"{encoding} is no encoding", f"{encoding} ist keine Kodierung") from error
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _Unusable(
            f"is not written in {encoding}; say the encoding in the description",
            f"ist nicht in {encoding} geschrieben; die Beschreibung muss die Kodierung nennen",
            line,
        ) from error
    if text.startswith("\ufeff"):
        found.append(
            finding("ByteOrderMark", Origin(shown, 1), "begins with a byte order mark (skipped)",
                    "beginnt mit einer Bytereihenfolge-Marke (übergangen)")
        )  # fmt: skip
    return text.removeprefix("\ufeff")


def _csv(text: str, options: Mapping[str, str], names: Sequence[str]) -> Opened:
    lines = list(io.StringIO(text, newline=""))
    quote = options.get("quotechar", '"')
    at = _header_at(options)
    candidates = options.get("delimiter", _DELIMITERS)
    best: tuple[int, str] = (0, candidates[0])
    wanted = {tidy(name) for name in names}
    for delimiter in candidates:
        header = next(itertools.islice(_rows(lines, delimiter, quote), at, None), None)
        hits = len(wanted & {tidy(cell) for cell in header.cells}) if header else 0
        best = max(best, (hits, delimiter), key=lambda item: item[0])
    if not best[0]:
        raise _Unusable("has no header with a described name", "hat keinen Kopf mit einem"
                        " beschriebenen Namen", at + 1)  # fmt: skip
    header, *records = itertools.islice(_rows(lines, best[1], quote), at, None)
    return Opened(header.cells, header.place, [_ragged(r, len(header.cells)) for r in records])


def _ragged(record: Record, width: int) -> Record:
    has = len(record.cells)
    if record.broken or has == width or not any(record.cells):
        return record
    english, german = f"{has} cells, the header has {width}", f"{has} Zellen, der Kopf hat {width}"
    return Record(record.place, record.cells, (english, german))


def _rows(lines: Sequence[str], delimiter: str, quote: str) -> Iterator[Record]:
    """Yield the rows; after a quotation mark that never closes, go on at the line below it."""
    at = 0
    while at < len(lines):
        rows = csv.reader(
            itertools.islice(lines, at, None), delimiter=delimiter, quotechar=quote, strict=True
        )
        begin = at
        try:
            for cells in rows:
                yield Record(begin + 1, cells)
                begin = at + rows.line_num
            return
        except csv.Error:
            reason = "opens a quotation mark that never closes rightly"
            german = "öffnet ein Anführungszeichen, das nicht richtig schließt"
            yield Record(begin + 1, lines[begin].split(delimiter), (reason, german))
            at = begin + 1


def _header_at(options: Mapping[str, str]) -> int:
    """Return the index of the row with the header."""
    number = options.get("headers", "1")
    if not str(number).isdigit() or int(number) < 1:
        raise _Unusable("headers is the number of a row", "headers ist die Nummer einer Zeile")
    return int(number) - 1


def _json(data: bytes, options: Mapping[str, str]) -> Opened:
    try:
        text = data.decode(options.get("encoding", "utf-8-sig"))
        rows = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except (UnicodeDecodeError, LookupError, RecursionError) as error:
        raise _Unusable("is no JSON in UTF-8", "ist kein JSON in UTF-8") from error
    except json.JSONDecodeError as error:
        raise _Unusable(f"is no JSON: {error.msg}", f"ist kein JSON: {error.msg}",
                        error.lineno) from error  # fmt: skip
    if not isinstance(rows, list):
        raise _Unusable("is no array of records", "ist kein Array von Datensätzen")
    header = list(dict.fromkeys(key for row in rows if isinstance(row, dict) for key in row))
    records = [
        Record(number, [_cell(row.get(name)) for name in header])
        if isinstance(row, dict)
        else Record(number, [], ("is no object", "ist kein Objekt"))
        for number, row in enumerate(rows, start=1)
    ]
    return Opened(header, 1, records)


def _xlsx(path: Path, options: Mapping[str, str]) -> Opened:
    try:
        with zipfile.ZipFile(path) as parts:
            if sum(part.file_size for part in parts.infolist()) > _MOST_BYTES:
                raise _Unusable("unpacks to more than 512 MiB", "wird entpackt größer als 512 MiB")
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (zipfile.BadZipFile, python_calamine.CalamineError) as error:
        raise _Unusable("is no workbook", "ist keine Arbeitsmappe") from error
    at = _header_at(options)
    if at >= len(rows):
        raise _Unusable("has no such row", "hat keine solche Zeile", at + 1)
    below = enumerate(rows[at + 1 :], start=at + 2)
    return Opened(
        [_cell(cell) for cell in rows[at]],
        at + 1,
        [Record(number, [_cell(cell) for cell in row]) for number, row in below],
    )


def _cell(value: object) -> str:
    """Return a cell as text; a whole number has no decimals, a day no time."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return text.removesuffix(" 00:00:00") if hasattr(value, "isoformat") else text
