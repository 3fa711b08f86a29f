"""The publisher's files as tables that SQL can ask.

CSV is read by the reader of the curated tables, so that a ragged row, a byte of another encoding
or an open quotation mark is told at its line; XLSX is read as text; DuckDB reads JSON and Parquet
and keeps their nesting. Each staged table knows of every record its file (``_file``, the name below
the folder of the source) and its number (``_record``: the physical line in CSV, the row of the
sheet in XLSX, the count of the record elsewhere). A record that cannot be taken apart is left out
and told.
"""

from __future__ import annotations

import csv
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Final

import duckdb

from ..findings import Finding
from ..origin import Origin
from ..tables import Table
from ..tables.reading import Record, read_sheet
from ..tables.rules import finding
from . import documents, sheets
from .gathering import Found, UnusableFile, gather, unpack, unusable
from .plan import Source, Staged

_NOT_UTF8: Final = re.compile("[\udc80-\udcff]")
_MOST_SPILLED: Final = "20GiB"  # what does not fit into memory goes to the disk, up to this
# DuckDB takes a carriage return in a cell for the end of a line, so it is written as a character
# that no text holds (Unicode 23.7, noncharacters) and read back.
_RETURN: Final = "\ufdd0"
_LINE: Final = 16 * 1024 * 1024


@dataclass
class Stage:
    """What was staged: the database, and what could not be taken apart.

    ``read`` counts the records of each staged table, ``bad`` those of them that were left out.
    ``has_returns`` says that cells of the text to be loaded hold carriage returns.
    """

    connection: duckdb.DuckDBPyConnection
    folder: Path
    read: Counter[str] = field(default_factory=Counter)
    bad: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    columns: dict[str, list[str]] = field(default_factory=dict)
    has_returns: bool = False


def open_stage(folder: Path, megabytes: int) -> Stage:
    """Open an empty database in a folder of its own; it may use so much memory, then the disk."""
    config = {
        "threads": 2,
        "memory_limit": f"{megabytes}MiB",
        "temp_directory": str(folder / "spill"),
        "max_temp_directory_size": _MOST_SPILLED,
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    connection = duckdb.connect(str(folder / "stage.duckdb"), config=config)  # type: ignore[arg-type]
    for setting in ("enable_progress_bar", "python_enable_replacements"):
        connection.execute(f"SET {setting} = false")
    return Stage(connection, folder)


def lock(stage: Stage) -> None:
    """Let nothing in or out any more: no file, no network, no extension, no setting."""
    stage.connection.execute("SET enable_external_access = false")
    stage.connection.execute("SET lock_configuration = true")


def stage_files(stage: Stage, project: Path, source: Source, staged: Staged) -> None:
    """Read the files of one logical name into the table of that name."""
    files, findings = gather(project, source, staged.path, staged.line)
    stage.findings += findings
    parts: list[str] = []
    for number, file in enumerate(files):
        name = file.name + (f"#{staged.sheet}" if staged.sheet else "")
        part = f"_part_{staged.name}_{number}"
        try:
            plain = unpack(file, stage.folder / part)
            _STAGERS[staged.format](stage, staged, replace(file, name=name), plain, part)
        except UnusableFile as error:
            stage.findings.append(error.finding)
            continue
        parts.append(part)
        if plain != file.path:
            plain.unlink(missing_ok=True)
    _stack(stage, staged.name, parts)


def _stack(stage: Stage, name: str, parts: Sequence[str]) -> None:
    """Put the parts one below the other, columns by their names."""
    if not parts:
        stage.connection.execute(f"CREATE TABLE {quoted(name)} (_file VARCHAR, _record BIGINT)")
        return
    if len(parts) == 1:
        stage.connection.execute(f"ALTER TABLE {quoted(parts[0])} RENAME TO {quoted(name)}")
    else:
        union = " UNION ALL BY NAME ".join(f"FROM {quoted(part)}" for part in parts)
        stage.connection.execute(f"CREATE TABLE {quoted(name)} AS {union}")
        for part in parts:
            stage.connection.execute(f"DROP TABLE {quoted(part)}")
    count = stage.connection.execute(f"FROM (FROM {quoted(name)}) SELECT count(*)").fetchone()
    stage.read[name] = int(count[0] if count else 0) + stage.bad[name]
    described = stage.connection.execute(f"DESCRIBE {quoted(name)}").fetchall()
    stage.columns[name] = [str(row[0]) for row in described]


def quoted(name: str) -> str:
    """Write a name as an SQL identifier.

    >>> quoted("Größe")
    '"Größe"'
    """
    return '"' + name.replace('"', '""') + '"'


# --- CSV ----------------------------------------------------------------------------------------


def _stage_csv(stage: Stage, staged: Staged, file: Found, plain: Path, part: str) -> None:
    """Read a file of delimited text by our own reader."""
    dialect = replace(staged.dialect, header_rows=0)  # the header is a record like the others here
    table = Table(part, PurePosixPath(plain.name), "", "", (), dialect=dialect)
    sheet = read_sheet(plain.parent, table)
    broken: set[int] = set()
    if sheet.fits:
        _take(stage, staged, file, _whole(sheet.records, broken), part)
    told = [replace(f, origin=replace(f.origin, path=file.shown)) for f in sheet.findings]
    if not sheet.fits:
        raise UnusableFile(told[-1])
    stage.findings += [f for f in told if f.origin.line in broken]
    stage.bad[staged.name] += len(broken)


def _whole(records: Iterable[Record], broken: set[int]) -> Iterator[Record]:
    """Yield the records that could be taken apart; note the lines of the others."""
    for record in records:
        if record.is_broken:
            broken.add(record.line)
        else:
            yield record


def _stage_xlsx(stage: Stage, staged: Staged, file: Found, plain: Path, part: str) -> None:
    """Read a sheet of a workbook as text."""
    records = sheets.records(plain, file.shown, staged.sheet, staged.dialect.skip_rows)
    _take(stage, staged, file, iter(records), part)


def _take(stage: Stage, staged: Staged, file: Found, records: Iterator[Record], part: str) -> None:
    """Put records into a table; the first ones are the header."""
    header = list(itertools.islice(records, max(1, staged.dialect.header_rows)))
    if not header:
        raise unusable(file.shown, "has no header", "hat keinen Kopf")
    if staged.dialect.header_rows:
        rest, names = records, column_names([record.cells for record in header])
    else:
        rest = itertools.chain(header, records)
        names = [f"column_{number}" for number, _ in enumerate(header[0].cells, start=1)]
    good = _good(stage, staged, file, rest, len(names))
    path = stage.folder / f"{part}.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows(
            (file.name, record.line, *record.cells) for record in good
        )
    _load(stage, part, path, names)


