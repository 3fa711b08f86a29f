"""A sheet of a workbook (XLSX) as records of text."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final

import python_calamine

from ..tables.reading import Record
from .gathering import MOST_RATIO, unusable

_MOST_BYTES: Final = 1024 * 1024 * 1024
_FREE_BYTES: Final = 64 * 1024 * 1024


def records(
    path: Path, shown: PurePosixPath, sheet: str | None, skip_rows: int = 0
) -> Iterator[Record]:
    """Yield the rows of a sheet (the first one if none is named) that hold anything.

    The line of a record is the number of its row in the sheet. A whole number is written without a
    fraction, a day or time as in ISO 8601.

    Raises UnusableFile when the file is no workbook, unpacks to too much, or has no such sheet.
    """
    _check_size(path, shown)
    try:
        workbook = python_calamine.load_workbook(str(path))
        name = sheet if sheet is not None else workbook.sheet_names[0]
        rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except python_calamine.WorksheetNotFound as error:
        raise unusable(shown, f"has no sheet {sheet}", f"hat kein Blatt {sheet}") from error
    except (python_calamine.CalamineError, IndexError, OSError) as error:
        raise unusable(shown, f"is no workbook: {error}", f"ist keine Arbeitsmappe: {error}"
                       ) from error  # fmt: skip
    for number, row in enumerate(rows, start=1):
        cells = [as_text(cell) for cell in row]
        if number > skip_rows and any(cells):
            yield Record(number, cells)


def _check_size(path: Path, shown: PurePosixPath) -> None:
    """Refuse what unpacks to far more than it is, before anything is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            whole = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, OSError, EOFError) as error:
        raise unusable(shown, f"is no workbook: {error}", f"ist keine Arbeitsmappe: {error}"
                       ) from error  # fmt: skip
    most = min(_MOST_BYTES, max(_FREE_BYTES, path.stat().st_size * MOST_RATIO))
    if whole > most:
        raise unusable(shown, f"unpacks to more than {most} bytes",
                       f"wird entpackt größer als {most} Bytes")  # fmt: skip


def as_text(cell: object) -> str:
    """Write a cell as text.

    >>> as_text(12.0), as_text(0.5), as_text(datetime.datetime(2014, 7, 14)), as_text(True)
    ('12', '0.5', '2014-07-14', 'true')
    """
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime):
        whole = cell.time() == datetime.time()
        return cell.date().isoformat() if whole else cell.isoformat()
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return str(cell).strip() if cell is not None else ""
