"""From records to statements, each with the cell that it was written in.

The minimal mode of "Generating RDF from Tabular Data on the Web" (6), with these differences,
each on purpose: every statement stands for itself (a list gives one statement an item, and its
``valueUrl`` is expanded for each), a template with a missing value gives nothing, and no blank
nodes are made.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from .. import names, rdf
from ..findings import Finding, Severity
from ..origin import Origin
from . import mends
from .cells import Problem
from .plan import Column, Table
from .reading import Record, Sheet, read_sheet
from .rules import finding
from .templates import Template

_TYPE: Final = rdf.iri(names.PREFIXES["rdf"] + "type")
_SOURCE: Final = names.PREFIXES["prov"] + "hadPrimarySource"
_SURROGATE: Final = re.compile("[\udc80-\udcff]")
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# UTF-8 read as Windows-1252 and written again: Ã¤ for ä, â€ž for „.
_GARBLED: Final = re.compile("Ã[\u0080-\u00bf\u2018-\u203a\u0152-\u0178]|â€|\ufffd|[\x80-\x9f]")
_THOUSANDS: Final = re.compile(r"[1-9]\d{0,2}\.000")


@dataclass(frozen=True, slots=True)
class Statement:
    """A triple with the line and column that say it; column None means a virtual column."""

    triple: rdf.Triple
    line: int
    column: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands in the file: its key, its first line, and the text by column name."""

    key: str
    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Mapped:
    """A table read, checked and mapped.

    A row with a violation gives no statements: it is in ``set_aside`` if its cells could be told
    apart, and ``withheld`` has the IRIs of the things that it would have introduced, so that others
    which refer to them are not blamed. ``aside`` has what the readable cells of such rows say: it
    is reasoned over and validated, so that one bad cell does not break what rests on the others,
    and never published. ``rows_read == rows_mapped + rows_set_aside``.
    """

    table: Table
    statements: list[Statement] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    rows_read: int = 0
    rows_mapped: int = 0
    rows_set_aside: int = 0
    set_aside: list[Row] = field(default_factory=list)
    withheld: frozenset[str] = frozenset()
    aside: list[Statement] = field(default_factory=list)


def map_table(project: Path, table: Table) -> Mapped:
    """Read one table and map each good row to triples; the bad ones become findings, all of them.

    Raises OSError when the file is there and cannot be opened.
    """
    sheet = read_sheet(project, table)
    mapper = _Mapper(table, sheet)
    for number, record in enumerate(sheet.records, start=1):
        mapper.take(number, record)
    return mapper.result()


