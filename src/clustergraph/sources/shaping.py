"""From staged records to the rows of a table: one SELECT, run behind a lock.

The SQL of a source may only ask the staged tables. It gives every row its origin (``_file``,
``_record``) and may set a row aside with a reason (``_aside``). A record that comes out of no
SELECT of the source is lost, and that is told: nothing vanishes in silence.
"""

from __future__ import annotations

import csv
import json
import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Final

import duckdb

from ..findings import Finding
from ..origin import Origin
from ..tables import Column, Shaping, Table
from ..tables.mends import nearest
from ..tables.rules import finding
from .plan import Source
from .staging import Stage, quoted

_PIECE: Final = 5_000
_SECONDS: Final = 600
_MOST_TOLD: Final = 20
# What makes rows out of values; every other table function reaches outside of the staged tables.
_HARMLESS: Final = frozenset({"unnest", "range", "generate_series", "json_each", "json_tree"})
_PLACE: Final = re.compile(r"^LINE (\d+): ([^\n]*)\n( *)\^", re.MULTILINE)
# Words that DuckDB takes for a call when no column is called so.
_CLOCKS: Final = frozenset(
    ("current_date", "current_time", "current_timestamp", "localtime", "localtimestamp")
)
_CHANGING: Final = (
    "gives another value each time, so the same files would not give the same rows",
    "gibt jedes Mal einen anderen Wert; dieselben Dateien ergäben nicht dieselben Zeilen",
)
_OURS: Final = ("_file", "_record", "_aside")


@dataclass
class Rows:
    """The rows of one table: where they lie, how many there are, and which were set aside."""

    path: Path
    origins: Path
    written: int = 0
    findings: list[Finding] = field(default_factory=list)
    aside: list[Finding] = field(default_factory=list)


class _Unfit(Exception):
    """The SQL cannot be run; has the findings that say why."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__()
        self.findings = findings


def shape(stage: Stage, source: Source, table: Table, folder: Path) -> Rows:
    """Write the rows of one table into a CSV file in ``folder``, with their origins beside it."""
    short = source.short(table)
    rows = Rows(folder / f"{short}.csv", folder / f"{short}.origins")
    at = source.beside(f"{short}.sql")
    try:
        if (source.folder / at.name).is_file():
            sql = _read(source.folder / at.name, at)
            _check(stage, sql, at)
            columns = _described(stage, sql, at, table)
        else:
            at = source.beside("csv-metadata.json")
            sql, columns = _straight(stage, source, short, table)
        _run(stage, sql, at)
        _write(stage, source, table, columns, rows)
    except _Unfit as error:
        rows.findings += error.findings
    finally:
        stage.connection.execute("DROP TABLE IF EXISTS _shaped")
    return rows


def _read(path: Path, at: PurePosixPath) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _Unfit(_bad(Origin(at), "is not UTF-8", "ist nicht in UTF-8")) from error


def _bad(origin: Origin, english: str, german: str, **more: str | None) -> Finding:
    return finding("BadShaping", origin, english, german, **more)  # type: ignore[arg-type]


def _check(stage: Stage, sql: str, at: PurePosixPath) -> None:
    """Refuse what is not one SELECT, reaches outside, or depends on time or chance."""
    try:
        statements = stage.connection.extract_statements(sql)
    except duckdb.Error as error:
        raise _Unfit(_of_error(error, at)) from error
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        kinds = ", ".join(str(s.type).rpartition(".")[2] for s in statements) or "nothing"
        raise _Unfit(_bad(Origin(at), "is not one SELECT", "ist nicht ein einziges SELECT",
                          value=kinds))  # fmt: skip
    answer = stage.connection.execute("SELECT json_serialize_sql(?::VARCHAR)", [sql]).fetchone()
    tree = json.loads(answer[0]) if answer else {}
    if tree.get("error"):
        raise _Unfit(_bad(Origin(at), "is not one SELECT", "ist nicht ein einziges SELECT",
                          value=str(tree.get("error_message"))))  # fmt: skip
    changing = {
        str(row[0])
        for row in stage.connection.execute(
            "SELECT function_name FROM duckdb_functions() GROUP BY 1"
            " HAVING bool_or(coalesce(stability, 'CONSISTENT') <> 'CONSISTENT')"
        ).fetchall()
    }
    findings = [
        _bad(Origin(at, *_place(sql, node.get("query_location"))), *words, value=name)
        for node, name, words in _refused(tree, changing)
    ]
    if findings:
        raise _Unfit(*findings)


_Words = tuple[str, str]


def _refused(tree: Any, changing: set[str]) -> Iterator[tuple[dict[str, Any], str, _Words]]:
    """Yield each part of a parsed query that is refused, its name and why."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += node[::-1]
            continue
        if not isinstance(node, dict):
            continue
        if node.get("type") == "TABLE_FUNCTION":
            function = node.get("function", {})
            name = str(function.get("function_name", ""))
            if name not in _HARMLESS:
                yield node, name, ("reaches outside of the files of the source",
                                   "greift über die Dateien der Quelle hinaus")  # fmt: skip
            waiting.append(function.get("arguments"))
            waiting += [value for key, value in node.items() if key != "function"]
            continue
        name = str(node.get("function_name", ""))
        if node.get("class") == "COLUMN_REF" and len(node.get("column_names", ())) == 1:
            name = str(node["column_names"][0]).lower()
            if name in _CLOCKS:
                yield node, name, _CHANGING
        elif node.get("class") == "FUNCTION" and name in changing:
            yield node, name, _CHANGING
        waiting += list(node.values())[::-1]


