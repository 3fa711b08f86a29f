"""The order of work: find the description, open its tables, then convert or validate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

from ...findings import Report
from ...rdf import Triple
from .annotating import Table, open_table
from .checking import check_rows
from .compatibility import check_columns
from .converting import convert
from .discovery import Library
from .fetching import Fetch, read_local
from .foreign import ForeignKey, keys_between
from .log import Log
from .model import GroupDescription


@dataclass(frozen=True, slots=True)
class Tables:
    """A group of tables that is ready to be read; ``log`` fills while it is."""

    group: GroupDescription
    tables: Sequence[Table]
    keys: Sequence[ForeignKey]
    log: Log

    @property
    def report(self) -> Report:
        """What was noticed so far."""
        return Report.of(self.log.all)


def open_tables(
    address: str,
    *,
    metadata: str | None = None,
    fetch: Fetch = read_local,
    is_validating: bool = False,
    folder: Path,
) -> Tables:
    """Find the description of a table, or read it when it is what stands at the address.

    ``address`` and ``metadata`` are absolute (``file:``, ``https:``); ``fetch`` gives what stands
    there, local files only unless another one is handed in. Findings tell local files from
    ``folder``.

    Raises TableError, with all findings, for what the standard calls an error (no JSON, another
    context, a description without tables …) and for a described table that cannot be read; OSError
    when what was named cannot be read.
    """
    log = Log(folder, is_validating=is_validating)
    library = Library(fetch, log)
    try:
        group = library.find(address, metadata)
    except RecursionError:
        log.stop("BadDescription", log.origin(metadata or address), "is nested too deeply",
                 "ist zu tief verschachtelt")  # fmt: skip
    keys = keys_between(group.tables, log)
    tables = []
    for description in group.tables:
        try:
            resource = library.get(description.url, group.context.source)
            table, sheet = open_table(description, resource, log)
        except OSError as error:
            _unreachable(log, description.url, error)
        except UnicodeError:
            encoding = description.dialect.encoding if description.dialect else "utf-8"
            _undecodable(log, description.url, encoding)
        check_columns(table, sheet, log)
        tables.append(table)
    return Tables(group, tables, keys, log)


def _unreachable(log: Log, address: str, error: OSError) -> NoReturn:
    reason = error.strerror or str(error)
    rule = "FileMissing" if isinstance(error, FileNotFoundError) else "UnreachableFile"
    log.stop(rule, log.origin(address), f"cannot be read: {reason}", f"ist nicht lesbar: {reason}")


def to_rdf(tables: Tables, *, is_minimal: bool = False) -> Iterator[Triple]:
    """Yield the triples of the tables, a row at a time; see ``converting.convert``.

    Raises TableError when a table stops being readable on the way.
    """
    try:
        yield from convert(tables.group, tables.tables, is_minimal=is_minimal)
    except (OSError, UnicodeError) as error:
        _unreadable(tables, error)


def validate(tables: Tables) -> Report:
    """Read all rows and return what is wrong with them and their description."""
    try:
        check_rows(tables.tables, tables.keys, tables.log)
    except (OSError, UnicodeError) as error:
        _unreadable(tables, error)
    return tables.report


def _unreadable(tables: Tables, error: OSError | UnicodeError) -> NoReturn:
    """Stop where a table ends to be readable while it is read."""
    reading = next((one for one in tables.tables if one.is_being_read), tables.tables[0])
    if isinstance(error, OSError):
        _unreachable(tables.log, reading.resource.address, error)
    _undecodable(tables.log, reading.resource.address, reading.dialect.encoding)


def _undecodable(log: Log, address: str, encoding: str) -> NoReturn:
    log.stop("NotUtf8", log.origin(address), f"is not written in {encoding}",
             f"ist nicht in {encoding} geschrieben")  # fmt: skip


def address_of(name: str, folder: Path) -> str:
    """Return the address of what a person names: a web address as it is, a path as ``file:``."""
    if urlsplit(name).scheme in ("http", "https", "file"):
        return name
    return (folder / name).absolute().as_uri()