class _Mapper:
    """Takes the rows of one table one by one."""

    def __init__(self, table: Table, sheet: Sheet) -> None:
        self.table = table
        self.sheet = sheet
        self.statements: list[Statement] = []
        self.rows: list[Row] = []
        self.set_aside: list[Row] = []
        self.withheld: set[str] = set()
        self.aside: list[Statement] = []
        self.findings = list(sheet.findings)
        self.keys: dict[tuple[str, ...], int] = {}

    def result(self) -> Mapped:
        """Return everything that was taken so far."""
        read = len(self.sheet.records)
        return Mapped(
            self.table,
            self.statements,
            self.rows,
            self.findings,
            rows_read=read,
            rows_mapped=len(self.rows),
            rows_set_aside=read - len(self.rows),
            set_aside=self.set_aside,
            withheld=frozenset(self.withheld),
            aside=self.aside,
        )

    def take(self, number: int, record: Record) -> None:
        """Check and map one row."""
        cells = {
            name: record.cells[place]
            for name, place in self.sheet.places.items()
            if place < len(record.cells)
        }
        row = Row(self._key(cells, record.line), record.line, cells)
        values: dict[str, list[str]] = {}
        found = list(self._check_row(row, record, values))
        statements = list(self._statements(number, row, values, found))
        if (
            self.sheet.fits
            and not record.is_broken
            and all(f.severity is not Severity.VIOLATION for f in found)
        ):
            self.statements.extend(statements)
            self.rows.append(row)
        else:
            self.set_aside.append(row)
            self.aside.extend(statements)
            self.withheld.update(s.triple[0][1:-1] for s in statements if s.triple[1] == _TYPE)
        self.findings.extend(found)

    def _key(self, cells: Mapping[str, str], line: int) -> str:
        """Return the primary key as text; a table without one numbers its rows by line."""
        return "--".join(cells.get(name, "") for name in self.table.primary_key) or str(line)

    def _origin(self, line: int, column: Column) -> Origin:
        place = self.sheet.places.get(column.name)
        shift = 1 + self.table.dialect.skip_columns
        return Origin(self.table.path, line, None if place is None else place + shift)

    def _check_row(
        self, row: Row, record: Record, values: dict[str, list[str]]
    ) -> Iterator[Finding]:
        """Yield what is wrong with a row, and fill ``values`` with what can be read."""
        source, iri = source_of(self.table, row), names.row(self.table.name, row.key)
        if record.is_broken or len(record.cells) != self.sheet.width:
            # Cells of such a row may stand under the wrong column: reading them would only blame
            # the curator for what the missing comma did. Its key still names a thing.
            for column in map(self.table.column, self.table.primary_key):
                list(_check_cell(column, row.cells.get(column.name, ""), values))
            if not record.is_broken:
                has, wants = len(record.cells), self.sheet.width
                yield finding(
                    "RaggedRow",
                    Origin(self.table.path, row.line),
                    f"{has} cells, the header has {wants}",
                    f"{has} Zellen, der Kopf hat {wants}",
                    source=source,
                    row=iri,
                )
            return
        for column in self.table.written:
            text = row.cells.get(column.name)
            if text is None:
                continue
            for rule, problem, value in _check_cell(column, text, values):
                yield finding(
                    rule,
                    self._origin(row.line, column),
                    problem.english,
                    problem.german,
                    column=column.name,
                    value=value,
                    mend=problem.mend,
                    source=source,
                    row=iri,
                )
        yield from self._check_key(row, values, source)

    def _check_key(
        self, row: Row, values: Mapping[str, list[str]], source: str | None
    ) -> Iterator[Finding]:
        keys = self.table.primary_key
        if not keys or not all(values.get(name) for name in keys):
            return  # an empty or unreadable key is told by its cell
        key = tuple(" ".join(values[name]) for name in keys)
        first = self.keys.setdefault(key, row.line)
        if first != row.line:
            column = self.table.column(keys[0])
            yield finding(
                "DuplicateKey",
                self._origin(row.line, column),
                f"is the key of line {first} already",
                f"ist schon der Schlüssel von Zeile {first}",
                column=column.name,
                value=row.key,
                source=source,
                related=(self._origin(first, column),),
                row=names.row(self.table.name, row.key),
            )

    def _statements(
        self, number: int, row: Row, values: Mapping[str, list[str]], found: list[Finding]
    ) -> Iterator[Statement]:
        """Yield the statements of a row; IRIs that are none are added to ``found``."""
        if self.table.suppressed:
            return
        shared = {name: ",".join(items) for name, items in values.items() if items}
        shared.update(_row=str(number), _sourceRow=str(row.line))
        for column in self.table.columns:
            if column.suppressed:
                continue
            for terms in _terms(column, shared, values):
                bad = next((t for t in terms if t[0] == "<" and not rdf.is_iri(t[1:-1])), None)
                if bad is None:
                    yield Statement(terms, row.line, column.number)
                else:
                    found.append(
                        finding(
                            "BadAddress",
                            self._origin(row.line, column),
                            "is no IRI",
                            "ist kein IRI",
                            column=column.name,
                            value=bad[1:-1],
                            source=source_of(self.table, row),
                            row=names.row(self.table.name, row.key),
                        )
                    )


def source_of(table: Table, row: Row) -> str | None:
    """Return the key of the first document that a row rests on; a document's row is its own."""
    column = next((c for c in table.columns if c.property == _SOURCE), None)
    if column is None:
        return None
    if column.is_virtual:
        return row.key or None
    return next(iter(row.cells.get(column.name, "").split()), None)


