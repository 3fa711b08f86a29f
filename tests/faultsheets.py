"""Copies of a project whose tables are spoiled on purpose, and what must be told of each fault.

A fault is written into rows that no other fault of the copy has touched. What it must give is kept
by row, not by line, and becomes a place in the file when the copy is written.
"""

from __future__ import annotations

import csv
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from clustergraph import names, tables
from clustergraph.findings import Finding

PARTS = ("ontology", "rules", "shapes")


class Raw(str):
    """A cell that is written as it stands, without quotation marks of its own."""

    __slots__ = ()


class Row:
    """One row of a sheet; two rows are the same only if they are one."""

    def __init__(self, cells: Iterable[str]) -> None:
        self.cells = list(cells)
        self.was = tuple(self.cells)
        self.line = 0

    def text(self) -> str:
        """Return the row as a line of the file, quoted where it must be."""
        return ",".join(map(_quoted, self.cells)) + "\n"


def _quoted(cell: str) -> str:
    if isinstance(cell, Raw) or not set(cell) & set(',"\n\r'):
        return cell
    return '"' + cell.replace('"', '""') + '"'


class Sheet:
    """One table of a copy: its header and rows, and how the file as a whole is written."""

    def __init__(self, project: Path, table: tables.Table) -> None:
        self.table = table
        self.path = project / table.path
        with self.path.open(encoding="utf-8", newline="") as file:
            self.header, *rows = csv.reader(file)
        self.rows = [Row(cells) for cells in rows]
        self.encoding, self.before, self.exists = "utf-8", "", True

    def cell(self, row: Row, column: str) -> str:
        """Return a cell by the name of its column."""
        return row.cells[self.header.index(column)]

    def cells(self, row: Row) -> dict[str, str]:
        """Return the cells of a row by column."""
        return dict(zip(self.header, row.cells, strict=True))

    def change(self, row: Row, cells: Mapping[str, str]) -> None:
        """Write new cells into a row."""
        for column, text in cells.items():
            row.cells[self.header.index(column)] = text

    def find(self, **wanted: str) -> Iterator[Row]:
        """Yield the rows that have these cells."""
        for row in self.rows:
            if all(self.cell(row, column) == text for column, text in wanted.items()):
                yield row

    def append(self, cells: Mapping[str, str]) -> Row:
        """Add a row at the end, where it moves no other."""
        row = Row(cells.get(column, "") for column in self.header)
        self.rows.append(row)
        return row

    def write(self) -> None:
        """Write the file, and note on which line each row begins."""
        if not self.exists:
            self.path.unlink()
            return
        text = self.before + ",".join(self.header) + "\n" if self.header else ""
        for row in self.rows:
            row.line = text.count("\n") + 1
            text += row.text()
        self.path.write_bytes(text.encode(self.encoding, "surrogateescape"))


class Spot(NamedTuple):
    """A cell, a row (no column) or a file (no row) of a sheet."""

    sheet: Sheet
    row: Row | None = None
    column: str | None = None


class Place(NamedTuple):
    """Where something is told: file, line and column, as in an Origin."""

    path: str
    line: int | None
    column: int | None


class Told(NamedTuple):
    """What a finding says: the rule or shape, the cell and what to write instead."""

    rule: str
    place: Place
    mend: str | None

    def __str__(self) -> str:
        where = ":".join(str(part) for part in self.place if part is not None)
        return f"{where} {self.rule}" + (f" -> {self.mend}" if self.mend is not None else "")


@dataclass(frozen=True)
class Fault:
    """A finding that a change must give: its rule, its spot, its mend and the spots named with it.

    ``line`` gives the place of what stands in no row, such as a header.
    """

    rule: str
    spot: Spot
    mend: str | None = None
    also: tuple[Spot, ...] = ()
    line: int | None = None

    def told(self) -> Told:
        """Return the finding in the form that is compared."""
        place = _place(self.spot)
        return Told(self.rule, place._replace(line=self.line) if self.line else place, self.mend)

    def named(self) -> frozenset[Place]:
        """Return the places that the finding must name besides its own."""
        return frozenset(map(_place, self.also))


def _place(spot: Spot) -> Place:
    number = spot.sheet.header.index(spot.column) + 1 if spot.column else None
    return Place(str(spot.sheet.table.path), spot.row.line if spot.row else None, number)