def _place(sql: str, offset: object) -> tuple[int | None, int | None]:
    """Return line and column of a place in the SQL; DuckDB counts bytes."""
    if not isinstance(offset, int) or offset > len(sql.encode()):
        return None, None
    before = sql.encode()[:offset].decode("utf-8", "ignore")
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def _of_error(error: duckdb.Error, at: PurePosixPath, shift: int = 0) -> Finding:
    """Return what DuckDB says as a finding; its caret is the column, if the line is whole."""
    text = str(error)
    origin = Origin(at)
    if match := _PLACE.search(text):
        line = int(match[1]) - shift
        prefix = len(f"LINE {match[1]}: ")
        is_cut = match[2].startswith("...")
        if line > 0:
            origin = Origin(at, line, None if is_cut else len(match[3]) - prefix + 1)
    reason = " ".join(text.partition("\n\nLINE")[0].split())
    return _bad(origin, f"cannot be run: {reason}", f"lässt sich nicht ausführen: {reason}")


def _described(stage: Stage, sql: str, at: PurePosixPath, table: Table) -> list[tuple[Column, str]]:
    """Return each described column with its expression over what the SQL gives."""
    try:
        described = stage.connection.execute(f"DESCRIBE\n{sql}").fetchall()
    except duckdb.Error as error:
        raise _Unfit(_of_error(error, at, shift=1)) from error
    given = {str(row[0]): str(row[1]) for row in described}
    wanted = [column.name for column in table.written]
    missing = [name for name in (*_OURS[:2], *wanted) if name not in given]
    findings = []
    for name in given:
        if name not in wanted and name not in _OURS:
            meant = nearest(name, missing, 0.6)
            missing = [other for other in missing if other != meant]
            findings.append(_bad(Origin(at), "is no described column",
                                 "ist keine beschriebene Spalte", value=name,
                                 mend=meant))  # fmt: skip
    findings += [
        _bad(Origin(at), "is missing among the columns", "fehlt unter den Spalten", value=name)
        for name in missing
    ]
    pairs = []
    for column in table.written:
        if column.name in given:
            expression = _as_cell(column, given[column.name])
            if expression is None:
                findings.append(_nested(at, column, given[column.name]))
            else:
                pairs.append((column, expression))
    if findings:
        raise _Unfit(*findings)
    return pairs