def _load(stage: Stage, part: str, path: Path, names: Sequence[str]) -> None:
    """Put text that we wrote into a table, and take the text away.

    Carriage returns in its cells are ``_RETURN``.
    """
    types = {"_file": "VARCHAR", "_record": "BIGINT", **dict.fromkeys(names, "VARCHAR")}
    options = (
        "header = false, auto_detect = false, delim = ',', quote = '\"', escape = '\"',"
        f" parallel = false, new_line = '\\n', nullstr = '', max_line_size = {_LINE}"
    )
    execute = stage.connection.execute
    execute(
        f"CREATE TABLE {quoted(part)} AS FROM read_csv(?, columns = ?, {options})",
        [str(path), types],
    )
    path.unlink()
    for column in map(quoted, names if stage.has_returns else ()):
        cell = f"replace({column}, '{_RETURN}', chr(13))"
        execute(f"UPDATE {quoted(part)} SET {column} = {cell}")  # noqa: S608  # quoted
    stage.has_returns = False


def column_names(header: Sequence[Sequence[str]]) -> list[str]:
    """Return a name for each column: what its header cells say, made different where they are not.

    SQL does not tell upper from lower case.

    >>> column_names([["Name", "name", ""], ["", "", ""]])
    ['Name', 'name_2', 'column_3']
    """
    width = max(map(len, header), default=0)
    names: list[str] = []
    seen: Counter[str] = Counter()
    for index in range(width):
        words = [row[index].strip() for row in header if index < len(row)]
        name = " ".join(" ".join(filter(None, words)).split()) or f"column_{index + 1}"
        seen[name.casefold()] += 1
        count = seen[name.casefold()]
        names.append(name if count == 1 else f"{name}_{count}")
    return names


def _good(
    stage: Stage, staged: Staged, file: Found, records: Iterable[Record], width: int
) -> Iterator[Record]:
    """Yield the records that can be used; tell the others."""
    for record in records:
        text = "".join(record.cells)
        is_plain = len(record.cells) == width and text.isascii() and "\0" not in text
        found = None if is_plain else _fault(record, file, width)
        if found is not None:
            stage.findings.append(found)
            stage.bad[staged.name] += 1
        elif "\r" in text:
            stage.has_returns = True
            yield Record(record.line, [cell.replace("\r", _RETURN) for cell in record.cells])
        else:
            yield record


def _fault(record: Record, file: Found, width: int) -> Finding | None:
    if len(record.cells) != width:
        has = len(record.cells)
        return finding("RaggedRow", Origin(file.shown, record.line),
                       f"{has} cells, the header has {width}",
                       f"{has} Zellen, der Kopf hat {width}")  # fmt: skip
    for number, cell in enumerate(record.cells, start=1):
        if cell.isascii() and "\0" not in cell:
            continue
        origin = Origin(file.shown, record.line, number)
        if "\0" in cell:
            return finding("NulCharacter", origin, "holds the control character U+0000",
                           "enthält das Steuerzeichen U+0000",
                           value=cell.replace("\0", "\\x00")[:80])  # fmt: skip
        if _NOT_UTF8.search(cell):
            data = cell.encode("utf-8", "surrogateescape")
            return finding("NotUtf8", origin, "is not in the encoding that source.toml names",
                           "ist nicht in der Kodierung, die source.toml nennt",
                           value=data.decode("utf-8", "backslashreplace")[:80],
                           mend=data.decode("cp1252", "replace"))  # fmt: skip
    return None


# --- JSON and Parquet -----------------------------------------------------------------------------


def _stage_json(stage: Stage, staged: Staged, file: Found, plain: Path, part: str) -> None:
    bad = documents.stage_json(stage.connection, stage.folder, staged, file, plain, part)
    stage.findings += bad
    stage.bad[staged.name] += len(bad)


def _stage_parquet(stage: Stage, _staged: Staged, file: Found, plain: Path, part: str) -> None:
    documents.stage_parquet(stage.connection, file, plain, part)


_Stager = Callable[[Stage, Staged, Found, Path, str], None]
_STAGERS: Final[dict[str, _Stager]] = {
    "csv": _stage_csv,
    "json": _stage_json,
    "jsonl": _stage_json,
    "parquet": _stage_parquet,
    "xlsx": _stage_xlsx,
}
