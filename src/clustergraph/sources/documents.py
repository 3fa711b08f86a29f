"""JSON, JSON Lines and Parquet as staged tables; DuckDB reads them and keeps their nesting.

Text stays text: DuckDB would turn what looks like a day or a UUID into one and write it back in
another form.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NoReturn

import duckdb

from ..findings import Finding
from ..origin import Origin
from ..tables.rules import finding
from .gathering import Found, unusable
from .plan import Staged

_MOST: Final = 16 * 1024 * 1024  # characters of one record
_PIECE: Final = 1024 * 1024
_OPTIONS: Final = (
    "sample_size = -1, map_inference_threshold = -1, field_appearance_threshold = 0,"
    f" maximum_object_size = {_MOST}, records = true"
)
# A type in DESCRIBE's words, outside of a quoted name.
_GUESSED: Final = re.compile(
    r'("(?:[^"]|"")*")|\b(?:DATE|TIMESTAMP WITH TIME ZONE|TIMESTAMP|TIME|UUID|JSON)\b'
)
_NULL: Final = re.compile(r'"NULL"')
_STEP: Final = re.compile(r"""\.([A-Za-z_][\w-]*)|\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]""")
_PLACE: Final = re.compile(r"\s*\(?at byte.*|\s*\n.*", re.DOTALL)


def stage_json(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    staged: Staged,
    file: Found,
    plain: Path,
    part: str,
) -> list[Finding]:
    """Put the records of a JSON or JSON Lines file into a table; return a finding a bad record.

    ``folder`` takes what is written on the way. DuckDB reads the file as it is; only when it
    cannot, each record is looked at, so that one bad line costs one record.

    Raises UnusableFile when the file is no JSON or holds no records where they are said to be.
    """
    if codecs.lookup(staged.dialect.encoding).name != "utf-8":
        plain = _in_utf8(staged, file, plain, folder / f"{part}.utf-8")
    form = "newline_delimited" if staged.format == "jsonl" else "array"
    if staged.records is None:
        try:
            _read(connection, file, plain, part, form)
        except duckdb.Error:
            pass  # looked at closely below
        else:
            return []
    bad: dict[int, Finding] = {}
    checked = folder / f"{part}.checked"
    count = 0
    with checked.open("w", encoding="utf-8", newline="\n") as out:
        for number, text, why in _records(staged, file, plain):
            count += 1
            if why is not None:
                bad[number] = _bad(file, number, *why)
            out.write((text if why is None else "{}") + "\n")
    if count and len(bad) == count:  # nothing is left that has columns
        number, first = next(iter(bad.items()))
        raise unusable(file.shown,
                       f"holds no record that can be read: the first {first.message_en}",
                       f"enthält keinen lesbaren Datensatz: der erste {first.message_de}",
                       number)  # fmt: skip
    try:
        _read(connection, file, checked, part, "newline_delimited")
    except duckdb.Error as error:
        _unreadable(file, error)
    checked.unlink()
    for number in bad:
        connection.execute(f'DELETE FROM "{part}" WHERE _record = ?', [number])  # noqa: S608  # ours
    return list(bad.values())


def _in_utf8(staged: Staged, file: Found, plain: Path, target: Path) -> Path:
    """Write a file anew in UTF-8; raises UnusableFile when it is not in its encoding."""
    encoding = staged.dialect.encoding
    try:
        with (
            plain.open(encoding=encoding, newline="") as given,
            target.open("w", encoding="utf-8", newline="") as out,
        ):
            while piece := given.read(_PIECE):
                out.write(piece)
    except UnicodeError as error:
        raise unusable(file.shown, f"is not written in {encoding}",
                       f"ist nicht in {encoding} geschrieben") from error  # fmt: skip
    return target


def _read(
    connection: duckdb.DuckDBPyConnection, file: Found, plain: Path, part: str, form: str
) -> None:
    """Let DuckDB read a file whole; a type that it guessed from texts becomes text again."""
    call = f"read_json(?, {_OPTIONS}, format = '{form}'"
    described = connection.execute(f"DESCRIBE SELECT * FROM {call})", [str(plain)]).fetchall()  # noqa: S608
    types = {str(row[0]): as_text(str(row[1])) for row in described}
    reserved = [name for name in types if name.casefold() in ("_file", "_record")]
    if reserved:
        raise unusable(file.shown, f"has a member {reserved[0]}, which names the origin",
                       f"hat ein Mitglied {reserved[0]}, das die Herkunft benennt")  # fmt: skip
    connection.execute(
        f'CREATE TABLE "{part}" AS SELECT ? AS _file, row_number() OVER () AS _record, *'  # noqa: S608
        f" FROM {call}, columns = ?)",
        [file.name, str(plain), types],
    )


def as_text(kind: str) -> str:
    """Write VARCHAR for every type that DuckDB only guessed from a text.

    >>> as_text('STRUCT(d DATE, "DATE" BIGINT)[]')
    'STRUCT(d VARCHAR, "DATE" BIGINT)[]'
    """
    kind = _NULL.sub("VARCHAR", kind)
    return _GUESSED.sub(
        lambda match: match[1] or ("JSON" if match[0] == "JSON" else "VARCHAR"), kind
    )


_Why = tuple[str, str]


def _records(staged: Staged, file: Found, plain: Path) -> Iterator[tuple[int, str, _Why | None]]:
    """Yield number and text of each record, and why it is none, if so."""
    if staged.format == "jsonl" and staged.records is None:
        yield from _lines(plain)
        return
    try:
        document = json.loads(plain.read_bytes().decode("utf-8-sig"), parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise unusable(file.shown, f"is no JSON: {error.msg}", f"ist kein JSON: {error.msg}",
                       error.lineno) from error  # fmt: skip
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise unusable(file.shown, f"is no JSON: {_reason(error)}",
                       f"ist kein JSON: {_reason(error)}") from error  # fmt: skip
    found = _follow(document, staged.records or "$")
    if not isinstance(found, list):
        where = staged.records or "$"
        raise unusable(file.shown, f"holds no list of records at {where}",
                       f"enthält bei {where} keine Liste von Datensätzen")  # fmt: skip
    for number, record in enumerate(found, start=1):
        if isinstance(record, dict):
            yield number, json.dumps(record, ensure_ascii=False), None
        else:
            yield number, "", ("is no object", "ist kein Objekt")


def _lines(plain: Path) -> Iterator[tuple[int, str, _Why | None]]:
    number = 0
    with plain.open("rb") as file:
        for line in file:
            if not line.strip():
                continue
            number += 1
            yield number, *_line(line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line)


def _line(line: bytes) -> tuple[str, _Why | None]:
    if len(line) > _MOST:
        return "", (f"is longer than {_MOST} bytes", f"ist länger als {_MOST} Bytes")
    try:
        text = line.decode("utf-8").strip()
        value = json.loads(text, parse_constant=_no_number)
        json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair is no character
    except (UnicodeError, ValueError, RecursionError) as error:
        return "", (f"is no JSON: {_reason(error)}", f"ist kein JSON: {_reason(error)}")
    if not isinstance(value, dict):
        return "", ("is no object", "ist kein Objekt")
    return text, None


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "nested too deep"
    if isinstance(error, UnicodeError):
        return "not UTF-8"
    return str(error)


def _follow(document: Any, path: str) -> Any:
    """Return what lies at a JSON path of names and numbers, or None."""
    at = 1 if path.startswith("$") else 0
    while at < len(path):
        step = _STEP.match(path, at)
        if step is None:
            return None
        name = step[1] or step[2]
        if name is not None and isinstance(document, dict):
            document = document.get(name)
        elif step[3] is not None and isinstance(document, list) and int(step[3]) < len(document):
            document = document[int(step[3])]
        else:
            return None
        at = step.end()
    return document


def _bad(file: Found, number: int, english: str, german: str) -> Finding:
    return finding("BadRecord", Origin(file.shown, number), english, german)


def _unreadable(file: Found, error: duckdb.Error) -> NoReturn:
    reason = _PLACE.sub("", str(error))
    raise unusable(file.shown, f"cannot be read: {reason}",
                   f"lässt sich nicht lesen: {reason}") from error  # fmt: skip


def stage_parquet(
    connection: duckdb.DuckDBPyConnection, file: Found, plain: Path, part: str
) -> None:
    """Put the records of a Parquet file into a table.

    Raises UnusableFile when it is none.
    """
    try:
        connection.execute(
            f'CREATE TABLE "{part}" AS SELECT ? AS _file, file_row_number + 1 AS _record,'  # noqa: S608
            " * EXCLUDE (file_row_number) FROM read_parquet(?, file_row_number = true)",
            [file.name, str(plain)],
        )
    except duckdb.Error as error:
        _unreadable(file, error)