def _nested(at: PurePosixPath, column: Column, kind: str) -> Finding:
    return _bad(Origin(at),
                f"is {kind}; a cell is text, a number, a day, or a list where the description"
                " gives a separator",
                f"ist {kind}; eine Zelle ist Text, eine Zahl, ein Tag, oder eine Liste, wo die"
                " Beschreibung ein Trennzeichen gibt", value=column.name)  # fmt: skip


def _as_cell(column: Column, kind: str) -> str | None:
    """Return the SQL that writes a value as a cell, or None for what is no cell."""
    name = quoted(column.name)
    if kind.endswith("[]"):
        if column.separator is None or kind.startswith(("STRUCT", "MAP")) or kind.count("[") > 1:
            return None
        separator = column.separator.replace("'", "''")
        return f"nullif(array_to_string({name}::VARCHAR[], '{separator}'), '')"
    if kind.startswith(("STRUCT", "MAP", "UNION", "BLOB")):
        return None
    return f"CAST({name} AS VARCHAR)"


def _straight(
    stage: Stage, source: Source, short: str, table: Table
) -> tuple[str, list[tuple[Column, str]]]:
    """Return the SELECT for a table whose columns stand in a file as they are described."""
    by_title = {
        title.casefold(): column
        for column in table.written
        for title in (*column.titles, column.name)
    }
    parts = ["_file", "_record"]
    found: list[tuple[Column, str]] = []
    findings: list[Finding] = []
    taken: set[str] = set()
    path = source.shown(next(file.path for file in source.files if file.name == short))
    given = [name for name in stage.columns.get(short, []) if name not in _OURS[:2]]
    if short not in stage.columns:
        raise _Unfit()  # the file is missing, and that is told
    missing = [
        c.name
        for c in table.written
        if not {t.casefold() for t in (*c.titles, c.name)} & {g.casefold() for g in given}
    ]
    for name in given:
        column = by_title.get(name.casefold())
        if column is None:
            meant = nearest(name, missing, 0.6)
            missing = [other for other in missing if other != meant]
            findings.append(finding("UnknownColumn", Origin(path, 1), "is no described column",
                                    "ist keine beschriebene Spalte", value=name,
                                    mend=meant))  # fmt: skip
        elif column.name not in taken:
            taken.add(column.name)
            parts.append(f"{quoted(name)} AS {quoted(column.name)}")
            found.append((column, f"CAST({quoted(column.name)} AS VARCHAR)"))
    findings += [
        finding("MissingColumn", Origin(path, 1), "is missing in the header", "fehlt im Kopf",
                value=name)
        for name in missing
    ]  # fmt: skip
    if findings:
        raise _Unfit(*findings)
    return f"SELECT {', '.join(parts)} FROM {quoted(short)}", found  # noqa: S608  # quoted


def _run(stage: Stage, sql: str, at: PurePosixPath) -> None:
    """Run the SELECT into a table of its own, not longer than it may."""
    body = sql.rstrip().rstrip(";")
    alarm = threading.Timer(_SECONDS, stage.connection.interrupt)
    alarm.daemon = True
    alarm.start()
    try:
        stage.connection.execute(f"CREATE TEMP TABLE _shaped AS\n{body}")
    except duckdb.InterruptException as error:
        raise _Unfit(_bad(Origin(at), f"runs longer than {_SECONDS} seconds",
                          f"läuft länger als {_SECONDS} Sekunden")) from error  # fmt: skip
    except duckdb.Error as error:
        raise _Unfit(_of_error(error, at, shift=1)) from error
    finally:
        alarm.cancel()


