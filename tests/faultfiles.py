"""Kinds of faults of whole files: their encoding, their header, and whether they are there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from faultkinds import LEAVES
from faultsheets import Copy, Fault, Kind, Sheet, Spot


def whole(change: Callable[[Sheet], Fault], *names: str) -> Callable[[Copy], Iterator[Fault]]:
    """Return what changes a table as a whole, which no other fault has touched."""

    def put(copy: Copy) -> Iterator[Fault]:
        sheets = [copy.sheets[name] for name in names or copy.sheets if name in copy.sheets]
        copy.random.shuffle(sheets)
        for sheet in sheets:
            if sheet.rows and not copy.used.intersection(sheet.rows):
                fault = change(sheet)
                copy.use(*sheet.rows)
                yield fault

    return put


def marked(sheet: Sheet) -> Fault:
    """Begin with a byte order mark."""
    sheet.before = "\ufeff"
    return Fault("ByteOrderMark", Spot(sheet), line=1)


def wide(sheet: Sheet) -> Fault:
    """Write in UTF-16, as some spreadsheets do."""
    sheet.encoding = "utf-16"
    return Fault("NotUtf8", Spot(sheet))


def absent(sheet: Sheet) -> Fault:
    """Leave the file out."""
    sheet.exists = False
    return Fault("FileMissing", Spot(sheet))


def bare(sheet: Sheet) -> Fault:
    """Leave nothing in the file."""
    fault = Fault("MissingHeader", Spot(sheet), ",".join(sheet.header), line=1)
    sheet.header, sheet.rows = [], []
    return fault


def wider(sheet: Sheet) -> Fault:
    """Add a column that nothing describes."""
    sheet.header.append("remark")
    for row in sheet.rows:
        row.cells.append("x")
    return Fault("UnknownColumn", Spot(sheet, None, "remark"), line=1)


def misspelt(sheet: Sheet) -> Fault:
    """Misspell the name of a column."""
    sheet.header[-1] = "qoute_en"
    return Fault("UnknownColumn", Spot(sheet, None, "qoute_en"), "quote_en", line=1)


def narrower(sheet: Sheet) -> Fault:
    """Leave out the last column."""
    sheet.header.pop()
    for row in sheet.rows:
        row.cells.pop()
    return Fault("MissingColumn", Spot(sheet), line=1)


def swapped(sheet: Sheet) -> Fault:
    """Let two neighbouring columns change places."""
    for cells in (sheet.header, *(row.cells for row in sheet.rows)):
        cells[-2:] = cells[:-3:-1]
    first, second = sheet.header[-2:]
    return Fault("MisplacedColumn", Spot(sheet, None, first), second, line=1)


# The last two columns of these hold the words of a row, of which no other row needs to know.
QUOTED = ("awards", "names", "identifiers", "relations", "sites", "topics", "participations",
          "notes", "tenures", "homepages", "legal_forms")  # fmt: skip

FILES = (
    Kind("a file with a byte order mark", whole(marked)),
    Kind("a file in UTF-16", whole(wide, *LEAVES)),
    Kind("a file that is not there", whole(absent, *LEAVES)),
    Kind("a file with nothing in it", whole(bare, *LEAVES)),
    Kind("a column that nothing describes", whole(wider, *QUOTED)),
    Kind("a column with a misspelt name", whole(misspelt, *QUOTED)),
    Kind("a column left out", whole(narrower, *QUOTED)),
    Kind("two columns in each other's place", whole(swapped, *QUOTED)),
)
