"""Every row read, every cell, key and reference judged (Model for Tabular Data 4.6, 6.6).

Of a key, only its cells are kept. Foreign keys are looked at in a second reading of the tables that
have some: what they refer to is known whole by then. An empty cell refers to no row, and the
standard makes no exception for it: every row must have a referenced row (4.6, and test034).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from .annotating import Table
from .foreign import ForeignKey
from .log import Log
from .model import Cell, Row

_Key = tuple[object, ...]


def check_rows(tables: Sequence[Table], keys: Sequence[ForeignKey], log: Log) -> None:
    """Read all rows and tell what is wrong with them."""
    targets: dict[tuple[int, tuple[str, ...]], Counter[_Key]] = {
        (key.other, key.referenced): Counter() for key in keys
    }
    for at, table in enumerate(tables):
        wanted = [(names, found) for (other, names), found in targets.items() if other == at]
        primary = table.schema.primary_key if table.schema else ()
        seen: dict[_Key, int] = {}
        for row in table.rows():
            if primary:
                _check_unique(table, primary, row, seen, log)
            for names, found in wanted:
                found[_key(row, names)] += 1
    for at, table in enumerate(tables):
        own = [key for key in keys if key.table == at]
        if own:
            _check_references(table, own, targets, log)


def _check_references(
    table: Table,
    keys: Sequence[ForeignKey],
    targets: dict[tuple[int, tuple[str, ...]], Counter[_Key]],
    log: Log,
) -> None:
    for row in table.rows(is_telling=False):
        for one in keys:
            times = targets[one.other, one.referenced][_key(row, one.columns)]
            if times == 1:
                continue
            english = "names no row of the other table"
            german = "benennt keine Zeile der anderen Tabelle"
            if times:
                english = f"names {times} rows of the other table"
                german = f"benennt {times} Zeilen der anderen Tabelle"
            _tell(table, row, one.columns, "DanglingKey", english, german, log)


def _check_unique(
    table: Table, names: Sequence[str], row: Row, seen: dict[_Key, int], log: Log
) -> None:
    first = seen.setdefault(_key(row, names), row.line)
    if first != row.line:
        _tell(
            table, row, names, "DuplicateKey", f"is the key of line {first}, too",
            f"ist schon der Schlüssel von Zeile {first}", log,
        )  # fmt: skip


def _tell(
    table: Table, row: Row, names: Sequence[str], rule: str, english: str, german: str, log: Log
) -> None:
    cells = _cells(row, names)
    place = log.origin(table.resource.address, row.line, cells[0].column.source_number)
    shown = ", ".join(cell.text for cell in cells)
    log.invalid(rule, place, english, german, value=shown, column=", ".join(names))


def _cells(row: Row, names: Sequence[str]) -> list[Cell]:
    by_name = {cell.column.name: cell for cell in row.cells}
    return [by_name[name] for name in names]


def _key(row: Row, names: Sequence[str]) -> _Key:
    return tuple(cell.value for cell in _cells(row, names))