def _write(
    stage: Stage,
    source: Source,
    table: Table,
    columns: Sequence[tuple[Column, str]],
    rows: Rows,
) -> None:
    """Write the rows in the order of their records."""
    stage.connection.execute(
        "INSERT INTO _came SELECT DISTINCT _file::VARCHAR, _record::BIGINT FROM _shaped"
    )
    names = [str(row[0]) for row in stage.connection.execute("DESCRIBE _shaped").fetchall()]
    aside = "nullif(trim(_aside::VARCHAR), '')" if "_aside" in names else "NULL::VARCHAR"
    by_name = {column.name: expression for column, expression in columns}
    given = [by_name[column.name] for column in table.written]
    order = ", ".join(str(i + 1) for i in range(len(given) + 3))
    answer = stage.connection.execute(
        f"SELECT _file::VARCHAR, _record::BIGINT, {aside}{''.join(f', {c}' for c in given)}"  # noqa: S608
        f" FROM _shaped ORDER BY {order}"
    )
    writing = Shaping()
    with rows.path.open("w", encoding="utf-8", newline="") as out:
        counted = _Counted(out)
        writer = csv.writer(counted, lineterminator="\n")
        quoting = csv.writer(counted, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerow([column.name for column in table.written])
        while piece := answer.fetchmany(_PIECE):
            for file, record, reason, *values in piece:
                if reason is not None:
                    rows.aside.append(_set_aside(source, file, record, reason))
                    continue
                writing.add(counted.line, file or "", record or 0)
                cells = ["" if value is None else value for value in values]
                # Python 3.11 does not quote a cell for a carriage return.
                (quoting if "\r" in "".join(cells) else writer).writerow(cells)
                rows.written += 1
    writing.write(rows.origins)


class _Counted:
    """A text file that knows the line where the next row begins."""

    def __init__(self, out: Any) -> None:
        self._out = out
        self.line = 1

    def write(self, text: str) -> int:
        """Write one row."""
        self.line += text.count("\n") + _lone_returns(text)
        return int(self._out.write(text))


def _lone_returns(text: str) -> int:
    """Count the carriage returns that a reader takes for the end of a line of their own."""
    return text.count("\r") - text.count("\r\n") if "\r" in text else 0


def _set_aside(source: Source, file: str, record: int, reason: str) -> Finding:
    """Tell a record that the SQL itself set aside; ``de: … | en: …`` says it in both languages."""
    place = Origin(source.shown(file or ""), record)
    english, _, german = reason.partition("|")
    return finding("SetAside", place, english.strip(), (german or english).strip())


def begin(stage: Stage) -> None:
    """Make ready to note which records came out."""
    stage.connection.execute("CREATE TEMP TABLE _came (_file VARCHAR, _record BIGINT)")


def lost(stage: Stage, source: Source) -> list[Finding]:
    """Tell the records that came out of no SELECT, and rows that came from no record."""
    staged = [file.name for file in source.files if file.name in stage.columns and not file.lookup]
    findings: list[Finding] = []
    for name in staged:
        rows = stage.connection.execute(
            f"SELECT _file, count(*), list(_record ORDER BY _record)[1:{_MOST_TOLD}]"  # noqa: S608
            f" FROM {quoted(name)} ANTI JOIN _came USING (_file, _record) GROUP BY 1 ORDER BY 1"
        ).fetchall()
        for file, count, records in rows:
            more = count - len(records)
            listed = ", ".join(map(str, records))
            findings.append(
                finding(
                    "LostRecord", Origin(source.shown(file), records[0]),
                    f"comes out of no SELECT of the source: {count} records of {name}"
                    f" ({listed}{f', and {more} more' if more else ''})",
                    f"kommt aus keinem SELECT der Quelle: {count} Datensätze von {name}"
                    f" ({listed}{f' und {more} weitere' if more else ''})",
                )
            )  # fmt: skip
    all_staged = [file.name for file in source.files if file.name in stage.columns]
    union = " UNION ALL ".join(f"SELECT _file, _record FROM {quoted(n)}" for n in all_staged)  # noqa: S608
    if union:
        strange = stage.connection.execute(
            f"SELECT count(*) FROM _came ANTI JOIN ({union}) USING (_file, _record)"  # noqa: S608
        ).fetchone()
        if strange and strange[0]:
            findings.append(
                _bad(Origin(source.toml),
                     f"{strange[0]} rows have a _file and _record that are those of no record",
                     f"{strange[0]} Zeilen haben _file und _record, die zu keinem Datensatz"
                     " gehören")
            )  # fmt: skip
    return findings