def told(finding: Finding) -> Told:
    """Return what a finding says, in the form that is compared."""
    rule = finding.rule.removeprefix(names.RULES).removeprefix(names.SHAPES)
    origin = finding.origin
    return Told(rule, Place(str(origin.path), origin.line, origin.column), finding.mend)


@dataclass
class Copy:
    """A copy of a project that is being spoiled."""

    folder: Path
    random: random.Random
    sheets: dict[str, Sheet] = field(init=False)
    faults: list[tuple[str, Fault]] = field(default_factory=list)
    used: set[Row] = field(default_factory=set)

    def __post_init__(self) -> None:
        described = tables.describe(self.folder).tables
        self.sheets = {table.name: Sheet(self.folder, table) for table in described}

    @classmethod
    def of(cls, project: Path, folder: Path, seed: int) -> Copy:
        """Copy a project: its tables, and links to everything else."""
        folder.mkdir()
        shutil.copytree(project / "data", folder / "data")
        for part in PARTS:
            (folder / part).symlink_to((project / part).resolve())
        return cls(folder, random.Random(seed))  # noqa: S311  # a repeatable choice is wanted

    def free(self, *tables_: str) -> Iterator[Spot]:
        """Yield the rows of some tables, or of all, that no fault has touched; in random order."""
        spots = [
            Spot(sheet, row)
            for name in tables_ or self.sheets
            if name in self.sheets
            for sheet in [self.sheets[name]]
            for row in sheet.rows
            if row not in self.used
        ]
        self.random.shuffle(spots)
        yield from spots

    def use(self, *rows: Row) -> None:
        """Keep other faults away from rows."""
        self.used.update(rows)

    def spoil(self, kind: Kind, times: int) -> None:
        """Put a kind of fault into the copy, at most so many times."""
        for _ in range(times):
            fault = next(kind.put(self), None)
            if fault is None:
                return
            self.use(*(spot.row for spot in (fault.spot, *fault.also) if spot.row))
            self.faults.append((kind.name, fault))

    def write(self) -> None:
        """Write every table."""
        for sheet in self.sheets.values():
            sheet.write()

    def named(self) -> set[str]:
        """Return the keys that stand, or stood, in the rows that a fault has touched."""
        cells = {cell for row in self.used for cell in (*row.cells, *row.was)}
        items = {item.split("/")[-1] for cell in cells if len(cell) < 500 for item in cell.split()}
        return items | {part for item in items for part in item.split("--")}


@dataclass(frozen=True)
class Kind:
    """A kind of fault: its name, and what writes one into a copy and says what must be told.

    ``put`` yields nothing where the copy has no row for it.
    """

    name: str
    put: Callable[[Copy], Iterator[Fault]]


@dataclass(frozen=True)
class Difference:
    """How a report differs from what it should have said."""

    missed: tuple[str, ...]
    spurious: tuple[str, ...]
    unnamed: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.missed or self.spurious or self.unnamed)

    def __str__(self) -> str:
        parts = {"missed": self.missed, "spurious": self.spurious, "not named": self.unnamed}
        return "\n".join(f"{name}: {line}" for name, lines in parts.items() for line in lines)


def compare(
    faults: Iterable[tuple[str, Fault]], findings: Iterable[Finding], before: Iterable[Finding]
) -> Difference:
    """Compare what is told, but was not told before, with what the faults must give.

    Each fault gives one finding: one told twice is spurious.
    """
    faults = list(faults)
    known = {told(finding) for finding in before}
    new = [finding for finding in findings if told(finding) not in known]
    found = Counter(map(told, new))
    wanted = Counter(fault.told() for _, fault in faults)
    kinds = {fault.told(): kind for kind, fault in faults}
    full = {told(finding): str(finding) for finding in new}
    places = {
        told(finding): frozenset(Place(str(o.path), o.line, o.column) for o in finding.related)
        for finding in new
    }
    unnamed = [
        f"{kind}: {fault.told()} names {sorted(places[fault.told()], key=str)}"
        for kind, fault in faults
        if fault.told() in places and not fault.named() <= places[fault.told()]
    ]
    return Difference(
        tuple(f"{kinds[one]}: {one}" for one in sorted((wanted - found).elements(), key=str)),
        tuple(f"{one} | {full[one]}" for one in sorted((found - wanted).elements(), key=str)),
        tuple(unnamed),
    )


def gone(findings: Iterable[Finding], before: Iterable[Finding]) -> list[Finding]:
    """Return what was told before and is no longer."""
    now = {told(finding) for finding in findings}
    return [finding for finding in before if told(finding) not in now]