def _terms(
    column: Column, shared: Mapping[str, str], values: Mapping[str, list[str]]
) -> Iterator[rdf.Triple]:
    """Yield the triples of one cell."""
    own = {**shared, "_name": column.name}
    if column.number is not None:
        own["_column"] = own["_sourceColumn"] = str(column.number)
    if column.is_virtual:
        items = [column.default] if column.default or column.value else []
    else:
        items = values.get(column.name, [])
    for item in items:
        if not column.is_virtual:
            own[column.name] = item
        subject, predicate = _expand(column.about, own), _expand(column.predicate, own)
        value = _expand(column.value, own) if column.value else _literal(column, item)
        if subject and predicate and value:
            yield subject, predicate, value


def _expand(template: Template | None, values: Mapping[str, str]) -> rdf.Term | None:
    expanded = template.expand(values) if template else None
    return None if expanded is None else rdf.iri(expanded)


def _literal(column: Column, lexical: str) -> rdf.Term:
    language = column.language if column.datatype.is_text else None
    return rdf.literal(lexical, column.datatype.iri, language)


_Found = tuple[str, Problem, str]


def _check_cell(column: Column, text: str, values: dict[str, list[str]]) -> Iterator[_Found]:
    """Yield what is wrong with one cell as (rule, problem, value), and read its items."""
    unclean = _unclean(text)
    if unclean is not None:
        yield unclean
        return
    datatype = column.datatype
    normal = datatype.normalize(text) or column.default
    items = [] if normal in ("", *column.null) else [normal]
    if column.separator and items:
        parts = [datatype.normalize(part).strip() for part in normal.split(column.separator)]
        items = [part for part in parts if part not in column.null]
    if not items and column.required:
        yield "MissingCell", Problem("must not be empty", "darf nicht leer sein"), text
        return
    read: list[str] = []
    for item in items:
        lexical = datatype.read(item)
        if isinstance(lexical, Problem):
            yield "UnreadableCell", lexical, item
        else:
            read.append(lexical)
    if len(read) == len(items):
        values[column.name] = list(dict.fromkeys(read))
        yield from _untidy(column, text, items)


def _unclean(text: str) -> _Found | None:
    """Tell bytes of another encoding and control characters."""
    if text.isascii() and text.isprintable():
        return None
    if _SURROGATE.search(text):
        data = text.encode("utf-8", "surrogateescape")
        mend = data.decode("cp1252", "replace")
        shown = data.decode("utf-8", "backslashreplace")
        return "NotUtf8", Problem("is not UTF-8", "ist nicht in UTF-8", mend), shown
    if match := _CONTROL.search(text):
        code = f"U+{ord(match[0]):04X}"
        without = _CONTROL.sub("", text) or None
        shown = _CONTROL.sub(lambda m: f"\\x{ord(m[0]):02x}", text)
        return (
            "NulCharacter",
            Problem(
                f"holds the control character {code}", f"enthält das Steuerzeichen {code}", without
            ),
            shown,
        )
    return None


def _untidy(column: Column, text: str, items: list[str]) -> Iterator[_Found]:
    """Yield warnings about a cell that can be read."""
    tidy = column.separator.join(items) if column.separator else text.strip()
    if tidy != text and items and text.strip() != "":
        yield (
            "SpaceAtEdge",
            Problem(
                "has white space that does not belong to it",
                "hat Leerraum, der nicht dazugehört",
                tidy,
            ),
            text,
        )
    if len(set(items)) < len(items):
        again = (column.separator or " ").join(dict.fromkeys(items))
        yield "RepeatedItem", Problem("repeats an item", "wiederholt einen Wert", again), text
    if column.datatype.base == "decimal" and _THOUSANDS.fullmatch(text):
        thousands = text.replace(".", "")
        yield (
            "AmbiguousNumber",
            Problem(f"is read as {text[:-4]}", f"wird als {text[:-4]} gelesen", thousands),
            text,
        )
    if text.isascii():
        return
    composed = unicodedata.normalize("NFC", text)
    if composed != text:
        yield (
            "DecomposedText",
            Problem("is not in normal form C", "steht nicht in Normalform C", composed),
            text,
        )
    if _GARBLED.search(text):
        yield (
            "GarbledText",
            Problem("looks wrongly decoded", "sieht falsch dekodiert aus", mends.ungarble(text)),
            text,
        )
